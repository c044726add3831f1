"""A made-up live story in English and in Indonesian, followed through its captures with marks.

Four captures of each: the first report; numbers changed and a paragraph moved up; a wall where the
article was; a rumour taken out and a correction put under the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader import adding
from reader.intake.page import to_article
from reader.library import Library
from reader.model import AnnotationId, ArticleId, Captured, Place, Source
from reader.revisions import Comparison, compared
from reader.values import dataclass
from tests.reader.moves import marked

PAGES = Path(__file__).resolve().parent.parent / "pages" / "live"
BEGAN = datetime(2024, 10, 7, 4, 40, tzinfo=UTC)
CAPTURES = 4


class Extractor:
    def to_article(self, source: Source) -> Captured:
        return to_article(source)


def capture(library: Library, story: str, number: int) -> ArticleId:
    """Adds one capture of a story, as the window and the shell do."""
    at = BEGAN + timedelta(hours=3 * (number - 1))
    content = (PAGES / f"{story}-{number}.html").read_bytes()
    read = adding.extract(Source(content, "text/html", at, name=f"{story}.html"), Extractor())
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=at)
    assert arrival.change is not None
    library.apply(arrival.change, at=at, by="capture", blobs=arrival.blobs)
    return arrival.article


@dataclass(frozen=True, slots=True)
class Story:
    """What is said in one language: the words that are marked, and what becomes of them."""

    name: str
    number: str
    moved: str
    rumour: str
    kept: str
    later: str


STORIES = (
    Story(
        "ferry",
        number="at least 14 people were taken to hospital",
        moved="the survey was put off twice for want of money",
        rumour="the captain had not been on the bridge when the ship struck",
        kept="An hour later and we would have been looking for people in the dark",
        later="at least 40 people were taken to hospital",
    ),
    Story(
        "rob",
        number="merendam sedikitnya 140 rumah di Kecamatan Kalianget",
        moved="tetapi kajian itu belum pernah diumumkan",
        rumour="pompa air di Kertasada sengaja dimatikan malam itu",
        kept="Yang datang hanya petugas yang memotret",
        later="merendam sedikitnya 410 rumah di Kecamatan Kalianget",
    ),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "Live.galley")
    yield library
    library.close()


@dataclass(frozen=True, slots=True)
class Followed:
    library: Library
    article: ArticleId
    story: Story
    marks: dict[str, AnnotationId]

    def place(self, mark: str, revision: int) -> Place:
        place = self.library.place(self.marks[mark], revision)
        assert place is not None
        return place

    def words(self, mark: str, revision: int) -> str:
        passage = self.place(mark, revision).passage
        assert passage is not None
        return passage.of(self.library.document(self.article, revision).text)

    def compared(self, old: int, new: int) -> Comparison:
        document = self.library.document
        return compared(document(self.article, old), document(self.article, new))


@pytest.fixture(params=STORIES, ids=[story.name for story in STORIES])
def followed(request: pytest.FixtureRequest, library: Library) -> Followed:
    """A story through all its captures, marked after the first."""
    story: Story = request.param
    article = capture(library, story.name, 1)
    marks = {
        name: marked(library, article, getattr(story, name), note=f"*{name}*")
        for name in ("number", "moved", "rumour", "kept")
    }
    for number in range(2, CAPTURES + 1):
        assert capture(library, story.name, number) == article
    return Followed(library, article, story, marks)


def test_the_cut_capture_is_kept_and_set_aside(followed: Followed) -> None:
    revisions = followed.library.revisions(followed.article)
    assert [each.set_aside is None for each in revisions] == [True, True, False, True]
    assert followed.library.article(followed.article).revision == 4


def test_marks_follow_their_words(followed: Followed) -> None:
    assert followed.words("number", 2) == followed.story.later
    assert followed.place("number", 2).state == "changed"
    assert followed.words("moved", 2) == followed.story.moved
    assert followed.place("moved", 2).state == "moved"
    assert followed.words("kept", 4) == followed.story.kept
    # The correction tells the rumour again: that is never taken for the words that were marked.
    assert followed.place("rumour", 4).state in ("unsure", "orphan")
    assert followed.words("rumour", 2) == followed.story.rumour


def test_the_first_change_is_of_numbers_and_a_paragraph_that_moved(followed: Followed) -> None:
    comparison = followed.compared(1, 2)
    kinds = [each.kind for each in comparison.differences if not each.small]
    assert kinds.count("moved") == 1
    assert kinds.count("added") == 1
    assert "removed" not in kinds
    assert sum(each.small for each in comparison.differences) == 4
    first = comparison.differences[0]
    assert (first.kind, first.row) == ("replaced", 0)


def test_the_last_change_has_its_correction_first(followed: Followed) -> None:
    comparison = followed.compared(2, 4)
    assert [each.correction for each in comparison.corrections] == ["correction"]
    gone = [each for each in comparison.differences if each.kind == "removed"]
    assert len(gone) == 1
    assert followed.story.rumour in gone[0].old.of(comparison.old.text)


def test_a_story_whose_captures_are_one_and_the_same_has_one_revision(library: Library) -> None:
    article = capture(library, "ferry", 1)
    read = adding.extract(
        Source((PAGES / "ferry-1.html").read_bytes(), "text/html", BEGAN), Extractor()
    )
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=BEGAN)
    assert (arrival.outcome, arrival.article) == ("unchanged", article)
