"""Leaves, documents and passages keep their laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import (
    PICTURE,
    Block,
    Change,
    Document,
    Edit,
    Label,
    LabelId,
    Link,
    Passage,
    Picture,
    Span,
    leaf,
    trimmed,
)

RAW = st.text("a é😀\u0301أنि図 \u2028", max_size=20)
LINES = st.lists(RAW.map(lambda raw: leaf("paragraph", raw)), max_size=8)


def document(*texts: str) -> Document:
    return Document((Block("heading", "Head", level=1), *(Block("paragraph", t) for t in texts)))


@given(LINES, st.integers(0, 200), st.integers(0, 200))
def test_the_pieces_of_a_passage_are_its_words(
    blocks: list[Block | None], one: int, other: int
) -> None:
    whole = document(*(block.text for block in blocks if block))
    start, end = sorted((min(one, len(whole.text)), min(other, len(whole.text))))
    passage = Passage(start, end)
    joints = {first - 1 for first in whole.starts[1:]}
    words = "".join(
        char for at, char in enumerate(whole.text) if start <= at < end and at not in joints
    )
    pieces = [piece.of(whole.blocks[index].text) for index, piece in whole.pieces(passage)]
    assert "".join(pieces) == words
    assert all(pieces)
    for index, piece in whole.pieces(passage):
        at = whole.starts[index] + piece.start
        assert whole.block_at(at) == index
        assert start <= at < at + len(piece) <= end


def test_a_document_begins_with_its_headline() -> None:
    with pytest.raises(ValueError, match="headline"):
        Document((Block("paragraph", "no"),))


def test_spans_follow_the_text_when_spaces_collapse() -> None:
    block = leaf("paragraph", "  see   the  page ", [Span(8, 12, "strong"), Span(0, 2, "code")])
    assert block == Block("paragraph", "see the page", (Span(4, 7, "strong"),))


def test_equal_spans_that_touch_become_one() -> None:
    link = Link("https://example.org")
    block = leaf("paragraph", "abcd", [Span(0, 2, link), Span(2, 4, link), Span(1, 3, "strong")])
    assert block is not None
    assert block.spans == (Span(0, 4, link), Span(1, 3, "strong"))


def test_a_picture_is_one_character_under_its_span() -> None:
    span = Span(0, 1, Picture("https://example.org/a.png", "a map"))
    assert leaf("picture", "", [span]) == Block("picture", PICTURE, (span,))
    inline = leaf("paragraph", "see \ufffc", [Span(4, 5, Picture("b.png"))])
    assert inline is not None
    assert inline.text == "see \ufffc"


def test_nothing_but_space_is_no_leaf() -> None:
    assert leaf("paragraph", " \u200b\n") is None
    assert leaf("code", "\n\n", []) is None


def test_a_passage_is_trimmed_of_every_kind_of_space() -> None:
    assert trimmed("\u3000a b\u00a0\n", Passage(0, 6)) == Passage(1, 4)
    assert trimmed(" \n ", Passage(0, 3)) is None


def test_a_passage_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="not a passage"):
        Passage(3, 2)


def test_an_edit_keeps_its_key_and_a_change_inverts_to_itself() -> None:
    one, two = (Label(LabelId(f"l{n}"), "Quote", "yellow", n) for n in (1, 2))
    with pytest.raises(ValueError, match="key"):
        Edit(one, two)
    change = Change("labels", (Edit(None, one), Edit(None, two)))
    assert change.inverse().edits == (Edit(two, None), Edit(one, None))
    assert change.inverse().inverse() == change
