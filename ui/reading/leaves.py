"""Where the leaves of a set page lie as Qt has set them, in the coordinates of its document.

Every question lays the page out as far as its answer reaches. Nothing is scrolled sideways here.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor

from ui.reading.document import CELL_PADDING, CODE_INSET, PageDocument, Rule
from ui.reading.positions import PositionMap

_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_PANEL_ABOVE = 6
_PANEL_BELOW = 12


class Leaves:
    """Rectangles of the leaves and rules of one page."""

    def __init__(self, page: PageDocument, positions: PositionMap) -> None:
        self._page = page
        self._positions = positions

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

    def column_end(self) -> float:
        """The right edge of the column."""
        return self._page.rootFrame().frameFormat().leftMargin() + self._page.column

    def panel(self, leaf: int) -> QRectF:
        """The panel that a leaf of code lies on: as wide as its place, or in a table its lines."""
        block = self.block(leaf)
        space = block.blockFormat()
        rect = self.rect(leaf).adjusted(0, -_PANEL_ABOVE, 0, _PANEL_BELOW)
        start = rect.left() + space.leftMargin()
        if not space.nonBreakableLines():
            end = self.far_edge(leaf) - space.rightMargin()
        elif QTextCursor(block).currentTable() is None:
            end = self.column_end() - space.rightMargin()
        else:
            # Lines that are not broken are for Qt as wide as they are long.
            end = start + block.layout().maximumWidth()
        rect.setLeft(start - CODE_INSET)
        rect.setRight(end + CODE_INSET)
        return rect

    def rule(self, rule: Rule) -> QRectF:
        """The line under a table row."""
        table = self._page.documentLayout().frameBoundingRect(rule.table)
        low = max(self.rect(leaf).bottom() for leaf in rule.leaves)
        left = table.left() + rule.table.format().leftMargin()
        height = 1.5 if rule.head else 1.0
        return QRectF(left, round(low) + CELL_PADDING, table.right() - left, height)
