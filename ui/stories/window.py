"""The window of stories: each with its title, its own note, and what it is made of in her order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reader import changes, stories
from reader.changes import Item
from reader.errors import GalleyError, NotFound
from reader.messages import _, ngettext
from reader.model import Change, Story, StoryId
from reader.noted import Noted
from reader.stories import Contents
from ui.parts import EmptyState, IconButton, MessageBar, Pane, Words, header
from ui.session import Session
from ui.stories.list import ItemList, Items
from ui.stories.names import StoryNames
from ui.stories.page import StoryHead

_USUAL = (980, 760)
_SIDE = 232
_SUFFIX = ".md"
_READ_AFTER = 60
"""Milliseconds: changes that come together are read once."""
_TOUCHING = frozenset({"story", "annotation", "article", "place", "label"})


class StoriesWindow(QWidget):
    """A window of its own beside the reader's; closing hides it."""

    opened = Signal(object, object)
    """ArticleId, and the AnnotationId to show there; None for the article itself."""
    export_wanted = Signal(object)
    """Story: its articles, whole, in one file or one each."""
    new_wanted = Signal()
    """A new story is to be made."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        parent: QWidget | None = None,
        *,
        remembered: str = "",
        folder: str = "",
    ) -> None:
        """`actions` are the reader's window's, whose keys count here too; `remembered` is what
        `geometry_kept` once gave; `folder` is where files go first."""
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._window_actions = actions
        self.folder = folder
        self._shown: Contents | None = None
        self._wanted: StoryId | None = None
        self._reading = self._again = False
        self._outdated = True
        self.setWindowTitle(_("Stories — Galley"))
        self.setMinimumSize(620, 420)
        self._timer = QTimer(self, singleShot=True, interval=_READ_AFTER)
        self._timer.timeout.connect(self._read)
        self._make_actions()
        self._make_parts()
        self._lay_out()
        self._connect()
        if not self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            self.resize(*_USUAL)

    @property
    def geometry_kept(self) -> str:
        """Where the window stands and how large it is, in Qt's base64, to be remembered."""
        return self.saveGeometry().toBase64().toStdString()

    # --- parts -----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._new = self._action(_("New story…"), self.new_wanted.emit)
        self._undo = self._action(_("Undo"), self._session.undo, "undo")
        self._action(_("Redo"), self._session.redo, "redo")
        self._action(_("Close"), self.close).setShortcut(QKeySequence.StandardKey.Close)
        self._save_page = self._action(_("Save the page as Markdown…"), self.ask_for_page)
        self._copy = self._action(_("Copy the page as Markdown"), self.copy_page)
        self._export = self._action(_("Export its articles…"), self.export, "export")
        self._delete = self._action(_("Delete the story"), self.delete)
        self._remove = self._action(_("Take out of the story"), self.remove)
        self._out = QAction(_("Export"), self)
        out = QMenu(self)
        out.addActions([self._save_page, self._copy, self._export])
        self._out.setMenu(out)
        self._show_folder = QAction(_("Show in its folder"), self)
        self._show_folder.triggered.connect(self._open_folder)

    def _action(self, name: str, act: Callable[[], object], like: str = "") -> QAction:
        """An action of this window; its keys are those of the other window's action `like`."""
        action = QAction(name, self)
        action.triggered.connect(act)
        self.addAction(action)
        theirs = self._window_actions.get(like)
        if theirs is not None:
            action.setShortcuts(theirs.shortcuts())
            theirs.changed.connect(partial(_take_keys, action, theirs))
        return action

    def _make_parts(self) -> None:
        self.names = StoryNames()
        self.head = StoryHead(IconButton(self._out, "export"), IconButton(self._delete, "trash"))
        self.items = Items(self)
        self.list = ItemList(self.items)
        self._empty = EmptyState(
            "story",
            _("Nothing in it yet"),
            _("Press {key} on a mark to put it here, or on an article.").format(
                key=_key_of(self._window_actions.get("put-into-story"))
            ),
        )
        self._no_story = EmptyState(
            "story",
            _("No story yet"),
            _("A story gathers articles and notes in the order in which you will tell them."),
            action=self._new,
        )
        self.bar = MessageBar()

    def _lay_out(self) -> None:
        side = Pane("panel", "right")
        side.setFixedWidth(_SIDE)
        side.column.addWidget(
            header(Words(_("Stories"), 17, 600), None, IconButton(self._new, "add"),
                   height=56, margins=(20, 0, 12, 0))
        )  # fmt: skip
        side.column.addWidget(self.names, 1)
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._empty)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(self._no_story)
        ground = Pane("page")
        ground.column.addWidget(self.stack, 1)
        ground.column.addWidget(self.bar)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addWidget(ground, 1)

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self._session.failed.connect(self._complain)
        self._session.closing.connect(self._stop)
        self.names.chosen.connect(self.choose)
        self.head.written.connect(self._write)
        self.head.left.connect(self._to_the_list)
        self.list.opened.connect(self._open)
        self.list.moved.connect(self.move_to)
        self.list.stepped.connect(self.step)
        self.list.removal_wanted.connect(self.remove)
        self.list.left.connect(self._to_the_names)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_actions)

    # --- what is shown ---------------------------------------------------------------------------

    def come(self, story: StoryId | None = None) -> None:
        """Shows the window, in front, with a story or the one that was shown before."""
        if self.isMinimized():
            self.showNormal()
        if story is not None:
            self.choose(story)
        self.show()
        self.raise_()
        self.activateWindow()
        self._read()

    def choose(self, story: StoryId) -> None:
        """Shows this story."""
        self.head.store()
        self._wanted = story
        self._read()

    def story(self) -> Story | None:
        """The story that is shown."""
        return self._shown.story if self._shown else None

    def _follow(self, change: Change) -> None:
        if not change.edits or any(edit.key.kind in _TOUCHING for edit in change.edits):
            self._outdated = True
            if self.isVisible():
                self._timer.start()

    def _read(self) -> None:
        """Reads on a worker; what changes meanwhile is read once more at the end."""
        self._timer.stop()
        self._fill_names()
        if self._wanted is None:
            self._shown = None
            self.stack.setCurrentWidget(self._no_story)
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again, self._outdated = True, False, False
        task = self._session.run(
            self._session.read(stories.contents, self._wanted),
            done=self._show,
            failed=self._complain_unless_gone,
            name=_("Reading the story"),
        )
        task.ended.connect(self._read_again)

    def _read_again(self) -> None:
        self._reading = False
        if self._again:
            self._read()

    def _fill_names(self) -> None:
        """The stories by title; one that went leaves the next one shown."""
        found = self._session.library.stories()
        ids = [story.id for story in found]
        if self._wanted not in ids:
            row = max(0, min(self.names.currentRow(), len(found) - 1))
            self._wanted = ids[row] if ids else None
        self.names.fill(found, self._wanted)

    def _show(self, found: Contents) -> None:
        if found.story.id != self._wanted or self._outdated:
            return  # it is about to be read again: what was typed since is not in this one
        other = self._shown is None or self._shown.story.id != found.story.id
        chosen, current = self.list.chosen(), self.list.current()
        row, here = self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        self._shown = found
        self.stack.setCurrentIndex(0)
        self.head.show_story(found.story, told(found))
        self._body.setCurrentWidget(self.list if found.notes else self._empty)
        if self.items.show(found.notes):
            if other:
                self.list.scrollToTop()
                return
            self.list.verticalScrollBar().setValue(here)
            self.list.choose(chosen, current)
            if chosen and not self.list.chosen():
                self.list.choose_row(row)

    def _complain_unless_gone(self, error: GalleyError) -> None:
        if not isinstance(error, NotFound):
            self._complain(error)

    def _complain(self, error: GalleyError) -> None:
        if self.isActiveWindow():
            self.bar.warn(str(error))

    # --- what is done ----------------------------------------------------------------------------

    def _now(self) -> Story | None:
        """The story that is shown as the library has it."""
        try:
            return self._session.library.story(self._shown.story.id) if self._shown else None
        except NotFound:
            return None

    def _write(self) -> None:
        story = self._now()
        if story is not None:
            self._session.do(changes.edit_story(story, title=self.head.title, note=self.head.note))

    def save(self) -> None:
        """Stores what is being typed."""
        self.head.store()

    def move_to(self, chosen: Sequence[Item], row: int) -> None:
        """Puts these items before the one that is in a row now."""
        self._order(stories.moved(self._ids(), chosen, row))

    def step(self, by: int) -> None:
        """Moves what is chosen one row up (-1) or down (1)."""
        self._order(stories.stepped(self._ids(), self.list.chosen(), by))

    def _ids(self) -> list[Item]:
        return [each.id for each in self.items.notes]

    def _order(self, order: Sequence[Item]) -> None:
        story = self._now()
        if story is None or self._shown is None:
            return
        chosen, current = self.list.chosen(), self.list.current()
        if self._session.do(changes.order_story(story, order)):
            # At once, not when the worker is back: the next key acts on what is seen.
            by_id = {each.id: each for each in self.items.notes}
            self.items.show([by_id[id] for id in order])
            self.list.choose(chosen, current)

    def remove(self) -> None:
        """Takes what is chosen out of the story; it stays where it is."""
        story, chosen = self._now(), self.list.chosen()
        if story is None or not chosen:
            return
        if self._session.do(changes.out_of_story(story, chosen)):
            self.bar.say(
                ngettext(
                    "{count} item taken out of the story.",
                    "{count} items taken out of the story.",
                    len(chosen),
                ).format(count=len(chosen)),
                self._undo,
            )

    def delete(self) -> None:
        """Deletes the story; what was in it stays where it is."""
        self.head.store()
        story = self._now()
        if story is not None and self._session.do(changes.drop_story(story)):
            self.bar.say(_("“{story}” is deleted.").format(story=story.title), self._undo)

    def _open(self, noted: Noted) -> None:
        self.opened.emit(noted.article.id, noted.annotation.id if noted.annotation else None)

    def _offer_actions(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Go there")).triggered.connect(partial(self._open_row, index.row()))
        menu.addAction(_("Move up")).triggered.connect(partial(self._step, -1))
        menu.addAction(_("Move down")).triggered.connect(partial(self._step, 1))
        menu.addSeparator()
        menu.addAction(self._remove)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _open_row(self, row: int, _checked: bool = False) -> None:
        if row < len(self.items.notes):
            self._open(self.items.notes[row])

    def _step(self, by: int, _checked: bool = False) -> None:
        self.step(by)

    # --- out of the library ----------------------------------------------------------------------

    def export(self) -> None:
        """Asks how the articles of the story shall leave, whole."""
        self.head.store()
        story = self._now()
        if story is not None:
            self.export_wanted.emit(story)

    def copy_page(self) -> None:
        """Copies the story as Markdown, in its order; what stays here does not leave."""
        self.head.store()
        story = self._now()
        if story is not None:
            text, stayed = stories.page(stories.contents(self._session.library, story.id))
            QGuiApplication.clipboard().setText(text)
            self.bar.say(f"{_('The page is copied.')} {_stayed(stayed)}".strip())

    def copy_chosen(self) -> None:
        """Copies the chosen items as Markdown."""
        from reader.export.collected import quotations

        made = quotations(self.list.chosen_notes())
        if made.written:
            QGuiApplication.clipboard().setText(made.text)
        if made.written or made.stayed:
            copied = ngettext("{count} item copied.", "{count} items copied.", made.written)
            self.bar.say(f"{copied.format(count=made.written)} {_stayed(made.stayed)}".strip())

    def ask_for_page(self) -> None:
        """Asks for a place and writes the story there."""
        from reader.export.names import cleaned
        from ui.exporting import documents_folder
        from ui.file_dialogs import place_to_save

        self.head.store()
        story = self._now()
        if story is None:
            return
        name = cleaned(story.title) or _("Story")
        proposed = Path(self.folder or documents_folder()) / f"{name}{_SUFFIX}"
        path = place_to_save(self, _("Save the page"), proposed, _("Markdown (*.md)"))
        if path:
            self.write_page(path if path.suffix else path.with_suffix(_SUFFIX))

    def write_page(self, to: Path) -> None:
        """Writes the story to this file, on a worker."""
        story = self._now()
        if story is not None:
            self._session.run(
                self._session.read(stories.write_page, story.id, to),
                done=self._say_written,
                failed=self._complain,
                name=_("Exporting"),
            )

    def _say_written(self, result: tuple[Path, int]) -> None:
        path, stayed = result
        self.folder = str(path.parent)
        sentence = _("Written to {name}.").format(name=path.name)
        self.bar.say(f"{sentence} {_stayed(stayed)}".strip(), self._show_folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder))

    # --- keys ------------------------------------------------------------------------------------

    def _to_the_list(self) -> None:
        if self.list.current() is None:
            self.list.choose_row(0)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_the_names(self) -> None:
        self.names.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keyboard = self.focusWidget()
        if event.matches(QKeySequence.StandardKey.Copy) and keyboard is self.list:
            self.copy_chosen()
        elif event.key() == Qt.Key.Key_F2:
            self.head.edit_title()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and keyboard is self.names:
            self._to_the_list()
        elif event.key() == Qt.Key.Key_Delete and keyboard is self.names:
            self.delete()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    # --- Qt --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._read()

    def _stop(self) -> None:
        self._timer.stop()
        self.head.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.head.store()
        self._stop()
        self.bar.dismiss()
        keyboard = self.focusWidget()
        if keyboard is not None:
            keyboard.clearFocus()
        super().closeEvent(event)


def told(found: Contents) -> str:
    """One line about what is in a story."""
    marks = sum(each.annotation is not None for each in found.notes)
    counted = ngettext("{count} mark", "{count} marks", marks), marks
    drawn_on = ngettext("{count} article", "{count} articles", found.articles), found.articles
    parts = [words.format(count=count) for words, count in (counted, drawn_on) if count]
    hidden = len(found.story.items) - len(found.notes)
    if hidden:
        parts.append(_("{count} in the trash").format(count=hidden))
    return "  ·  ".join(parts)


def _take_keys(action: QAction, theirs: QAction) -> None:
    action.setShortcuts(theirs.shortcuts())


def _key_of(action: QAction | None) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) if action else ""


def _stayed(count: int) -> str:
    """What is said of notes that do not leave; nothing if there are none."""
    if not count:
        return ""
    return ngettext(
        "{count} private note stayed here.", "{count} private notes stayed here.", count
    ).format(count=count)
