"""What a key means: the selection, else the active mark, else the sentence under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PySide6.QtTest import QSignalSpy

from reader import changes
from reader.library import Library
from reader.model import AnnotationId, Change, Edit, Label, Passage, Place
from tests.ui.kit import Clock, adding, marking
from ui.marking import Marking, Open, ToCopy, beside
from ui.session import Session

pytestmark = pytest.mark.usefixtures("app")

URL = "https://delta.example/river"


@dataclass
class Desk:
    """An open article and what marks it."""

    library: Library
    session: Session
    marking: Marking
    shown: Open
    clock: Clock

    def passage(self, words: str) -> Passage:
        start = self.shown.document.text.index(words)
        return Passage(start, start + len(words))

    def mark(self, words: str) -> AnnotationId:
        id, change = marking(self.library, self.shown.article.id, words, at=self.clock())
        assert self.session.do(change)
        return id

    def label(self, name: str) -> Label:
        return next(each for each in self.session.labels() if each.name == name)

    def named(self, id: AnnotationId) -> str:
        label = self.library.annotation(id).label
        return next(each.name for each in self.session.labels() if each.id == label)

    def words_of(self, id: AnnotationId) -> str:
        return self.library.annotation(id).anchor.exact

    def tag(self, id: AnnotationId, *tags: str) -> None:
        annotation = self.library.annotation(id)
        assert self.session.do(
            changes.edit_annotation(annotation, at=self.clock(), tags=[*annotation.tags, *tags])
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    library = Library(tmp_path / "Test.galley")
    session = Session(library, now=clock)
    article, change, blobs = adding(library, at=clock(), url=URL)
    assert session.do(change, blobs=blobs)
    made = Marking(session)
    shown = Open(library.article(article), library.revisions(article)[0], library.document(article))
    made.open(shown)
    yield Desk(library, session, made, shown, clock)
    session.close()
    library.close()


# --- what is meant -------------------------------------------------------------------------------


def test_without_anything_meant_nothing_can_be_done(desk: Desk) -> None:
    assert not desk.marking.can_act
    assert desk.marking.mark_as(desk.label("Claim")) is None
    assert desk.marking.to_write_on() is None
    assert desk.marking.words() == ""
    assert not desk.marking.move_end("end", 1)


def test_the_sentence_under_the_cursor_is_marked_and_is_then_the_active_mark(desk: Desk) -> None:
    where = desk.passage("午後十時、閉館の音楽は流れない。")
    desk.marking.point(where)
    assert desk.marking.can_act
    assert desk.marking.words() == "午後十時、閉館の音楽は流れない。"
    id = desk.marking.mark_as(desk.label("Claim"))
    assert id is not None
    assert desk.words_of(id) == "午後十時、閉館の音楽は流れない。"
    assert desk.marking.active == id


def test_another_label_on_the_same_sentence_labels_the_mark_anew(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    first = desk.marking.mark_as(desk.label("Claim"))
    assert first is not None
    assert desk.marking.mark_as(desk.label("Doubt")) == first
    assert desk.named(first) == "Doubt"


def test_a_selection_comes_before_the_active_mark_and_that_before_the_cursor(desk: Desk) -> None:
    active = desk.mark("eleven families")
    desk.marking.point(desk.passage("kata kepala desa"))
    desk.marking.activate(active)
    assert desk.marking.words() == "eleven families"
    desk.marking.select(desk.passage("الوعود"))
    assert desk.marking.words() == "الوعود"
    id = desk.marking.mark_as(desk.label("Check"))
    assert id not in (None, active)
    desk.marking.activate(None)
    assert desk.marking.words() == "kata kepala desa"


def test_the_cursor_on_the_very_words_of_a_mark_makes_it_active(desk: Desk) -> None:
    id = desk.mark("eleven families")
    told = QSignalSpy(desk.marking.activated)
    desk.marking.point(desk.passage("eleven families found"))
    assert desk.marking.active is None
    desk.marking.point(desk.passage("eleven families"))
    assert desk.marking.active == id
    desk.marking.point(desk.passage("240 meter"))
    assert desk.marking.active is None
    assert [told.at(n)[0] for n in range(told.count())] == [id, None]


def test_putting_the_cursor_away_leaves_the_mark_active(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    id = desk.marking.mark_as(desk.label("Lead"))
    desk.marking.point(None)
    assert desk.marking.active == id


def test_a_note_on_the_cursors_sentence_gets_a_mark_to_stand_on(desk: Desk) -> None:
    desk.marking.point(desk.passage("يقول سكان القرية"))
    id = desk.marking.to_write_on()
    assert id is not None
    assert desk.words_of(id) == "يقول سكان القرية"
    assert desk.marking.to_write_on() == id


def test_another_article_forgets_the_cursor(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    desk.marking.open(desk.shown)
    assert not desk.marking.can_act


def test_the_words_under_the_cursor_are_what_is_copied(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    assert desk.marking.to_copy() == ToCopy(desk.shown, "240 meter", desk.passage("240 meter"))


def test_a_mark_on_other_words_than_it_was_made_on_is_copied_as_it_was_made(desk: Desk) -> None:
    desk.marking.select(desk.passage("240 meter"))
    id = desk.marking.mark_as(desk.label("Claim"))
    assert id is not None
    assert desk.marking.to_copy() == ToCopy(desk.shown, "240 meter", desk.passage("240 meter"))
    place = desk.library.place(id, 1)
    assert place is not None
    elsewhere = replace(place, passage=desk.passage("eleven families"), state="changed")
    assert desk.session.do(Change("move", (Edit(place, elsewhere),)))
    assert desk.marking.to_copy() == ToCopy(desk.shown, "240 meter", None)


# --- the same again ------------------------------------------------------------------------------


def test_nothing_is_done_again_before_something_was_done(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    assert not desk.marking.repeat()


def test_a_label_is_given_again_to_the_next_sentence(desk: Desk) -> None:
    desk.marking.point(desk.passage("240 meter"))
    desk.marking.mark_as(desk.label("Doubt"))
    desk.marking.point(desk.passage("الوعود"))
    assert desk.marking.repeat()
    assert desk.marking.active is not None
    assert desk.named(desk.marking.active) == "Doubt"
    assert desk.words_of(desk.marking.active) == "الوعود"


def test_a_check_is_given_again_as_it_was_and_not_turned_on(desk: Desk) -> None:
    first, second = desk.mark("240 meter"), desk.mark("الوعود")
    desk.marking.activate(first)
    desk.marking.next_check()
    desk.marking.next_check()
    desk.marking.activate(second)
    assert desk.marking.repeat()
    assert desk.library.annotation(second).checked == "wrong"


def test_private_is_given_again_and_not_turned_over(desk: Desk) -> None:
    first, second = desk.mark("240 meter"), desk.mark("الوعود")
    desk.marking.activate(first)
    desk.marking.turn_private()
    desk.marking.repeat()
    desk.marking.activate(second)
    desk.marking.repeat()
    assert desk.library.annotation(first).private
    assert desk.library.annotation(second).private


def test_tags_typed_for_one_mark_are_added_to_the_next(desk: Desk) -> None:
    first, second = desk.mark("240 meter"), desk.mark("الوعود")
    desk.tag(first, "old")
    desk.tag(second, "own")
    desk.marking.activate(first)
    desk.tag(first, "budget", "حدود")
    desk.marking.activate(second)
    assert desk.marking.repeat()
    assert desk.library.annotation(second).tags == ("own", "budget", "حدود")
    desk.marking.point(desk.passage("eleven families"))
    assert desk.marking.repeat()
    assert desk.marking.active is not None
    assert desk.library.annotation(desk.marking.active).tags == ("budget", "حدود")


def test_tags_undone_are_still_the_last_that_were_given(desk: Desk) -> None:
    first, second = desk.mark("240 meter"), desk.mark("الوعود")
    desk.marking.activate(first)
    desk.marking.next_check()
    desk.tag(first, "budget")
    desk.session.undo()
    desk.marking.activate(second)
    desk.marking.repeat()
    assert desk.library.annotation(second).tags == ("budget",)
    assert desk.library.annotation(first).tags == ()


# --- other words ---------------------------------------------------------------------------------


def test_an_end_of_the_active_mark_goes_by_words_and_undo_brings_it_back(desk: Desk) -> None:
    id = desk.mark("eleven families")
    desk.marking.activate(id)
    assert desk.marking.move_end("end", 1)
    assert desk.words_of(id) == "eleven families found"
    assert desk.marking.move_end("start", -1)
    assert desk.words_of(id) == "receded, eleven families found"
    desk.session.undo()
    desk.session.undo()
    assert desk.words_of(id) == "eleven families"


def test_quick_moves_of_one_mark_are_one_step_of_undo(desk: Desk) -> None:
    id = desk.mark("eleven families")
    desk.marking.activate(id)
    desk.clock.step = timedelta(milliseconds=200)
    for _ in range(4):
        desk.marking.move_end("end", 1)
    assert desk.words_of(id) == "eleven families found that they lived"
    desk.session.undo()
    assert desk.words_of(id) == "eleven families"


def test_a_mark_reshaped_to_nothing_stays_and_that_is_said(desk: Desk) -> None:
    id = desk.mark("eleven families")
    failed = QSignalSpy(desk.session.failed)
    space = desk.passage(" families")
    assert not desk.marking.reshape(id, Passage(space.start, space.start + 1))
    assert failed.count() == 1
    assert desk.words_of(id) == "eleven families"


def test_a_reshaped_mark_keeps_its_note_and_tags(desk: Desk) -> None:
    id = desk.mark("eleven families")
    desk.tag(id, "border")
    assert desk.marking.reshape(id, desk.passage("午後十時"))
    moved = desk.library.annotation(id)
    assert (moved.anchor.exact, moved.tags) == ("午後十時", ("border",))
    place = desk.library.place(id, 1)
    assert place == Place(id, 1, desk.passage("午後十時"))


# --- which is next -------------------------------------------------------------------------------

IDS = [AnnotationId(f"k0000{n}") for n in range(5)]


@examples(max_examples=50)
@given(st.sampled_from([*IDS, None]), st.lists(st.sampled_from([1, -1]), max_size=9))
def test_going_from_mark_to_mark_never_leaves_them(
    now: AnnotationId | None, steps: list[int]
) -> None:
    for step in steps:
        before, now = now, beside(IDS, now, step)
        assert now in IDS
        if before is not None:
            assert abs(IDS.index(now) - IDS.index(before)) <= 1


def test_a_mark_in_the_trash_is_not_active(desk: Desk) -> None:
    id = desk.mark("eleven families")
    desk.marking.activate(id)
    assert desk.marking.active_mark() == desk.library.annotation(id)
    assert desk.marking.remove()
    assert desk.marking.active is None
    assert desk.marking.active_mark() is None
