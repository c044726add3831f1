"""Shows what a note said before, and puts a version back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reader import past
from reader.messages import _
from reader.model import AnnotationId
from reader.past import Version
from ui.foot import Foot
from ui.session import Session

if TYPE_CHECKING:
    from ui.dialogs.past import PastDialog


class NotedBefore(QObject):
    """Opens the dialog for one annotation; each return is one step of undo."""

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window

    def show(self, id: AnnotationId) -> None:
        """Opens what this annotation said before."""
        dialog = self.dialog(id)
        dialog.exec()
        dialog.deleteLater()

    def dialog(self, id: AnnotationId) -> PastDialog:
        """The dialog, filled and not yet shown."""
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.past import PastDialog

        dialog = PastDialog(self._session.library.annotation(id).anchor.exact, self._window)
        dialog.wanted.connect(partial(self._put_back, id, dialog))
        self._fill(id, dialog)
        return dialog

    def _fill(self, id: AnnotationId, dialog: PastDialog) -> None:
        library = self._session.library
        labels = {label.id: label for label in library.labels()}
        dialog.fill(past.versions(library, id), library.annotation(id), labels)

    def _put_back(self, id: AnnotationId, dialog: PastDialog, version: Version) -> None:
        assert version.after is not None
        now = self._session.library.annotation(id)
        change = past.put_back(now, version.after, at=self._session.now())
        if change is not None and self._session.do(change):
            self._foot.say_undoable(_("The note is as it was."))
        self._fill(id, dialog)
