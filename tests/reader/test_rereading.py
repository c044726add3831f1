"""Kept sources are read again, with every mark carried over and nothing replaced."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader import adding, again, intake, rereading
from reader.again import Again
from reader.errors import NotAnArticle
from reader.library import Library
from reader.model import Block, Captured, Document, Revision, Source
from tests.reader.intake.sources import AT, PROSE, html
from tests.reader.moves import added, marked

LATER = datetime(2025, 1, 1, tzinfo=UTC)
PAGE = html(f"<title>The pump</title><article><h1>The pump</h1>{PROSE}</article>")
QUOTE = "The pump is to be replaced before the winter"


class AsItDid:
    """Reads pages as the program does now."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


class Better:
    """Reads pages better: it finds one more paragraph before the others."""

    def to_article(self, source: Source) -> Captured:
        captured = intake.to_article(source)
        headline, *rest = captured.document.blocks
        found = Block("paragraph", "It was found only by the new version of the program.")
        document = Document((headline, found, *rest), captured.document.lang)
        return replace(captured, document=document)


class Worse:
    """Cannot read pages any more."""

    def to_article(self, source: Source) -> Captured:
        raise NotAnArticle("There is no article on this page.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


@pytest.fixture
def revision(library: Library) -> Revision:
    """The one revision of an article."""
    read = adding.extract(PAGE, AsItDid())
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=AT)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="window", blobs=arrival.blobs)
    return library.revision(arrival.article)


def kept(library: Library, revision: Revision, extractor: adding.Extractor) -> Again:
    """What it is to read the article again, now in the library."""
    [came] = rereading.reread(library, [revision.article], extractor, now=lambda: LATER)
    if came.arrival is not None and came.arrival.change is not None:
        library.apply(came.arrival.change, at=LATER, by="capture", blobs=came.arrival.blobs)
    again.remember(library, came)
    return came


def test_the_source_of_a_revision_is_what_came_then(library: Library, revision: Revision) -> None:
    source = rereading.source_of(library, revision)
    assert source == PAGE
    assert revision.captured == AT


def test_what_reads_as_it_did_makes_no_revision(library: Library, revision: Revision) -> None:
    assert kept(library, revision, AsItDid()).outcome == "unchanged"
    assert library.revisions(revision.article) == (revision,)
    assert library.traced(adding.seen(revision.article)) is None


def test_what_reads_better_is_a_revision_of_the_same_bytes_with_its_marks(
    library: Library, revision: Revision
) -> None:
    mark = marked(library, revision.article, QUOTE)
    came = kept(library, revision, Better())
    assert (came.outcome, again.marks(came)) == ("changed", {"exact": 1})
    first, second = library.revisions(revision.article)
    assert first == revision
    assert (second.why, second.source, second.captured) == ("reread", first.source, AT)
    assert library.article(revision.article).revision == 2
    place = library.places(revision.article)[mark]
    assert place.came_from == 1
    assert place.passage is not None
    assert place.passage.of(library.document(revision.article).text) == QUOTE
    assert kept(library, revision, Better()).outcome == "unchanged"


def test_what_cannot_be_read_any_more_is_named_and_changes_nothing(
    library: Library, revision: Revision
) -> None:
    other = added(library, "A note\nfrom a file, which reads as it did")
    found = list(rereading.reread(library, [revision.article, other], Worse(), now=lambda: LATER))
    assert [each.outcome for each in found] == ["failed", "failed"]
    assert all(each.error is not None for each in found)
    assert library.revisions(revision.article) == (revision,)


def test_what_an_older_version_made_is_known(library: Library, revision: Revision) -> None:
    assert rereading.outdated(library, [revision.article]) == ()
