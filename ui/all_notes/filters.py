"""The row of chips over all notes: which labels, tags, story, states; and how they are grouped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from reader.messages import _, ngettext
from reader.model import Label, LabelId, State, Story, StoryId, Tag
from reader.noted import NotesQuery
from ui import paint, theme
from ui.all_notes.rows import GROUPINGS, Grouping, grouping_name
from ui.note_words import state_name
from ui.parts import Chip, PaintedButton

STATES: tuple[State, ...] = ("moved", "changed", "unsure", "orphan")
_EDGE, _END, _GAP, _ROW = 32, 32, 6, 36
_FOOT = 8


class Choice(PaintedButton):
    """A name and what is chosen for it, with the menu of all choices: "Group by **Article**"."""

    def __init__(self, action: QAction, name: str, parent: QWidget | None = None) -> None:
        self._name = name
        super().__init__(action, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _take_over(self) -> None:
        super()._take_over()
        self.setAccessibleName(f"{self._name} {self.text()}")
        self.setToolTip("")

    def sizeHint(self) -> QSize:
        width = paint.advance(self._name, theme.ui_font(12)) + 6
        width += paint.advance(self.text(), theme.ui_font(12, 600)) + 20
        return QSize(round(width), theme.scaled(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, room, painter = theme.current(), QRectF(self.rect()), QPainter(self)
        if self._touched():
            paint.ground(painter, room, room.height() / 2, now.hover)
        inner = room.adjusted(10, 0, -10, 0)
        first, last = (
            (paint.RIGHT, paint.LEFT) if self.isRightToLeft() else (paint.LEFT, paint.RIGHT)
        )
        small, strong = theme.ui_font(12), theme.ui_font(12, 600)
        paint.text(painter, inner, self._name, small, now.secondary, first, elide=False)
        paint.text(painter, inner, self.text(), strong, now.text, last, elide=False)
        if self.ringed:
            paint.focus_ring(painter, room, room.height() / 2 - 1)


class Filters(QWidget):
    """Chips that ask, in as many rows as they need, and at the far end the grouping."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[LabelId, Chip] = {}
        self._shown: tuple[object, ...] | None = None
        self._tags: frozenset[str] = frozenset()
        self._story: StoryId | None = None
        self._states: frozenset[State] = frozenset()
        self._names: dict[str, str] = {}
        self._quiet = False
        self.open_checks = Chip(_("Open checks"), parent=self)
        self.private = Chip(_("Stays here"), parent=self)
        self.needs_a_look = Chip(_("Needs a look"), parent=self)
        for chip in self._switches:
            chip.toggled.connect(self._tell)
        self._tag_menu = self._menu_action(_("Tags"))
        self._story_menu = self._menu_action(_("Story"))
        self._state_menu = self._menu_action(_("State"))
        self._menus = [
            Chip(action=action, parent=self)
            for action in (self._tag_menu, self._story_menu, self._state_menu)
        ]
        self.grouping: Grouping = "article"
        self.group_by = QAction(grouping_name("article"), self)
        self.group_by.setMenu(self._grouping_menu())
        self._group_button = Choice(self.group_by, _("Group by"), self)
        self._fill_states()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _switches(self) -> tuple[Chip, ...]:
        return self.open_checks, self.private, self.needs_a_look

    def _menu_action(self, name: str) -> QAction:
        action = QAction(name, self)
        action.setCheckable(True)
        action.setMenu(QMenu(self))
        return action

    def _grouping_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for by in GROUPINGS:
            line = menu.addAction(grouping_name(by))
            line.setCheckable(True)
            line.setChecked(by == self.grouping)
            group.addAction(line)
            line.triggered.connect(partial(self.group, by))
        return menu

    # --- what is asked ---------------------------------------------------------------------------

    def asked(self, query: NotesQuery) -> NotesQuery:
        """The query with what the chips say."""
        return replace(
            query,
            labels=frozenset(id for id, chip in self._labels.items() if chip.isChecked()),
            tags=self._tags,
            story=self._story,
            states=self._asked_states(),
            open_checks=self.open_checks.isChecked(),
            private=self.private.isChecked(),
        )

    def _asked_states(self) -> frozenset[State]:
        """Those chosen; where none is, all that need a look if the chip asks for them."""
        needs_a_look = frozenset(STATES if self.needs_a_look.isChecked() else ())
        return self._states or needs_a_look

    def clear(self) -> None:
        """Asks for nothing."""
        self._quiet = True
        for chip in (*self._labels.values(), *self._switches):
            chip.setChecked(False)
        self._tags, self._story, self._states = frozenset(), None, frozenset()
        self._quiet = False
        self._shown_choices()
        self._tell()

    def group(self, by: Grouping, _checked: bool = False) -> None:
        """Groups by something else."""
        if by != self.grouping:
            self.grouping = by
            self.group_by.setText(grouping_name(by))
            self._tell()
            self._place()

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()

    # --- what there is to ask for ----------------------------------------------------------------

    def offer(self, labels: Sequence[Label], tags: Iterable[Tag], stories: Sequence[Story]) -> None:
        """Shows the chips of these; what was asked and is there no more is asked no longer."""
        offered = (tuple(labels), tuple(tags), tuple(stories))
        if offered == self._shown:
            return
        self._shown = offered
        before = self.asked(NotesQuery())
        self._quiet = True
        self._fill_labels(labels)
        self._fill_tags(offered[1])
        self._fill_stories(stories)
        self._quiet = False
        self._shown_choices()
        if self.asked(NotesQuery()) != before:
            self._tell()

    def _fill_labels(self, labels: Sequence[Label]) -> None:
        on = {id for id, chip in self._labels.items() if chip.isChecked()}
        for old in self._labels.values():
            old.hide()
            old.deleteLater()
        self._labels = {}
        for label in labels:
            chip = Chip(label.name, label.colour, self)
            chip.setAccessibleName(label.name)
            chip.setChecked(label.id in on)
            chip.toggled.connect(self._tell)
            chip.show()
            self._labels[label.id] = chip

    def _fill_tags(self, tags: Sequence[Tag]) -> None:
        self._names = {tag.key: tag.name for tag in tags}
        self._tags &= self._names.keys()
        self._fill(self._tag_menu, [(f"#{tag.name}", tag.key) for tag in tags])

    def _fill_stories(self, stories: Sequence[Story]) -> None:
        if all(story.id != self._story for story in stories):
            self._story = None
        self._names |= {story.id: story.title for story in stories}
        self._fill(self._story_menu, [(story.title, story.id) for story in stories])

    def _fill_states(self) -> None:
        self._fill(self._state_menu, [(state_name(state), state) for state in STATES])

    def _fill(self, action: QAction, choices: Sequence[tuple[str, str]]) -> None:
        menu = action.menu()
        assert isinstance(menu, QMenu)
        menu.clear()
        for name, value in choices:
            line = menu.addAction(name.replace("&", "&&"))
            line.setCheckable(True)
            line.setData(value)
            line.triggered.connect(self._choose)
        action.setVisible(bool(choices))

    def _choose(self, on: bool) -> None:
        line = self.sender()
        assert isinstance(line, QAction)
        value, menu = line.data(), line.parent()
        if menu is self._tag_menu.menu():
            self._tags = self._tags | {value} if on else self._tags - {value}
        elif menu is self._state_menu.menu():
            self._states = self._states | {value} if on else self._states - {value}
        else:
            self._story = StoryId(value) if on else None
        self._shown_choices()
        self._tell()

    def _shown_choices(self) -> None:
        """The chips of the menus say what is chosen in them."""
        tags = [f"#{self._names.get(key, key)}" for key in sorted(self._tags)]
        states = [state_name(state) for state in STATES if state in self._states]
        story = [self._names.get(self._story, "")] if self._story else []
        tag_count = ngettext("{count} tag", "{count} tags", len(tags)).format(count=len(tags))
        self._say(self._tag_menu, _("Tags"), tags, tag_count)
        self._say(self._state_menu, _("State"), states, ", ".join(states))
        self._say(self._story_menu, _("Story"), story, "")
        self._place()

    def _say(self, action: QAction, name: str, chosen: Sequence[str], many: str) -> None:
        words = name if not chosen else chosen[0] if len(chosen) == 1 else many
        short = words if len(words) <= 28 else f"{words[:27]}…"
        action.setText(short.replace("&", "&&"))
        action.setChecked(bool(chosen))
        menu = action.menu()
        assert isinstance(menu, QMenu)
        on = {*self._tags, *self._states, self._story}
        for line in menu.actions():
            line.setChecked(line.data() in on)

    # --- where they stand ------------------------------------------------------------------------

    def _chips(self) -> list[PaintedButton]:
        menus = [chip for chip in self._menus if (action := chip.action()) and action.isVisible()]
        return [*self._labels.values(), *self._switches, *menus]

    def _place(self) -> None:
        """From the reading edge, in a further row where there is no room; the grouping at the
        end of the first."""
        chips, width = self._chips(), self.width()
        high, group = theme.scaled(26), self._group_button
        group.resize(group.sizeHint())
        self._put(group, width - _END - group.width() + 10, 0)
        x, y, end = _EDGE, 0, width - _END - group.width()
        for chip in chips:
            chip.resize(chip.sizeHint())
            if x > _EDGE and x + chip.width() > end:
                x, y, end = _EDGE, y + theme.scaled(_ROW - 4), width - _END
            self._put(chip, x, y)
            x += chip.width() + _GAP
        self.setFixedHeight(y + high + _FOOT + 12)

    def _put(self, widget: QWidget, x: int, y: int) -> None:
        left = self.width() - x - widget.width() if self.isRightToLeft() else x
        widget.move(left, y + 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.StyleChange):
            self._place()
