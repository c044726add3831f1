"""What can be done to the card under the mouse, or to all that are selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from reader.messages import _, ngettext
from reader.model import AnnotationId, LabelId
from ui.notes import bulk
from ui.notes.cards import Card
from ui.session import Session

_ON_A_CARD = ("note", "tags", "private", "check", "", "copy", "cite", "copy-as", "", "remove")


class CardMenu(QMenu):
    """For one card: what to say of its place, then the window's own actions on the active mark."""

    settled = Signal()
    """It is right: the mark stands where it should."""
    put_here = Signal()
    """The mark belongs on the words that are selected on the page."""
    passed_over = Signal()
    """It stays as it is; on to the next one."""
    version_wanted = Signal()
    """The words in the version that had them."""

    def __init__(
        self,
        card: Card,
        labels: int,
        actions: Mapping[str, QAction],
        *,
        words_are_selected: bool,
        version: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`version` names the one that had the card's words, if there is one to open."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if card.state is not None:
            self._add_decisions(card, words_are_selected, version)
        known = (actions.get(f"label-{number + 1}") for number in range(labels))
        self.addActions([action for action in known if action is not None])
        self.addSeparator()
        for name in _ON_A_CARD:
            if name:
                self.addAction(actions[name])
            else:
                self.addSeparator()

    def _add_decisions(self, card: Card, words_are_selected: bool, version: str) -> None:
        if card.placed:
            self.addAction(_("It is right")).triggered.connect(self.settled)
        if words_are_selected:
            self.addAction(_("Put it here")).triggered.connect(self.put_here)
        self.addAction(_("Leave it")).triggered.connect(self.passed_over)
        if version:
            opening = self.addAction(_("Open {version}").format(version=version))
            opening.triggered.connect(self.version_wanted)
        self.addSeparator()


class SeveralMenu(QMenu):
    """For several marks: each line acts on all of them, in one step of undo."""

    tags_wanted = Signal()

    def __init__(
        self,
        session: Session,
        ids: Sequence[AnnotationId],
        undo: QAction | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._ids = tuple(ids)
        self._undo = undo
        self._add_labels()
        self.addSeparator()
        self._line(_("Add tags…"), self.tags_wanted.emit)
        self._line(_("Stays here"), self._keep)
        self._line(_("Goes out again"), self._let_out)
        self.addSeparator()
        self._line(_("Holds"), self._holds)
        self._line(_("Wrong"), self._wrong)
        self._line(_("Not checked"), self._unchecked)
        self.addSeparator()
        self._line(_("Copy as Markdown"), self._copy_markdown)
        self._line(_("Copy as plain text"), self._copy_plain)
        self.addSeparator()
        self._line(_("Remove"), self._remove)

    def _add_labels(self) -> None:
        for label in self._session.labels():
            line = self._line(label.name.replace("&", "&&"), self._label)
            line.setData(label.id)

    def _line(self, words: str, slot: Callable[[], object]) -> QAction:
        line = self.addAction(words)
        line.triggered.connect(slot)
        return line

    def _label(self) -> None:
        line = self.sender()
        assert isinstance(line, QAction)
        bulk.label_all(self._session, self._ids, LabelId(line.data()))

    def _keep(self) -> None:
        bulk.private_all(self._session, self._ids, True)

    def _let_out(self) -> None:
        bulk.private_all(self._session, self._ids, False)

    def _holds(self) -> None:
        bulk.check_all(self._session, self._ids, "holds")

    def _wrong(self) -> None:
        bulk.check_all(self._session, self._ids, "wrong")

    def _unchecked(self) -> None:
        bulk.check_all(self._session, self._ids, "none")

    def _copy_markdown(self) -> None:
        copied = bulk.copied(self._session, self._ids)
        self._put_on_clipboard(copied.markdown, copied.left_out)

    def _copy_plain(self) -> None:
        copied = bulk.copied(self._session, self._ids)
        self._put_on_clipboard(copied.plain, copied.left_out)

    def _put_on_clipboard(self, words: str, left_out: int) -> None:
        count = len(self._ids) - left_out
        if words:
            QGuiApplication.clipboard().setText(words)
        said = ngettext("{n} mark copied.", "{n} marks copied.", count).format(n=count)
        if left_out:
            stays = ngettext("{n} stays here.", "{n} stay here.", left_out).format(n=left_out)
            said = f"{said} {stays}"
        self._session.said.emit(said, None)

    def _remove(self) -> None:
        removed(self._session, self._ids, self._undo)


def removed(session: Session, ids: Sequence[AnnotationId], undo: QAction | None) -> int:
    """Moves the marks to the trash and says so; how many went."""
    count = bulk.remove_all(session, ids)
    if count:
        said = ngettext("Mark removed.", "{n} marks removed.", count).format(n=count)
        session.said.emit(said, undo)
    return count
