"""People come from other programs: their articles, highlights and notes, once and whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import adding, again, changes, intake, moved_in, moving_in
from reader.intake import elsewhere
from reader.library import Library
from reader.model import (
    SAVED,
    Article,
    ArticleQuery,
    Brought,
    Captured,
    Remark,
    Saved,
    Source,
    TraceKey,
)
from reader.moved_in import Came
from reader.text import clean
from tests.reader.intake.elsewhere import made
from tests.reader.intake.sources import AT, html
from tests.reader.strategies import texts

HARBOUR = "https://paper.example/harbour"
SOLD = "The quay was sold in an afternoon."
READ = "Nobody at the town hall had read the contract."
PAGE = f"""<title>Who owns the harbour</title>
<link rel="canonical" href="{HARBOUR}"><article><h1>Who owns the harbour</h1>
<p>The old quay has belonged to the town for two hundred years, and for most of that time nobody
thought about it at all.</p>
<p>Then it went fast. {SOLD} {READ} It was two hundred pages long.</p>
<p>It was bought by a company without an office, the register says. Its only director lives above
a bakery and did not come to the door when we rang on three days in a row.</p></article>"""


class Here:
    """Reads others' bytes in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)

    def brought(self, source: Source) -> Brought:
        return elsewhere.brought(source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def bring(library: Library, *saved: Saved, size: int = 500) -> list[Came]:
    """What became of these things, which the library has afterwards."""
    came: list[Came] = []
    for found in moving_in.bring(library, saved, Here(), size=size, now=lambda: AT):
        if found.change is not None:
            library.apply(found.change, at=AT, by="shell", blobs=found.blobs)
        moving_in.remember(library, found)
        came += found.came
    return came


def bring_file(library: Library, source: Source) -> list[Came]:
    return bring(library, *elsewhere.brought(source).saved)


def only(library: Library) -> Article:
    [row] = library.articles(ArticleQuery(shelf="all"))
    return row.article


def marks(library: Library, article: Article) -> list[tuple[str, str, str]]:
    """Quote, note and state of the marks of an article, in text order."""
    places = library.places(article.id)
    return [
        (mark.anchor.exact, mark.note, places[mark.id].state)
        for mark in library.annotations(article.id)
    ]


def fetch(
    library: Library, article: Article, page: str = PAGE, *, url: str | None = None
) -> again.Again:
    """The text of an article has come, from its address or where that led to."""
    read = adding.extract(html(page, url=url or article.url), Here(), asked=article.url)
    found = again.judged(library, article.id, article.title, read, at=AT)
    assert found.arrival is not None
    if found.arrival.change is not None:
        library.apply(found.arrival.change, at=AT, by="shell", blobs=found.arrival.blobs)
    return found


def marked(*quotes: str, **about: object) -> Saved:
    remarks = tuple(Remark(quote=quote) for quote in quotes)
    saved = Saved(title="Who owns the harbour", url=HARBOUR, remarks=remarks)
    return replace(saved, **about)  # type: ignore[arg-type]


# --- what is new ---------------------------------------------------------------------------------


def test_highlights_can_be_read_before_their_text_has_come(library: Library) -> None:
    [came] = bring(library, marked(SOLD, READ))
    article = only(library)
    assert (came.outcome, came.marks, came.unplaced) == ("link", 2, 0)
    assert library.document(article.id).text == f"Who owns the harbour\n{SOLD}\n{READ}"
    assert marks(library, article) == [(SOLD, "", "exact"), (READ, "", "exact")]
    assert library.without_text() == (article.id,)


def test_what_stands_in_is_read_again_as_it_was(library: Library) -> None:
    bring(library, marked(SOLD, "Two paragraphs.\n\nMarked as one.", excerpt="A company."))
    revision = library.revision(only(library).id)
    assert revision.media_type == SAVED
    source = Source(library.blob(revision.source), SAVED, AT)
    assert intake.to_article(source).document == library.document(only(library).id)


def test_no_note_is_in_the_source_that_is_kept(library: Library) -> None:
    remark = Remark(quote=SOLD, note="My secret source", tags=("hidden",))
    bring(library, marked(remarks=(remark,), note="Another secret"))
    content = library.blob(library.revision(only(library).id).source)
    assert b"secret" not in content
    assert b"hidden" not in content


def test_the_state_that_an_article_had_comes_along(library: Library) -> None:
    when = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    saved = marked(SOLD, saved_at=when, read=True, archived=True, starred=True, tags=("harbour",))
    bring(library, replace(saved, collections=("The quay",), note="For the series."))
    article = only(library)
    assert (article.added, article.archived, article.starred) == (when, True, True)
    assert (article.tags, article.note) == (("harbour",), "For the series.")
    assert [(story.title, story.items) for story in library.stories()] == [
        ("The quay", (article.id,))
    ]
    assert library.traced(TraceKey("opened", article.id)) is not None


def test_an_article_that_comes_with_its_text_has_its_marks_in_it(library: Library) -> None:
    [harbour, mill] = bring_file(library, made.omnivore())
    assert (harbour.outcome, harbour.marks, harbour.unplaced) == ("text", 2, 0)
    assert mill.outcome == "link"
    article = library.article(harbour.article)  # type: ignore[arg-type]
    assert "lives above a bakery" in library.document(article.id).text
    assert [state for _quote, _note, state in marks(library, article)] == ["exact", "exact"]
    assert article.note == "Ask the bakery."


def test_a_book_is_its_marked_words_with_their_pages(library: Library) -> None:
    bring_file(library, made.export("readwise.csv"))
    river = next(
        row.article for row in library.articles() if row.article.title == "The Quiet River"
    )
    blocks = library.document(river.id).blocks[1:]
    assert [block.page for block in blocks] == [14, 120]
    assert river.id not in library.without_text()
    assert len(marks(library, river)) == 2


def test_what_has_neither_address_nor_words_is_told_and_left_out(library: Library) -> None:
    [came] = bring(library, Saved(title="A book on my shelf"))
    assert (came.name, came.outcome) == ("A book on my shelf", "nothing")
    assert came.why
    assert library.count(ArticleQuery(shelf="all")) == 0


# --- what is here --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", made.names())
@pytest.mark.parametrize("size", [1, 500])
def test_nothing_doubles_when_a_file_comes_twice(library: Library, name: str, size: int) -> None:
    saved = elsewhere.brought(made.export(name)).saved
    bring(library, *saved, size=size)
    articles, before = library.articles(ArticleQuery(shelf="all")), library.annotations()
    again = bring(library, *saved, size=size)
    assert {came.outcome for came in again} <= {"known", "nothing"}
    assert library.articles(ArticleQuery(shelf="all")) == articles
    assert library.annotations() == before
    assert library.verify().problems == ()


@pytest.mark.parametrize("name", made.names())
def test_what_is_foretold_comes(library: Library, name: str) -> None:
    found = elsewhere.brought(made.export(name))
    foretold = moving_in.foretold(library, found)
    assert library.count(ArticleQuery(shelf="all")) == 0
    came = bring(library, *found.saved)
    assert [(each.outcome, each.marks) for each in came] == [
        (each.outcome, each.marks) for each in foretold
    ]


def test_what_two_files_tell_of_one_article_is_foretold_once(library: Library) -> None:
    known = moving_in.Known(library)
    files = ("readwise.csv", "readwise-reader.csv", "hypothesis.json")
    outcomes = [
        {each.name: each.outcome for each in moving_in.foretold(library, found, known)}
        for found in (elsewhere.brought(made.export(name)) for name in files)
    ]
    told = [each["Who owns the harbour"] for each in outcomes]
    assert told == ["quotes", "known", "marks"]


def test_one_undo_takes_back_all_that_came(library: Library) -> None:
    found = elsewhere.brought(made.omnivore())
    [portion] = moving_in.bring(library, found.saved, Here(), size=500, now=lambda: AT)
    assert portion.change is not None
    library.apply(portion.change, at=AT, by="shell", blobs=portion.blobs)
    library.apply(portion.change.inverse(), at=AT, by="shell")
    assert library.count(ArticleQuery(shelf="all")) == 0
    assert library.annotations() == ()


def test_marks_that_were_given_one_id_are_told_apart(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(["kaaaaa", "kaaaaa", "kaaaaa", "kbbbbb"])
    monkeypatch.setattr(library, "new_annotation_id", lambda: next(ids))
    bring(library, marked(SOLD), marked(READ, url="https://paper.example/other", title="Other"))
    assert sorted(mark.id for mark in library.annotations()) == ["kaaaaa", "kbbbbb"]
    assert {
        place.state
        for row in library.articles()
        for place in library.places(row.article.id).values()
    } == {"exact"}


def test_portions_are_of_things_and_of_their_marks() -> None:
    few, many = Saved(), Saved(remarks=(Remark(quote=SOLD),) * 100)
    assert [len(each) for each in moving_in.portions([few] * 7, 3)] == [3, 3, 1]
    assert [len(each) for each in moving_in.portions([few, many, few], 3)] == [1, 1, 1]
    assert list(moving_in.portions([], 3)) == []


def test_highlights_of_an_article_that_is_here_are_found_in_its_text(library: Library) -> None:
    read = adding.extract(html(PAGE, url=HARBOUR), Here())
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=AT)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="shell", blobs=arrival.blobs)
    [came] = bring(library, marked(SOLD, "These words were never printed there."))
    assert (came.outcome, came.marks, came.unplaced) == ("marks", 2, 1)
    assert [state for _quote, _note, state in marks(library, only(library))] == ["exact", "orphan"]
    assert len(library.revisions(only(library).id)) == 1
    assert library.verify().problems == ()


def test_what_was_decided_here_stays(library: Library) -> None:
    bring(library, marked(SOLD))
    article = only(library)
    library.apply(
        changes.edit_article(article, archived=True, title="My own title"),  # type: ignore[arg-type]
        at=AT,
        by="shell",
    )
    bring(library, marked(READ, starred=True))
    article = only(library)
    assert (article.title, article.archived, article.starred) == ("My own title", True, True)
    assert [quote for quote, _note, _state in marks(library, article)] == [SOLD, READ]


def test_an_article_in_the_trash_stays_there(library: Library) -> None:
    bring(library, marked(SOLD))
    library.apply(changes.remove(only(library), at=AT), at=AT, by="shell")
    [came] = bring(library, marked(SOLD))
    assert came.outcome == "trash"
    assert library.count(ArticleQuery(shelf="all")) == 0


def test_readwise_and_its_reader_tell_of_the_same_article(library: Library) -> None:
    bring_file(library, made.export("readwise.csv"))
    bring_file(library, made.export("readwise-reader.csv"))
    titles = [row.article.title for row in library.articles(ArticleQuery(shelf="all"))]
    assert titles.count("Who owns the harbour") == 1
    harbour = next(
        row.article
        for row in library.articles(ArticleQuery(shelf="all"))
        if row.article.title == "Who owns the harbour"
    )
    assert harbour.url == HARBOUR
    assert harbour.id in library.without_text()


def test_a_book_is_known_by_the_title_that_it_came_with(library: Library) -> None:
    book = Saved(title="Rivers", remarks=(Remark(quote=SOLD),))
    bring(library, book)
    renamed = changes.edit_article(only(library), title="Tom's book")
    assert renamed is not None
    library.apply(renamed, at=AT, by="shell")
    more = replace(book, remarks=(Remark(quote=SOLD), Remark(quote=READ)))
    [came] = bring(library, more)
    assert (came.outcome, came.marks) == ("marks", 1)
    assert only(library).title == "Tom's book"


def test_books_of_one_title_by_others_are_others(library: Library) -> None:
    bring(library, Saved(title="Rivers", bylines=("A",), remarks=(Remark(quote=SOLD),)))
    bring(library, Saved(title="Rivers", bylines=("B",), remarks=(Remark(quote=READ),)))
    assert library.count(ArticleQuery(shelf="all")) == 2


# --- the text comes ------------------------------------------------------------------------------


def test_marks_are_found_again_when_the_text_comes(library: Library) -> None:
    bring(library, marked(READ, SOLD))
    found = fetch(library, only(library))
    article = only(library)
    assert found.outcome == "changed"
    assert article.revision == 2
    assert marks(library, article) == [(SOLD, "", "exact"), (READ, "", "exact")]
    for mark in library.annotations(article.id):
        place = library.places(article.id)[mark.id]
        assert place.passage is not None
        assert place.passage.of(library.document(article.id).text) == mark.anchor.exact
    assert library.without_text() == ()
    assert library.verify().problems == ()


def test_a_short_quote_is_found_by_what_stood_around_it(library: Library) -> None:
    remark = Remark(quote="two hundred", prefix="It was ", suffix=" pages long.")
    bring(library, marked(remarks=(remark,)))
    fetch(library, only(library))
    text = library.document(only(library).id).text
    [place] = library.places(only(library).id).values()
    assert place.passage is not None
    assert text[place.passage.end :].startswith(" pages long")


def test_more_highlights_than_text_do_not_set_the_text_aside(library: Library) -> None:
    many = [
        f"Sentence number {number} was marked in another version of it." for number in range(60)
    ]
    bring(library, marked(SOLD, *many))
    found = fetch(library, only(library))
    assert found.set_aside is None
    assert only(library).revision == 2
    states = [state for _quote, _note, state in marks(library, only(library))]
    assert states.count("exact") == 1
    assert states.count("orphan") == 60


def test_an_orphan_is_tried_again_on_each_new_revision(library: Library) -> None:
    bring(library, marked(SOLD))
    fetch(library, only(library), PAGE.replace(SOLD, "It was done quietly."))
    assert [state for *_rest, state in marks(library, only(library))] == ["orphan"]
    fetch(library, only(library))
    assert [state for *_rest, state in marks(library, only(library))] == ["exact"]


def test_a_wall_is_not_the_text(library: Library) -> None:
    bring(library, marked(SOLD))
    wall = "<title>Log in</title><main><h1>Log in</h1><p>Please log in to read this article.</p>"
    found = fetch(library, only(library), wall + "<input type=password></main>")
    assert found.set_aside is not None
    assert library.without_text() == (only(library).id,)
    assert fetch(library, only(library)).set_aside is None


def test_the_front_page_is_not_the_text(library: Library) -> None:
    bring(library, marked(SOLD))
    front = "https://paper.example/"
    found = fetch(library, only(library), PAGE.replace(HARBOUR, front), url=front)
    assert found.set_aside is not None


def test_a_link_without_a_title_takes_that_of_its_page(library: Library) -> None:
    bring(library, Saved(url=HARBOUR))
    assert only(library).title == HARBOUR
    fetch(library, only(library))
    assert only(library).title == "Who owns the harbour"


def test_the_address_adds_the_text_to_what_waits_for_it_wherever_it_leads(
    library: Library,
) -> None:
    short = "https://short.example/x1"
    bring(library, marked(SOLD, url=short))
    read = adding.extract(html(PAGE, url=HARBOUR), Here(), asked=short)
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=AT)
    assert (arrival.outcome, arrival.article) == ("revision", only(library).id)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="shell", blobs=arrival.blobs)
    assert only(library).canonical == HARBOUR
    assert {came.outcome for came in bring(library, marked(SOLD, url=short))} == {"known"}


def test_two_addresses_of_one_page_in_one_file_are_one_article(library: Library) -> None:
    came = bring(
        library,
        marked(SOLD, tags=("one",)),
        marked(READ, tags=("two",), url="http://www.paper.example/harbour?utm_source=rss"),
    )
    assert [each.outcome for each in came] == ["link", "marks"]
    article = only(library)
    assert article.tags == ("one", "two")
    assert [quote for quote, *_rest in marks(library, article)] == [SOLD, READ]


def test_new_highlights_join_those_that_wait_for_their_text(library: Library) -> None:
    bring(library, marked(SOLD))
    [came] = bring(library, marked(SOLD, READ))
    assert (came.outcome, came.marks) == ("marks", 1)
    assert library.document(only(library).id).text.endswith(f"{SOLD}\n{READ}")
    assert marks(library, only(library)) == [(SOLD, "", "exact"), (READ, "", "exact")]


def test_marks_with_notes_are_not_put_again_beside_new_ones(library: Library) -> None:
    noted = marked(remarks=(Remark(quote=SOLD, note="Which afternoon?"),))
    bring(library, noted)
    bring(library, marked(READ))
    assert marks(library, only(library)) == [
        (SOLD, "Which afternoon?", "exact"),
        (READ, "", "exact"),
    ]
    bring_file(library, made.omnivore())
    harbour = only_harbour(library)
    assert [(quote, note) for quote, note, _state in marks(library, harbour)] == [
        (SOLD, "Which afternoon?"),
        (READ, ""),
    ]


def test_a_later_export_brings_the_text(library: Library) -> None:
    bring(library, marked(READ))
    [harbour, _mill] = bring_file(library, made.omnivore())
    assert harbour.outcome == "marks"
    assert "lives above a bakery" in library.document(only_harbour(library).id).text
    assert {state for *_rest, state in marks(library, only_harbour(library))} == {"exact"}


def only_harbour(library: Library) -> Article:
    found = library.article_at(HARBOUR)
    assert found is not None
    return found


def test_a_text_that_cannot_be_read_leaves_the_link(library: Library) -> None:
    empty = Source(b"<html><body><div></div></body></html>", "text/html", AT)
    [came] = bring(library, marked(SOLD, content=empty))
    assert (came.outcome, came.marks) == ("link", 1)
    assert came.why


@settings(max_examples=15, deadline=None)
@given(st.lists(texts(min_size=1), min_size=1, max_size=6), st.booleans())
def test_no_quote_doubles_whatever_is_in_it(quotes: list[str], dated: bool) -> None:
    marks = tuple(Remark(quote=quote, at=AT if dated else None) for quote in quotes)
    with TemporaryDirectory() as folder, Library(Path(folder) / "Test.galley") as library:
        [saved] = [elsewhere._sound(marked(remarks=marks))]
        bring(library, saved)
        before = library.annotations()
        assert {words(mark.anchor.exact) for mark in before} == {
            words(mark.quote) for mark in saved.remarks
        }
        assert [came.outcome for came in bring(library, saved)] == ["known"]
        assert library.annotations() == before
        assert library.verify().problems == ()


def words(quote: str) -> str:
    return " ".join(clean(quote)[0].split())


def test_the_report_names_each_thing_and_why_it_did_not_come(library: Library) -> None:
    found = elsewhere.brought(made.export("pocket.csv"))
    report = moved_in.Report(
        "pocket.csv", found.program, tuple(bring(library, *found.saved)), found.missed
    )
    told = moved_in.as_text([report])
    assert "3 new, their text still to come, 1 left out" in told
    assert "- Nowhere: It has no web address." in told
    assert "+ The mill is quiet: new, its text is still to come" in told
