"""An article on paper: no line is cut or lost, marks lie on their words, what stays here stays."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QAction, QColor, QImage, QPageSize, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reader import changes
from reader.errors import GalleyError, WriteFailed
from reader.library import Library
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    ArticleId,
    Block,
    Cell,
    Document,
    Label,
    LabelId,
    Passage,
    Picture,
    Span,
    Table,
    leaf,
)
from tests.reader.strategies import documents
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, TITLE, Clock, adding, marking
from ui import theme
from ui.reading.document import PageHead
from ui.reading.printing.choice import PrintChoice
from ui.reading.printing.cuts import Cutting, Strip, joined, paragraph
from ui.reading.printing.desk import PrintDesk
from ui.reading.printing.device import to_pdf, write_pdf
from ui.reading.printing.numbers import numbers
from ui.reading.printing.preview import PrintPreview
from ui.reading.printing.printout import PrintedMark, Printout, printout
from ui.reading.printing.sheet import MARGIN, Sheet
from ui.session import Session

pytestmark = pytest.mark.usefixtures("app")

QUOTE = Label(LabelId("lquote00"), "Quote", "yellow", 0)
DOUBT = Label(LabelId("ldoubt00"), "Doubt", "red", 5)
ARABIC = "قال أحد السكان إن المضخة تعطلت مرتين هذا العام، وإن الطريق أُغلق في المرتين."
JAPANESE = "午後十時、閉館の音楽は流れない。"


def text(*paragraphs: str, title: str = TITLE) -> Document:
    blocks = [leaf("heading", title, level=1), *(leaf("paragraph", each) for each in paragraphs)]
    return Document(tuple(block for block in blocks if block is not None))


def mark(
    document: Document, words: str, note: str = "", label: Label = QUOTE, number: int = 1
) -> PrintedMark:
    start = document.text.index(words)
    annotation = Annotation(
        AnnotationId(f"k{number:05}"),
        ArticleId("a1234567"),
        1,
        Anchor(words, "", "", start),
        label.id,
        datetime(2024, 10, 2, tzinfo=UTC),
        note=note,
    )
    return PrintedMark(annotation, label, Passage(start, start + len(words)))


def no_picture(_src: str) -> None:
    return None


def printed(document: Document, *marks: PrintedMark, note: str = "") -> Printout:
    return Printout(
        document.blocks[0].text,
        "https://delta.example/river",
        "saved 2 October 2024",
        PageHead("The Delta Review", "By Nell Arkwood"),
        document,
        marks,
        note,
        no_picture,
    )


def composed(printout: Printout, choice: PrintChoice | None = None) -> Sheet:
    sheet = Sheet(printout, choice or PrintChoice())
    sheet.finish()
    return sheet


def painted(sheet: Sheet, number: int, scale: int = 1) -> QImage:
    image = QImage(sheet.paper.toSize() * scale, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    sheet.paint_page(painter, number)
    painter.end()
    return image


def colours(image: QImage) -> set[int]:
    return set(memoryview(image.constBits()).cast("I"))


def shows(image: QImage, colour: QColor) -> bool:
    return colour.rgb() in colours(image)


def on_white(colour: QColor) -> QColor:
    """What a half-transparent colour looks like on paper."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.fillRect(image.rect(), colour)
    painter.end()
    return image.pixelColor(0, 0)


# --- where pages are cut -------------------------------------------------------------------------


@st.composite
def strips(draw: st.DrawFn) -> list[Strip]:
    found, at = [], 0.0
    for gap, height, keeps in draw(
        st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60), st.booleans()), max_size=40)
    ):
        at += gap
        found.append(Strip(at, at + height, keeps))
        at += height
    return found


@given(strips(), strips(), st.integers(60, 200))
def test_every_strip_is_on_just_one_page_and_whole(
    first: list[Strip], second: list[Strip], height: int
) -> None:
    cutting = Cutting(height)
    cutting.add(first)
    cutting.next_text(25)
    cutting.add(second)
    cutting.end()
    for number, of_text in enumerate((first, second)):
        pieces = [piece for page in cutting.pages for piece in page if piece.text == number]
        assert pieces == sorted(pieces, key=lambda each: each.top)
        for strip in of_text:
            touching = [
                each for each in pieces if each.top < strip.bottom and strip.top < each.bottom
            ]
            assert len(touching) == 1
            assert touching[0].top <= strip.top < strip.bottom <= touching[0].bottom
    for page in cutting.pages:
        assert all(0 <= each.down <= each.down + each.bottom - each.top <= height for each in page)
        for above, below in pairwise(page):
            assert below.down == above.down + above.bottom - above.top + 25


@given(strips(), st.integers(60, 200))
def test_what_belongs_together_is_parted_only_if_no_page_holds_it(
    given_strips: list[Strip], height: int
) -> None:
    cutting = Cutting(height)
    cutting.add(given_strips)
    cutting.end()
    ends = {page[-1].bottom for page in cutting.pages[:-1]}
    chain: list[Strip] = []
    for strip in given_strips:
        chain.append(strip)
        if not strip.keeps:
            if chain[-1].bottom - chain[0].top <= height:
                assert not {each.bottom for each in chain[:-1]} & ends
            chain = []


def test_what_is_higher_than_a_page_is_cut_and_not_lost() -> None:
    cutting = Cutting(100)
    cutting.add([Strip(0, 20), Strip(20, 270), Strip(270, 280)])
    cutting.end()
    pieces = [(each.top, each.bottom) for page in cutting.pages for each in page]
    assert pieces == [(0, 20), (20, 120), (120, 220), (220, 280)]


def test_a_paragraph_leaves_no_line_alone() -> None:
    lines = [Strip(n * 10, n * 10 + 10) for n in range(6)]
    assert [each.keeps for each in paragraph(lines)] == [True, False, False, False, True, False]
    assert [each.keeps for each in paragraph(lines[:3])] == [True, True, False]
    assert [each.keeps for each in paragraph(lines[:1])] == [False]
    assert all(each.keeps for each in paragraph(lines[:2], keeps=True))


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=20))
def test_what_lies_beside_each_other_is_one_strip(given_lines: list[tuple[int, int]]) -> None:
    lines = [Strip(top, top + height) for top, height in given_lines]
    found = joined(lines)
    assert all(one.bottom <= other.top for one, other in pairwise(found))
    assert all(
        any(each.top <= line.top and line.bottom <= each.bottom for each in found) for line in lines
    )


# --- a sheet -------------------------------------------------------------------------------------


def lines_and_cuts(sheet: Sheet) -> Iterator[tuple[Strip, list[tuple[float, float]]]]:
    """Each line of the texts on a sheet, and the pieces that show some of it."""
    pieces = [piece for number in range(sheet.pages) for piece in sheet.pieces(number)]
    texts = [sheet.printout.document]
    for number, document in enumerate(texts):
        for at in range(len(document.blocks)):
            for line in sheet.flows[number].lines(at):
                yield (
                    line,
                    [
                        (each.top, each.bottom)
                        for each in pieces
                        if each.text == number
                        and each.top < line.bottom - 0.5
                        and line.top + 0.5 < each.bottom
                    ],
                )


@settings(max_examples=40)
@given(documents(max_blocks=12), st.integers(300, 800))
def test_no_line_of_any_article_is_cut_or_lost(document: Document, height: int) -> None:
    sheet = Sheet(printed(document), PrintChoice(), QSizeF(400, height))
    sheet.finish()
    for line, shown in lines_and_cuts(sheet):
        assert len(shown) == 1
        assert shown[0][0] - 0.5 <= line.top
        assert line.bottom <= shown[0][1] + 0.5


def test_table_rows_are_not_cut_and_a_huge_one_between_its_lines() -> None:
    table = Table(1)

    def cell(row: int, column: int, words: str) -> Block:
        inside = (table, Cell(2 + row * 2 + column, row, column, row == 0, 1, 1))
        made = leaf("paragraph", words, containers=inside)
        assert made is not None
        return made

    rows = [
        cell(row, column, f"Row {row} " + "and more words " * (200 if row == 20 else 12))
        for row in range(30)
        for column in range(2)
    ]
    document = Document((*text().blocks, *rows))
    sheet = composed(printed(document))
    assert sheet.pages > 3
    assert all(len(shown) == 1 for _line, shown in lines_and_cuts(sheet))


def test_more_text_takes_more_pages_and_smaller_paper_too() -> None:
    short, long = text(PARAGRAPHS[0]), text(*PARAGRAPHS * 30)
    assert composed(printed(short)).pages == 1
    assert composed(printed(long)).pages > 2
    small = PrintChoice(size=QPageSize.PageSizeId.A5)
    assert composed(printed(long), small).pages > composed(printed(long)).pages


def test_a_picture_is_no_higher_than_a_page() -> None:
    image = QImage(200, 6000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    shown = leaf("picture", "", [Span(0, 1, Picture("tower.png", "A tower"))])
    body = leaf("paragraph", PARAGRAPHS[0])
    assert shown is not None
    assert body is not None
    document = Document((*text().blocks, body, shown, body))
    sheet = composed(replace(printed(document), pictures=lambda _src: image))
    assert all(len(cut) == 1 for _line, cut in lines_and_cuts(sheet))
    assert shows(painted(sheet, 1), QColor("red"))


def test_code_is_wrapped_on_paper() -> None:
    code = leaf("code", "x = " + "1 + " * 200)
    assert code is not None
    sheet = composed(printed(Document((*text().blocks, code))))
    assert len(sheet.flows[0].lines(1)) > 5


def test_a_right_to_left_article_stands_at_the_right() -> None:
    block = leaf("paragraph", "قال أحد السكان", direction="rtl")
    assert block is not None
    document = Document((*text(title="قرية").blocks, block), direction="rtl")
    image = painted(composed(printed(document)), 0)
    middle = image.width() // 2
    ink = [
        x
        for x in range(image.width())
        for y in range(round(MARGIN), 200)
        if image.pixelColor(x, y).lightness() < 128
    ]
    assert ink
    assert min(ink) > middle


# --- marks and notes -----------------------------------------------------------------------------


def test_a_mark_is_painted_in_its_colour_on_the_page_of_its_words() -> None:
    document = text(*PARAGRAPHS * 20, "The clerk counted eleven houses.")
    fill = on_white(theme.load("light").mark("red"))
    sheet = composed(printed(document, mark(document, "eleven houses", label=DOUBT)))
    pages = [shows(painted(sheet, number), fill) for number in range(sheet.pages)]
    assert pages == [False] * (sheet.pages - 1) + [True]
    plain = composed(sheet.printout, PrintChoice(marks=False))
    assert not shows(painted(plain, plain.pages - 1), fill)


def test_the_line_under_a_mark_is_painted_in_the_strong_tone() -> None:
    document = text("The clerk counted eleven houses.")
    sheet = composed(printed(document, mark(document, "eleven houses")))
    tones = theme.load("light").labels["yellow"]
    near = min(
        abs(seen.red() - tones.strong.red()) + abs(seen.blue() - tones.strong.blue())
        for seen in map(QColor, colours(painted(sheet, 0, scale=4)))
    )
    assert near < 12


def test_paper_is_white_and_its_ink_dark_whatever_theme_is_worn() -> None:
    document = text(*PARAGRAPHS)
    light = painted(composed(printed(document, mark(document, "eleven families", "Who?"))), 0)
    with theme.worn("dark"):
        before = theme.current()
        dark = painted(composed(printed(document, mark(document, "eleven families", "Who?"))), 0)
        assert theme.current() is before
    assert dark == light
    assert shows(dark, QColor("white"))


def test_a_number_stands_behind_the_stop_and_in_the_gap_after_it() -> None:
    document = text("They left. Then they came back", ARABIC, JAPANESE)
    arabic, japanese = document.starts[2], document.starts[3]
    found = numbers(
        document,
        [
            (Passage(document.starts[1], document.starts[1] + 9), 1),
            (Passage(document.starts[1] + 5, document.starts[1] + 9), 2),
            (Passage(arabic, arabic + 2), 3),
            (Passage(japanese, japanese + 4), 4),
            (Passage(japanese, japanese + len(JAPANESE)), 5),
        ],
    )
    (stop,) = found[1]
    assert (stop.last, stop.gap, stop.words) == (9, 10, "1, 2")
    (inside,) = found[2]
    assert (inside.last, inside.gap) == (1, None)  # a change of format would part the letters
    hour, end = found[3]
    assert (hour.last, hour.gap) == (3, 3)
    assert (end.last, end.words) == (len(JAPANESE) - 1, "5")


def test_marks_that_share_their_end_share_a_gap_and_words_stay_where_they_are_marked() -> None:
    document = text(ARABIC, "They left. " * 12)
    marks = [
        mark(document, "أحد السكان", "One", number=1),
        mark(document, "They left", "Two", number=2),
        mark(document, "left", "Three", number=3),
    ]
    sheet = composed(printed(document, *marks))
    assert [len(flow.lines(0)) for flow in sheet.flows] == [1, 1]
    assert not painted(sheet, 0).isNull()


def test_notes_follow_numbered_with_label_quote_and_tags() -> None:
    document = text(*PARAGRAPHS)
    noted = mark(document, "eleven families", "Ask **her** again.\n\n- who counted", DOUBT)
    tagged = replace(noted, annotation=replace(noted.annotation, tags=("border", "count")))
    bare = mark(document, "240 meter", number=2)
    orphan = replace(mark(document, "desa", "Where is it?", number=3), passage=None)
    sheet = composed(printed(document, tagged, bare, orphan, note="My own note."))
    words = sheet.flows[1].document.text
    assert "My own note." in words
    assert "“eleven families”\nAsk her again.\n• who counted\n#border #count" in words
    assert "Doubt" in words
    assert "240 meter" not in words
    assert "Quote  ·  without a place in this text" in words
    assert len(composed(sheet.printout, PrintChoice(notes="none")).flows) == 1


@settings(max_examples=25)
@given(documents(max_blocks=8), st.data())
def test_marks_anywhere_are_printed_without_losing_a_line(
    document: Document, data: st.DataObject
) -> None:
    length = len(document.text)
    marks = []
    for number in range(4):
        start = data.draw(st.integers(0, length - 1))
        end = data.draw(st.integers(start + 1, length))
        words = document.text[start:end]
        if words.strip():
            made = mark(document, words, "A note", number=number)
            marks.append(replace(made, passage=Passage(start, end)))
    sheet = composed(printed(document, *marks))
    assert all(len(shown) == 1 for _line, shown in lines_and_cuts(sheet))
    for number in range(sheet.pages):
        painted(sheet, number)


# --- what the library gives ----------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Desk.galley")
    yield library
    library.close()


def article(library: Library) -> ArticleId:
    """An article with one note that stays here and one that does not."""
    clock = Clock()
    id, change, blobs = adding(library, at=clock(), url="https://delta.example/river")
    library.apply(change, at=clock(), by="shell", blobs=blobs)
    for words, note, private in (
        ("eleven families", "Who counted?", False),
        ("another country", "A source’s name", True),
    ):
        key, change = marking(library, id, words, at=clock())
        library.apply(change, at=clock(), by="shell")
        noted = changes.edit_annotation(
            library.annotation(key), at=clock(), note=note, private=private
        )
        assert noted is not None
        library.apply(noted, at=clock(), by="shell")
    return id


def test_notes_that_stay_here_are_left_out_unless_someone_says_so(library: Library) -> None:
    id = article(library)
    usual, all_of_it = printout(library, id), printout(library, id, private=True)
    assert [each.annotation.note for each in usual.marks] == ["Who counted?"]
    assert (usual.stayed, usual.private) == (1, 0)
    assert [each.annotation.note for each in all_of_it.marks] == ["Who counted?", "A source’s name"]
    assert (all_of_it.stayed, all_of_it.private) == (0, 1)
    said = composed(all_of_it, PrintChoice(private=True)).flows[1].document.text
    assert "A source’s name" in said
    assert "stays here" in said


def pdf_words(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext to read a PDF")
    return subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout


def test_a_pdf_can_be_searched(library: Library, tmp_path: Path) -> None:
    id = article(library)
    write_pdf(library, id, tmp_path / "river.pdf", PrintChoice())
    words = pdf_words(tmp_path / "river.pdf")
    for each in (TITLE, "spring flood receded", "Who counted?", "14:30", "https://delta.example"):
        assert each in words
    assert "1/1" in words.replace(" ", "")
    assert "A source" not in words


def test_a_pdf_is_named_after_the_article_and_written_whole_or_not_at_all(
    library: Library, tmp_path: Path
) -> None:
    id = article(library)
    path = tmp_path / "river.pdf"
    path.write_bytes(b"what stood there")
    write_pdf(library, id, path, PrintChoice())
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert TITLE.encode("utf-16-be") in content or TITLE.encode() in content
    (tmp_path / "a file").write_text("not a folder")
    with pytest.raises(WriteFailed):
        to_pdf(tmp_path / "a file" / "out.pdf", composed(printout(library, id)))
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".tmp") == []


# --- preview and desk ----------------------------------------------------------------------------


Shower = Callable[[QWidget], QWidget]


def test_the_preview_follows_what_is_chosen(library: Library, show: Shower) -> None:
    id = article(library)
    asked: list[PrintChoice] = []

    def read(choice: PrintChoice) -> Printout:
        asked.append(choice)
        return printout(library, id, private=choice.private)

    preview = PrintPreview(read, PrintChoice())
    show(preview)
    assert wait_until(lambda: preview.sheet.done)
    assert "A source’s name" not in preview.sheet.flows[1].document.text
    preview.private.click()
    assert asked[-1].private
    assert wait_until(lambda: preview.sheet.done)
    assert "A source’s name" in preview.sheet.flows[1].document.text
    preview.notes.click()
    assert wait_until(lambda: preview.sheet.done)
    assert len(preview.sheet.flows) == 1
    preview.marks.click()
    preview.size_box.setCurrentIndex(2)
    assert preview.choice == PrintChoice(False, "none", True, QPageSize.PageSizeId.A5)


def test_pages_are_turned_by_keys_and_shown_whole(show: Shower) -> None:
    document = text(*PARAGRAPHS * 60)
    preview = PrintPreview(lambda _choice: printed(document), PrintChoice())
    show(preview)
    assert preview.private.isHidden()
    assert wait_until(lambda: preview.sheet.done)
    view = preview.view
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.page == preview.sheet.pages - 1
    preview.fit_box.setCurrentIndex(1)
    assert view.page == preview.sheet.pages - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 1
    view.grab()


def test_closing_a_preview_ends_its_work(show: Shower) -> None:
    document = text(*PARAGRAPHS * 400)
    preview = PrintPreview(lambda _choice: printed(document), PrintChoice())
    show(preview)
    preview.close()
    pages = preview.sheet.pages
    settle()
    assert preview.sheet.pages == pages


class Desk:
    """A print desk over a library, and what it says."""

    def __init__(self, library: Library, window: QWidget, folder: Path) -> None:
        self.session = Session(library, now=Clock())
        self.said: list[tuple[str, QAction | None]] = []
        self.errors: list[GalleyError] = []
        self.session.said.connect(lambda words, action: self.said.append((words, action)))
        self.session.failed.connect(self.errors.append)
        self.desk = PrintDesk(self.session, window, lambda: str(folder), printers=lambda: ())


@pytest.fixture
def desk(library: Library, tmp_path: Path, show: Shower) -> Iterator[Desk]:
    desk = Desk(library, show(QWidget()), tmp_path)
    yield desk
    desk.session.close()


def test_a_missing_printer_is_said_and_a_pdf_is_offered(library: Library, desk: Desk) -> None:
    desk.desk.print_article(article(library))
    ((words, offered),) = desk.said
    assert words == "There is no printer here. Save a PDF instead."
    assert offered is not None


def test_the_desk_writes_a_pdf_and_says_so(library: Library, desk: Desk, tmp_path: Path) -> None:
    desk.desk.write_pdf(article(library), PrintChoice(), tmp_path / "river.pdf")
    assert wait_until(lambda: desk.desk.job is None)
    assert [words for words, _action in desk.said] == ["Written to river.pdf."]
    assert (tmp_path / "river.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_stopped_writes_nothing(library: Library, desk: Desk, tmp_path: Path) -> None:
    desk.desk.write_pdf(article(library), PrintChoice(), tmp_path / "river.pdf")
    job = desk.desk.job
    assert job is not None
    job.progress.canceled.emit()
    assert wait_until(lambda: desk.desk.job is None)
    assert [words for words, _action in desk.said] == ["Stopped."]
    assert not (tmp_path / "river.pdf").exists()


def test_a_pdf_that_cannot_be_written_is_said(library: Library, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("not a folder")
    desk.desk.write_pdf(article(library), PrintChoice(), tmp_path / "a file" / "out.pdf")
    assert wait_until(lambda: desk.desk.job is None)
    assert wait_until(lambda: bool(desk.errors))
    assert desk.said == []


def test_the_preview_begins_without_what_stays_here(library: Library, desk: Desk) -> None:
    id = article(library)
    for _time in range(2):
        desk.desk.preview(id)
        shown = desk.desk.shown
        assert shown is not None
        assert not shown.choice.private
        shown.private.click()
        shown.print_button.click()
        assert "There is no printer here" in shown.messages.sentence.text()
        shown.close()
        settle()
        assert desk.desk.shown is None
