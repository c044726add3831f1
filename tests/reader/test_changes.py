"""The common changes say exactly what they change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes
from reader.errors import BadRequest
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Block,
    Captured,
    Document,
    LabelId,
    Passage,
    Place,
    Revision,
    Source,
    State,
    Tag,
)
from reader.records import pack
from tests.reader.strategies import documents

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
LATER = datetime(2024, 10, 3, 8, 0, 12, tzinfo=UTC)
QUOTE = LabelId("lquote00")
DOCUMENT = Document((Block("heading", "Head", level=1), Block("paragraph", "Krimea dan belanja.")))
ARTICLE = Article(ArticleId("a0000001"), "Head", AT)


def marked() -> Annotation:
    change = changes.mark(
        DOCUMENT, ARTICLE.id, 1, Passage(4, 12), QUOTE, id=AnnotationId("k00001"), at=AT
    )
    annotation = change.edits[0].after
    assert isinstance(annotation, Annotation)
    return annotation


def test_adding_makes_the_article_and_its_first_revision() -> None:
    source = Source(b"Head", "text/plain", AT, name="head.txt")
    captured = Captured(DOCUMENT, "Head", lang="id", tags=("nato",))
    packed = pack(source, DOCUMENT)
    change = changes.add(captured, source, packed, article=ARTICLE.id, at=AT, tags=["Nato", "ap"])
    article, revision = (edit.after for edit in change.edits)
    assert isinstance(article, Article)
    assert (article.title, article.tags, article.lang) == ("Head", ("nato", "ap"), "id")
    assert isinstance(revision, Revision)
    assert (revision.number, revision.why, revision.captured) == (1, "added", AT)
    assert set(packed.blobs) == {revision.source, revision.document, revision.text}


def test_a_mark_is_trimmed_and_placed() -> None:
    change = changes.mark(
        DOCUMENT, ARTICLE.id, 1, Passage(4, 12), QUOTE, id=AnnotationId("k00001"), at=AT
    )
    annotation, place = (edit.after for edit in change.edits)
    assert isinstance(annotation, Annotation)
    assert annotation.anchor.exact == "Krimea"
    assert place == Place(AnnotationId("k00001"), 1, Passage(5, 11))


def test_a_mark_on_nothing_is_refused() -> None:
    with pytest.raises(BadRequest, match="no words"):
        changes.mark(
            DOCUMENT, ARTICLE.id, 1, Passage(4, 5), QUOTE, id=AnnotationId("k00001"), at=AT
        )


def test_what_changes_nothing_is_no_change() -> None:
    assert changes.edit_annotation(marked(), at=LATER, note="\n", tags=[]) is None
    assert changes.edit_article(ARTICLE, starred=False) is None


def test_an_edited_note_is_dated_and_a_private_mark_is_not() -> None:
    noted = changes.edit_annotation(marked(), at=LATER, note="Ask.\r\n \r\n")
    assert noted is not None
    after = noted.edits[0].after
    assert isinstance(after, Annotation)
    assert (noted.what, after.note, after.edited) == ("edit-note", "Ask.", LATER)
    hidden = changes.edit_annotation(marked(), at=LATER, private=True)
    assert hidden is not None
    kept = hidden.edits[0].after
    assert isinstance(kept, Annotation)
    assert (hidden.what, kept.private, kept.edited) == ("private", True, None)


def test_a_check_carries_its_time_until_it_is_taken_back() -> None:
    wrong = changes.edit_annotation(marked(), at=LATER, checked="wrong")
    assert wrong is not None
    after = wrong.edits[0].after
    assert isinstance(after, Annotation)
    assert (after.checked, after.checked_at) == ("wrong", LATER)
    back = changes.edit_annotation(after, at=LATER, checked="none")
    assert back is not None
    assert back.edits[0].after == marked()


def test_the_trash_gives_back_what_it_took() -> None:
    gone = changes.remove(ARTICLE, at=LATER).edits[0].after
    assert isinstance(gone, Article)
    assert changes.restore(gone).edits[0].after == ARTICLE


def test_tags_are_spelled_as_the_library_spells_them() -> None:
    change = changes.edit_annotation(marked(), at=LATER, tags=["nato", "Budget 2014"])
    assert change is not None
    named = changes.naming_tags(change, {"nato": Tag("nato", "NATO")})
    assert [edit.after for edit in named.edits[:-1]] == [Tag("budget-2014", "Budget-2014")]
    after = named.edits[-1].after
    assert isinstance(after, Annotation)
    assert after.tags == ("NATO", "Budget-2014")


def test_a_tag_without_a_letter_is_refused() -> None:
    with pytest.raises(BadRequest, match="2014"):
        changes.tidy_tags(["nato", "2014"])


def test_a_new_library_has_six_labels() -> None:
    change = changes.first_labels([LabelId(f"l000000{n}") for n in range(6)])
    assert len(change.edits) == len({edit.key for edit in change.edits}) == 6


# --- other words ---------------------------------------------------------------------------------


@settings(max_examples=80)
@given(documents(), st.data())
def test_a_moved_mark_stands_exactly_on_the_new_words_and_the_inverse_brings_it_back(
    document: Document, data: st.DataObject
) -> None:
    offsets = st.integers(0, len(document.text))
    was, to = (Passage(*sorted((data.draw(offsets), data.draw(offsets)))) for _ in range(2))
    if not was.of(document.text).strip() or not to.of(document.text).strip():
        return
    made = changes.mark(document, ARTICLE.id, 1, was, QUOTE, id=AnnotationId("k00001"), at=AT)
    annotation, place = (edit.after for edit in made.edits)
    assert isinstance(annotation, Annotation)
    assert isinstance(place, Place)
    change = changes.move_mark(document, annotation, place, to, at=LATER)
    if change is None:
        assert place.passage is not None
        assert place.passage.of(document.text) == to.of(document.text).strip()
        return
    moved, there = (edit.after for edit in change.edits)
    assert isinstance(moved, Annotation)
    assert isinstance(there, Place)
    assert there.passage is not None
    assert there.passage.of(document.text) == moved.anchor.exact == to.of(document.text).strip()
    assert moved.anchor.start == there.passage.start
    assert (moved.edited, moved.note, moved.created) == (LATER, annotation.note, annotation.created)
    assert [edit.after for edit in change.inverse().edits] == [place, annotation]


def test_a_mark_that_was_found_again_is_exact_once_it_is_put_somewhere() -> None:
    annotation, words = marked(), Passage(5, 11)
    found = Place(annotation.id, 3, words, "unsure", 0.6, came_from=1)
    change = changes.move_mark(DOCUMENT, annotation, found, words, at=LATER)
    assert change is not None
    moved, there = (edit.after for edit in change.edits)
    assert isinstance(moved, Annotation)
    assert moved.revision == 3
    assert there == Place(annotation.id, 3, words)


def test_a_mark_is_not_moved_to_nothing() -> None:
    annotation = marked()
    place = Place(annotation.id, 1, Passage(5, 11))
    with pytest.raises(BadRequest, match="no words"):
        changes.move_mark(DOCUMENT, annotation, place, Passage(4, 5), at=LATER)
    assert changes.move_mark(DOCUMENT, annotation, place, Passage(4, 12), at=LATER) is None


@pytest.mark.parametrize("state", ["moved", "changed", "unsure"])
def test_a_place_that_the_reader_settles_keeps_its_state_and_can_be_unsettled(state: State) -> None:
    place = Place(AnnotationId("k00001"), 2, Passage(3, 9), state, 0.8, came_from=1)
    change = changes.settle(place)
    assert change is not None
    (edit,) = change.edits
    assert edit.after == replace(place, settled=True)
    assert change.inverse().edits[0].after == place


def test_an_exact_place_an_orphan_and_a_settled_one_need_no_settling() -> None:
    id = AnnotationId("k00001")
    for place in (
        Place(id, 2, Passage(3, 9)),
        Place(id, 2, None, "orphan", 0.0),
        Place(id, 2, Passage(3, 9), "moved", 0.8, settled=True),
    ):
        assert changes.settle(place) is None


def test_changes_joined_are_one_and_nothing_joined_is_none() -> None:
    id = AnnotationId("k00001")
    settled = changes.settle(Place(id, 2, Passage(3, 9), "moved", 0.8))
    joined = changes.together("settle", [None, settled, settled])
    assert joined is not None
    assert settled is not None
    assert joined.edits == settled.edits * 2
    assert changes.together("settle", [None]) is None
