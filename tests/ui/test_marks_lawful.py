"""Marks are painted where their words are, hit where they are painted, and exported as both.

Laws over random documents and marks, on the real page. What the layout says of its glyphs, what Qt
paints as selected and what the pixels show are asked for apart from the code that is judged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
)

from reader.export import annotated
from reader.model import (
    PICTURE,
    AnnotationId,
    Block,
    Cell,
    Colour,
    Direction,
    Document,
    Exported,
    Passage,
    Picture,
    Span,
    Table,
    leaf,
    trimmed,
)
from tests.bench.export_fuzz import expected
from tests.reader.export import adversarial
from tests.reader.strategies import documents, long_texts, passages
from tests.tools.markdown.check_export import check
from tests.ui.test_positions import rich_documents
from ui.reading.document import PageHead
from ui.reading.highlights import WIDER, Box, Drawn, Mark
from ui.reading.view import ReadingView

pytestmark = pytest.mark.usefixtures("app")

MORE = int(os.environ.get("GALLEY_PAGES", "1"))
"""Times as many examples as every run looks at."""
WIDTH, HEIGHT = 760, 1400
SLACK = 3
"""Pixels that a box may be off: it has whole ones, and a glyph may reach over its advance."""
_UNDER = 6
"""Pixels below a box in which its underline may lie."""
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
COLOURS: tuple[Colour, ...] = ("yellow", "blue", "orange", "green", "red", "teal")

RUNNING: dict[Direction, tuple[str, ...]] = {
    "ltr": ("Sekretaris Jenderal", "déjà-vu", "午後十時", "सरकार ने कल", "정부는", "👍🏽", "straße"),
    "rtl": ("المضخة تعطلت", "مرتين", "לפני הישיבה", "של המועצה"),
}
"""Words that run one way from their first letter to their last."""

Extents = list[tuple[float, float]]
"""Left and right edges, in order and apart."""


def some(examples: int) -> settings:
    return settings(
        max_examples=examples * MORE,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )


@st.composite
def pages_of_prose(draw: st.DrawFn) -> Document:
    """A headline and long paragraphs, some of them against the direction of the article."""
    directions = st.sampled_from([None, "ltr", "rtl"])
    headline = leaf("heading", draw(long_texts()), level=1)
    rest = [
        leaf("paragraph", draw(long_texts()), direction=draw(directions))
        for _ in range(draw(st.integers(1, 3)))
    ]
    blocks = tuple(block for block in (headline, *rest) if block is not None)
    return Document(blocks, direction=draw(st.sampled_from(["ltr", "rtl"])))


any_documents = st.one_of(pages_of_prose(), documents(), rich_documents())


@st.composite
def whole_passages(draw: st.DrawFn, text: str) -> Passage:
    """A passage that cuts no letter in two, as everyone selects it."""
    passage = whole_letters(text, draw(passages(text)))
    assume(trimmed(text, passage) == passage)
    return passage


def whole_letters(text: str, passage: Passage) -> Passage:
    """The passage with the letters that it cuts taken in whole."""
    cuts = letter_edges(text)
    start = max(cut for cut in cuts if cut <= passage.start)
    end = min(cut for cut in cuts if cut >= passage.end)
    return Passage(start, end)


def letter_edges(text: str) -> list[int]:
    """The offsets between which a letter as people see it stands, with its accents and joiners."""
    caret = QTextLayout(text)
    units = accumulate((1 + (char > "\uffff") for char in text), initial=0)
    return [at for at, unit in enumerate(units) if caret.isValidCursorPosition(unit)]


# --- the page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnLine:
    """A line of a leaf: the boxes of one mark on it, and what stands there by Qt's own account."""

    boxes: tuple[Box, ...]
    marked: Extents
    """The glyphs of the marked characters, and of those before and behind them."""
    others: Extents
    selected: Extents
    """What is coloured where the marked characters are painted as selected."""
    has_gaps: bool
    """Whether it holds what has no glyph: a picture, a tab."""
    has_emoji: bool

    @property
    def painted(self) -> Extents:
        """The boxes without what they are wider than the words."""
        boxes = [box.rect for box in self.boxes if not box.rect.isEmpty()]
        return joined((rect.left() + WIDER, rect.right() - WIDER) for rect in boxes)


class Page:
    """The real page, large enough to show most documents whole."""

    def __init__(self) -> None:
        self.view = ReadingView()
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()

    def show(self, document: Document, marks: Iterable[Mark]) -> None:
        self.view.show_document(document, PageHead("Site", "By someone"), marks)
        self.view.set_active(None)

    def drawn(self, leaf: int) -> Sequence[Drawn]:
        assert self.view._shown is not None
        return self.view._shown.marks.on(leaf)

    def boxes(self, key: AnnotationId) -> list[Box]:
        """All boxes of a mark, from its first word to its last."""
        return [box for leaf in self.leaves() for box in self.boxes_on(leaf, key)]

    def boxes_on(self, leaf: int, key: AnnotationId) -> list[Box]:
        return [box for each in self.drawn(leaf) if each.mark.key == key for box in each.boxes]

    def leaves(self) -> range:
        assert self.view._shown is not None
        return range(self.view._shown.positions.count)

    def units(self, leaf: int, piece: Passage) -> tuple[int, int]:
        """Where a piece of a leaf stands in its block."""
        assert self.view._shown is not None
        positions = self.view._shown.positions
        first = positions.start(leaf)
        return positions.position(leaf, piece.start) - first, positions.position(
            leaf, piece.end
        ) - first

    def lines_of(self, passage: Passage) -> Iterator[OnLine]:
        """The lines of every leaf that a passage touches; no box of its mark is on no line."""
        for index, piece in self.document.pieces(passage):
            boxes = self.boxes_on(index, one(passage).key)
            lines = list(self.lines(index, piece, boxes))
            assert sum(len(line.boxes) for line in lines) == len(boxes)
            yield from lines

    def lines(self, leaf: int, piece: Passage, boxes: Sequence[Box]) -> Iterator[OnLine]:
        """The lines of a leaf, of which a piece is marked."""
        assert self.view._shown is not None
        layout = self.view._shown.layout
        block, origin = layout.block(leaf), layout.rect(leaf).topLeft()
        laid = block.layout()
        words = block.text().encode("utf-16-le")
        sight = self.sight(leaf)
        start, end = self.units(leaf, piece)
        for number in range(laid.lineCount()):
            line = laid.lineAt(number)
            first, last = line.textStart(), line.textStart() + line.textLength()
            low, high = max(start, first), min(end, last)
            while high > low and words[2 * high - 2 : 2 * high].decode("utf-16-le", "replace") in (
                *(" ", "\u2028"),
            ):
                high -= 1
            low = min(low, high)
            on_line = words[2 * first : 2 * last].decode("utf-16-le", "replace")
            baseline = round(origin.y() + line.y() + line.ascent())
            yield OnLine(
                boxes=tuple(box for box in boxes if box.baseline == baseline),
                marked=cut(glyphs(line, origin, low, high), sight),
                others=joined(
                    (*glyphs(line, origin, first, low), *glyphs(line, origin, high, last))
                ),
                selected=cut(as_selected(laid, line, origin, low, high), sight),
                has_gaps=PICTURE in on_line or "\t" in on_line,
                has_emoji=EMOJI.search(on_line) is not None,
            )

    def ink(self, offset: int, end: int) -> QRectF | None:
        """Where the glyphs of one letter stand, on its baseline; None if there are none to see."""
        assert self.view._shown is not None
        shown = self.view._shown
        leaf = shown.document.block_at(offset)
        start = shown.document.starts[leaf]
        low, high = self.units(leaf, Passage(offset - start, end - start))
        origin, laid = shown.layout.rect(leaf).topLeft(), shown.layout.block(leaf).layout()
        line = laid.lineForTextPosition(low)
        if not line.isValid():
            return None
        edges = glyphs(line, origin, low, high)
        if not edges or edges[-1][1] - edges[0][0] < 1:
            return None
        baseline = origin.y() + line.y() + line.ascent()
        where = QRectF(edges[0][0], baseline - 4, edges[-1][1] - edges[0][0], 4)
        return where if self.sight(leaf).contains(where) else None

    def is_whole(self, leaf: int) -> bool:
        """Whether a leaf is no part of code or a table that is cut at the edges of the column."""
        assert self.view._shown is not None
        return self.view._shown.layout.sideways.pane(leaf) is None

    def sight(self, leaf: int) -> QRectF:
        """Where a leaf is seen."""
        assert self.view._shown is not None
        pane = self.view._shown.layout.sideways.pane(leaf)
        return pane.sight if pane else QRectF(-1e6, -1e6, 2e6, 2e6)

    def covered(self, key: AnnotationId, near: Passage) -> Passage:
        """From the first to the last letter that stands in a box of a mark, some way around it.

        What has no ink that is seen is taken to be where it should.
        """
        boxes = self.boxes(key)
        text = self.document.text
        cuts = [cut for cut in letter_edges(text) if near.start - 80 <= cut <= near.end + 80]
        under = []
        for start, end in pairwise(cuts):
            ink = self.ink(start, end)
            inside = near.start <= start < near.end if ink is None else is_on(ink, boxes)
            under += [start, end] if inside else []
        return Passage(min(under), max(under)) if under else near

    def margin(self, line: QRect) -> QRect:
        """The margin beside a line, in which the signs stand."""
        assert self.view._shown is not None
        left = self.view._column_left()
        right = left + self.view._column()
        tall = line.adjusted(0, -8, 0, 8)
        if self.document.direction == "rtl":
            return QRect(0, tall.top(), left - 4, tall.height())
        return QRect(right + 4, tall.top(), WIDTH - right - 4, tall.height())

    def across(self) -> st.SearchStrategy[int]:
        """Where no sign of the margin stands."""
        left = self.view._column_left()
        return st.integers(left, left + self.view._column() - 1)

    @property
    def document(self) -> Document:
        shown = self.view.document_shown
        assert shown is not None
        return shown

    def pixels(self) -> QImage:
        grabbed = self.view.viewport().grab().toImage()
        return grabbed.convertToFormat(QImage.Format.Format_RGB32)


def is_on(ink: QRectF, boxes: Iterable[Box]) -> bool:
    words = (box.rect.adjusted(WIDER, 0, -WIDER, 0) for box in boxes)
    return any(rect.contains(ink.center()) for rect in words)


def glyphs(line: QTextLine, origin: QPointF, low: int, high: int) -> Extents:
    """The glyphs of these characters of a line."""
    if low >= high:
        return []
    rects = [run.boundingRect() for run in line.glyphRuns(low, high - low)]
    return joined((rect.left() + origin.x(), rect.right() + origin.x()) for rect in rects)


def joined(edges: Iterable[tuple[float, float]]) -> Extents:
    """In order, those that touch made one."""
    found: Extents = []
    for left, right in sorted(edges):
        if found and left <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def cut(edges: Extents, sight: QRectF) -> Extents:
    """What of these edges is within sight."""
    low, high = sight.left(), sight.right()
    return [(max(low, a), min(high, b)) for a, b in edges if a < high and b > low]


def outside(edges: Extents, cover: Extents, slack: float) -> Extents:
    """What of these edges lies more than `slack` beyond the cover."""
    left_over = [(left + slack, right - slack) for left, right in edges if right - left > 2 * slack]
    for low, high in cover:
        left_over = [
            part
            for left, right in left_over
            for part in ((left, min(right, low)), (max(left, high), right))
            if part[0] < part[1]
        ]
    return left_over


_AWAY = 40


def as_selected(
    laid: QTextLayout, line: QTextLine, origin: QPointF, low: int, high: int
) -> Extents:
    """Where a line is red when these characters of it are painted as selected on pure red."""
    if low >= high:
        return []
    red = QTextCharFormat()
    red.setBackground(QColor("red"))
    red.setForeground(QColor("red"))
    chosen = QTextLayout.FormatRange()
    chosen.start, chosen.length, chosen.format = low, high - low, red
    picture = QImage(WIDTH + 2 * _AWAY, round(line.height()), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    laid.draw(painter, QPointF(_AWAY, -line.y()) - laid.position(), [chosen])
    painter.end()
    # Few glyphs reach both edges of a line; those are painted over the red.
    edges = {x for y in (1, picture.height() - 2) for x in red_in(picture, y)}
    reds = sorted(x - _AWAY for x in edges)
    return joined((x + origin.x(), x + 1 + origin.x()) for x in reds)


def red_in(picture: QImage, y: int) -> Iterator[int]:
    """The red pixels of a row."""
    row = bytes(picture.constScanLine(y))[: 4 * picture.width()]
    for x, (b, g, r) in enumerate(zip(row[0::4], row[1::4], row[2::4], strict=True)):
        if r > 200 and g < 80 and b < 80:
            yield x


@pytest.fixture(scope="module")
def page(app: object) -> Iterator[Page]:
    page = Page()
    yield page
    page.view.close()
    page.view.deleteLater()


def one(passage: Passage, *, noted: bool = False) -> Mark:
    return Mark(AnnotationId("k00001"), passage, "yellow", noted)


@st.composite
def marks_on(draw: st.DrawFn, document: Document) -> list[Mark]:
    """A few marks, which may lie on each other."""
    places = draw(st.lists(passages(document.text), min_size=1, max_size=5))
    return [
        Mark(AnnotationId(f"k{n:05}"), place, COLOURS[n % len(COLOURS)], noted=n % 2 == 0)
        for n, place in enumerate(places)
    ]


# --- painted where they are ----------------------------------------------------------------------


@some(60)
@given(any_documents, st.data())
def test_boxes_cover_the_marked_glyphs_and_no_others(
    page: Page, document: Document, data: st.DataObject
) -> None:
    passage = data.draw(whole_passages(document.text))
    page.show(document, [one(passage)])
    for line in page.lines_of(passage):
        assert outside(line.marked, line.painted, SLACK) == []
        assert line.has_gaps or outside(line.painted, line.marked, SLACK) == []
        assert line.has_gaps or most_overlap(line.others, line.painted) <= SLACK


@some(60)
@given(any_documents, st.data())
def test_boxes_lie_where_qt_would_paint_the_words_as_selected(
    page: Page, document: Document, data: st.DataObject
) -> None:
    passage = data.draw(whole_passages(document.text))
    page.show(document, [one(passage)])
    for line in page.lines_of(passage):
        if not line.has_gaps and not line.has_emoji:
            # Qt rounds each stretch of another format outwards.
            assert outside(line.selected, line.painted, SLACK + 1) == []
            assert outside(line.painted, line.selected, SLACK + 1) == []


@some(40)
@given(any_documents, st.data())
def test_a_mark_that_cuts_letters_is_painted_on_those_letters_only(
    page: Page, document: Document, data: st.DataObject
) -> None:
    passage = data.draw(passages(document.text))
    whole = whole_letters(document.text, passage)
    page.show(document, [one(passage)])
    for line in page.lines_of(whole):
        assert line.has_gaps or outside(line.painted, line.marked, SLACK) == []


def most_overlap(edges: Extents, others: Extents) -> float:
    """How far at most one of the ones lies over one of the others."""
    over = (min(right, high) - max(left, low) for left, right in edges for low, high in others)
    return max(over, default=0)


@some(40)
@given(any_documents, st.data(), st.booleans())
def test_a_mark_changes_the_pixels_in_its_boxes_and_nowhere_else(
    page: Page, document: Document, data: st.DataObject, noted: bool
) -> None:
    mark = one(data.draw(passages(document.text)), noted=noted)
    page.show(document, [])
    plain = page.pixels()
    page.view.put_mark(mark)
    changed = difference(plain, page.pixels())
    boxes = [box.rect.toAlignedRect() for box in page.boxes(mark.key) if not box.rect.isEmpty()]
    seen = [box for box in boxes if plain.rect().contains(box)]
    assert [box for box in seen if is_black(changed.copy(box))] == []
    signs = page.margin(boxes[0]) if boxes else QRect()
    assert not plain.rect().contains(signs) or is_black(changed.copy(signs)) != noted
    for rect in (*(box.adjusted(0, 0, 0, _UNDER) for box in boxes), signs):
        blacken(changed, rect)
    assert is_black(changed)


def difference(one: QImage, other: QImage) -> QImage:
    """Black where they are alike."""
    made = QImage(one)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, other)
    painter.end()
    return made


def is_black(picture: QImage) -> bool:
    black = QImage(picture.size(), QImage.Format.Format_RGB32)
    black.fill(QColor("black"))
    return picture == black


def blacken(picture: QImage, rect: QRect) -> None:
    painter = QPainter(picture)
    painter.fillRect(rect, QColor("black"))
    painter.end()


# --- hit where they are painted ------------------------------------------------------------------


@some(40)
@given(any_documents, st.data())
def test_marks_are_hit_in_their_boxes_and_nowhere_else(
    page: Page, document: Document, data: st.DataObject
) -> None:
    marks = data.draw(marks_on(document))
    page.show(document, marks)
    painted = [
        (each.mark.key, box.rect)
        for leaf in page.leaves()
        for each in page.drawn(leaf)
        for box in each.boxes
        if not box.rect.isEmpty()
    ]
    heights = st.integers(0, HEIGHT - 1)
    elsewhere = data.draw(st.lists(st.tuples(page.across(), heights), max_size=20))
    points = [QPoint(x, y) for x, y in elsewhere]
    points += [point for _key, rect in painted for point in within(rect)]
    for point in points:
        under = [key for key, rect in painted if rect.contains(QPointF(point))]
        assert page.view.hits(point) == list(dict.fromkeys(reversed(under)))


def within(rect: QRectF) -> Iterator[QPoint]:
    """The middle of a box and its corners."""
    inner = rect.toRect().adjusted(1, 1, -1, -1)
    yield rect.center().toPoint()
    yield from (inner.topLeft(), inner.topRight(), inner.bottomLeft(), inner.bottomRight())


@some(40)
@given(any_documents, st.data())
def test_clicks_go_round_all_marks_under_the_mouse_the_one_on_top_first(
    page: Page, document: Document, data: st.DataObject
) -> None:
    marks = data.draw(marks_on(document))
    page.show(document, marks)
    boxes = [
        box.rect.center().toPoint()
        for mark in marks
        for box in page.boxes(mark.key)
        if not box.rect.isEmpty()
    ]
    assume(boxes)
    point = data.draw(st.sampled_from(boxes))
    assume(page.view.viewport().rect().contains(point))
    hits = page.view.hits(point)
    heard = []
    page.view.set_active(None)
    for _click in range(len(hits) + 1):
        page.view._clicked(point, Qt.KeyboardModifier.NoModifier)
        heard.append(page.view.active)
    assert heard == [*hits, hits[0]]


# --- the handles ---------------------------------------------------------------------------------


@some(40)
@given(any_documents, st.data())
def test_the_handles_stand_at_the_edges_of_the_first_and_the_last_line(
    page: Page, document: Document, data: st.DataObject
) -> None:
    mark = one(data.draw(passages(document.text)))
    page.show(document, [mark])
    page.view.set_active(mark.key)
    boxes = page.boxes(mark.key)
    assume(boxes)
    # Code and wide tables are cut at the edges of the column, and with them their handles.
    assume(all(page.is_whole(index) for index, _piece in document.pieces(mark.passage)))
    start, end = page.view._handles()
    for handle, box in ((start, boxes[0]), (end, boxes[-1])):
        line = [each.rect for each in boxes if each.baseline == box.baseline]
        edges = {rect.left() + WIDER for rect in line} | {rect.right() - WIDER for rect in line}
        assert handle.stem.center().x() in edges
        assert (handle.stem.top(), handle.stem.bottom()) == (box.rect.top(), box.rect.bottom())


@some(40)
@given(st.sampled_from(["ltr", "rtl"]), st.data())
def test_where_all_words_run_one_way_a_handle_holds_the_end_of_the_mark(
    page: Page, direction: Direction, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from(RUNNING[direction]), min_size=2, max_size=3))
    headline, paragraph = leaf("heading", words[0], level=1), leaf("paragraph", " ".join(words))
    document = Document((headline, paragraph), direction=direction)
    mark = one(data.draw(whole_passages(document.text)))
    page.show(document, [mark])
    page.view.set_active(mark.key)
    start, end = page.view._handles()
    held = [page.view.offset_at(each.stem.center().toPoint()) for each in (start, end)]
    assert held == [mark.passage.start, mark.passage.end]


# --- the exported file ---------------------------------------------------------------------------


@some(25)
@given(seed=st.integers(0, 2**32))
def test_the_words_under_the_boxes_are_the_marked_words_of_the_exported_file(
    page: Page, seed: int
) -> None:
    exported = in_whole_letters(adversarial.exported(Random(seed)))
    placed = {mark.id: place.passage for mark, place in exported.marks if place.passage}
    page.show(exported.document, [Mark(id, where, "yellow") for id, where in placed.items()])
    covered = {id: page.covered(id, where) for id, where in placed.items()}
    found = check(
        annotated.write(exported),
        exported.document.text,
        [
            replace(each, start=covered[each.id].start, end=covered[each.id].end)
            for each in expected(exported)
        ],
        ["mdit"],
    )
    assert not any(found.problems.values())


def in_whole_letters(exported: Exported) -> Exported:
    """The same article without the marks that cut letters in two."""
    text = exported.document.text
    marks = [
        (mark, place)
        for mark, place in exported.marks
        if place.passage is not None and whole_letters(text, place.passage) == place.passage
    ]
    return replace(exported, marks=tuple(marks))


# --- faults that were found ----------------------------------------------------------------------


def article(*blocks: Block | None, direction: Direction = "ltr") -> Document:
    headline = leaf("heading", "Headline", level=1)
    return Document(tuple(each for each in (headline, *blocks) if each), direction=direction)


def words_in(document: Document, words: str) -> Passage:
    start = document.text.index(words)
    return Passage(start, start + len(words))


def test_the_stop_of_a_latin_sentence_from_right_to_left_is_marked_where_it_stands(
    page: Page,
) -> None:
    document = article(leaf("paragraph", "She thanked them and left."), direction="rtl")
    passage = words_in(document, "left.")
    page.show(document, [one(passage)])
    (line,) = page.lines_of(passage)
    assert len(line.boxes) == 2
    assert outside(line.marked, line.painted, SLACK) == []
    assert most_overlap(line.others, line.painted) <= SLACK


@pytest.mark.parametrize(
    ("before", "behind", "direction"), [("A map ", " of it", "ltr"), ("السكان ", " المضخة", "rtl")]
)
def test_a_picture_between_words_is_marked_without_them(
    page: Page, before: str, behind: str, direction: Direction
) -> None:
    at = len(before)
    picture = Picture("map.png", "A map")
    words = leaf("paragraph", f"{before}{PICTURE}{behind}", [Span(at, at + 1, picture)])
    document = article(words, direction=direction)
    mark = one(words_in(document, PICTURE))
    page.show(document, [mark])
    (box,) = page.boxes(mark.key)
    inside = box.rect.toRect().adjusted(6, 6, -6, -6)
    middle = inside.center().y()
    assert page.view.picture_at(QPoint(inside.left(), middle)) == picture
    assert page.view.picture_at(QPoint(inside.right(), middle)) == picture
    for offset in (document.starts[1] + 1, len(document.text) - 2):
        ink = page.ink(offset, offset + 1)
        assert ink is not None
        assert not box.rect.intersects(ink)


def test_a_mark_over_two_cells_whose_boxes_touch_is_hit_once(page: Page) -> None:
    cells = [
        leaf(
            "paragraph",
            "政府は昨日、新しい法案を可決した。",
            containers=(Table(1), Cell(n, 0, n - 2)),
        )
        for n in (2, 3)
    ]
    document = article(*cells, direction="rtl")
    mark = one(Passage(document.starts[1], len(document.text)))
    page.show(document, [mark])
    for box in page.boxes(mark.key):
        for point in within(box.rect):
            assert page.view.hits(point) in ([], [mark.key])
