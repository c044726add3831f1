"""What a note said before is seen, and brought back in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from reader import changes
from reader.library import Library
from reader.model import AnnotationId
from tests.reader.moves import AT, added, marked
from tests.ui.conftest import settle
from tests.ui.kit import Clock
from ui.dialogs.past import PastDialog
from ui.foot import Foot
from ui.noted_before import NotedBefore
from ui.session import Session


class Desk(QWidget):
    def __init__(self, library: Library) -> None:
        super().__init__()
        self.session = Session(library, now=Clock())
        self.foot = Foot(self.session, self)
        self.before = NotedBefore(self.session, self.foot, self)


@pytest.fixture
def desk(library: Library, show: Callable[[Desk], Desk]) -> Iterator[Desk]:
    desk = show(Desk(library))
    yield desk
    desk.session.close()


@pytest.fixture
def mark(desk: Desk) -> AnnotationId:
    """A mark whose note was written, rewritten with markup in it, and made private."""
    library = desk.session.library
    id = marked(library, added(library, "Pump\nThe board met on Tuesday."), "board")
    for fields in ({"note": "Which board?"}, {"note": "<b>Never</b> mind."}, {"private": True}):
        change = changes.edit_annotation(library.annotation(id), at=AT, **fields)  # type: ignore[arg-type]
        assert change is not None
        desk.session.do(change)
    return id


def words(dialog: PastDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel)]


def buttons(dialog: PastDialog) -> list[QPushButton]:
    return [each for each in dialog.findChildren(QPushButton) if each.text() == "Put back"]


def test_each_version_says_what_was_done_when_and_where(desk: Desk, mark: AnnotationId) -> None:
    dialog = desk.before.dialog(mark)
    said = words(dialog)
    for part in ("board", "Stays here", "Note changed", "Marked as Quote", "<b>Never</b> mind."):
        assert any(part in each for each in said)
    assert any("in the window" in each for each in said)
    # The newest is what it says now; two notes and a mark without one are before it.
    assert len(buttons(dialog)) == 3
    dialog.deleteLater()


def test_a_version_is_put_back_and_undone(desk: Desk, mark: AnnotationId) -> None:
    dialog = desk.before.dialog(mark)
    buttons(dialog)[1].click()
    settle()
    now = desk.session.library.annotation(mark)
    assert (now.note, now.private) == ("Which board?", False)
    assert desk.foot.messages.sentence.text() == "The note is as it was."
    desk.session.undo_stack.undo()
    again = desk.session.library.annotation(mark)
    assert (again.note, again.private) == ("<b>Never</b> mind.", True)
    dialog.deleteLater()


def test_the_list_grows_with_what_was_put_back(desk: Desk, mark: AnnotationId) -> None:
    dialog = desk.before.dialog(mark)
    before = len(words(dialog))
    buttons(dialog)[0].click()
    settle()
    assert len(words(dialog)) > before
    dialog.deleteLater()
