"""What is drawn behind the words of a page: code panels, quote bars, table rules, list numbers.

It is painted in the coordinates of the document, before the marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme
from ui.reading.document import PageDocument
from ui.reading.layout import Layout
from ui.reading.positions import PositionMap

_BAR = 3
_PANEL_ABOVE = 6
_PANEL_BELOW = 12
_QT_DIRECTION = {"ltr": Qt.LayoutDirection.LeftToRight, "rtl": Qt.LayoutDirection.RightToLeft}


class Behind:
    """Paints what stands behind the words of one page."""

    def __init__(self, page: PageDocument, positions: PositionMap, layout: Layout) -> None:
        self._page = page
        self._positions = positions
        self._layout = layout

    def paint(self, painter: QPainter, leaves: Sequence[int]) -> None:
        """Paints everything behind these leaves."""
        self._bars(painter, leaves)
        for leaf in leaves:
            self._panel(painter, leaf)
            self._rules(painter, leaf)
            self._markers(painter, leaf)
            self._inline_code(painter, leaf)

    def _panel(self, painter: QPainter, leaf: int) -> None:
        if not self._page.leaves[leaf].panel:
            return
        rect = self._layout.rect(leaf).adjusted(0, -_PANEL_ABOVE, 0, _PANEL_BELOW)
        rect.setRight(self._layout.far_edge(leaf))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().panel)
        painter.drawRoundedRect(rect, 8, 8)

    def _bars(self, painter: QPainter, leaves: Sequence[int]) -> None:
        """The bar beside each quote, from its first leaf in sight to its last."""
        bars: dict[int, QRectF] = {}
        for leaf in leaves:
            for n, indent in self._page.leaves[leaf].bars:
                bar = self._bar(leaf, indent)
                bars[n] = bars[n].united(bar) if n in bars else bar
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().hairline)
        for bar in bars.values():
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _bar(self, leaf: int, indent: int) -> QRectF:
        rect = self._layout.rect(leaf)
        if self._page.leaves[leaf].direction == "rtl":
            x = self._layout.far_edge(leaf) - indent - _BAR
        else:
            x = rect.left() + indent
        return QRectF(x, rect.top() + 4, _BAR, rect.height() - 6)

    def _rules(self, painter: QPainter, leaf: int) -> None:
        colours = theme.current()
        for rule in self._page.rules.get(leaf, ()):
            colour = colours.secondary if rule.head else colours.hairline
            painter.fillRect(self._layout.rule(rule), colour)

    def _markers(self, painter: QPainter, leaf: int) -> None:
        """List numbers, bullets and footnote marks in front of the first line."""
        described = self._page.leaves[leaf]
        if not described.markers:
            return
        font = theme.page_font(described.em)
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setPen(theme.current().secondary)
        # The point after a number stands at its left there.
        painter.setLayoutDirection(_QT_DIRECTION[described.direction])
        for edge, marker in described.markers:
            if described.direction == "rtl":
                x = self._layout.far_edge(leaf) - edge
            else:
                width = QFontMetricsF(font).horizontalAdvance(marker)
                x = self._layout.rect(leaf).left() + edge - width
            painter.drawText(QPointF(x, self._layout.baseline(leaf)), marker)

    def _inline_code(self, painter: QPainter, leaf: int) -> None:
        place = self._positions.position
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().hover)
        ranges = [
            (place(leaf, code.start), place(leaf, code.end))
            for code in self._page.leaves[leaf].code
        ]
        for of_code in self._layout.boxes(leaf, ranges) if ranges else ():
            for box in of_code:
                painter.drawRoundedRect(box.rect.adjusted(0, 1, 0, -1), 3, 3)
