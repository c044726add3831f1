"""The window of all notes: every annotation of the library and every article's note, searched as
one types, filtered and grouped; read, decided on and collected in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from reader.errors import GalleyError, NotFound
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Change,
    Label,
    Record,
    Story,
    Tag,
)
from reader.noted import Noted, NoteOrder, NotesQuery
from reader.values import dataclass
from ui import paint
from ui.all_notes import decisions
from ui.all_notes.filters import Filters
from ui.all_notes.list import DELETE, NotesList
from ui.all_notes.model import NoteRows
from ui.all_notes.rows import Grouping, Groups, Heading, Row
from ui.into_story import IntoStory
from ui.looks import Looks
from ui.parts import EmptyState, IconButton, MessageBar, Pane, SearchField, Words, header
from ui.session import Session

_SEARCH_AFTER = 120
"""Milliseconds: letters that come together are searched once."""
_USUAL = (1120, 760)
_SUFFIX = ".md"

Known = dict[AnnotationId | ArticleId, Noted]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the window shows for a query, and what there is to ask for."""

    query: NotesQuery
    grouping: Grouping
    notes: tuple[Noted, ...]
    rows: tuple[Row, ...]
    total: int
    labels: tuple[Label, ...]
    tags: tuple[Tag, ...]
    stories: tuple[Story, ...]


def answer(
    reader: Reader, query: NotesQuery, grouping: Grouping, known: Known, total: int | None
) -> Answer:
    """Asks the library; what is `known` is not read, and a `total` not counted, again.

    May run on a worker.
    """
    notes = reader.noted(query, known=known)
    stories = reader.stories()
    return Answer(
        query,
        grouping,
        notes,
        Groups(grouping, stories).rows(notes),
        reader.count_noted() if total is None else total,
        tuple(label for label in reader.labels() if not label.retired),
        tuple(reader.tags().values()),
        stories,
    )


def _take_keys(action: QAction, theirs: QAction) -> None:
    action.setShortcuts(theirs.shortcuts())


class AllNotesWindow(QWidget):
    """A window of its own beside the reader's; closing hides it."""

    opened = Signal(object, object)
    """ArticleId, and the AnnotationId to show there; None for the note of the article."""

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
        `geometry_kept` once gave; `folder` is where exports begin."""
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._window_actions = actions
        self.folder = folder
        self._into = IntoStory(session, self._say_how_many, self)
        self._known: Known = {}
        self._total: int | None = None
        self._asking = False
        self._again = False
        self._outdated = True
        self._answered: tuple[NotesQuery, Grouping] | None = None
        self._sort: NoteOrder = "text"
        self.setWindowTitle(_("All notes — Galley"))
        self.setMinimumSize(480, 360)
        self._make_actions()
        self._make_header()
        self._make_list()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_SEARCH_AFTER)
        self._pause.timeout.connect(self._ask)
        self._connect()
        if not self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            self.resize(*_USUAL)

    @property
    def geometry_kept(self) -> str:
        """Where the window stands and how large it is, in Qt's base64, to be remembered."""
        return self.saveGeometry().toBase64().toStdString()

    # --- parts -----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._export = self._action(_("Export what is shown"), self.export, "export")
        self._copy = self._action(_("Copy as Markdown"), self.copy)
        self._undo = self._action(_("Undo"), self._session.undo, "undo")
        self._action(_("Redo"), self._session.redo, "redo")
        self._action(_("Find"), self._to_the_field, "find")
        self._action(_("Close"), self.close).setShortcut(QKeySequence.StandardKey.Close)
        self._clear = QAction(_("Clear filters"), self)
        self._clear.triggered.connect(self.clear)
        self._show_folder = QAction(_("Show in its folder"), self)
        self._show_folder.triggered.connect(self._open_folder)
        self._sorting = QAction(_("Sort"), self)
        self._sorting.setMenu(self._sort_menu())

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

    def _sort_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        names: tuple[tuple[NoteOrder, str], ...] = (
            ("text", _("In text order")),
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
        )
        for sort, name in names:
            line = menu.addAction(name)
            line.setCheckable(True)
            line.setChecked(sort == self._sort)
            group.addAction(line)
            line.triggered.connect(partial(self.sort, sort))
        return menu

    def _make_header(self) -> None:
        self.count = Words("", 13, tone="secondary")
        self.count.setAccessibleName(_("How many notes are shown"))
        self.search_field = SearchField(_("Search quotes, notes and tags"), height=36)
        self.search_field.setMinimumWidth(180)
        self.search_field.setMaximumWidth(440)
        self.filters = Filters()

    def _make_list(self) -> None:
        self.looks = Looks(self._session, self)
        self.rows = NoteRows(self.looks, self)
        self.list = NotesList(self.rows, self.looks)
        self._blank = QWidget()
        self._no_notes = EmptyState("note", _("No notes yet"), _("Select words to mark them."))
        self._nothing_found = EmptyState("search", _("Nothing found"), " ", link=self._clear)
        self.stack = QStackedWidget()
        for each in (self._blank, self.list, self._no_notes, self._nothing_found):
            self.stack.addWidget(each)

    def _lay_out(self) -> None:
        title = Words(_("All notes"), 17, 600)
        sort, export = IconButton(self._sorting, "sort"), IconButton(self._export, "export")
        above, below = _Head("panel"), Pane("page")
        head = header(
            title, 6, self.count, None, self.search_field, 12, sort, export,
            height=64, margins=(32, 0, 26, 0),
        )  # fmt: skip
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        row.setStretchFactor(self.search_field, 3)
        above.column.addWidget(head)
        above.column.addWidget(self.filters)
        self.bar = MessageBar()
        below.column.addWidget(self.stack, 1)
        below.column.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(below, 1)

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self._session.failed.connect(self._complain)
        self.search_field.textChanged.connect(self._wait_for_more)
        self.search_field.returnPressed.connect(self._to_the_list)
        self.search_field.left.connect(self.close)
        self.filters.changed.connect(self._ask)
        self.list.opened.connect(self._open)
        self.list.left.connect(self._to_the_field)
        self.list.pressed_key.connect(self._act)
        self.list.stayed.connect(self._say_stayed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_actions)

    # --- what is shown ---------------------------------------------------------------------------

    def come(self) -> None:
        """Shows the window, in front, with the keyboard in its field."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self._to_the_field()

    def query(self) -> NotesQuery:
        """What is asked for now."""
        words = self.search_field.text().strip()
        return self.filters.asked(NotesQuery(words=words, sort=self._sort))

    def sort(self, by: NoteOrder, _checked: bool = False) -> None:
        """Puts the notes into another order."""
        self._sort = by
        self._ask()

    def clear(self) -> None:
        """Takes away every filter and every word."""
        self.search_field.clear()
        self.filters.clear()
        self._ask()

    def _wait_for_more(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        """Reads on a worker; what is asked meanwhile is asked once more at the end."""
        self._pause.stop()
        if self._asking or not self.isVisible():
            self._again = self._outdated = True
            return
        self._asking, self._again, self._outdated = True, False, False
        asked = self.query(), self.filters.grouping
        ask = self._session.read(answer, *asked, dict(self._known), self._total)
        self._session.run(ask, done=self._show, failed=self._fail, name=_("Searching"))

    def _fail(self, error: GalleyError) -> None:
        self._asking = False
        self._complain(error)

    def _show(self, found: Answer) -> None:
        self._asking = False
        if self._again:
            self._ask()  # she has typed on, or the library has moved on
            return
        self._known |= {note.id: note for note in found.notes}
        self._total = found.total
        self.filters.offer(found.labels, found.tags, found.stories)
        asked = (found.query, found.grouping)
        if asked == self._answered:
            self._bring_up_to_date(found.rows)
        else:
            self.list.scrollToTop()
            self.rows.show(found.rows)
        self._answered = asked
        self._tell(found)

    def _bring_up_to_date(self, rows: Sequence[Row]) -> None:
        """Rows that stay keep their place in sight and stay selected."""
        here, selected = self.list.currentIndex(), self.list.selected_keys()
        line, row = self.rows.line(here), here.row()
        current = None if line is None else (line.group, line.noted.id)
        at = self.list.verticalScrollBar().value()
        if not self.rows.take(rows):
            self.list.keep(selected, current)
            self.list.verticalScrollBar().setValue(at)
        if line is not None and not self.list.selected() and selected:
            self.list.choose_row(min(row, self.rows.rowCount() - 1))  # it went: the next one

    def _tell(self, found: Answer) -> None:
        shown, number = len(found.notes), QLocale().toString
        some = _("{shown} of {total}").format(shown=number(shown), total=number(found.total))
        whole = number(found.total) if found.total else ""
        self.count.setText(whole if shown == found.total else some)
        # A label's own width is cut to whole pixels, and the last digit would be elided.
        self.count.setMinimumWidth(ceil(paint.advance(self.count.text(), self.count.font())) + 1)
        self._export.setEnabled(bool(shown))
        if shown:
            self.stack.setCurrentWidget(self.list)
            return
        had_keyboard = self.list.hasFocus()
        self.stack.setCurrentWidget(self._nothing_found if found.total else self._no_notes)
        if had_keyboard:
            self._to_the_field()
        words = found.query.words
        self._nothing_found.say(
            _("Nothing found"),
            _("No note here has “{words}”.").format(words=words)
            if words
            else _("No note is of this kind."),
        )

    def _follow(self, change: Change) -> None:
        """Reads again what a change touches."""
        self._total = None
        self.looks.follow(change)
        if not change.edits:
            self._known.clear()
        for edit in change.edits:
            for record in (edit.before, edit.after):
                self._forget(record)
        self._ask()

    def _forget(self, record: Record | None) -> None:
        match record:
            case Annotation(id=id):
                self._known.pop(id, None)
            case Article(id=id):
                of_it = [key for key, note in self._known.items() if note.article.id == id]
                for key in of_it:
                    del self._known[key]
            case Label() | Story():
                self._known.clear()
            case _:
                return  # a place: states are never taken from what is known

    # --- what is done ----------------------------------------------------------------------------

    def _open(self, noted: Noted) -> None:
        self.opened.emit(noted.article.id, noted.annotation.id if noted.annotation else None)

    def _act(self, key: str) -> None:
        """A key on the selection: a label's number, C, P or Delete."""
        labels = self._session.labels()
        if key.isdecimal() and 0 < int(key) <= len(labels):
            self.label(labels[int(key) - 1])
        elif key == "C":
            self._do(decisions.next_checked(self.marks(), at=self._session.now()))
        elif key == "P":
            self._do(decisions.turned_private(self.marks(), at=self._session.now()))
        elif key == DELETE:
            self.remove()

    def marks(self) -> list[Annotation]:
        """The selected annotations as the library has them now; those in the trash are not."""
        found = []
        for noted in self.list.selected():
            try:
                mark = noted.annotation and self._session.library.annotation(noted.annotation.id)
            except NotFound:
                continue
            if mark and mark.trashed is None:
                found.append(mark)
        return found

    def label(self, label: Label) -> None:
        """Puts the selected notes under this label."""
        marks = self.marks()
        if self._do(decisions.relabelled(marks, label, at=self._session.now())):
            self._say_how_many(
                ngettext("{count} note is {label} now.", "{count} notes are {label} now.",
                         len(marks)).format(count=len(marks), label=label.name),
            )  # fmt: skip

    def remove(self) -> None:
        """Moves the selected notes to the trash."""
        marks = self.marks()
        if self._do(decisions.removed(marks, at=self._session.now())):
            self._say_how_many(
                ngettext("{count} note is in the trash.", "{count} notes are in the trash.",
                         len(marks)).format(count=len(marks)),
            )  # fmt: skip

    def _do(self, change: Change | None) -> bool:
        return self._session.do(change)

    def _say_how_many(self, sentence: str) -> None:
        self.bar.say(sentence, self._undo)

    def _offer_actions(self, at: QPoint) -> None:
        if self.rows.line(self.list.indexAt(at)) is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, label in enumerate(self._session.labels(), 1):
            line = menu.addAction(f"{label.name.replace('&', '&&')}\t{number}")
            line.triggered.connect(partial(self._act, str(number)))
        menu.addSeparator()
        for name, key in (
            (_("Check: holds, wrong, open"), "C"),
            (_("Stays here"), "P"),
            (_("Move to trash"), DELETE),
        ):
            shown = _("Del") if key == DELETE else key
            menu.addAction(f"{name}\t{shown}").triggered.connect(partial(self._act, key))
        menu.addSeparator()
        self._into.fill(menu.addMenu(_("Into a story")), [each.id for each in self.list.selected()])
        menu.addSeparator()
        menu.addAction(self._copy)
        menu.popup(self.list.viewport().mapToGlobal(at))

    # --- out of the library ----------------------------------------------------------------------

    def copy(self) -> None:
        """Copies the selected notes as Markdown; those that stay here do not leave."""
        # Here and not above: the window opens without loading the exporters.
        from reader.export.collected import quotations

        made = quotations(self.list.selected())
        if made.written:
            QGuiApplication.clipboard().setText(made.text)
        if made.written or made.stayed:
            copied = ngettext("{count} note copied.", "{count} notes copied.", made.written)
            self.bar.say(f"{copied.format(count=made.written)} {_stayed(made.stayed)}".strip())

    def _say_stayed(self, count: int) -> None:
        self.bar.say(_stayed(count))

    def export(self) -> None:
        """Asks for a place and writes there what is shown."""
        from ui.exporting import documents_folder
        from ui.file_dialogs import place_to_save

        proposed = Path(self.folder or documents_folder()) / f"{_('Notes')}{_SUFFIX}"
        path = place_to_save(self, _("Export"), proposed, _("Markdown (*.md)"))
        if path:
            self.write(path if path.suffix else path.with_suffix(_SUFFIX))

    def write(self, to: Path) -> None:
        """Writes what is shown to this file, on a worker."""
        rows = tuple(self.rows.rows())
        self._session.run(
            partial(written, rows, to), done=self._say_written, failed=self._complain,
            name=_("Exporting"),
        )  # fmt: skip

    def _say_written(self, result: tuple[Path, int]) -> None:
        path, stayed = result
        self.folder = str(path.parent)
        sentence = _("Written to {name}.").format(name=path.name)
        self.bar.say(f"{sentence} {_stayed(stayed)}".strip(), self._show_folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder))

    def _complain(self, error: GalleyError) -> None:
        if self.isActiveWindow():
            self.bar.warn(str(error))

    # --- keys ------------------------------------------------------------------------------------

    def _to_the_field(self) -> None:
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def _to_the_list(self) -> None:
        if self.stack.currentWidget() is not self.list:
            return
        if self.list.current() is None:
            self.list.choose_row(0)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.focusWidget() is self.search_field:
            self._to_the_list()
        elif event.matches(QKeySequence.StandardKey.Copy) and self.focusWidget() is self.list:
            self.copy()
        elif event.key() == Qt.Key.Key_Escape:
            self._to_the_field()
        else:
            super().keyPressEvent(event)

    # --- Qt --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._ask()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._pause.stop()
        self.bar.dismiss()
        keyboard = self.focusWidget()
        if keyboard is not None:
            keyboard.clearFocus()
        super().closeEvent(event)


class _Head(Pane):
    """The ground of field and chips, over a hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint.hairline(QPainter(self), 0, self.height() - 1, self.width())


def written(rows: Sequence[Row], to: Path) -> tuple[Path, int]:
    """Writes these rows as Markdown: where, and how many notes stayed here. Raises WriteFailed."""
    from reader.export.collected import Section, collected
    from reader.export.files import write_atomically

    kept: list[tuple[str, list[Noted]]] = []
    for row in rows:
        if isinstance(row, Heading):
            kept.append((row.title, []))
        else:
            kept[-1][1].append(row.noted)
    sections = [Section(heading, tuple(notes)) for heading, notes in kept]
    made = collected(sections)
    write_atomically(to, made.text)
    return to, made.stayed


def _stayed(count: int) -> str:
    """What is said of those that do not leave; nothing if there are none."""
    if not count:
        return ""
    return ngettext(
        "{count} private note stayed here.", "{count} private notes stayed here.", count
    ).format(count=count)
