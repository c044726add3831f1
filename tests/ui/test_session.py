"""Doing, undoing and hearing of changes, with real libraries in temporary folders."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.errors import GalleyError, LibraryProblem, NotFound, Stale
from reader.library import Library, Reader
from reader.model import Annotation, AnnotationId, ArticleId, Change, Entry
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import TITLE, Clock, adding, marking
from ui.session import Session, joined_change


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Library.galley")
    yield library
    library.close()


class Ears:
    """What a session's signals said."""

    def __init__(self, session: Session) -> None:
        self.changes: list[Change] = []
        self.failures: list[GalleyError] = []
        session.changed.connect(self.changes.append)
        session.failed.connect(self.failures.append)


@pytest.fixture
def session(library: Library) -> Iterator[Session]:
    session = Session(library, now=Clock())
    yield session
    session.close()


@pytest.fixture
def ears(session: Session) -> Ears:
    return Ears(session)


def added(session: Session) -> ArticleId:
    article, change, blobs = adding(session.library, at=session.now())
    assert session.do(change, blobs=blobs)
    return article


def marked(session: Session, article: ArticleId, words: str) -> AnnotationId:
    id, change = marking(session.library, article, words, at=session.now())
    assert session.do(change)
    return id


def written(session: Session, id: AnnotationId, note: str) -> bool:
    annotation = session.library.annotation(id)
    return session.do(changes.edit_annotation(annotation, at=session.now(), note=note))


def test_a_change_is_stored_and_announced_once(session: Session, ears: Ears) -> None:
    article = added(session)
    assert session.library.article(article).title == TITLE
    assert [change.what for change in ears.changes] == ["add"]


def test_nothing_to_change_is_no_step_of_undo(session: Session) -> None:
    assert not session.do(None)
    assert not session.undo_stack.canUndo()


def test_undo_and_redo_are_announced_like_any_change(session: Session, ears: Ears) -> None:
    article = added(session)
    assert session.undo()
    with pytest.raises(NotFound):
        session.library.article(article)
    assert session.redo()
    assert session.library.article(article).title == TITLE
    assert [change.what for change in ears.changes] == ["add", "add", "add"]
    assert ears.changes[1] == ears.changes[0].inverse()


def test_the_journal_knows_what_an_undo_undoes(session: Session) -> None:
    added(session)
    session.undo()
    last, undone = session.library.history()[-1], session.library.history()[-2]
    assert last.undoes == undone.number


def test_the_undo_menu_names_the_change(session: Session) -> None:
    marked(session, added(session), "eleven families")
    assert session.undo_stack.undoText() == "highlight"


@given(st.lists(st.sampled_from(["mark", "note", "star", "tag", "undo", "redo"]), max_size=12))
@settings(max_examples=25)
def test_undoing_everything_brings_back_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    library = Library(tmp_path_factory.mktemp("law") / "Library.galley")
    session = Session(library, now=Clock())
    try:
        article = added(session)
        beginning = library.article(article)
        session.undo_stack.clear()
        for step in steps:
            take(session, article, step)
        while session.undo_stack.canUndo():
            assert session.undo()
        assert library.article(article) == beginning
        assert library.annotations(article) == ()
    finally:
        session.close()
        library.close()


def take(session: Session, article: ArticleId, step: str) -> None:
    record = session.library.article(article)
    match step:
        case "mark":
            marked(session, article, "240 meter")
        case "note":
            for annotation in session.library.annotations(article)[:1]:
                written(session, annotation.id, annotation.note + "؟ 本当に？")
        case "star":
            session.do(changes.edit_article(record, starred=not record.starred))
        case "tag":
            session.do(changes.edit_article(record, tags=[*record.tags, f"t{len(record.tags)}"]))
        case "undo":
            session.undo()
        case _:
            session.redo()


def test_quick_edits_of_one_note_are_one_step(library: Library) -> None:
    clock = Clock()
    clock.step = timedelta(milliseconds=600)
    session = Session(library, now=clock)
    id = marked(session, added(session), "eleven families")
    for note in ("W", "Who", "Who counted?"):
        assert written(session, id, note)
    assert library.annotation(id).note == "Who counted?"
    session.undo()
    assert library.annotation(id).note == ""
    session.redo()
    assert library.annotation(id).note == "Who counted?"
    session.close()


def test_edits_with_a_pause_between_them_are_steps_of_their_own(session: Session) -> None:
    id = marked(session, added(session), "eleven families")
    written(session, id, "Who?")
    written(session, id, "Who counted?")
    session.undo()
    assert session.library.annotation(id).note == "Who?"


def test_only_edits_of_the_same_record_are_joined(session: Session) -> None:
    article = added(session)
    one = session.library.annotation(marked(session, article, "eleven families"))
    other = session.library.annotation(marked(session, article, "240 meter"))
    at = session.now()
    first = changes.edit_annotation(one, at=at, note="a")
    second = changes.edit_annotation(other, at=at, note="b")
    assert first is not None
    assert second is not None
    assert joined_change(first, second) is None


def test_a_stale_change_says_so_and_leaves_no_step(session: Session, ears: Ears) -> None:
    article = added(session)
    before = session.library.article(article)
    session.do(changes.edit_article(before, starred=True))
    steps = session.undo_stack.count()
    assert not session.do(changes.edit_article(before, archived=True))
    assert isinstance(ears.failures[0], Stale)
    assert session.undo_stack.count() == steps


def test_an_undo_that_has_become_impossible_is_dropped_and_the_next_one_acts(
    session: Session, ears: Ears
) -> None:
    article = added(session)
    id = marked(session, article, "eleven families")
    session.do(changes.edit_article(session.library.article(article), starred=True))
    elsewhere = changes.edit_article(session.library.article(article), title="Another title")
    assert elsewhere is not None
    session.library.apply(elsewhere, at=session.now(), by="shell")
    assert not session.undo()
    assert isinstance(ears.failures[0], Stale)
    assert session.library.article(article).starred
    assert session.undo()
    with pytest.raises(NotFound):
        session.library.annotation(id)


def test_a_listener_may_decide_something_itself(session: Session) -> None:
    answered: list[bool] = []

    def star(change: Change) -> None:
        if change.what == "add" and not answered:
            answered.append(True)
            article = session.library.articles()[0].article
            session.do(changes.edit_article(article, starred=True))

    session.changed.connect(star)
    article = added(session)
    assert session.library.article(article).starred
    assert session.undo_stack.count() == 2


def test_tags_are_spelled_as_the_library_spells_them(session: Session) -> None:
    article = added(session)
    session.do(changes.edit_article(session.library.article(article), tags=["NATO"]))
    id = marked(session, article, "eleven families")
    annotation = session.library.annotation(id)
    session.do(changes.edit_annotation(annotation, at=session.now(), tags=["nato"]))
    assert session.library.annotation(id).tags == ("NATO",)


def test_what_another_process_writes_is_announced(session: Session, ears: Ears) -> None:
    article = added(session)
    with Library(session.library.path) as other:
        id, change = marking(other, article, "240 meter", at=session.now())
        other.apply(change, at=session.now(), by="shell")
    assert wait_until(lambda: len(ears.changes) == 2)
    record = ears.changes[1].edits[0].after
    assert isinstance(record, Annotation)
    assert record.id == id


def test_a_function_reads_with_a_connection_of_its_own(session: Session) -> None:
    article = added(session)
    found: list[tuple[str, bool]] = []

    def title(reader: Reader, id: ArticleId) -> tuple[str, bool]:
        away = threading.current_thread() is not threading.main_thread()
        return reader.article(id).title, away

    session.run(session.read(title, article), done=found.append, name="reading")
    assert wait_until(lambda: bool(found))
    assert found == [(TITLE, True)]


def test_a_failure_of_a_worker_is_said(session: Session, ears: Ears) -> None:
    session.run(
        session.read(Reader.article, ArticleId("a0000000")), done=lambda _: None, name="reading"
    )
    assert wait_until(lambda: bool(ears.failures))
    assert isinstance(ears.failures[0], NotFound)


def test_after_closing_nothing_is_heard_and_one_file_is_left(tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    library = Library(tmp_path / "Library.galley")
    session = Session(library, now=Clock())
    ears = Ears(session)
    article = added(session)
    session.close()
    session.close()
    star = changes.edit_article(library.article(article), starred=True)
    assert star is not None
    library.apply(star, at=session.now(), by="shell")
    settle()
    library.close()
    assert [change.what for change in ears.changes] == ["add"]
    assert [path.name for path in tmp_path.iterdir()] == ["Library.galley"]
    assert set(threading.enumerate()) <= threads


def test_what_keeps_the_news_away_is_said_once_until_they_come_again(
    session: Session, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> tuple[Entry, ...]:
        raise LibraryProblem("The disk does not answer.")

    monkeypatch.setattr(session.library, "news", gone)
    for _second in range(3):
        session.look_for_news()
    assert [str(each) for each in ears.failures] == ["The disk does not answer."]
    monkeypatch.undo()
    session.look_for_news()
    monkeypatch.setattr(session.library, "news", gone)
    session.look_for_news()
    assert len(ears.failures) == 2
