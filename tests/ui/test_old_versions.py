"""An old version of an article opens as it was, and can be marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import adding
from reader.adding import Read
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Captured, Passage, Source, TraceKey
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PARAGRAPHS, TITLE, Clock, document, marking
from ui import exporting
from ui.reading.panel import offset_in
from ui.session import Session
from ui.window import Window

BEFORE = ("Police said 14 people were hurt. Nobody was arrested on Tuesday.", *PARAGRAPHS)
AFTER = ("Police said 40 people were hurt. Nobody was arrested on Tuesday.", *PARAGRAPHS[1:])
URL = "https://example.org/march"


def capture(library: Library, paragraphs: tuple[str, ...]) -> ArticleId:
    at = Clock()()
    text = document(TITLE, paragraphs)
    content = "\n".join(block.text for block in text.blocks).encode()
    source = Source(content, "text/html", at, url=URL)
    read = Read(source, Captured(text, TITLE, url=URL, canonical=URL, lang="en"))
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=at)
    assert arrival.change is not None
    library.apply(arrival.change, at=at, by="capture", blobs=arrival.blobs)
    return arrival.article


@pytest.fixture
def window(tmp_path: Path, show: Callable[[Window], Window]) -> Iterator[Window]:
    library = Library(tmp_path / "Library.galley")
    capture(library, BEFORE)
    window = show(Window(Session(library, now=Clock()), Settings()))
    yield window
    window.end()
    library.close()


@pytest.fixture
def marked(window: Window) -> AnnotationId:
    """A mark on words that the second version says otherwise."""
    library = window.session.library
    [row] = library.articles()
    id, change = marking(library, row.article.id, "Police said 14 people were hurt", at=Clock()())
    assert window.session.do(change)
    capture(library, AFTER)
    window.session.look_for_news()
    return id


def article(window: Window) -> ArticleId:
    return window.session.library.articles()[0].article.id


def page(window: Window) -> str:
    assert window.page.current is not None
    return window.page.current[2].text


def test_it_is_shown_as_it_was_with_its_marks_where_they_stood(
    window: Window, marked: AnnotationId
) -> None:
    window.open_article(article(window))
    assert "said 40" in page(window)
    assert not window.page.version_bar.isVisible()
    window.open_article(article(window), revision=1)
    settle()
    assert "said 14" in page(window)
    assert window.page.version_bar.isVisible()
    [card] = window.notes.cards()[-1:]
    assert card.state is None
    place = window.session.library.place(marked, 1)
    assert place is not None
    assert [mark.passage for mark in window.page.view.marks()] == [place.passage]
    window.page.version_bar.left.emit()
    settle()
    assert "said 40" in page(window)
    [card] = window.notes.cards()[-1:]
    assert card.state is not None


def test_a_capture_meanwhile_does_not_take_it_away(window: Window, marked: AnnotationId) -> None:
    window.open_article(article(window), revision=1)
    capture(window.session.library, ("All of it is new now. Every word.", *PARAGRAPHS))
    window.session.look_for_news()
    settle()
    assert "said 14" in page(window)
    assert window.page.version_bar.isVisible()


def test_a_mark_made_on_it_stands_in_the_current_one_too(
    window: Window, marked: AnnotationId
) -> None:
    library = window.session.library
    window.open_article(article(window), revision=1)
    start = page(window).index("Nobody was arrested")
    window.page.view.select(Passage(start, start + 19))
    settle()
    window.actions_by_id["label-2"].trigger()
    [made] = [each for each in library.annotations(article(window)) if each.id != marked]
    assert made.revision == 1
    there = library.place(made.id, 2)
    assert there is not None
    assert there.passage is not None
    assert there.passage.of(library.document(made.article, 2).text) == "Nobody was arrested"
    assert there.came_from == 1
    window.session.undo()
    assert len(library.annotations(article(window))) == 1


def test_words_that_came_in_above_do_not_shift_what_is_read(window: Window) -> None:
    """A live story grows at its top."""
    long = tuple(f"Paragraph {number} says nothing of it. " * 12 for number in range(60))
    capture(window.session.library, long)
    window.session.look_for_news()
    window.resize(900, 500)
    window.open_article(article(window))
    at = page(window).index("Paragraph 40 ")
    window.page.view.scroll_to(at)
    settle()
    read = page(window)[window.page.view.position()[0] :][:60]
    news = ("Two hours ago everything was otherwise than it is at this minute. " * 9,)
    capture(window.session.library, (*news, *long))
    window.session.look_for_news()
    settle()
    assert page(window)[window.page.view.position()[0] :].startswith(read)


@given(
    st.lists(st.sampled_from(("The board met.", "Nobody came.", "年金は減る。")), max_size=9),
    st.integers(0, 200),
)
def test_the_place_in_the_same_text_is_the_same(sentences: list[str], offset: int) -> None:
    text = " ".join(sentences)
    assert offset_in(text, text, min(offset, len(text))) == min(offset, len(text))


@pytest.mark.parametrize("ending", [".html", ".docx", ".csv", ".pdf", ".md"])
def test_what_leaves_is_the_version_that_is_shown(
    window: Window,
    marked: AnnotationId,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    """As Markdown too, in a file that the article's own export goes beside."""
    asked: list[tuple[str, str]] = []

    def place(_parent: object, _title: str, proposed: Path, kinds: str, **_more: bool) -> Path:
        asked.append((proposed.name, kinds))
        return tmp_path / "out" / f"Old{ending}"

    (tmp_path / "out").mkdir()
    monkeypatch.setattr(exporting, "place_to_save", place)
    window.open_article(article(window), revision=1)
    window.outgoing.export()
    assert wait_until(lambda: any((tmp_path / "out").iterdir()))
    assert wait_until(lambda: "Written to" in window.foot.messages.sentence.text())
    [(name, kinds)] = asked
    assert name.endswith("(revision 1).md")
    assert ".docx" in kinds
    [written] = (tmp_path / "out").iterdir()
    assert written.name == f"Old{ending}"
    if ending in (".html", ".csv", ".md"):
        assert "said 14" in written.read_text("utf-8")
    window.open_article(article(window))
    assert window.outgoing._revision_of(article(window)) is None


def test_where_one_reads_in_it_says_nothing_about_the_current_one(
    window: Window, marked: AnnotationId
) -> None:
    id, library = article(window), window.session.library
    window.open_article(id)
    window.page.keep_position()
    before = library.traced(TraceKey("position", id))
    window.open_article(id, revision=1)
    window.page.view.go_to(Passage(len(page(window)) - 5, len(page(window))))
    settle()
    window.page.keep_position()
    assert library.traced(TraceKey("position", id)) == before


def test_what_changed_is_shown_beside_and_leads_back(window: Window, marked: AnnotationId) -> None:
    window.open_article(article(window), revision=1)
    window.page.version_bar.compared.emit()
    revisions = window.beside.revisions
    assert revisions.isVisible()
    revisions.opened.emit(article(window), 2, None)
    assert "said 40" in page(window)
    window.actions_by_id["revisions"].trigger()
    window.beside.close()
    assert not revisions.isVisible()
    assert window.remembered.settings.revisions_geometry


def test_what_changed_begins_with_the_newest_version_whenever_it_is_opened(
    window: Window, marked: AnnotationId
) -> None:
    """While it is open the choice of versions stays."""
    window.open_article(article(window))
    revisions = window.beside.revisions
    window.beside.show_revisions()
    assert wait_until(lambda: revisions.pair == (1, 2))
    capture(window.session.library, ("A third version says it all anew.", *AFTER))
    window.session.look_for_news()
    window.beside.show_revisions()
    assert wait_until(lambda: revisions.rows.rowCount() == 3)
    assert revisions.pair == (1, 2)
    revisions.close()
    window.beside.show_revisions()
    assert wait_until(lambda: revisions.pair == (2, 3))


def test_an_earlier_version_is_made_current_with_undo(window: Window, marked: AnnotationId) -> None:
    id = article(window)
    window.open_article(id)
    window.beside._make_current(id, 1)
    assert "said 14" in page(window)
    assert window.session.library.article(id).revision == 1
    window.session.undo()
    assert "said 40" in page(window)
