"""Articles that are the same or nearly are shown together; nothing is dropped."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reader import adding, changes, duplicates, intake
from reader.duplicates import Alike
from reader.errors import BadRequest
from reader.library import Library
from reader.model import ArticleId, Captured, Key, Source
from tests.reader.intake.sources import AT
from tests.reader.moves import marked, revised
from tests.reader.test_likeness import story


class Here:
    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def add(library: Library, title: str, text: str) -> ArticleId:
    """A new article, a minute after the one before."""
    at = AT + timedelta(minutes=len(library.history()))
    source = Source(f"{title}\n\n{text}".encode(), "text/plain", at, charset="utf-8")
    read = adding.extract(source, Here())
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=at)
    assert arrival.change is not None
    library.apply(arrival.change, at=at, by="capture", blobs=arrival.blobs)
    return arrival.article


WIRE = story(7, 500)
CUT = " ".join(WIRE.split()[:380])


def test_a_wire_story_in_three_papers_is_one_group_and_others_are_in_none(
    library: Library,
) -> None:
    one = add(library, "Pump fails", WIRE)
    add(library, "Something else", story(8, 500))
    two = add(library, "Town without water", f"{story(9, 30)} {CUT}")
    three = add(library, "Pump fails again", WIRE)
    assert {each.article for each in duplicates.alike(library, one)} == {two, three}
    [group] = duplicates.groups(library)
    assert set(group.articles) == {one, two, three}
    assert group.how == "nearly"


def test_the_same_words_are_said_to_be_the_same(library: Library) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Water gone", WIRE)
    assert duplicates.alike(library, one) == (Alike(other, "same", pytest.approx(1, abs=0.02)),)
    [group] = duplicates.groups(library)
    assert (set(group.articles), group.how) == ({one, other}, "same")


def test_what_is_in_the_trash_or_was_erased_is_like_nothing_until_it_is_back(
    library: Library,
) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Water gone", WIRE)
    number = library.apply(changes.remove(library.article(other), at=AT), at=AT, by="window")
    assert duplicates.alike(library, one) == () == duplicates.groups(library)
    [entry] = [each for each in library.history() if each.number == number]
    assert entry.change is not None
    library.apply(entry.change.inverse(), at=AT, by="window", undoes=number)
    assert [each.article for each in duplicates.alike(library, one)] == [other]
    library.erase([Key("article", other)], at=AT, by="window")
    assert library._db.value("select count(*) from print where number not in"
                             " (select number from indexed)") == 0  # fmt: skip
    assert duplicates.alike(library, one) == ()


def test_it_is_the_text_of_the_current_revision_that_counts(library: Library) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Weather", story(8, 500))
    revised(library, other, f"Weather\n{WIRE}")
    assert [each.article for each in duplicates.alike(library, one)] == [other]
    revised(library, other, f"Weather\n{story(10, 400)}")
    assert duplicates.alike(library, one) == ()


def test_an_index_that_is_built_anew_finds_the_same(library: Library, tmp_path: Path) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Water gone", WIRE)
    library._db.run("delete from state where name = 'fold'")
    library.close()
    with Library(tmp_path / "Test.galley") as again:
        assert [each.article for each in duplicates.alike(again, one)] == [other]


def test_a_page_added_twice_becomes_a_revision_in_one_step(library: Library) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Pump fails", CUT)
    marked(library, one, WIRE.split()[3])
    change, blobs = duplicates.as_revision(library, other, one, Here(), at=AT)
    number = library.apply(change, at=AT, by="window", blobs=blobs)
    assert len(library.revisions(one)) == 2
    assert library.article(other).trashed == AT
    library.apply(change.inverse(), at=AT, by="window", undoes=number)
    assert len(library.revisions(one)) == 1
    assert library.article(other).trashed is None


def test_one_with_marks_of_its_own_is_not_folded_away(library: Library) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Pump fails", CUT)
    marked(library, other, WIRE.split()[3])
    with pytest.raises(BadRequest, match="marks of its own"):
        duplicates.as_revision(library, other, one, Here(), at=AT)


def test_a_search_can_be_stopped(library: Library) -> None:
    add(library, "Pump fails", WIRE)
    add(library, "Water gone", WIRE)

    def stop(done: int, of: int) -> None:
        assert (done, of) == (0, 1)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        duplicates.groups(library, going_on=stop)


def test_a_part_of_an_article_is_not_the_same_as_the_whole(library: Library) -> None:
    one, other = add(library, "Pump fails", WIRE), add(library, "Pump fails", CUT)
    [found] = duplicates.alike(library, one)
    assert (found.article, found.how) == (other, "nearly")
    assert found.share > 0.95
