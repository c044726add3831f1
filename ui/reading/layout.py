"""Where the leaves of a set page lie, in the coordinates of its document.

A page is laid out on demand: every question here lays it out as far as its answer reaches, and no
further. Nothing asks for the size of the whole document, which would lay out all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextLine

from reader.model import Document, Link, Passage, Picture, Span
from ui.reading.document import CELL_PADDING, PageDocument, Rule
from ui.reading.highlights import Box, Range, boxes
from ui.reading.positions import PositionMap

_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class Layout:
    """Rectangles of leaves, passages and rules of one page; what lies at a height or point."""

    def __init__(self, document: Document, page: PageDocument, positions: PositionMap) -> None:
        self._document = document
        self._page = page
        self._positions = positions
        self._near = 0
        """The leaf that `leaf_at` found last: the next one asked for is mostly beside it."""

    def block(self, leaf: int) -> QTextBlock:
        """The block of the view that shows this leaf."""
        return self._page.findBlock(self._positions.start(leaf))

    def rect(self, leaf: int) -> QRectF:
        """Where a leaf lies between its margins above and below; its x is that of the column."""
        block = self.block(leaf)
        rect = self._page.documentLayout().blockBoundingRect(block)
        line = block.blockFormat()
        if line.lineHeightType() == _FIXED:
            # Qt counts the last line's own height, not the fixed one.
            rect.setHeight(block.layout().lineCount() * line.lineHeight())
        return rect

    def far_edge(self, leaf: int) -> float:
        """The right edge of the column or cell that holds this leaf."""
        block = self.block(leaf)
        line = block.layout().lineAt(0)
        return self.rect(leaf).left() + line.x() + line.width() + block.blockFormat().rightMargin()

    def baseline(self, leaf: int) -> int:
        """The height of a leaf's first baseline."""
        line = self.block(leaf).layout().lineAt(0)
        return round(self.rect(leaf).top() + line.y() + line.ascent())

    def boxes(self, leaf: int, ranges: Sequence[Range]) -> list[list[Box]]:
        """For each range of view positions within a leaf its boxes, line by line."""
        block = self.block(leaf)
        origin = self.rect(leaf).topLeft()
        first = block.position()
        within = [(start - first, end - first) for start, end in ranges]
        return boxes(block, origin, within, self._page.leaves[leaf].em)

    def lines(self, passage: Passage) -> list[QRectF]:
        """The boxes of a passage, as far as it stands on the page."""
        return [
            box.rect
            for leaf, piece in self._document.pieces(passage)
            if leaf < self._positions.count
            for box in self._boxes_of(leaf, piece)
        ]

    def _boxes_of(self, leaf: int, piece: Passage) -> list[Box]:
        place = self._positions.position
        (found,) = self.boxes(leaf, [(place(leaf, piece.start), place(leaf, piece.end))])
        return found

    def rule(self, rule: Rule) -> QRectF:
        """The line under a table row."""
        table = self._page.documentLayout().frameBoundingRect(rule.table)
        low = max(self.rect(leaf).bottom() for leaf in rule.leaves)
        left = table.left() + rule.table.format().leftMargin()
        height = 1.5 if rule.head else 1.0
        return QRectF(left, round(low) + CELL_PADDING, table.right() - left, height)

    def bottom(self) -> int:
        """Where the last words end; lays out everything."""
        return round(self.rect(len(self._page.leaves) - 1).bottom())

    # --- what lies where -----------------------------------------------------------------------

    def leaf_at(self, y: float) -> int:
        """The last leaf that begins at or above `y`; of a table row its first; else leaf 0."""
        # Qt's own hit test is not asked: in the gap between two blocks it can answer with the
        # end of the document.
        low, high = self._bracket(y)
        while low < high:
            middle = (low + high + 1) // 2
            if self._begins_by(y, middle):
                low = middle
            else:
                high = middle - 1
        self._near = self._page.leaves[low].row
        return self._near

    def _bracket(self, y: float) -> tuple[int, int]:
        """Leaves between which the one at `y` lies, found in growing steps from the last find."""
        last = len(self._page.leaves) - 1
        low, step = self._near, 1
        if not self._begins_by(y, low):
            high = low
            while low > 0 and not self._begins_by(y, low):
                high, low, step = low, max(0, low - step), 2 * step
            return low, max(low, high - 1)
        high = min(last, low + step)
        while high < last and self._begins_by(y, high):
            low, step = high, 2 * step
            high = min(last, high + step)
        return low, high

    def _begins_by(self, y: float, leaf: int) -> bool:
        return self.rect(self._page.leaves[leaf].row).top() <= y

    def between(self, top: float, bottom: float) -> Iterator[int]:
        """The leaves from `top` to `bottom` with one more on both sides, table rows whole."""
        leaves = self._page.leaves
        leaf = leaves[max(0, self.leaf_at(top) - 1)].row
        while leaf < len(leaves):
            yield leaf
            if leaves[leaf].row == leaf and self.rect(leaf).top() > bottom:
                return
            leaf += 1

    def first_offset(self, y: float) -> int:
        """The offset that begins the first line not wholly above `y`, else the last line."""
        leaf = self.leaf_at(y)
        offset = self._document.starts[leaf]
        for line, bottom in self._lines_of(leaf):
            offset = self._offset(leaf, line.textStart())
            if bottom > y:
                return offset
        below = leaf + 1
        return self._document.starts[below] if below < len(self._page.leaves) else offset

    def last_offset(self, y: float) -> int:
        """The offset that ends the last line wholly above `y`; 0 if there is none."""
        leaf = self.leaf_at(y)
        above = [line for line, bottom in self._lines_of(leaf) if bottom <= y]
        if above:
            return self._offset(leaf, above[-1].textStart() + above[-1].textLength())
        return self._document.starts[leaf]

    def _lines_of(self, leaf: int) -> Iterator[tuple[QTextLine, float]]:
        """The lines of a leaf, each with the height where it ends."""
        layout = self.block(leaf).layout()
        top = self.rect(leaf).top()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            yield line, top + line.y() + line.height()

    def _offset(self, leaf: int, unit: int) -> int:
        return self._positions.to_text(self.block(leaf).position() + unit)

    def offset_at(self, point: QPointF) -> int:
        """The offset nearest to a point; between two leaves, the end of the upper one."""
        at = self._page.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        leaf = self._positions.leaf_at(max(at, 0))
        # Between two blocks Qt can answer with the end of the document.
        if at >= 0 and leaf in self.between(point.y(), point.y()):
            return self._positions.to_text(at)
        return self.last_offset(point.y())

    def link_at(self, point: QPointF) -> Link | None:
        """The link whose words are under this point."""
        found = self.link_words(point)
        return found[0] if found else None

    def link_words(self, point: QPointF) -> tuple[Link, int, str] | None:
        """The link under this point with its leaf and its words."""
        for leaf, span in self._spans_at(point):
            if isinstance(span.style, Link):
                return span.style, leaf, self._document.blocks[leaf].text[span.start : span.end]
        return None

    def picture_at(self, point: QPointF) -> Picture | None:
        """The picture under this point."""
        for _leaf, span in self._spans_at(point):
            if isinstance(span.style, Picture):
                return span.style
        return None

    def _spans_at(self, point: QPointF) -> Iterator[tuple[int, Span]]:
        """The styles of the character under this point, each with its leaf."""
        at = self._page.documentLayout().hitTest(point, Qt.HitTestAccuracy.ExactHit)
        if at < 0:
            return
        offset = self._positions.to_text(at)
        leaf = self._document.block_at(offset)
        within = offset - self._document.starts[leaf]
        for span in self._document.blocks[leaf].spans:
            # Right of a picture's middle Qt answers with the place behind it.
            end = span.end + isinstance(span.style, Picture)
            if span.start <= within < end:
                yield leaf, span
