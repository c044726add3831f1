"""Every passage stands somewhere on the page, and what stands there are its words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from reader.model import (
    PICTURE,
    Block,
    Cell,
    Container,
    Document,
    Figure,
    Footnote,
    Item,
    List,
    Passage,
    Picture,
    Quote,
    Span,
    Table,
    leaf,
)
from tests.reader.strategies import SENTENCES, documents, texts
from ui.reading.document import PageDocument, PageHead
from ui.reading.page import build
from ui.reading.positions import PositionMap
from ui.reading.typography import ReadingStyle

HEAD = PageHead("Galley 👍🏽 samples", "By the 𝒜𝓑 desk", "2024", 3)

pytestmark = pytest.mark.usefixtures("app")


def composed(document: Document) -> tuple[PageDocument, PositionMap]:
    return build(document, HEAD, ReadingStyle(), _no_picture)


def _no_picture(_src: str) -> None:
    return None


def shown(page: PageDocument, start: int, end: int) -> str:
    """What the view's own text holds between two positions, as canonical text would write it."""
    cursor = QTextCursor(page)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u2028", "\n")


def block(text: str, *containers: Container, spans: Sequence[Span] = ()) -> Block:
    made = leaf("paragraph", text, spans, containers=containers)
    return made or Block("paragraph", "x", containers=containers)


def table(n: int, rows: Sequence[Sequence[str]], *outside: Container) -> list[Block]:
    return [
        block(words, *outside, Table(n), Cell(n + 1 + 100 * r + c, r, c, header=r == 0))
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
    ]


@st.composite
def rich_documents(draw: st.DrawFn) -> Document:
    """Documents with whole tables, nested lists, figures and pictures between words."""
    blocks: list[Block] = [block("x")]
    blocks[0] = leaf("heading", draw(texts(1, 30)), level=1) or Block("heading", "x", level=1)
    for n in range(1000, 1000 * draw(st.integers(2, 5)), 1000):
        match draw(st.sampled_from(["table", "lists", "inline", "figure", "plain", "nested"])):
            case "table":
                words = st.lists(texts(1, 20), min_size=2, max_size=2)
                blocks += table(n, draw(st.lists(words, min_size=1, max_size=3)))
            case "nested":
                cell = Cell(n + 1, 0, 0)
                blocks.append(block(draw(texts(1)), Table(n), cell))
                blocks += table(n + 100, [[draw(texts(1, 9)), "b"]], Table(n), cell)
                blocks.append(block(draw(texts(1, 9)), Table(n), Cell(n + 2, 0, 1)))
            case "lists":
                outer = (List(n), Item(n + 1, 1))
                blocks.append(block(draw(texts(1)), *outer))
                blocks.append(block(draw(texts(1)), *outer, List(n + 2, True, 3), Item(n + 3, 3)))
                blocks.append(block(draw(texts(1)), Quote(n + 4), *outer))
            case "inline":
                words = draw(texts(1, 20))
                at = len(words)
                picture = Span(at, at + 1, Picture("x.png", "👍🏽"))
                blocks.append(block(words + PICTURE + " 𠮷野家", spans=[picture]))
            case "figure":
                shape = leaf("picture", "", [Span(0, 1, Picture("f.png"))], containers=(Figure(n),))
                caption = leaf("caption", draw(texts(1)), containers=(Figure(n),))
                blocks += [each for each in (shape, caption) if each]
            case _:
                blocks.append(block(draw(texts(1)), Footnote(n, "1")))
    return Document(tuple(blocks), direction=draw(st.sampled_from(["ltr", "rtl"])))


any_documents = st.one_of(documents(), rich_documents())
modest = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# --- laws ----------------------------------------------------------------------------------------


@modest
@given(any_documents, st.data())
def test_the_view_shows_the_words_of_every_passage(document: Document, data: st.DataObject) -> None:
    page, positions = composed(document)
    length = len(document.text)
    start = data.draw(st.integers(0, length))
    passage = Passage(start, data.draw(st.integers(start, length)))
    pieces = [piece.of(document.blocks[at].text) for at, piece in document.pieces(passage)]
    assert [shown(page, *place) for place in positions.to_view(passage)] == pieces


@modest
@given(any_documents)
def test_every_offset_maps_there_and_back(document: Document) -> None:
    _page, positions = composed(document)
    for at, words in enumerate(document.blocks):
        for offset in range(len(words.text) + 1):
            expected = document.starts[at] + offset
            assert positions.to_text(positions.position(at, offset)) == expected


@modest
@given(any_documents)
def test_every_position_of_the_view_means_an_offset_and_they_never_go_back(
    document: Document,
) -> None:
    page, positions = composed(document)
    offsets = [positions.to_text(position) for position in range(page.characterCount())]
    assert offsets == sorted(offsets)
    assert offsets[0] == 0
    assert offsets[-1] == len(document.text)


@modest
@given(any_documents, st.data())
def test_a_passage_comes_back_from_its_ranges(document: Document, data: st.DataObject) -> None:
    _page, positions = composed(document)
    at = data.draw(st.integers(0, len(document.blocks) - 1))
    start = document.starts[at]
    low = data.draw(st.integers(0, len(document.blocks[at].text) - 1))
    high = data.draw(st.integers(low + 1, len(document.blocks[at].text)))
    passage = Passage(start + low, start + high)
    ((first, last),) = positions.to_view(passage)
    assert positions.passage(first, last) == passage


# --- examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_word_of_a_sentence_stands_where_the_map_says(
    app: QApplication, sentence: str
) -> None:
    document = Document((leaf("heading", sentence, level=1) or block("x"), block(sentence)))
    page, positions = composed(document)
    for word in sentence.split():
        start = document.text.rindex(word) if word in document.text else 0
        passage = Passage(start, start + len(word))
        ((first, last),) = positions.to_view(passage)
        assert shown(page, first, last) == passage.of(document.text)


def test_a_position_in_the_byline_means_the_end_of_the_headline() -> None:
    document = Document((leaf("heading", "Head 😀", level=1) or block("x"), block("Body")))
    page, positions = composed(document)
    byline = page.toRawText().index("By the") + page.toRawText()[:20].count("👍")
    assert positions.to_text(byline + 3) == len("Head 😀")
    assert positions.to_text(0) == 0


def test_a_hard_break_is_one_position_and_no_new_block() -> None:
    document = Document(
        (
            leaf("heading", "Head", level=1) or block("x"),
            leaf("code", "one\n\ttwo\nthree") or block("x"),
        )
    )
    page, positions = composed(document)
    ((first, last),) = positions.to_view(Passage(5, len(document.text)))
    assert page.findBlock(first) == page.findBlock(last)
    assert shown(page, first, last) == "one\n\ttwo\nthree"


def test_a_no_break_space_stays_what_it_is() -> None:
    document = Document(
        (leaf("heading", "Head", level=1) or block("x"), block("50\u00a0% or\u202f9"))
    )
    page, positions = composed(document)
    ((first, last),) = positions.to_view(Passage(5, len(document.text)))
    cursor = QTextCursor(page)
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    assert page.toRawText()[-len(document.blocks[1].text) :] == "50\u00a0% or\u202f9"


def test_cells_that_lie_on_each_other_are_set_as_paragraphs() -> None:
    one = block("one", Table(1), Cell(2, 0, 0, rows=2))
    other = block("other", Table(1), Cell(3, 0, 0))
    document = Document((leaf("heading", "Head", level=1) or block("x"), one, other))
    page, positions = composed(document)
    places = positions.to_view(Passage(0, len(document.text)))
    assert [shown(page, *place) for place in places] == ["Head", "one", "other"]
    assert page.rules == {}


def test_spanning_cells_keep_their_words() -> None:
    rows = [
        block("over both", Table(1), Cell(2, 0, 0, True, 1, 2)),
        block("left 😀", Table(1), Cell(3, 1, 0, False, 2, 1)),
        block("right", Table(1), Cell(4, 1, 1)),
        block("below", Table(1), Cell(5, 2, 1)),
        block("after"),
    ]
    document = Document((leaf("heading", "Head", level=1) or block("x"), *rows))
    page, positions = composed(document)
    places = positions.to_view(Passage(0, len(document.text)))
    assert [shown(page, *place) for place in places] == [each.text for each in document.blocks]
