"""The marks of a long article: read from the library in parts, put on the page after its paint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from reader import changes
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Change, Edit, Passage, Place
from tests.ui import kit
from tests.ui.conftest import wait_until
from ui.gathering import AT_ONCE, Gathering
from ui.reading.panel import ReadingPanel
from ui.session import Session

AT = kit.Clock().at
LENGTH = len(kit.document().text)


def add_article(library: Library) -> ArticleId:
    id, change, blobs = kit.adding(library, at=AT)
    library.apply(change, at=AT, by="shell", blobs=blobs)
    return id


def mark_all_over(library: Library, article: ArticleId, starts: list[int]) -> None:
    """A mark of eight characters at each of these offsets, in one change."""
    document, labels, edits = library.document(article), library.labels(), []
    for number, start in enumerate(starts):
        made = changes.mark(
            *(document, article, 1, Passage(start, start + 8), labels[number % 6].id),
            id=library.new_annotation_id(),
            at=AT,
        )
        edits += made.edits
    if edits:
        library.apply(Change("mark", tuple(edits)), at=AT, by="shell")


@given(
    starts=st.lists(st.integers(0, LENGTH - 10), max_size=8),
    gone=st.sets(st.integers(0, 7)),
    lost=st.sets(st.integers(0, 7)),
)
@settings(max_examples=40, deadline=None)
def test_marks_read_in_parts_are_those_read_at_once(
    tmp_path_factory: pytest.TempPathFactory, starts: list[int], gone: set[int], lost: set[int]
) -> None:
    with Library(tmp_path_factory.mktemp("parts") / "Test.galley") as library:
        article, _other = add_article(library), add_article(library)
        mark_all_over(library, article, starts)
        for number, mark in enumerate(library.annotations(article)):
            place = library.place(mark.id, 1)
            orphan = Place(mark.id, 1, None, "orphan", 0.0)
            lose = Change("carry-over", (Edit(place, orphan),))
            change = changes.remove(mark, at=AT) if number in gone else lose
            if change is not None and number in gone | lost:
                library.apply(change, at=AT, by="shell")
        at_once, places = library.annotations(article), library.places(article)
        standing = library.standing(article, 1)
        assert [id for id, _start in standing] == [mark.id for mark in at_once]
        starts_now = [places[mark.id].passage for mark in at_once]
        assert [start for _id, start in standing] == [each and each.start for each in starts_now]
        assert library.marked([mark.id for mark in at_once], 1) == tuple(
            (mark, places[mark.id]) for mark in at_once
        )
        labels = tuple(dict.fromkeys(mark.label for mark in at_once))
        assert library.marks_of(article) == (len(at_once), labels)
        assert library.count_annotations(article) == len(at_once)


def test_what_is_erased_or_in_the_trash_is_not_told(tmp_path: Path) -> None:
    with Library(tmp_path / "Test.galley") as library:
        article = add_article(library)
        mark_all_over(library, article, [3, 20])
        here, gone = library.annotations(article)
        change = changes.remove(gone, at=AT)
        assert change is not None
        library.apply(change, at=AT, by="shell")
        told = library.marked([gone.id, AnnotationId("kzzzzz"), here.id], 1)
        assert [mark.id for mark, _place in told] == [here.id]
        assert library.marked([here.id], 9) == ((here, None),)


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def session(app: QApplication, tmp_path: Path) -> Iterator[Session]:
    library = Library(tmp_path / "Test.galley")
    session = Session(library, now=kit.Clock())
    yield session
    session.close()
    library.close()


@pytest.fixture
def page(session: Session) -> Iterator[ReadingPanel]:
    page = ReadingPanel(session, {})
    page.resize(700, 800)
    page.show()
    yield page
    page.close()
    page.deleteLater()


def test_few_marks_are_on_the_page_when_it_opens(session: Session, page: ReadingPanel) -> None:
    article = add_article(session.library)
    mark_all_over(session.library, article, list(range(0, LENGTH - 10, 12)))
    page.open(article)
    shown = {mark.key for mark in page.view.marks()}
    assert shown == {mark.id for mark in session.library.annotations(article)}


def test_many_marks_come_after_and_are_those_of_the_library(
    session: Session, page: ReadingPanel
) -> None:
    article = add_article(session.library)
    mark_all_over(session.library, article, [n % (LENGTH - 10) for n in range(2 * AT_ONCE)])
    ids = [mark.id for mark in session.library.annotations(article)]
    page.open(article)
    assert page.view.marks() == ()
    session.do(changes.remove(session.library.annotation(ids[0]), at=AT))
    session.do(changes.remove(session.library.annotation(ids[-1]), at=AT))
    assert wait_until(lambda: len(page.view.marks()) == len(ids) - 2)
    assert {mark.key for mark in page.view.marks()} == set(ids[1:-1])


def test_another_article_gets_no_marks_of_the_one_before(
    session: Session, page: ReadingPanel
) -> None:
    full, bare = add_article(session.library), add_article(session.library)
    mark_all_over(session.library, full, [n % (LENGTH - 10) for n in range(2 * AT_ONCE)])
    page.open(full)
    page.open(bare)
    assert not wait_until(lambda: bool(page.view.marks()), most=100)


def test_a_closed_session_is_asked_nothing_more(session: Session) -> None:
    article = add_article(session.library)
    mark_all_over(session.library, article, [n % (LENGTH - 10) for n in range(2 * AT_ONCE)])
    gathering = Gathering(session)
    gathering.begin(article, 1)
    assert gathering.is_going
    session.close()
    assert not gathering.is_going
