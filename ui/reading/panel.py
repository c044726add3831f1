"""The pane that holds the page: its header, the page itself, the bar over selected words.

It shows one article of the session's library and keeps it as it changes. What is done to the
article it leaves to the window's actions; it only says what was selected and clicked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from reader.anchoring import carry_over
from reader.errors import GalleyError, NotFound
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    Document,
    Edit,
    Label,
    LabelId,
    Passage,
    Place,
    Record,
    Revision,
    StoredPicture,
    TraceKey,
    trimmed,
)
from reader.records import write_time
from ui import paint, parts, theme
from ui.gathering import Gathering
from ui.note_words import state_name
from ui.reading.bar import SelectionBar
from ui.reading.find_bar import FindBar
from ui.reading.head import page_head
from ui.reading.highlights import Mark
from ui.reading.hover import HoverMark, HoverNote
from ui.reading.images import Images
from ui.reading.looking import Looking
from ui.reading.old_version import OldVersionBar
from ui.reading.to_come import TextToComeBar
from ui.reading.typography import ReadingStyle
from ui.reading.view import ReadingView
from ui.session import Session

_NOTED_AFTER = 400
"""Milliseconds after the last scroll until the reading position is kept."""
_BEFORE = 3000
"""Characters above the place that is read from which on marks are put on the page first."""
_AT_THE_PLACE = 120
"""Code points by which the place that is read is known again in another version,"""
_TOO_LONG = 1_000_000
"""and those of both versions that are too many to look for it while the reader waits."""
_BAR_AWAY = 8
_SCROLL_BAR = 12
HEADER = 48

Current = tuple[Article, Revision, Document]


class _UnderHeader(QWidget):
    """The hairline under the header, shown while the page lies under it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.hairline(QPainter(self), 0, 0, self.width())


class ReadingPanel(parts.Pane):
    """Shows one article at a time; `current` is what is shown, or None."""

    opened = Signal(object)
    """ArticleId that is shown now, or None."""
    progressed = Signal(object, float)
    """ArticleId and the share of it that was read, when that was kept."""
    selected = Signal(object)
    """Passage of the current document without white space at its ends, or None."""
    mark_clicked = Signal(object)
    """AnnotationId, or None: a click beside all marks."""
    mark_activated = Signal(object)
    """AnnotationId: double click, or Enter while it is active."""
    link_clicked = Signal(str)
    text_wanted = Signal(object)
    """ArticleId whose text is still to come, and is wanted now."""

    def __init__(
        self, session: Session, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__("page", None, parent)
        self._session = session
        self._library = session.library
        self._current: Current | None = None
        self._asked: int | None = None
        """The revision that was asked for by its number; None follows the current one."""
        self._last: LabelId | None = None
        self._unsaved: tuple[int, float] | None = None
        self._progress = 0.0
        self._which: tuple[AnnotationId, int, int] | None = None
        self._save_timer = QTimer(self, singleShot=True, interval=_NOTED_AFTER)
        self._save_timer.timeout.connect(self.keep_position)
        self._gathering = Gathering(session, self)
        self._gathering.came.connect(self._show_gathered)
        self.view = ReadingView()
        self._make_header(actions)
        self._make_stack(actions)
        self._line = _UnderHeader(self)
        self._line.hide()
        self.bar = SelectionBar(self, actions)
        self.find_bar = FindBar(self)
        self.looking = Looking(self.view, self.find_bar)
        self._hover = HoverNote(self)
        self.view.say_mark = self._say_mark
        self.setFocusProxy(self.view)
        self._connect()
        self._take_labels()
        self._show_emptiness()

    def _make_header(self, actions: Mapping[str, QAction]) -> None:
        self._buttons = {
            id: parts.IconButton(actions[id], icon)
            for id, icon in _BUTTONS.items()
            if id in actions
        }
        self.list_button = self._buttons.get("list")
        """Shown by the window while the list has no room beside the page; likewise the notes'."""
        self.notes_button = self._buttons.get("notes")
        left = [self._buttons[id] for id in _LEFT if id in self._buttons]
        right = [self._buttons[id] for id in _RIGHT if id in self._buttons]
        self.column.addWidget(parts.header(*left, None, *right, height=HEADER))
        for button in (self.list_button, self.notes_button):
            if button is not None:
                button.hide()

    def _make_stack(self, actions: Mapping[str, QAction]) -> None:
        self._stack = QStackedWidget()
        adding = actions.get("add")
        self._nothing_yet = parts.EmptyState("page", "", " ", adding, actions.get("samples"))
        self._adding = adding
        self._say_how_to_add()
        if adding is not None:
            adding.changed.connect(self._say_how_to_add)
        self._nothing_open = parts.EmptyState(
            "page", _("Nothing is open"), _("Choose an article from the list.")
        )
        for page in (self.view, self._nothing_yet, self._nothing_open):
            self._stack.addWidget(page)
        self.version_bar = OldVersionBar()
        self.column.addWidget(self.version_bar)
        self.text_bar = TextToComeBar()
        self.column.addWidget(self.text_bar)
        self.column.addWidget(self._stack, 1)

    def _say_how_to_add(self) -> None:
        key = parts.key_of(self._adding) if self._adding is not None else ""
        sentence = (
            _("Paste a link, drop a file here, or press {key}.").format(key=key)
            if key
            else _("Paste a link or drop a file here.")
        )
        self._nothing_yet.say(_("Nothing to read yet"), sentence)

    def _connect(self) -> None:
        self._session.changed.connect(self._take_over)
        # What it says may no longer be so, and the mouse need not have moved.
        self._session.changed.connect(self._hover.hide)
        self.view.turned.connect(self._hover.hide)
        self.view.selected.connect(self._place_bar)
        self.view.verticalScrollBar().valueChanged.connect(self._follow_selection)
        self.view.moved_sideways.connect(self._follow_selection)
        self.view.scrolled.connect(self._line.setVisible)
        self.view.position_changed.connect(self._position_moved)
        self.view.selected.connect(self.selected)
        self.view.mark_clicked.connect(self.mark_clicked)
        self.view.mark_activated.connect(self.mark_activated)
        self.view.link_clicked.connect(self.link_clicked)
        self.view.hovered.connect(self._show_hovered)
        self.view.cycled.connect(self._say_which)
        self.view.mark_clicked.connect(self._hide_hover)
        self.bar.labelled.connect(self.set_last_label)
        self.version_bar.left.connect(self._show_current)
        self.text_bar.wanted.connect(self._want_text)

    # --- what is shown -----------------------------------------------------------------------

    @property
    def current(self) -> Current | None:
        """The article, the revision and the document that are shown."""
        return self._current

    @property
    def revision_asked(self) -> int | None:
        """The revision that was asked for by its number; None if it is the current one."""
        return self._asked

    def open(self, id: ArticleId | None, revision: int | None = None) -> bool:
        """Shows an article where it was left; True if it is shown now.

        With a number that revision of it, from its beginning, whatever becomes current meanwhile.
        Where the library cannot give it, `session.failed` says why and the page stays as it was.
        """
        self.keep_position()
        if id is None:
            self._close()
            return False
        try:
            self._load(id, self._kept(id) if revision is None else 0, revision)
        except GalleyError as error:
            self._session.failed.emit(error)
            return False
        self._session.trace(TraceKey("opened", id), write_time(self._session.now()))
        self._position_moved(*self.view.position())
        self.opened.emit(id)
        return True

    def go_to(self, passage: Passage) -> None:
        """Brings a passage into view and shows for a moment which it is.

        A jump is not reading: what was jumped over does not count as read.
        """
        self.view.go_to(passage)
        if self._unsaved is not None:
            self._unsaved = self._unsaved[0], self._progress

    def set_active(self, key: AnnotationId | None) -> None:
        """Makes one mark the active one."""
        self.view.set_active(key)

    def set_style(self, style: ReadingStyle) -> None:
        self.view.set_style(style)

    def place_of(self, id: str) -> QRect:
        """Where the header's button of an action is."""
        button = self._buttons[id]
        return QRect(button.mapTo(self, button.rect().topLeft()), button.size())

    def set_foot(self, widget: QWidget) -> None:
        """Puts a widget (the message bar) under the page; while it is shown, it pushes it up."""
        self.column.addWidget(widget)

    def _load(self, id: ArticleId, at: int, number: int | None) -> None:
        article = self._library.article(id)
        revision = self._library.revision(id, number)
        document = self._library.document(id, number)
        self._asked = number
        images = Images(self._library.pictures(id), self._library.blob)
        self._progress = self._kept_progress(id)
        self._current = article, revision, document
        self._stack.setCurrentWidget(self.view)
        self.view.show_document(document, page_head(article, revision, document), (), images, at=at)
        self._gathering.begin(id, revision.number, near=max(0, at - _BEFORE))
        self.version_bar.show_version(revision, article.revision)
        self.text_bar.show_for(article, revision, document)
        self._show_buttons()

    def _want_text(self) -> None:
        if self._current is not None:
            self.text_wanted.emit(self._current[0].id)

    def _show_current(self) -> None:
        if self._current is not None:
            self.open(self._current[0].id)

    def _close(self) -> None:
        self._gathering.stop()
        self._current = self._asked = None
        self.bar.hide()
        self.version_bar.hide()
        self.text_bar.hide()
        self.view.clear_document()
        self._show_emptiness()
        self.opened.emit(None)

    def _show_emptiness(self) -> None:
        if self._current is None:
            anything = self._library.count(ArticleQuery(shelf="all")) > 0
            self._stack.setCurrentWidget(self._nothing_open if anything else self._nothing_yet)
            self._line.hide()
        self._show_buttons()

    def _show_buttons(self) -> None:
        for id in _OF_THE_ARTICLE:
            if id in self._buttons:
                self._buttons[id].setVisible(self._current is not None)

    # --- marks -------------------------------------------------------------------------------

    def _show_gathered(self, marked: Sequence[tuple[Annotation, Place | None]]) -> None:
        """Puts marks on the page: first those in sight, the rest of many after it was painted."""
        labels = {label.id: label for label in self._library.labels()}
        for annotation, place in marked:
            mark = _mark(annotation, place, labels.get(annotation.label))
            if mark is not None:
                self.view.put_mark(mark)

    def _show_again(self, keys: Collection[AnnotationId]) -> None:
        """Brings these marks on the page up to date, and no others."""
        colours = {label.id: label for label in self._library.labels()}
        selected = self.view.selected_passage()
        for key in keys:
            mark = self._mark_now(key, colours)
            if mark is None:
                self.view.drop_mark(key)
                continue
            self.view.put_mark(mark)
            if mark.passage == selected:
                self.view.select(None)  # those words are marked now: nothing is left to mark

    def _mark_now(self, key: AnnotationId, labels: Mapping[LabelId, Label]) -> Mark | None:
        """How an annotation shows on the page now; None if it is gone or of another article."""
        assert self._current is not None
        article, revision, _document = self._current
        try:
            annotation = self._library.annotation(key)
        except NotFound:
            return None
        if annotation.article != article.id:
            return None
        place = self._library.place(key, revision.number)
        return _mark(annotation, place, labels.get(annotation.label))

    def show_again(self, id: AnnotationId) -> None:
        """Shows a mark as the library has it, whatever was tried with it on the page."""
        self._show_again([id])

    # --- what is said of a mark ----------------------------------------------------------------

    def _show_hovered(self, keys: tuple[AnnotationId, ...], beside: QRect) -> None:
        """Shows the notes of the marks that the mouse rests on."""
        if keys and not self.view.textCursor().hasSelection():
            self._tell(keys, beside)
        else:
            self._hover.hide()

    def _say_which(self, key: AnnotationId, which: int, of: int) -> None:
        """Says which of several marks a click has made the active one."""
        self._which = key, which, of

    def _hide_hover(self, key: AnnotationId | None) -> None:
        which, self._which = self._which, None
        beside = self.view.box_of(key) if key and which and which[0] == key else None
        if key is None or which is None or beside is None:
            self._hover.hide()
        else:
            self._tell([key], beside, which[1:])

    def _tell(
        self,
        keys: Sequence[AnnotationId],
        beside: QRect,
        counting: tuple[int, int] | None = None,
    ) -> None:
        told = [self._told(key) for key in keys]
        viewport = self.view.viewport()
        corner = viewport.mapTo(self, QPoint(0, 0))
        self._hover.show_marks(
            [each for each in told if each is not None],
            beside.translated(corner),
            QRect(corner, viewport.size()),
            counting,
        )

    def _told(self, key: AnnotationId) -> HoverMark | None:
        """What is said of a mark beside it; None if it is gone."""
        try:
            annotation = self._library.annotation(key)
        except NotFound:
            return None
        label = next((each for each in self._library.labels() if each.id == annotation.label), None)
        if label is None:
            return None
        return HoverMark(
            label.name,
            label.colour,
            annotation.note,
            annotation.tags,
            self._state_words(key),
            annotation.checked,
            annotation.private,
        )

    def _state_words(self, key: AnnotationId) -> str:
        assert self._current is not None
        place = self._library.place(key, self._current[1].number)
        if place is None or place.settled or place.state == "exact":
            return ""
        return state_name(place.state)

    def _say_mark(self, key: AnnotationId) -> str:
        """A mark as it is spoken of: its label, and its note if it has one."""
        told = self._told(key)
        if told is None:
            return ""
        return f"{told.label}: {told.note}" if told.note else told.label

    # --- changes -----------------------------------------------------------------------------

    def _take_over(self, change: Change) -> None:
        records = [_record(edit) for edit in change.edits]
        if change.what in ("mark", "label"):
            self._note_last_label(records)
        if any(isinstance(record, Label) for record in records):
            self._take_labels()
        if self._current is None:
            self._show_emptiness()
            return
        article = self._current[0].id
        if any(isinstance(record, Label) for record in records):
            self._gathering.begin(article, self._current[1].number, near=self.view.position()[0])
        if any(isinstance(each, Article) and each.id == article for each in records):
            self._article_changed(article)
        if self._current is None:  # it was deleted for good, and all that was on it
            return
        if any(isinstance(each, StoredPicture) and each.article == article for each in records):
            self._open_again()
        keys = {key for record in records for key in _annotations_in(record)}
        if keys:
            self._show_again(keys)

    def _article_changed(self, id: ArticleId) -> None:
        try:
            article = self._library.article(id)
        except GalleyError:  # undone, or deleted for good
            self._close()
            return
        assert self._current is not None
        before, revision, document = self._current
        self._current = article, revision, document
        if article.revision != before.revision or _head_differs(article, before):
            self._open_again()

    def _open_again(self) -> None:
        """Shows what the library has now at the words that are being read."""
        assert self._current is not None
        id, read = self._current[0].id, self._current[2].text
        try:
            now = self._library.document(id, self._asked).text
            self._load(id, offset_in(now, read, self.view.position()[0]), self._asked)
        except GalleyError as error:
            self._session.failed.emit(error)
            self._close()

    def _take_labels(self) -> None:
        self.bar.set_labels(self._session.labels(), self._last)

    def _note_last_label(self, records: Iterable[Record]) -> None:
        for record in records:
            if isinstance(record, Annotation):
                self.set_last_label(record.label)

    def set_last_label(self, label: LabelId | None) -> None:
        """Which label the bar shows as the one used last."""
        self._last = label
        self.bar.set_last(label)

    # --- the reading position ----------------------------------------------------------------

    def _kept(self, id: ArticleId) -> int:
        """Where the words now stand at which it was left."""
        match self._library.traced(TraceKey("position", id)):
            case [int() as offset, int() as revision] if offset > 0:
                return self._carried(id, offset, revision)
            case int() as offset if offset > 0:
                return offset
        return 0

    def _carried(self, id: ArticleId, offset: int, revision: int) -> int:
        if revision == self._library.article(id).revision:
            return offset
        before = self._library.document(id, revision).text
        return offset_in(self._library.document(id).text, before, offset)

    def _kept_progress(self, id: ArticleId) -> float:
        progress = self._library.traced(TraceKey("progress", id))
        return float(progress) if isinstance(progress, int | float) else 0.0

    def _position_moved(self, offset: int, progress: float) -> None:
        self._unsaved = offset, progress
        self._save_timer.start()

    def keep_position(self) -> None:
        """Keeps where the reader is; progress never goes back."""
        self._save_timer.stop()
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is None or self._current is None or self._asked is not None:
            return  # where one is in an old version says nothing about the current one
        id = self._current[0].id
        self._progress = max(self._progress, unsaved[1])
        try:
            revision = self._current[1].number
            self._library.trace(TraceKey("position", id), [unsaved[0], revision])
            self._library.trace(TraceKey("progress", id), self._progress)
        except GalleyError as error:
            self._session.failed.emit(error)
            return
        self.progressed.emit(id, self._progress)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_position()
        super().hideEvent(event)

    # --- the bar over the selection ----------------------------------------------------------

    def _place_bar(self, passage: Passage | None) -> None:
        lines = self.view.selection_lines() if passage is not None else None
        if lines is None:
            self.bar.hide()
            return
        viewport = self.view.viewport()
        corner = viewport.mapTo(self, QPoint(0, 0))
        page = QRect(corner, viewport.size())
        away = page.adjusted(_BAR_AWAY, _BAR_AWAY, -_BAR_AWAY, -_BAR_AWAY)
        first, last = (line.translated(corner) for line in lines)
        self.bar.show_beside(first, last, away)

    def _follow_selection(self) -> None:
        if self.view.textCursor().hasSelection():
            self._place_bar(self.view.selected_passage())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line.setGeometry(0, theme.scaled(HEADER) - 1, self.width(), 1)
        self._line.raise_()
        top = theme.scaled(HEADER)
        self.find_bar.place_in(self.rect().adjusted(0, top, -_SCROLL_BAR, 0))
        self._follow_selection()


_BUTTONS = {
    "list": "inbox",
    "back": "back",
    "forward": "forward",
    "type": "type",
    "star": "star",
    "archive": "archive",
    "export": "export",
    "more": "more",
    "notes": "notes",
}
_LEFT = ("list", "back", "forward")
_RIGHT = ("type", "star", "archive", "export", "more", "notes")
_OF_THE_ARTICLE = ("back", "forward", "type", "star", "archive", "export", "more")


def offset_in(now: str, before: str, offset: int) -> int:
    """Where the words at an offset of the text before stand in the text as it is now."""
    words = trimmed(before, Passage(offset, min(offset + _AT_THE_PLACE, len(before))))
    if now == before or words is None or len(now) + len(before) > _TOO_LONG:
        return offset
    [found] = carry_over(before, now, [words])
    return found.passage.start if found else offset


def _mark(annotation: Annotation, place: Place | None, label: Label | None) -> Mark | None:
    """How an annotation shows on the page; None if it has no place there."""
    if annotation.trashed or place is None or place.passage is None:
        return None
    return Mark(
        key=annotation.id,
        passage=place.passage,
        colour=label.colour if label else "grey",
        noted=bool(annotation.note),
        state="exact" if place.settled else place.state,
    )


def _record(edit: Edit) -> Record:
    record = edit.after if edit.after is not None else edit.before
    assert record is not None
    return record


def _annotations_in(record: Record) -> tuple[AnnotationId, ...]:
    match record:
        case Annotation(id=id):
            return (id,)
        case Place(annotation=id):
            return (id,)
        case _:
            return ()


def _head_differs(one: Article, other: Article) -> bool:
    return (one.site, one.bylines, one.published, one.url) != (
        other.site,
        other.bylines,
        other.published,
        other.url,
    )
