"""What lies where on a set page as it is seen, in the coordinates of its document.

A page is laid out on demand: every question here lays it out as far as its answer reaches, and no
further. Nothing asks for the size of the whole document, which would lay out all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextCursor, QTextLine

from reader.model import Document, Link, Passage, Picture, Span
from ui.reading.document import PageDocument
from ui.reading.highlights import Box, Range, boxes, may_run_left
from ui.reading.leaves import Leaves
from ui.reading.positions import PositionMap
from ui.reading.sideways import Pane, Sideways, seen


class Layout(Leaves):
    """What lies where on one page as it is seen; `scrolled` is how far its panes are."""

    def __init__(
        self,
        document: Document,
        page: PageDocument,
        positions: PositionMap,
        scrolled: Mapping[int, int] | None = None,
    ) -> None:
        super().__init__(page, positions)
        self._document = document
        self.sideways = Sideways(page, self, scrolled)
        self._near = 0
        """The leaf that `leaf_at` found last: the next one asked for is mostly beside it."""

    def boxes(self, leaf: int, ranges: Sequence[Range]) -> list[list[Box]]:
        """For each range of view positions within a leaf its boxes, line by line.

        They are what is seen; what is hidden has a box without width at the edge of its pane.
        """
        found = self._set_boxes(leaf, ranges)
        pane = self.sideways.pane(leaf)
        if pane is None:
            return found
        return [[Box(seen(box.rect, pane), box.baseline) for box in of_range] for of_range in found]

    def _set_boxes(self, leaf: int, ranges: Sequence[Range]) -> list[list[Box]]:
        """The boxes where Qt has them."""
        block = self.block(leaf)
        origin = self.rect(leaf).topLeft()
        first = block.position()
        within = [(start - first, end - first) for start, end in ranges]
        return boxes(block, origin, within, self._page.leaves[leaf].em)

    def lines(self, passage: Passage) -> list[QRectF]:
        """The boxes of a passage, as far as it stands on the page."""
        return [
            box.rect
            for leaf, piece in self._pieces(passage)
            for box in self.boxes(leaf, [self._range(leaf, piece)])[0]
        ]

    def _pieces(self, passage: Passage) -> Iterator[tuple[int, Passage]]:
        for leaf, piece in self._document.pieces(passage):
            if leaf < self._positions.count:
                yield leaf, piece

    def _range(self, leaf: int, piece: Passage) -> Range:
        place = self._positions.position
        return place(leaf, piece.start), place(leaf, piece.end)

    def shows(self, offset: int) -> bool:
        """Whether the character at this offset is not hidden in a pane, in any part."""
        for leaf, piece in self._pieces(Passage(offset, offset + 1)):
            pane = self.sideways.pane(leaf)
            if pane is None:
                return True
            for box in self._set_boxes(leaf, [self._range(leaf, piece)])[0]:
                return seen(box.rect, pane).width() == box.rect.width()
        return True

    def reveal(self, passage: Passage) -> bool:
        """Scrolls the panes that a passage begins in until it is seen; whether any moved."""
        moved, end = False, -1
        for leaf, piece in self._pieces(passage) if self._page.wide else ():
            pane = self.sideways.pane(leaf) if leaf >= end else None
            found = self._set_boxes(leaf, [self._range(leaf, piece)])[0] if pane else []
            if pane is not None and found:
                end = pane.end
                first = found[0].rect
                to = pane.showing(first.left(), first.right())
                moved = self.sideways.scroll(pane, to) or moved
        return moved

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

    def pane_at(self, y: float) -> Pane | None:
        """The pane at a height."""
        if not self._page.wide:
            return None
        pane = self.sideways.pane(self.leaf_at(y))
        return pane if pane is not None and pane.view.top() <= y < pane.view.bottom() else None

    def set_point(self, point: QPointF) -> QPointF:
        """The point where Qt has what is seen at `point`."""
        pane = self.pane_at(point.y())
        if pane is not None:
            return pane.set_point(point)
        return point + QPointF(self._hanging(point), 0)

    def _hanging(self, point: QPointF) -> float:
        """How wide the space is that ends a wrapped line of right-to-left text, at this point.

        Qt's hit test counts it in at the right, where nothing is seen of it, and would answer for
        all of the line with the place that is as far beside the one pointed at.
        """
        for leaf in self.between(point.y(), point.y()):
            block, place = self.block(leaf), self.rect(leaf)
            if block.textDirection() == _RTL and place.contains(point.x(), point.y()):
                lines = self._lines_of(leaf)
                line = next((line for line, bottom in lines if bottom > point.y()), None)
                return _space_at_end(block, line) if line is not None else 0.0
        return 0.0

    def offset_at(self, point: QPointF) -> int:
        """The offset nearest to a point; between two leaves, the end of the upper one."""
        at = self._hit(self.set_point(point), Qt.HitTestAccuracy.FuzzyHit)
        leaf = self._positions.leaf_at(max(at, 0))
        # Between two blocks Qt can answer with the end of the document.
        if at >= 0 and leaf in self.between(point.y(), point.y()):
            return self._positions.to_text(at)
        return self.last_offset(point.y())

    def _hit(self, point: QPointF, accuracy: Qt.HitTestAccuracy) -> int:
        return self._page.documentLayout().hitTest(point, accuracy)

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
        pane = self.pane_at(point.y())
        if pane is not None and not pane.view.contains(point):
            return
        at = self._hit(self.set_point(point), Qt.HitTestAccuracy.ExactHit)
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


_RTL = Qt.LayoutDirection.RightToLeft


def _space_at_end(block: QTextBlock, line: QTextLine) -> float:
    """The width of the white space that a line was wrapped after, where words run left in it."""
    end = line.textStart() + line.textLength()
    words = block.text()[line.textStart() : end]
    hanging = words[len(words.rstrip()) :]
    if not hanging or not may_run_left(words):
        return 0.0
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + end)
    return QFontMetricsF(cursor.charFormat().font()).horizontalAdvance(hanging)
