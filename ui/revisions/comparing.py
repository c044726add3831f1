"""The comparison of two revisions: in the text or side by side, and the way from change to change.

It shows what it is given, and asks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from reader.messages import _, ngettext
from reader.model import Passage
from reader.revisions import Difference
from ui import paint
from ui.parts import EmptyState, Pane, Words, header
from ui.reading.document import PictureSource
from ui.reading.typography import ReadingStyle
from ui.revisions import drawing, words
from ui.revisions.asking import Compared, Marks
from ui.revisions.columns import Columns
from ui.revisions.corrections import Corrections
from ui.revisions.heads import head_of
from ui.revisions.page import ComparedPage


class Strip(Pane):
    """A row of parts with a hairline under it, or over it."""

    def __init__(self, row: QWidget, *, line_above: bool = False) -> None:
        super().__init__("panel")
        self._line_above = line_above
        self.column.addWidget(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        y = 0 if self._line_above else self.height() - 1
        paint.hairline(QPainter(self), 0, y, self.width())


class ComparisonPanel(Pane):
    """Two revisions on the page, and which of their differences the reader is at."""

    stepped = Signal()
    """Another difference is the current one, or none."""

    def __init__(self, style: ReadingStyle, parent: QWidget | None = None) -> None:
        super().__init__("page", None, parent)
        self.shown: Compared | None = None
        """What is on the page."""
        self._pictures: PictureSource | None = None
        self._small = False
        self._is_beside = False
        self._current: int | None = None
        self._laid: set[QWidget] = set()
        self.corrections = Corrections()
        self.both = ComparedPage(_("Both revisions in one text"), style=style)
        self.both.copied = self._copied_from_both
        self.columns = Columns(style)
        self._blank = Pane("page")
        self._comparing = EmptyState("history", _("Comparing"), _("These are long texts."))
        self._only_one = EmptyState(
            "history",
            _("One revision so far"),
            _("When the page is captured again and has changed, this shows what was changed."),
        )
        self._same = EmptyState("tick", _("The same words"), " ")
        self._gone = EmptyState("history", _("Nothing to show"), _("The article is not here."))
        self._stack = QStackedWidget()
        for page in (
            self._blank, self.both, self.columns, self._comparing, self._only_one, self._same,
            self._gone,
        ):  # fmt: skip
            self._stack.addWidget(page)
        self.what = Words("", 13, 600)
        self.told = Words("", 13)
        self.foot = self._make_foot()
        self.column.addWidget(self.corrections)
        self.column.addWidget(self._stack, 1)
        self.column.addWidget(self.foot)
        self.corrections.chosen.connect(self.go_to)
        for each in self.pages:
            each.sign_clicked.connect(self._to_the_other_place)
            each.clicked.connect(self._choose_clicked)

    def _make_foot(self) -> Strip:
        foot = header(self.what, 8, self.told, height=40, margins=(24, 0, 24, 0))
        row = cast(QHBoxLayout, foot.layout())
        row.setStretchFactor(self.told, 1)
        strip = Strip(foot, line_above=True)
        strip.hide()
        return strip

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def pages(self) -> tuple[ComparedPage, ...]:
        return self.both, self.columns.old, self.columns.new

    @property
    def shows_columns(self) -> bool:
        """Whether the two stand side by side."""
        return self._stack.currentWidget() is self.columns

    def show_compared(self, compared: Compared, pictures: PictureSource, *, small: bool) -> None:
        """Shows two revisions from their top; with `small` spaces and quotes are stepped to."""
        self.shown, self._pictures, self._small = compared, pictures, small
        self._laid = set()
        comparison = compared.comparison
        self.corrections.show_corrections(comparison, comparison.corrections)
        self._go_nowhere()
        self._show_view()

    def show_marks(self, marks: Marks) -> None:
        """Brings the marks up to date."""
        self.both.set_marks(marks.both)
        self.columns.old.set_marks(marks.old)
        self.columns.new.set_marks(marks.new)

    def set_beside(self, beside: bool) -> None:
        """Shows the two side by side, or in one text."""
        self._is_beside = beside
        self._show_view()

    def set_style(self, style: ReadingStyle) -> None:
        for page in self.pages:
            page.set_style(style)

    def say_comparing(self) -> None:
        self._stack.setCurrentWidget(self._comparing)

    def say_only_one(self) -> None:
        self._show_nothing(self._only_one)

    def say_gone(self) -> None:
        self._show_nothing(self._gone)

    def clear(self) -> None:
        """Shows nothing: something else is about to come."""
        self._show_nothing(self._blank)

    def _show_nothing(self, instead: QWidget) -> None:
        self.shown = None
        self._stack.setCurrentWidget(instead)
        self.corrections.hide()
        self._go_nowhere()

    def _show_view(self) -> None:
        shown = self.shown
        if shown is None:
            return
        if shown.comparison.is_the_same:
            said = _("{name} says what the other one says.")
            self._same.say(_("The same words"), said.format(name=words.name(shown.new.number)))
            self._stack.setCurrentWidget(self._same)
            return
        view = self.columns if self._is_beside else self.both
        if self._stack.currentWidget() is not view or view not in self._laid:
            self._lay(view)
            self._stack.setCurrentWidget(view)
            self._show_current()

    def _lay(self, view: QWidget) -> None:
        """Sets the pages of a view, unless they are: the other one waits until it is asked for."""
        shown, pictures = self.shown, self._pictures
        if shown is None or pictures is None or view in self._laid:
            return
        self._laid.add(view)
        marks, drawn = shown.marks, shown.drawn
        if view is self.both:
            head = head_of(shown, None)
            self.both.show_compared(shown.woven.document, head, marks.both, pictures, drawn.both)
            return
        old, new = head_of(shown, "old"), head_of(shown, "new")
        text = shown.comparison.new
        self.columns.show_rows(shown.comparison)
        self.columns.old.show_compared(shown.struck, old, marks.old, pictures, drawn.old)
        self.columns.new.show_compared(text, new, marks.new, pictures, drawn.new)

    # --- stepping --------------------------------------------------------------------------------

    def differences(self) -> Sequence[Difference]:
        """What can be stepped through, in the order of reading."""
        if self.shown is None:
            return ()
        found = self.shown.comparison.differences
        return [each for each in found if self._small or not each.small]

    @property
    def current(self) -> Difference | None:
        """The difference that the reader is at."""
        return self.differences()[self._current] if self._current is not None else None

    @property
    def position(self) -> str:
        """Where the reader is among the differences, in words: "3 of 12"."""
        count, number = len(self.differences()), QLocale().toString
        if not count:
            return ""
        if self._current is None:
            said = ngettext("{count} change", "{count} changes", count)
            return said.format(count=number(count))
        return _("{index} of {count}").format(index=number(self._current + 1), count=number(count))

    def step(self, by: int) -> None:
        """Goes to the next difference or the one before; the first comes after the last."""
        count = len(self.differences())
        if count:
            before_all = -1 if by > 0 else 0
            self._go(((before_all if self._current is None else self._current) + by) % count)

    def go_to(self, difference: Difference) -> None:
        """Goes to this difference."""
        found = list(self.differences())
        if difference in found:
            self._go(found.index(difference))

    def _go_nowhere(self) -> None:
        self._current = None
        self.foot.hide()
        self.stepped.emit()

    def _go(self, index: int) -> None:
        self._current = index
        difference = self.current
        assert self.shown is not None
        assert difference is not None
        words.say(self.what, words.what(self.shown.comparison, difference))
        self.told.setText(words.told(self.shown.comparison, difference))
        self.foot.show()
        self._show_current()
        said = f"{self.position}. {self.what.text()}: {self.told.text()}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self.stepped.emit()

    def _show_current(self) -> None:
        difference = self.current
        if self.shown is None or difference is None:
            return
        if self.shows_columns:
            self.columns.set_current(difference)
        else:
            self.both.set_current(self.shown.woven.difference(difference))

    # --- the mouse -------------------------------------------------------------------------------

    def _to_the_other_place(self, row: int) -> None:
        """From a paragraph that has moved to where it stood, and back."""
        if self.shown is None:
            return
        moved = next(each for each in drawing.moves(self.shown.comparison) if each.row == row)
        page = self.sender()
        if page is not self.both:
            self.columns.show_place("new" if page is self.columns.old else "old", moved)
            return
        there = drawing.where_it_stood(self.shown.woven, moved)
        if there is not None:
            self.both.go_to(there)

    def _choose_clicked(self, offset: int) -> None:
        """A click on a difference is the way to it as well."""
        for index, difference in enumerate(self.differences()):
            here = self._place_on(self.sender(), difference)
            if difference.kind != "moved" and here.start <= offset < max(here.end, here.start + 1):
                self._go(index)
                return

    def _place_on(self, page: object, difference: Difference) -> Passage:
        assert self.shown is not None
        if page is self.both:
            return self.shown.woven.difference(difference)
        return drawing.place(difference, "old" if page is self.columns.old else "new")

    def _copied_from_both(self, passage: Passage) -> str:
        """What is copied from both in one: the newer words; of removed words alone, those."""
        if self.shown is None:
            return ""
        woven = self.shown.woven
        return woven.words("new", passage).strip("\n") or woven.words("old", passage)
