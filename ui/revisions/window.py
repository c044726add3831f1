"""The window of revisions: what an article said before, what it says now, and what was changed.

It stands beside the reading window, as the window of all notes does, and decides nothing: which
revision is current is the library's, to open one the reading window's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from reader.errors import GalleyError, NotFound
from reader.messages import _
from reader.model import Annotation, Article, ArticleId, Change, Label, Place, Record, Revision
from reader.revisions import before
from ui.parts import Chip, IconButton, LinkButton, MessageBar, Pane, Words, header
from ui.reading.images import Images
from ui.reading.typography import ReadingStyle
from ui.revisions import asking, words
from ui.revisions.asking import Compared, Marks, Shelf
from ui.revisions.comparing import ComparisonPanel, Strip
from ui.revisions.list import RevisionList
from ui.revisions.model import RevisionRows
from ui.session import Session

MakeCurrent = Callable[[ArticleId, int], object]

_USUAL = (1180, 780)
_LIST = 276
_ROOM_FOR_LIST = 760
_ROOM_FOR_COLUMNS = 780
_PATIENCE = 250
"""Milliseconds before it is said that two long texts are being compared."""


class RevisionsWindow(QWidget):
    """A window of its own beside the reader's; closing hides it."""

    opened = Signal(object, int, object)
    """ArticleId, the number of a revision of it to open, and the Passage to show there or None."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        parent: QWidget | None = None,
        *,
        make_current: MakeCurrent | None = None,
        style: ReadingStyle | None = None,
        remembered: str = "",
    ) -> None:
        """`actions` are the reader's window's, whose keys for undo count here too; `make_current`
        makes a revision the current one; `remembered` is what `geometry_kept` once gave."""
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._window_actions = actions
        self._make_it_current = make_current
        self._article: ArticleId | None = None
        self._shelf: Shelf | None = None
        self._pair: tuple[int, int] | None = None
        self._begins = False
        self._chosen = 0
        self._asked = 0
        self._counting = False
        self._outdated = False
        self.setWindowTitle(_("Revisions — Galley"))
        self.setMinimumSize(400, 360)
        self.rows = RevisionRows(self)
        self.list = RevisionList(self.rows)
        self.comparison = ComparisonPanel(style or ReadingStyle())
        self._make_actions()
        self._lay_out()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._say_comparing)
        self._connect()
        if not self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            self.resize(*_USUAL)
        self._suit()

    @property
    def geometry_kept(self) -> str:
        """Where the window stands and how large it is, in Qt's base64, to be remembered."""
        return self.saveGeometry().toBase64().toStdString()

    # --- parts -----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.next = self._action(_("Next change"), self._step_on, "J", "N")
        self.previous = self._action(_("Change before"), self._step_back, "K", "P")
        self.open_it = self._action(_("Open this revision"), self.open, "Return", "Enter")
        self.promote = self._action(_("Make current"), self.make_current)
        self.in_text = self._action(_("In the text"), self._choose_view, "1")
        self.beside = self._action(_("Side by side"), self._choose_view, "2")
        self.small = self._action(_("Spaces and quotes"), self._show_small)
        views = QActionGroup(self)
        for view in (self.in_text, self.beside):
            view.setCheckable(True)
            views.addAction(view)
        self.in_text.setChecked(True)
        self.small.setCheckable(True)
        self.older, self.newer = QAction(_("Older"), self), QAction(_("Newer"), self)
        for choice in (self.older, self.newer):
            choice.setMenu(QMenu(self))
        closing = self._action(_("Close"), self.close)
        closing.setShortcuts([QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)])
        self._take_over("undo", self._session.undo)
        self._take_over("redo", self._session.redo)

    def _action(self, name: str, act: Callable[[], object], *keys: str) -> QAction:
        action = QAction(name, self)
        action.triggered.connect(act)
        action.setShortcuts([QKeySequence(key) for key in keys])
        self.addAction(action)
        return action

    def _take_over(self, id: str, act: Callable[[], object]) -> None:
        """An action of the reader's window, by the keys that it has there."""
        theirs = self._window_actions.get(id)
        if theirs is not None:
            action = self._action(theirs.text(), act)
            action.setShortcuts(theirs.shortcuts())
            theirs.changed.connect(partial(_take_keys, action, theirs))

    def _lay_out(self) -> None:
        title = Words("", 17, 600)
        words.say(title, _("Revisions"))
        self.name = Words("", 13, tone="secondary")
        self.count = Words("", 12, tone="secondary")
        self.count.setAccessibleName(_("Which change is shown"))
        self.bar = MessageBar()
        head = header(
            title, 8, self.name, None, LinkButton(self.promote),
            LinkButton(self.open_it, weight=600), height=56, margins=(24, 0, 16, 0),
        )  # fmt: skip
        self._views = Chip(action=self.in_text), Chip(action=self.beside)
        self._small_chip = Chip(action=self.small)
        self._choosing = Strip(
            header(
                Chip(action=self.older), 2, Words(_("and"), 12, tone="secondary"), 2,
                Chip(action=self.newer), None, self._small_chip, 4, *self._views, 8, self.count, 4,
                IconButton(self.previous, "up"), IconButton(self.next, "down"),
                height=46, margins=(24, 0, 16, 0),
            )
        )  # fmt: skip
        self._left, right = Pane("panel", "right"), Pane("page")
        self._left.setFixedWidth(_LIST)
        self._left.column.setContentsMargins(0, 6, 0, 0)
        self._left.column.addWidget(self.list)
        right.column.addWidget(self._choosing)
        right.column.addWidget(self.comparison, 1)
        right.column.addWidget(self.bar)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._left)
        below.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Strip(head))
        whole.addLayout(below, 1)

    def _connect(self) -> None:
        self._session.changed.connect(self._follow)
        self._session.failed.connect(self._complain)
        self.list.chosen.connect(self.compare)
        self.list.doubleClicked.connect(self.open)
        self.comparison.stepped.connect(self._suit)

    # --- which article ---------------------------------------------------------------------------

    def come(self, article: ArticleId) -> None:
        """Shows the window, in front, with the newest revision of this article compared.

        Where the window is open with this article already, its choice of revisions stays.
        """
        self._begins = not self.isVisible()
        if article != self._article:
            self._article, self._pair, self._shelf = article, None, None
            self.name.setText("")
            self.rows.show(())
            self.comparison.clear()
        self._outdated = True
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._outdated:
            self._ask_for_shelf()

    @property
    def article(self) -> ArticleId | None:
        """The article whose revisions are shown."""
        return self._article

    @property
    def pair(self) -> tuple[int, int] | None:
        """The numbers of the two revisions that are compared, the older one first."""
        return self._pair

    def set_style(self, style: ReadingStyle) -> None:
        """Sets the pages as the reading window is set."""
        self.comparison.set_style(style)

    def _ask_for_shelf(self) -> None:
        if self._article is None or not self.isVisible():
            self._outdated = True
            return
        self._outdated = False
        self._session.run(
            self._session.read(asking.shelf, self._article),
            done=self._show_shelf, failed=self._fail, name=_("Reading the revisions"),
        )  # fmt: skip

    def _show_shelf(self, shelf: Shelf) -> None:
        if shelf.article.id != self._article:
            return
        self._shelf = shelf
        self.name.setText(shelf.article.title)
        self.rows.show(shelf.listed)
        numbers = [each.revision.number for each in shelf.listed]
        if self._begins or self._pair is None or not set(self._pair) <= set(numbers):
            self._begins = False
            other = before(self._revisions(), numbers[0])
            self._pair = (numbers[0] if other is None else other), numbers[0]
            self._chosen = numbers[0]
        self._offer()
        if len(numbers) < 2:
            self.comparison.say_only_one()
        elif self._shows(self._pair):
            self._ask_for_marks()
        else:
            self._compare()
        self._suit()

    def _revisions(self) -> list[Revision]:
        """The revisions, oldest first."""
        return [each.revision for each in reversed(self._shelf.listed)] if self._shelf else []

    # --- what is compared ------------------------------------------------------------------------

    def compare(self, number: int, with_: int | None = None) -> None:
        """Compares a revision with another one, by default the one before it; the first with the
        one after it."""
        other = before(self._revisions(), number) if with_ is None else with_
        if other is None:
            later = [each.number for each in self._revisions() if each.number > number]
            other = later[0] if later else number
        self._chosen = number
        pair = min(number, other), max(number, other)
        if pair[0] == pair[1] or pair == self._pair:
            self._offer()
            self._suit()
            return
        self._pair = pair
        self._offer()
        self._compare()

    def _compare(self) -> None:
        """Compares the two on a worker; only what was asked for last is shown."""
        assert self._article is not None
        assert self._pair is not None
        self._asked += 1
        self._patience.start()
        ask = self._session.read(asking.two, self._article, *self._pair, self.small.isChecked())
        self._session.run(
            ask, done=partial(self._show, self._asked), failed=self._fail, name=_("Comparing")
        )

    def _shows(self, pair: tuple[int, int] | None) -> bool:
        """Whether these two are on the page."""
        shown = self.comparison.shown
        return shown is not None and (shown.old.number, shown.new.number) == pair

    def _say_comparing(self) -> None:
        if not self._shows(self._pair):
            self.comparison.say_comparing()

    def _show(self, asked: int, compared: Compared) -> None:
        if asked != self._asked or compared.article.id != self._article:
            return
        self._patience.stop()
        self._suit_room()
        library = self._session.library
        pictures = Images(library.pictures(compared.article.id), library.blob)
        self.comparison.show_compared(compared, pictures, small=self.small.isChecked())
        self._note_seen(compared)
        self._suit()
        self._count_next()

    def _note_seen(self, compared: Compared) -> None:
        """Remembers that what a revision changed has been shown, and how much that is."""
        if not self.isVisible():
            return
        number, comparison = compared.new.number, compared.comparison
        key = asking.seen(compared.article.id)
        known = list(self._session.library.traced(key) or ())
        if number not in known:
            self._session.library.trace(key, [*known, number])
        self.rows.read(number)
        if compared.old.number == before(self._revisions(), number):
            self.rows.count(number, comparison.words_removed, comparison.words_added)

    def _ask_for_marks(self) -> None:
        """Brings the marks up to date; what was said before stays as it was."""
        shown = self.comparison.shown
        assert shown is not None
        numbers = shown.old.number, shown.new.number
        self._session.run(
            self._session.read(asking.marks, shown.article.id, *numbers, shown.woven),
            done=partial(self._show_marks, shown), failed=self._fail, name=_("Reading the marks"),
        )  # fmt: skip

    def _show_marks(self, of: Compared, marks: Marks) -> None:
        if of is self.comparison.shown:
            self.comparison.show_marks(marks)
            self._count_next()

    def _show_small(self) -> None:
        if self.comparison.shown is not None:
            self._compare()

    def _fail(self, error: GalleyError) -> None:
        self._patience.stop()
        if not isinstance(error, NotFound):
            self.bar.warn(str(error))
            self._stay_with_what_is_shown()
            return
        self.rows.show(())
        self._shelf = self._pair = None
        self.comparison.say_gone()
        self._suit()

    def _stay_with_what_is_shown(self) -> None:
        shown = self.comparison.shown
        if shown is not None:
            self._pair, self._chosen = (shown.old.number, shown.new.number), shown.new.number
            self._offer()
            self._choose_view()

    def _complain(self, error: GalleyError) -> None:
        if self.isActiveWindow():
            self.bar.warn(str(error))

    # --- how many words --------------------------------------------------------------------------

    def _count_next(self) -> None:
        """Counts on a worker what the newest uncounted revision changed, then the one before."""
        waiting = [
            each.revision.number
            for each in self.rows.listed()
            if each.removed is None and each.revision.number > 1
        ]
        if self._counting or not waiting or self._article is None or not self.isVisible():
            return
        self._counting = True
        self._session.run(
            self._session.read(asking.counted, self._article, waiting[0]),
            done=partial(self._take_count, self._article), failed=self._stop_counting,
            name=_("Counting words"),
        )  # fmt: skip

    def _take_count(self, article: ArticleId, counted: tuple[int, int, int]) -> None:
        self._counting = False
        if article == self._article:
            self.rows.count(*counted)
        self._count_next()

    def _stop_counting(self, _error: GalleyError) -> None:
        self._counting = False

    # --- what can be done ------------------------------------------------------------------------

    def _step_on(self) -> None:
        self.comparison.step(1)

    def _step_back(self) -> None:
        self.comparison.step(-1)

    def open(self) -> None:
        """Asks for the chosen revision to be opened as it was, at the difference shown."""
        if self._article is None or self._pair is None:
            return
        difference, passage = self.comparison.current, None
        if difference is not None:
            passage = difference.new if self._chosen == self._pair[1] else difference.old
        self.opened.emit(self._article, self._chosen, passage if passage else None)

    def make_current(self) -> None:
        """Makes the chosen revision the current one."""
        if self._make_it_current is not None and self._article is not None and self._pair:
            self._make_it_current(self._article, self._chosen)

    def _offer(self) -> None:
        """Fills the menus of the two that are compared."""
        assert self._pair is not None
        old, new = self._pair
        for action, chosen, other in ((self.older, old, new), (self.newer, new, old)):
            action.setText(words.name(chosen))
            menu = action.menu()
            assert isinstance(menu, QMenu)
            menu.clear()
            for each in reversed(self._revisions()):
                line = menu.addAction(f"{words.name(each.number)} · {words.when(each.captured)}")
                line.setCheckable(True)
                line.setChecked(each.number == chosen)
                line.setEnabled(each.number != other)
                line.triggered.connect(partial(self._choose_one, each.number, other))
        self.list.choose(self._chosen)

    def _choose_one(self, number: int, other: int, _checked: bool = False) -> None:
        """A choice of one of the two; what is opened is then the newer one."""
        self.compare(max(number, other), min(number, other))

    def _choose_view(self) -> None:
        self.comparison.set_beside(self.beside.isChecked() and self._has_room_for_columns())

    # --- what depends on what --------------------------------------------------------------------

    def _suit(self) -> None:
        """Brings everything that depends on what is shown up to date."""
        shown = self.comparison.shown
        article = self._shelf.article if self._shelf else None
        chosen = self._chosen if self._pair else None
        words.say(self.count, self.comparison.position)
        for action in (self.next, self.previous):
            action.setEnabled(bool(self.comparison.position))
        self.open_it.setVisible(chosen is not None)
        is_another = article is not None and chosen is not None and article.revision != chosen
        self.promote.setVisible(is_another and self._make_it_current is not None)
        self._choosing.setVisible(shown is not None)
        self.small.setVisible(
            shown is not None and any(each.small for each in shown.comparison.differences)
        )
        self._suit_room()

    def _suit_room(self) -> None:
        """Hides what there is no room for."""
        self._left.setVisible(self.width() >= _ROOM_FOR_LIST)
        roomy = self._has_room_for_columns()
        for chip in self._views:
            chip.setVisible(roomy)
        self._small_chip.setVisible(roomy and self.small.isVisible())
        self._choose_view()

    def _has_room_for_columns(self) -> bool:
        beside_list = _LIST if self.width() >= _ROOM_FOR_LIST else 0
        return self.width() - beside_list >= _ROOM_FOR_COLUMNS

    def _follow(self, change: Change) -> None:
        """Reads again what a change touches."""
        records = [each for edit in change.edits for each in (edit.before, edit.after)]
        if not change.edits or any(self._is_ours(record) for record in records):
            self._ask_for_shelf()

    def _is_ours(self, record: Record | None) -> bool:
        match record:
            case Article(id=id):
                return id == self._article
            case Revision(article=article) | Annotation(article=article):
                return article == self._article
            case Place() | Label():
                return True  # of whichever article: it is one more look
            case _:
                return False

    # --- Qt --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._ask_for_shelf()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._suit_room()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._patience.stop()
        self.bar.dismiss()
        keyboard = self.focusWidget()
        if keyboard is not None:
            keyboard.clearFocus()
        super().closeEvent(event)


def _take_keys(action: QAction, theirs: QAction) -> None:
    action.setShortcuts(theirs.shortcuts())
