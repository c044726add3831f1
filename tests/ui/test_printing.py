"""An article on paper: no line is cut, marks are on their words, notes that stay here do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter

from reader import changes
from reader.errors import WriteFailed
from reader.library import Library
from reader.model import ArticleId
from tests.ui.kit import Clock, adding, marking
from ui import theme
from ui.reading import printing
from ui.reading.document import PageHead

pytestmark = pytest.mark.usefixtures("app")

A4 = QPageSize(QPageSize.PageSizeId.A4)
HEAD = PageHead("The Delta Review", "By Nell Arkwood", "2024", 3)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60)), max_size=60),
    st.integers(40, 200),
)
def test_pages_cut_no_unit_that_fits_on_one_and_lose_none(
    gaps: list[tuple[int, int]], height: int
) -> None:
    units, at = [], 0.0
    for gap, high in gaps:
        at += gap
        units.append((at, at + high))
        at += high
    pages = printing.paginated(units, height)
    assert all(0 < bottom - top <= height for top, bottom in pages)
    for start, end in units:
        inside = [page for page in pages if page[0] <= start and end <= page[1]]
        assert inside or end - start > height
        assert any(page[0] <= start < page[1] for page in pages)
    assert [page[0] for page in pages] == sorted(page[0] for page in pages)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "Desk.galley")


def article(library: Library, clock: Clock) -> ArticleId:
    id, change, blobs = adding(library, at=clock())
    library.apply(change, at=clock(), by="shell", blobs=blobs)
    return id


def no_picture(_src: str) -> None:
    return None


def painted(sheets: printing.Sheets, number: int) -> QImage:
    image = QImage(482, 728, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    printing.paint_page(painter, sheets, number, QRectF(0, 0, 482, 728))
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def test_marks_are_printed_in_their_colour_and_notes_follow(library: Library) -> None:
    clock = Clock()
    id = article(library, clock)
    plain = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    assert plain.count == 1
    key, change = marking(library, id, "eleven families", at=clock())
    library.apply(change, at=clock(), by="shell")
    noted = changes.edit_annotation(library.annotation(key), at=clock(), note="Who counted?")
    assert noted is not None
    library.apply(noted, at=clock(), by="shell")
    sheets = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    assert sheets.count == 2
    assert "Who counted?" in sheets.parts[1].document.text
    fill = theme.load("light").mark("yellow", active=False)
    over_white = {
        round(255 + (channel - 255) * fill.alphaF()) for channel in (fill.red(), fill.blue())
    }
    seen = colours(painted(sheets, 0))
    assert any(
        {int(name[1:3], 16), int(name[5:7], 16)} <= {v + d for v in over_white for d in (-1, 0, 1)}
        for name in seen
        if name[1:3] != name[5:7]
    )
    library.close()


def test_a_note_that_stays_here_is_not_printed(library: Library) -> None:
    clock = Clock()
    id = article(library, clock)
    key, change = marking(library, id, "eleven families", at=clock())
    library.apply(change, at=clock(), by="shell")
    hidden = changes.edit_annotation(
        library.annotation(key), at=clock(), note="A source’s name", private=True
    )
    assert hidden is not None
    library.apply(hidden, at=clock(), by="shell")
    sheets = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    assert sheets.count == 1
    assert sheets.parts[0].marks.all() == ()
    library.close()


def test_a_pdf_is_written_whole_and_named_after_the_article(
    library: Library, tmp_path: Path
) -> None:
    id = article(library, Clock())
    sheets = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    printing.to_pdf(tmp_path / "out.pdf", sheets, A4)
    content = (tmp_path / "out.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert not list(tmp_path.glob(".*.galley-tmp"))
    library.close()


def test_a_place_that_cannot_be_written_to_is_said_plainly(
    library: Library, tmp_path: Path
) -> None:
    id = article(library, Clock())
    (tmp_path / "a file").write_text("not a folder")
    sheets = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    with pytest.raises(WriteFailed):
        printing.to_pdf(tmp_path / "a file" / "out.pdf", sheets, A4)
    library.close()


def test_paper_is_light_whatever_theme_is_worn(library: Library) -> None:
    id = article(library, Clock())
    before = theme.current()
    sheets = printing.sheets(library.exported(id), HEAD, no_picture, A4)
    assert "#ffffff" in colours(painted(sheets, 0))
    assert theme.current() is before
    library.close()
