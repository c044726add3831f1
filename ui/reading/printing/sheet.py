"""An article on paper: its text on pages, then its notes.

It is composed in slices, so that a window stays alive over a book. Paper is white and its ink the
light theme's, whatever theme is worn. Painters count in points from the corner of the paper.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter

from reader.messages import _
from ui import paint, theme
from ui.reading.highlights import Mark
from ui.reading.printing.choice import PrintChoice
from ui.reading.printing.cuts import Cutting, Piece
from ui.reading.printing.flow import Flow, Text
from ui.reading.printing.notes import noted, notes_text
from ui.reading.printing.printout import Printout
from ui.reading.typography import ReadingStyle

MARGIN = 20 * 72 / 25.4
"""Points between the edge of the paper and what is printed."""
_STYLE = ReadingStyle(size=19, leading=142)
_NOTES_STYLE = ReadingStyle(size=17, leading=142)
_POINTS = 10.5 / 19
"""Points for one pixel of the text: type of 19 pixels is printed at 10.5 points."""
_WIDEST = 410
"""Points: lines of some eighty characters, however wide the paper is."""
_LEAST = 72
"""Points of text on the smallest label printer's paper."""
_FOOT = 26
"""Points above the lower margin that the foot takes."""
_FOOT_TYPE = 8
_FOOT_LINE = 11
_BEFORE_NOTES = 34
_SLICE = 20
"""Leaves that are set together."""


class Sheet:
    """One article at a size of paper. Pages are numbered from 0."""

    def __init__(
        self, printout: Printout, choice: PrintChoice, paper: QSizeF | None = None
    ) -> None:
        self.printout = printout
        self.choice = choice
        self.paper = paper or choice.paper
        """Width and height in points."""
        width, height = self.paper.width() - 2 * MARGIN, self.paper.height() - 2 * MARGIN
        self._column = min(max(width, _LEAST), _WIDEST)
        self._room = QSizeF(self._column, max(height - _FOOT, _LEAST)) / _POINTS
        self._cutting = Cutting(self._room.height())
        self._coming = self._texts()
        self.flows: list[Flow] = []
        """The texts that stand on its pages: the article, and its notes if they are printed."""
        self.done = False

    @property
    def pages(self) -> int:
        """How many pages are known so far; all of them once it is `done`."""
        return len(self._cutting.pages)

    @property
    def share(self) -> float:
        """How much is composed, 0 to 1."""
        whole = len(self.flows) + len(self._coming)
        return sum(flow.share for flow in self.flows) / whole

    def go_on(self, seconds: float) -> None:
        """Composes some more pages, for about so long."""
        end = time.monotonic() + seconds
        with theme.worn("light"):
            while not self.done:
                self._compose_slice()
                if time.monotonic() >= end:
                    return

    def finish(self) -> None:
        """Composes all that is left."""
        self.go_on(float("inf"))

    def _texts(self) -> list[Text]:
        """The texts to be set, the next one last."""
        printed, choice = self.printout, self.choice
        article = Text(
            printed.document,
            printed.head,
            _STYLE,
            printed.pictures,
            marks=_marks(printed) if choice.marks else (),
            noted=[
                (mark.passage, number)
                for number, mark in enumerate(noted(printed), 1)
                if mark.passage is not None and choice.notes == "end"
            ],
        )
        notes = (
            notes_text(printed, _NOTES_STYLE, marks=choice.marks) if choice.notes == "end" else None
        )
        return [notes, article] if notes is not None else [article]

    def _compose_slice(self) -> None:
        if self.flows and not self.flows[-1].done:
            self._cutting.add(self.flows[-1].go_on(_SLICE))
        elif self._coming:
            if self.flows:
                self._cutting.next_text(_BEFORE_NOTES)
            self.flows.append(Flow(self._coming.pop(), self._room))
        else:
            self._cutting.end()
            self.done = True

    # --- painting ------------------------------------------------------------------------------

    def pieces(self, number: int) -> tuple[Piece, ...]:
        """What stands on a page; IndexError if it is not known (yet)."""
        return self._cutting.pages[number]

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Paints a page; the painter stands at the corner of the paper and counts in points."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.translate((self.paper.width() - self._column) / 2, MARGIN)
        with theme.worn("light"):
            for piece in self.pieces(number):
                painter.save()
                painter.scale(_POINTS, _POINTS)
                painter.translate(0, piece.down - piece.top)
                self.flows[piece.text].paint(painter, piece.top, piece.bottom)
                painter.restore()
            self._paint_foot(painter, number)
        painter.restore()

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        """Title and page under a line; on the first page where the text is from, and when."""
        now, font = theme.current(), theme.ui_font(_FOOT_TYPE)
        font.setFeature(QFont.Tag("calt"), 0)  # a raised colon is none to who searches a PDF
        top = self.paper.height() - 2 * MARGIN - _FOOT_LINE
        painter.fillRect(QRectF(0, top - 4, self._column, 0.5), now.hairline)
        line = QRectF(0, top, self._column, _FOOT_LINE)
        width = paint.text(
            painter, line, self._page_words(number), font, now.secondary, paint.RIGHT
        )
        room = line.adjusted(0, 0, -width - _FOOT_LINE, 0)
        paint.text(painter, room, self.printout.title, font, now.secondary)
        if number == 0:
            words = "  ·  ".join(
                paint.isolated(each) for each in (self.printout.saved, self.printout.source) if each
            )
            paint.lines(
                painter, 0, line.bottom(), self._column, words, font, now.secondary, 2, _FOOT_LINE,
                rtl=False,
            )  # fmt: skip

    def _page_words(self, number: int) -> str:
        if not self.done:
            return str(number + 1)
        return _("{page} / {pages}").format(page=number + 1, pages=self.pages)


def _marks(printout: Printout) -> list[Mark]:
    return [
        Mark(mark.annotation.id, mark.passage, mark.label.colour)
        for mark in printout.marks
        if mark.passage is not None
    ]
