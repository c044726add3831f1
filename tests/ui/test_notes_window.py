"""The window of all notes: every annotation is found, grouped and opened where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.library import Library
from reader.model import AnnotationId, ArticleId
from tests.ui.conftest import wait_until
from tests.ui.kit import Clock, adding, marking
from ui.notes.all_delegate import ROW
from ui.notes.all_rows import Wanted, all_noted, rows, shown
from ui.notes.all_window import AllNotes
from ui.session import Session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[Library]:
    library = Library(tmp_path / "Desk.galley")
    labels = library.labels()
    for title, words in (
        ("The river", ("eleven families", "240 meter")),
        ("The bridge", ("القرية", "閉館")),
    ):
        id, change, blobs = adding(library, title, at=clock())
        library.apply(change, at=clock(), by="shell", blobs=blobs)
        for number, each in enumerate(words):
            key, mark = marking(library, id, each, at=clock(), label=labels[2 * number].id)
            library.apply(mark, at=clock(), by="shell")
            noted = changes.edit_annotation(
                library.annotation(key), at=clock(), note=f"Note {each}", tags=["Río"]
            )
            assert noted is not None
            library.apply(changes.naming_tags(noted, library.tags()), at=clock(), by="shell")
    yield library
    library.close()


def quotes(library: Library, wanted: Wanted) -> list[str]:
    return [each.quote for each in shown(all_noted(library), wanted)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["القرية", "閉館", "eleven families", "240 meter"]),
        ("FAMILIES", ["eleven families"]),
        ("rio 240", ["240 meter"]),
        ("館", ["閉館"]),
        ("bridge note", ["القرية", "閉館"]),
        ("nowhere", []),
    ],
)
def test_typed_words_are_found_in_quotes_notes_tags_and_titles(
    library: Library, typed: str, expected: list[str]
) -> None:
    assert quotes(library, Wanted(typed)) == expected


def test_labels_and_open_checks_filter(library: Library, clock: Clock) -> None:
    labels = library.labels()
    assert quotes(library, Wanted(labels=frozenset({labels[0].id}))) == [
        "القرية",
        "eleven families",
    ]
    assert quotes(library, Wanted(open_only=True)) == ["閉館", "240 meter"]
    (held,) = [n for n in all_noted(library) if n.quote == "閉館"]
    change = changes.edit_annotation(held.annotation, at=clock(), checked="holds")
    assert change is not None
    library.apply(change, at=clock(), by="shell")
    assert quotes(library, Wanted(open_only=True)) == ["240 meter"]


def test_every_note_stands_under_its_groups_title(library: Library) -> None:
    noted = all_noted(library)
    by_article = rows(noted, "article")
    assert [row.title for row in by_article if row.noted is None] == ["The bridge", "The river"]
    assert len([row for row in rows(noted, "tag") if row.noted]) == len(noted)
    assert [row.title for row in rows(noted, "tag") if row.noted is None] == ["#Río"]
    assert len([row for row in rows(noted, "day") if row.noted is None]) == 1


def test_what_lies_in_the_trash_is_not_shown(library: Library, clock: Clock) -> None:
    (first, *_rest) = all_noted(library)
    library.apply(changes.remove(first.annotation, at=clock()), at=clock(), by="shell")
    assert first.annotation.id not in [n.annotation.id for n in all_noted(library)]
    (river,) = {
        n.article.id: n.article for n in all_noted(library) if n.article.title == "The river"
    }.values()
    library.apply(changes.remove(river, at=clock()), at=clock(), by="shell")
    assert {n.article.title for n in all_noted(library)} == {"The bridge"}


@pytest.fixture
def window(app: QApplication, library: Library, clock: Clock) -> Iterator[AllNotes]:
    session = Session(library, now=clock)
    made = AllNotes(session)
    made.come()
    assert wait_until(lambda: made.count.text() == "4")
    yield made
    made.close()
    session.close()
    made.deleteLater()


def test_one_types_goes_down_and_opens_a_note(window: AllNotes) -> None:
    heard: list[tuple[ArticleId, AnnotationId]] = []
    window.opened.connect(lambda article, note: heard.append((article, note)))
    QTest.keyClicks(window.field, "240")
    assert window.count.text() == "1"
    QTest.keyClick(window.field, Qt.Key.Key_Down)
    QTest.keyClick(window.list, Qt.Key.Key_Return)
    index = window.list.model().index(1, 0)
    assert heard == [(index.data(ROW).noted.article.id, index.data(ROW).noted.annotation.id)]


def test_a_change_elsewhere_is_shown(window: AllNotes, library: Library, clock: Clock) -> None:
    (first, *_rest) = all_noted(library)
    assert window._session.do(changes.remove(first.annotation, at=clock()))
    assert wait_until(lambda: window.count.text() == "3")


def test_a_note_that_stays_here_is_not_copied(
    window: AllNotes, library: Library, clock: Clock
) -> None:
    noted = all_noted(library)
    private = changes.edit_annotation(noted[0].annotation, at=clock(), private=True)
    assert window._session.do(private)
    window.list.selectAll()
    window.list.setFocus()
    assert wait_until(lambda: any(n.annotation.private for n in window._noted))
    window.list.selectAll()
    window.copy()
    copied = QApplication.clipboard().text()
    assert "eleven families" in copied
    assert noted[0].quote not in copied
