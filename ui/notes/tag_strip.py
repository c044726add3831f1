"""The line under the panel's header in which tags for several marks are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.messages import ngettext
from reader.model import AnnotationId
from ui import theme
from ui.notes.delegate import EDGE
from ui.notes.tags import Suggest, TagField
from ui.parts import Words


class _OneUseTagField(TagField):
    """Leaves with the keyboard."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit()


class TagStrip(QWidget):
    """A field for tags that several marks are given; Enter gives them, Esc goes without."""

    given = Signal(tuple, list)
    """The AnnotationIds it was opened for, and the tags as they were typed."""
    closed = Signal()

    def __init__(self, suggest: Suggest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self._ids: tuple[AnnotationId, ...] = ()
        self.field: TagField | None = None
        self._words = Words("", 12, tone="secondary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE, 0, EDGE, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._words)
        self.hide()

    def ask(self, ids: Sequence[AnnotationId]) -> None:
        """Opens for these marks and takes the keyboard."""
        self._close()
        self._ids = tuple(ids)
        count = len(self._ids)
        self._words.setText(ngettext("Tags for {n}:", "Tags for {n}:", count).format(n=count))
        field = _OneUseTagField((), self._suggest, self)
        field.setAccessibleName(
            ngettext("Tags for {n} mark", "Tags for {n} marks", count).format(n=count)
        )
        field.setFont(theme.ui_font(13))
        field.ended.connect(self._give)
        field.given_up.connect(self._leave)
        field.left.connect(self._close)
        self.field = field
        self._row.addWidget(field, 1)
        self.show()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _give(self) -> None:
        tags = self.field.typed() if self.field is not None else []
        ids = self._ids
        self._leave()
        if tags:
            self.given.emit(ids, tags)

    def _leave(self) -> None:
        self._close()
        self.closed.emit()

    def _close(self) -> None:
        field, self.field = self.field, None
        if field is not None:
            field.close_list()
            self.hide()
            field.deleteLater()
