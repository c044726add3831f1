"""An article's text laid in its column, from its start on: the first screen at once, then the rest.

It knows the page and its column; what is done with it is the paper's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QWidget

from reader.model import Direction, Document
from ui.reading import tables
from ui.reading.column import Column, column
from ui.reading.document import PageDocument, PageHead, PictureSource
from ui.reading.highlights import Mark
from ui.reading.layout import Layout
from ui.reading.page import BOTTOM_MARGIN, TOP_MARGIN
from ui.reading.scrolling import ScrollingText
from ui.reading.shown import Awaited, Shown, shown
from ui.reading.typography import ReadingStyle

_AT_FIRST = 8_000
"""Characters that are set before the first paint: more than any screen shows."""
_SLICE = 50
"""Blocks that are set and laid out together."""
_AT_A_TIME = 0.006
"""Seconds of setting between two turns of the event loop: the page scrolls meanwhile."""
_NEAR = 60_000
"""Characters that are set at once when a jump leads there; further ones are awaited."""
_A_SCREEN = 6000
"""Characters that fill a large screen."""


class LaidText(ScrollingText):
    """Lays one document at a time; jumps far down a long one wait until it is laid so far."""

    def __init__(self, parent: QWidget | None = None, *, style: ReadingStyle | None = None) -> None:
        super().__init__(parent)
        self._style = style or ReadingStyle()
        self._shown: Shown | None = None
        self._direction: Direction = "ltr"
        self._awaited: Awaited | None = None
        self._laying_out = False
        self._setting_timer = QTimer(self, singleShot=True, interval=0)
        self._setting_timer.timeout.connect(self._go_on)
        # A bar that comes and goes changes the width within resizeEvent: text and column part.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._enable_bar)

    def _enable_bar(self, _low: int, high: int) -> None:
        self.verticalScrollBar().setEnabled(high > 0)

    @property
    def document_shown(self) -> Document | None:
        return self._shown.document if self._shown else None

    @property
    def reading_style(self) -> ReadingStyle:
        return self._style

    def lies(self) -> Layout | None:
        return self._shown.layout if self._shown else None

    def pane_moved(self) -> None:
        if self._shown is not None:
            self._shown.marks.forget_layout()
        super().pane_moved()

    def _lay(
        self,
        document: Document,
        head: PageHead,
        marks: Sequence[Mark],
        pictures: PictureSource,
        scrolled: Mapping[int, int] | None = None,
    ) -> None:
        """Sets the beginning of a document: enough for the first paint, the rest follows."""
        page = PageDocument(pictures, self)
        page.scrolls_sideways = True
        self._laying_out = True
        self._awaited = None
        self._direction = document.direction
        self._fit_column(page)
        page.setTextWidth(self.viewport().width())
        old, made = self._shown, shown(document, head, pictures, page, self._style, scrolled)
        made.marks.replace(marks)
        made.setting.reach(document.block_at(_AT_FIRST))
        self._shown = made
        self.setDocument(page)
        # A document built through a cursor leaves the view at its end.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._laying_out = False
        if not made.setting.done:
            self._setting_timer.start()
        if old is not None:
            old.page.deleteLater()

    def _lay_nothing(self) -> None:
        old, self._shown = self._shown, None
        self._awaited = None
        self._setting_timer.stop()
        self.setDocument(QTextDocument(self))
        if old is not None:
            old.page.deleteLater()

    # --- the rest ----------------------------------------------------------------------

    def _go_on(self) -> None:
        """Sets some more of the page, for a few milliseconds; the window lives in between."""
        if self._shown is None or self._shown.setting.done:
            return
        setting = self._shown.setting
        end = time.monotonic() + _AT_A_TIME
        while not setting.done and time.monotonic() < end:
            self._set_to(setting.positions.count + _SLICE)
        if not setting.done:
            self._setting_timer.start()
        self._do_what_was_awaited()

    def _set_to(self, leaf: int) -> None:
        """Sets the page to this leaf and lays it out, so that nothing is left for later."""
        assert self._shown is not None
        setting = self._shown.setting
        setting.reach(leaf)
        self._shown.layout.rect(setting.positions.count - 1)

    def _when_set(self, offset: int, then: Callable[[], None]) -> None:
        """Does something when the page is set a screen past `offset`: now, if that is not far off.

        Only what was asked for last is awaited.
        """
        assert self._shown is not None
        shown = self._shown
        self._awaited = None
        # With a screen behind it: the page scrolls no further than it is set.
        leaf = shown.leaf_of(min(offset + _A_SCREEN, len(shown.document.text)))
        reached = shown.positions.count
        if leaf >= reached and offset - shown.document.starts[reached - 1] <= _NEAR:
            self._set_to(leaf)
        if leaf < shown.positions.count:
            then()
        else:
            self._awaited = Awaited(leaf, then)

    def _do_what_was_awaited(self) -> None:
        awaited = self._awaited
        if awaited is None or self._shown is None:
            return
        if awaited.leaf < self._shown.positions.count:
            self._awaited = None
            awaited.then()

    @property
    def is_awaiting(self) -> bool:
        """Whether a jump waits until the page has been set as far as its goal."""
        return self._awaited is not None

    def wait_no_longer(self) -> None:
        """Forgets a jump that waits; the page stays where it is."""
        self._awaited = None

    # --- the column ----------------------------------------------------------------------------

    def _place_of_column(self) -> Column:
        return column(self._style, self.viewport().width(), reads_left=self._reads_left())

    def _column(self) -> int:
        return self._place_of_column().width

    def _column_left(self) -> int:
        return self._place_of_column().left

    def _fit_column(self, page: PageDocument) -> None:
        place = self._place_of_column()
        page.column = place.width
        frame = page.rootFrame().frameFormat()
        frame.setTopMargin(TOP_MARGIN)
        frame.setBottomMargin(BOTTOM_MARGIN)
        frame.setLeftMargin(place.left)
        frame.setRightMargin(max(0, self.viewport().width() - place.right))
        edit = QTextCursor(page)
        edit.beginEditBlock()
        page.rootFrame().setFrameFormat(frame)
        for wide in page.wide:
            tables.fit(page, wide, self._style.size)
        edit.endEditBlock()

    def _reads_left(self) -> bool:
        """Whether lines end at the left: the signs stand there."""
        return self._direction == "rtl"

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: the page answers for its own pictures."""
        return None
