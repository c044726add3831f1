"""Where marks are cut, and where their references go."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export.segments import Mark, Segment, segments
from reader.model import AnnotationId, Document, Passage, trimmed
from tests.reader.export.cases import block, document, passage
from tests.reader.strategies import texts


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, list[Mark]]:
    raws = draw(st.lists(texts(min_size=1, max_size=20).filter(str.strip), max_size=5))
    of = document(*(raw for raw in raws if _has_text(raw)), headline="Judul")
    ends = st.integers(0, len(of.text))
    marks: list[Mark] = []
    for number, (one, other) in enumerate(draw(st.lists(st.tuples(ends, ends), max_size=6))):
        inner = trimmed(of.text, Passage(min(one, other), max(one, other)))
        if inner:
            marks.append((AnnotationId(f"k{number:05}"), inner))
    return of, marks


def _has_text(raw: str) -> bool:
    try:
        return bool(block(raw))
    except AssertionError:
        return False


@settings(max_examples=150)
@given(marked())
def test_segments_hold_exactly_the_marked_characters(case: tuple[Document, list[Mark]]) -> None:
    of, marks = case
    held: dict[str, set[int]] = {id: set() for id, _ in marks}
    for start, cut in zip(of.starts, segments(of, marks), strict=True):
        for segment in cut:
            for id in segment.ids:
                held[id] |= set(range(start + segment.start, start + segment.end))
    for id, where in marks:
        visible = {x for x in range(where.start, where.end) if not of.text[x].isspace()}
        assert visible <= held[id] <= set(range(where.start, where.end))


@settings(max_examples=150)
@given(marked())
def test_segments_follow_each_other_and_have_no_white_space_at_their_edges(
    case: tuple[Document, list[Mark]],
) -> None:
    of, marks = case
    for each, cut in zip(of.blocks, segments(of, marks), strict=True):
        at = 0
        for segment in cut:
            assert at <= segment.start < segment.end <= len(each.text)
            words = each.text[segment.start : segment.end]
            assert words == words.strip()
            at = segment.end


@settings(max_examples=150)
@given(marked())
def test_the_last_segment_of_every_mark_has_its_reference(
    case: tuple[Document, list[Mark]],
) -> None:
    of, marks = case
    last = {id: segment for cut in segments(of, marks) for segment in cut for id in segment.ids}
    assert set(last) == {id for id, _ in marks}
    assert all(segment.referenced for segment in last.values())


@settings(max_examples=50)
@given(marked(), st.randoms(use_true_random=False))
def test_the_order_in_which_marks_come_does_not_matter(
    case: tuple[Document, list[Mark]], random: Random
) -> None:
    of, marks = case
    shuffled = sorted(marks, key=lambda _: random.random())
    assert segments(of, shuffled) == segments(of, marks)


def test_a_mark_over_three_paragraphs_has_one_reference_at_its_end() -> None:
    of = document("Satu dua.", "Tiga.", "Empat lima.")
    mark = (AnnotationId("k00001"), passage(of, "dua.", until="Empat"))
    referenced = [[s.referenced for s in cut] for cut in segments(of, [mark])]
    assert referenced == [[], [False], [False], [True]]


def test_a_mark_that_meets_code_has_its_reference_before_it() -> None:
    of = document("Satu.", block("code()", kind="code"), "Dua.")
    mark = (AnnotationId("k00001"), passage(of, "Satu.", until="Dua."))
    cut = segments(of, [mark], barriers={2})
    assert [s.referenced for each in cut for s in each] == [True, True, True]


def test_overlapping_marks_are_cut_where_either_begins_or_ends() -> None:
    of = document("belanja naik $5 dan $9")
    one = (AnnotationId("k00001"), passage(of, "belanja naik $5"))
    other = (AnnotationId("k00002"), passage(of, "naik $5 dan $9"))
    assert segments(of, [other, one])[1] == (
        Segment(0, 7, (one[0],)),
        Segment(8, 15, (one[0], other[0])),
        Segment(16, 22, (other[0],)),
    )
