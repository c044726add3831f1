"""What is nearly the same is told, shown side by side, and never dropped by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from reader import duplicates
from reader.duplicates import Group, How
from reader.library import Library
from reader.model import ArticleId
from tests.reader.moves import marked
from tests.reader.test_duplicates import CUT, WIRE, Here, add
from tests.reader.test_likeness import story
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui.dialogs.duplicates import DuplicatesDialog, what_they_share
from ui.duplicates import Duplicates
from ui.foot import Foot
from ui.session import Session


class Desk(QWidget):
    def __init__(self, library: Library) -> None:
        super().__init__()
        self.session = Session(library, now=Clock())
        self.foot = Foot(self.session, self)
        self.duplicates = Duplicates(self.session, self.foot, self)
        self.duplicates.use(Here())
        self.shown: list[ArticleId] = []
        self.duplicates.opened.connect(self.shown.append)

    @property
    def sentence(self) -> str:
        return self.foot.messages.sentence.text()

    @property
    def dialog(self) -> DuplicatesDialog:
        assert self.duplicates.dialog is not None
        return self.duplicates.dialog

    def buttons(self) -> dict[str, QPushButton]:
        """What can be pressed in the dialog, by its spoken name."""
        return {each.accessibleName(): each for each in self.dialog.findChildren(QPushButton)}

    def press(self, spoken: str) -> None:
        self.buttons()[spoken].click()
        settle()


@pytest.fixture
def desk(library: Library, show: Callable[[Desk], Desk]) -> Iterator[Desk]:
    desk = show(Desk(library))
    yield desk
    desk.session.close()


@pytest.fixture
def pair(library: Library) -> tuple[ArticleId, ArticleId]:
    """Two articles of which the second is a shorter version of the first."""
    return add(library, "Pump fails", WIRE), add(library, "Water <b>gone</b>", CUT)


def look_at_all(desk: Desk) -> None:
    desk.duplicates.show_all()
    assert wait_until(lambda: desk.duplicates.dialog is not None and desk.dialog.isVisible())
    settle()


def test_a_new_article_that_has_come_before_is_told_in_one_sentence(
    desk: Desk, pair: tuple[ArticleId, ArticleId]
) -> None:
    desk.duplicates.look_at(pair[1:])
    assert wait_until(lambda: "nearly the same words" in desk.sentence)
    assert desk.sentence == "“Water <b>gone</b>” has nearly the same words as “Pump fails”."
    desk.duplicates._see.trigger()
    settle()
    desk.press("Open “Pump fails”")
    assert desk.shown == [pair[0]]
    assert desk.dialog.isVisible()


def test_of_one_that_is_like_no_other_nothing_is_said(desk: Desk, library: Library) -> None:
    ended: list[object] = []
    desk.duplicates._tell = ended.append  # type: ignore[method-assign]
    desk.duplicates.look_at((add(library, "Weather", story(8, 300)),))
    assert wait_until(lambda: bool(ended))
    assert (ended, desk.sentence) == ([()], "")


def test_what_goes_to_the_trash_leaves_the_dialog_and_comes_back_by_undo(
    desk: Desk, pair: tuple[ArticleId, ArticleId], library: Library
) -> None:
    look_at_all(desk)
    desk.press("Move “Water <b>gone</b>” to the trash")
    assert library.article(pair[1]).trashed is not None
    assert wait_until(lambda: "Open “Pump fails”" not in desk.buttons())
    desk.session.undo_stack.undo()
    assert library.article(pair[1]).trashed is None


def test_a_page_added_twice_is_made_one_article(
    desk: Desk, pair: tuple[ArticleId, ArticleId], library: Library
) -> None:
    look_at_all(desk)
    first, later = duplicates.groups(library)[0].articles
    title = library.article(later).title
    desk.press(f"Make “{title}” a revision")
    assert wait_until(lambda: len(library.revisions(first)) == 2)
    assert library.article(later).trashed is not None
    desk.session.undo_stack.undo()
    assert (len(library.revisions(first)), library.article(later).trashed) == (1, None)


def test_one_with_marks_is_not_offered_to_be_folded_away(
    desk: Desk, pair: tuple[ArticleId, ArticleId], library: Library
) -> None:
    for id in pair:
        marked(library, id, WIRE.split()[3])
    look_at_all(desk)
    assert not [spoken for spoken in desk.buttons() if spoken.startswith("Make")]


def test_what_is_kept_apart_is_asked_again_only_when_another_one_comes(
    desk: Desk, pair: tuple[ArticleId, ArticleId], library: Library
) -> None:
    look_at_all(desk)
    first = library.article(duplicates.groups(library)[0].articles[0])
    desk.press(f"Keep all that are like “{first.title}”")
    desk.dialog.close()
    look_at_all(desk)
    assert not [spoken for spoken in desk.buttons() if spoken.startswith("Open")]
    add(library, "Third paper", f"{story(11, 20)} {WIRE}")
    desk.dialog.close()
    look_at_all(desk)
    assert len([spoken for spoken in desk.buttons() if spoken.startswith("Open")]) == 3


def test_a_library_without_any_says_what_would_be_shown(desk: Desk, library: Library) -> None:
    add(library, "Weather", story(8, 300))
    look_at_all(desk)
    assert [each for each in desk.buttons() if each] == []


@pytest.mark.parametrize(
    ("how", "words"),
    [("same", "The same words"), ("nearly", "Nearly the same: 73 % of the shorter one")],
)
def test_how_much_is_the_same_is_said_in_words(how: How, words: str) -> None:
    assert what_they_share(Group((ArticleId("a1"), ArticleId("a2")), how, 0.731)) == words
