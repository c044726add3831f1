"""What is drawn behind the words of a page: code panels, quote bars, table rules, list numbers,
the bars of what is scrolled sideways.

It is painted in the coordinates of the document, before the marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from reader.model import Direction
from ui import theme
from ui.reading.document import PageDocument
from ui.reading.layout import Layout
from ui.reading.positions import PositionMap
from ui.reading.sideways import Pane

_BAR = 3
_BAR_RADIUS = 3
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
            with self._as_scrolled(painter, leaf):
                self._panel(painter, leaf)
                self._rules(painter, leaf)
                self._markers(painter, leaf)
            self._inline_code(painter, leaf)
        for pane in self._layout.sideways.panes(leaves):
            _paint_bar(painter, pane)

    @contextmanager
    def _as_scrolled(self, painter: QPainter, leaf: int) -> Iterator[None]:
        """What stands behind the words of a wide table moves with them; a code's panel does not."""
        pane = self._layout.sideways.pane(leaf)
        if pane is None or not pane.is_table:
            yield
            return
        painter.save()
        painter.setClipRect(pane.view)
        painter.translate(-pane.at, 0)
        yield
        painter.restore()

    def _panel(self, painter: QPainter, leaf: int) -> None:
        if not self._page.leaves[leaf].panel:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().panel)
        painter.drawRoundedRect(self._layout.panel(leaf), 8, 8)

    def _bars(self, painter: QPainter, leaves: Sequence[int]) -> None:
        """The bar beside each quote, from its first leaf in sight to its last."""
        bars: dict[tuple[int, Direction], QRectF] = {}
        within: dict[tuple[int, Direction], int] = {}
        for leaf in leaves:
            described = self._page.leaves[leaf]
            for n, indent in described.bars:
                key = n, described.direction
                bar = self._bar(leaf, indent)
                bars[key] = bars[key].united(bar) if key in bars else bar
                within.setdefault(key, leaf)
        for key, bar in bars.items():
            with self._as_scrolled(painter, within[key]):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.current().hairline)
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


def _paint_bar(painter: QPainter, pane: Pane) -> None:
    """The thumb of a pane's scroll bar, as those of the window are."""
    now = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.faint(now.secondary, now.thumb_alpha))
    painter.drawRoundedRect(pane.thumb, _BAR_RADIUS, _BAR_RADIUS)
