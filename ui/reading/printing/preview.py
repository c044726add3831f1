"""The pages as they will be printed, with what is chosen for them above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reader.messages import _, ngettext
from ui import paint, parts, theme
from ui.reading.printing.choice import SIZES, PrintChoice
from ui.reading.printing.printout import Printout
from ui.reading.printing.sheet import Sheet

Fit = Literal["width", "page"]

_SIZE = QSize(940, 780)
_AROUND = 24
"""Pixels between pages, and between them and the edge."""
_WIDEST = 1100
_MOST_KEPT = 12
_AT_A_TIME = 0.008
"""Seconds of composing between two turns of the event loop."""


class PageView(QAbstractScrollArea):
    """The pages of a sheet below each other, painted when they come into sight."""

    turned = Signal()
    """Another page is in the middle now, or there are more pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._fit: Fit = "width"
        self._painted: dict[int, QPixmap] = {}
        self._known = 0, False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self.turned)

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows another sheet, as far down as the one before was read."""
        self._sheet = sheet
        self._known = 0, False
        self._painted.clear()
        self.take_new_pages()

    def take_new_pages(self) -> None:
        """Shows the pages that were composed since."""
        if self._sheet is None:
            return
        known = self._sheet.pages, self._sheet.done
        if known != self._known:
            self._known = known
            if self._sheet.done:
                self._painted.clear()  # now their feet know how many there are
            self._measure()
            self.turned.emit()

    def set_fit(self, fit: Fit) -> None:
        """Shows pages as wide as the window, or one page at a time."""
        page = self.page
        self._fit = fit
        self._painted.clear()
        self._measure()
        self.go_to(page)

    @property
    def page(self) -> int:
        """The page in the middle, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return max(0, min(self._known[0] - 1, int(middle / self._pitch())))

    def go_to(self, page: int) -> None:
        """Puts a page at the top."""
        self.verticalScrollBar().setValue(round(page * self._pitch()))

    # --- where pages lie -------------------------------------------------------------------------

    def _scale(self) -> float:
        """Pixels for one point."""
        if self._sheet is None:
            return 1.0
        paper, room = self._sheet.paper, self.viewport().size()
        width = max(80, min(_WIDEST, room.width() - 2 * _AROUND))
        height = max(80, room.height() - 2 * _AROUND)
        wide = width / paper.width()
        return wide if self._fit == "width" else min(wide, height / paper.height())

    def _page_size(self) -> QSize:
        return (self._sheet.paper * self._scale()).toSize() if self._sheet else QSize(1, 1)

    def _pitch(self) -> int:
        return self._page_size().height() + _AROUND

    def _measure(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._known[0] * self._pitch() + _AROUND - room))
        bar.setPageStep(self._pitch() if self._fit == "page" else max(1, room - 2 * _AROUND))
        bar.setSingleStep(48)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painted.clear()
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self.viewport())
        painter.fillRect(event.rect(), now.window)
        if self._sheet is None:
            return
        above, pitch, size = self.verticalScrollBar().value(), self._pitch(), self._page_size()
        first = max(0, (above + event.rect().top() - _AROUND) // pitch)
        last = (above + event.rect().bottom()) // pitch
        left = (self.viewport().width() - size.width()) // 2
        for number in range(first, min(last + 1, self._known[0])):
            top = _AROUND + number * pitch - above
            room = QRectF(left, top, size.width(), size.height())
            painter.drawPixmap(room.topLeft(), self._pixmap(number))
            paint.outline(painter, room, 0, now.hairline)

    def _pixmap(self, number: int) -> QPixmap:
        if number not in self._painted:
            while len(self._painted) >= _MOST_KEPT:
                self._painted.pop(next(iter(self._painted)))
            self._painted[number] = self._paint_page(number)
        return self._painted[number]

    def _paint_page(self, number: int) -> QPixmap:
        assert self._sheet is not None
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap((self._page_size().toSizeF() * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.white)
        painter = QPainter(pixmap)
        painter.scale(self._scale(), self._scale())
        self._sheet.paint_page(painter, number)
        painter.end()
        return pixmap

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Space: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if key in steps:
            bar.setValue(bar.value() + steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)


class PrintPreview(QDialog):
    """Shows one article on paper; `choice` is what the reader chose for it."""

    print_asked = Signal()
    pdf_asked = Signal()

    def __init__(
        self,
        read: Callable[[PrintChoice], Printout],
        choice: PrintChoice,
        parent: QWidget | None = None,
    ) -> None:
        """`read` gives the article for a choice: notes that stay here only where it says so."""
        super().__init__(parent)
        self._read = read
        self.choice = choice
        self.sheet = Sheet(read(choice), choice)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._compose)
        self.view = PageView(self)
        self.messages = parts.MessageBar(self)
        self._count = parts.Words("", tone="secondary")
        self.setWindowTitle(_("Print preview"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(_SIZE)
        self._make_options()
        self._make_buttons()
        self._lay_out()
        self.view.setFocus()
        self._show_sheet()

    def _make_options(self) -> None:
        printed, choice = self.sheet.printout, self.choice
        stay = printed.stayed + printed.private
        self.marks = _check_box(_("Marks"), choice.marks)
        self.notes = _check_box(_("Notes"), choice.notes == "end")
        self.private = _check_box(
            ngettext("{n} note that stays here", "{n} notes that stay here", stay).format(n=stay),
            choice.private,
        )
        self.private.setToolTip(_("Notes that stay here are left out unless you say so."))
        self.private.setVisible(stay > 0)
        self.size_box = QComboBox()
        self.size_box.setAccessibleName(_("Paper"))
        for size in SIZES:
            self.size_box.addItem(QPageSize.name(size).partition(" ")[0], size)
        self.size_box.setCurrentIndex(SIZES.index(choice.size) if choice.size in SIZES else 0)
        self.fit_box = QComboBox()
        self.fit_box.setAccessibleName(_("Zoom"))
        self.fit_box.addItem(_("Page width"), "width")
        self.fit_box.addItem(_("Whole page"), "page")
        for box in (self.marks, self.notes, self.private):
            box.toggled.connect(self._choose)
        self.size_box.currentIndexChanged.connect(self._choose)
        self.fit_box.currentIndexChanged.connect(self._fit)
        self.view.turned.connect(self._say_page)

    def _make_buttons(self) -> None:
        self._printing = QAction(_("Print…"), self)
        self._printing.triggered.connect(self.print_asked)
        self.print_button = parts.PrimaryButton(self._printing)
        self.pdf_button = QPushButton(_("Save as PDF…"))
        self.pdf_button.setAutoDefault(False)
        self.pdf_button.setFixedHeight(self.print_button.sizeHint().height())
        self.pdf_button.clicked.connect(self.pdf_asked)

    def _lay_out(self) -> None:
        bar = parts.Pane("panel", None, self)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        for option in (self.marks, self.notes, self.private, self.size_box, self.fit_box):
            row.addWidget(option)
        row.addWidget(self._count, 1)
        row.addWidget(self.pdf_button)
        row.addWidget(self.print_button)
        bar.column.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.messages)

    # --- what is shown -------------------------------------------------------------------------

    def _choose(self) -> None:
        self.choice = replace(
            self.choice,
            marks=self.marks.isChecked(),
            notes="end" if self.notes.isChecked() else "none",
            private=self.private.isChecked(),
            size=cast(QPageSize.PageSizeId, self.size_box.currentData()),
        )
        self.sheet = Sheet(self._read(self.choice), self.choice)
        self._show_sheet()

    def _show_sheet(self) -> None:
        self.sheet.go_on(_AT_A_TIME)
        self.view.show_sheet(self.sheet)
        if not self.sheet.done:
            self._timer.start()

    def _compose(self) -> None:
        self.sheet.go_on(_AT_A_TIME)
        self.view.take_new_pages()
        if not self.sheet.done:
            self._timer.start()

    def _fit(self) -> None:
        self.view.set_fit(cast(Fit, self.fit_box.currentData()))

    def _say_page(self) -> None:
        pages = str(self.sheet.pages) if self.sheet.done else "…"
        self._count.setText(_("{page} / {pages}").format(page=self.view.page + 1, pages=pages))

    def done(self, result: int) -> None:
        self._timer.stop()
        super().done(result)


def _check_box(words: str, on: bool) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(on)
    return box
