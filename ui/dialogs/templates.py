"""Where templates are written, with what they make of the open article beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMessageBox,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)

from reader import paths
from reader.errors import BadTemplate, GalleyError
from reader.messages import _, ngettext
from reader.model import ArticleId
from reader.templates import Template, all_templates, keeps_round_trip, shelf
from ui import paint, theme
from ui.dialogs.frame import Frame
from ui.parts import KEYBOARD_REASONS, IconButton, MessageBar, Words
from ui.session import Session
from ui.templates.filling import Filling, Made
from ui.templates.preview import TemplatePreview
from ui.templates.shelf_list import TEMPLATE, TemplateDelegate, TemplateModel
from ui.templates.source import SourceField

_NARROW = 760
"""Below this width the list is a box to choose from, and the preview stands under the source."""

Answer = Literal["save", "discard", "stay"]


def new_source() -> str:
    """What a new template begins with."""
    about = _("Each mark with its note")
    return (
        f"{{#\nabout: {about}\nfile: {{{{ article.title }}}}\n#}}\n"
        '# {{ article.title|md("inline") }}\n\n'
        "{% for one in annotations %}\n"
        "{{ one.quote_md|quote_lines }}\n\n"
        "{% if one.note %}\n{{ one.note }}\n\n{% endif %}\n"
        "{% endfor %}\n"
    )


class TemplatesDialog(Frame):
    """Left the templates, in the middle the source of one, right what it makes.

    What Galley brings is copied before it is changed. Changes that are not saved stay while
    others are looked at, and are asked about at the end.
    """

    export_wanted = Signal(object)
    """Template: the open article is to be written by it, as it stands in the field."""

    def __init__(
        self,
        session: Session,
        article: ArticleId | None,
        window: QWidget | None = None,
        *,
        folder: Path | None = None,
        geometry: str = "",
    ) -> None:
        """`folder` is where her own lie; `geometry` is what `geometry_kept` once gave."""
        super().__init__(_("Templates"), window, width=440)
        self._session = session
        self._article = article
        self._folder = folder or paths.templates_folder()
        self._drafts: dict[str, str] = {}
        self._shown: Template | None = None
        self._seen = ""
        self._is_wrong = False
        self._filling: Filling | None = None
        self._make_actions()
        self._make_parts()
        self._lay_out()
        self._connect()
        if article is not None:
            self._filling = Filling(session, article, self._folder, self)
            self._filling.made.connect(self._show_made)
            self._filling.failed.connect(self._show_wrong)
            session.changed.connect(self._fill_again)
        self._show_all("")
        self.resize(1180, 720)
        kept = QByteArray.fromBase64(geometry.encode())
        if not kept.isEmpty():
            self.restoreGeometry(kept)
        self.list.setFocus()

    @property
    def geometry_kept(self) -> str:
        """Where and how large it is, for the next time."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    # --- its parts -------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.new = self._action(_("New template"), "Ctrl+N", self._new)
        self.duplicate = self._action(_("Duplicate"), "Ctrl+D", self._duplicate)
        self.rename = self._action(_("Rename"), "F2", self._ask_for_name)
        self.delete = self._action(_("Delete"), "", self._delete)
        self.save = self._action(_("Save"), "Ctrl+S", self._save)
        self._undo = QAction(_("Undo"), self)
        self._undo.triggered.connect(self._bring_back)
        self._deleted: Template | None = None

    def _action(self, words: str, key: str, do: Callable[[], None]) -> QAction:
        made = QAction(words, self)
        made.setShortcut(key)
        made.triggered.connect(do)
        self.addAction(made)
        return made

    def _make_parts(self) -> None:
        self.model = TemplateModel(self)
        self.list = _List(self)
        self.list.setModel(self.model)
        self.chooser = QComboBox(self)
        self.chooser.setModel(self.model)
        self.chooser.setAccessibleName(_("Template"))
        self.name = QLineEdit(self)
        self.name.setFont(theme.ui_font(14, 600))
        self.name.setAccessibleName(_("Name of the template"))
        self.source = SourceField(self)
        self.state = _State(self)
        self.preview = TemplatePreview(self._session.library.blob, self)
        self.messages = MessageBar(self)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        tools.addWidget(self.chooser, 1)
        for action, icon in ((self.new, "add"), (self.duplicate, "copy"), (self.delete, "trash")):
            tools.addWidget(IconButton(action, icon, self))
        tools.addStretch(0)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.name, self.source, self.state):
            column.addWidget(widget, 1 if widget is self.source else 0)
        self._split = _Split(self)
        for part, share in ((self.list, 0), (middle, 1), (self.preview, 1)):
            self._split.addWidget(part)
            self._split.setStretchFactor(self._split.count() - 1, share)
        self._split.setSizes([210, 460, 460])
        self.column.setSpacing(8)
        self.column.addLayout(tools)
        self.column.addWidget(self._split, 1)
        self.column.addWidget(self.messages)
        role = QDialogButtonBox.ButtonRole
        self._save_button = self.button(_("Save"), role.ActionRole)
        self._export_button = self.button(_("Export with it…"), role.ActionRole)
        self.button(_("Close"), role.RejectRole)

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.list.deleted.connect(self.delete.trigger)
        self.chooser.currentIndexChanged.connect(self._choose_row)
        self.name.editingFinished.connect(self._rename)
        self.source.textChanged.connect(self._typed)
        self.source.refused.connect(self._copy_to_change)
        self.preview.turned.connect(self._fill_at_once)
        self._save_button.clicked.connect(self.save.trigger)
        self._save_button.setToolTip(_("Save (Ctrl+S)"))
        self._export_button.clicked.connect(self._want_export)
        self._export_button.setToolTip(_("Write the open article by this template"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        self.list.setVisible(not narrow)
        self.chooser.setVisible(narrow)
        if self._split.orientation() != way:
            self._split.setOrientation(way)
            self._split.setSizes([210, 460, 460])

    # --- which one is shown ----------------------------------------------------------------------

    def _show_all(self, name: str) -> None:
        """The templates as they lie there now, and this one of them in the field."""
        self.model.show_all(all_templates(self._folder), frozenset(self._drafts))
        row = max(0, self.model.row_of(name))
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self._choose(index)

    def _choose_row(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def _choose(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        template = index.data(TEMPLATE)
        if not isinstance(template, Template):
            return
        self.chooser.setCurrentIndex(index.row())
        if template == self._shown:
            return
        self._shown = template
        self._is_wrong = False
        self.name.setText(template.name)
        self.name.setReadOnly(template.is_built_in)
        tip = _("Galley’s own. Write into it, and you write into a copy of your own.")
        self.name.setToolTip(tip if template.is_built_in else "")
        draft = self._drafts.get(template.name, template.source)
        self._seen = draft
        self.source.show_source(draft, read_only=template.is_built_in)
        self.preview.show_nothing(
            "" if self._article else _("Open an article to see what a template makes of it.")
        )
        self._show_state()
        self._fill_at_once()

    def current(self) -> Template | None:
        """The template as it stands in the field."""
        if self._shown is None:
            return None
        return replace(self._shown, source=self.source.toPlainText())

    # --- what it makes ---------------------------------------------------------------------------

    def _typed(self) -> None:
        template = self.current()
        if template is None or self._shown is None or template.source == self._seen:
            return  # Qt tells of new colours of the words as of new words.
        self._seen = template.source
        if template.source == self._shown.source:
            self._drafts.pop(template.name, None)
        else:
            self._drafts[template.name] = template.source
        self.model.show_changed(frozenset(self._drafts))
        self.source.mark(None)
        self._show_state()
        self._fill()

    def _fill(self, *, at_once: bool = False) -> None:
        template = self.current()
        if self._filling is not None and template is not None:
            self._filling.fill(template, as_it_reads=self.preview.as_it_reads, at_once=at_once)

    def _fill_at_once(self, _reading: bool = False) -> None:
        self._fill(at_once=True)

    def _fill_again(self, _change: object) -> None:
        self._fill()

    def _show_made(self, template: Template, made: Made) -> None:
        if template != self.current():
            return
        self._is_wrong = False
        self.source.mark(None)
        self.preview.show_made(made)
        self._show_state(comes_home=made.rendered.comes_home)

    def _show_wrong(self, template: Template, error: GalleyError) -> None:
        if template != self.current():
            return
        self._is_wrong = True
        if isinstance(error, BadTemplate) and error.template is None:
            self.source.mark(error.line, error.column)
        self.preview.dim()
        self.state.warn(error.sentence)
        self._allow()

    def _show_state(self, *, comes_home: bool | None = None) -> None:
        """Says whether what is changed in its file can come home, and what can be done now."""
        template = self.current()
        if template is None:
            return
        home = keeps_round_trip(template) if comes_home is None else comes_home
        if home:
            self.state.say(_("What you change in its file comes home."))
        else:
            self.state.say(
                _(
                    "Nothing comes home from its file: it does not show both {region} and "
                    "{footnotes}."
                ).format(region="{{ region }}", footnotes="{{ footnotes }}")
            )
        self._allow()

    def _allow(self) -> None:
        template = self._shown
        own = template is not None and not template.is_built_in
        self.save.setEnabled(template is not None and template.name in self._drafts)
        self._save_button.setEnabled(self.save.isEnabled())
        self.delete.setEnabled(own)
        self.rename.setEnabled(own)
        self._export_button.setEnabled(self._article is not None and not self._is_wrong)

    # --- what is done with them ------------------------------------------------------------------

    def _new(self) -> None:
        self._add(shelf.free_name(_("New template"), self._folder), new_source())
        self._ask_for_name()

    def _duplicate(self) -> None:
        template = self.current()
        if template is not None:
            self._add(shelf.free_name(template.name, self._folder), template.source)

    def _copy_to_change(self) -> None:
        """What Galley brings is about to be changed: a copy of it is changed instead."""
        cursor, scrolled = self.source.textCursor(), self.source.verticalScrollBar().value()
        start, end = cursor.anchor(), cursor.position()
        self._duplicate()
        if self.source.isReadOnly():
            return
        cursor = self.source.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        self.source.setTextCursor(cursor)
        self.source.verticalScrollBar().setValue(scrolled)
        self.messages.say(_("Galley’s own stays as it is. This is a copy of it, and yours."))

    def _add(self, name: str, source: str) -> None:
        try:
            shelf.save(Template(name, source), self._folder)
        except GalleyError as error:
            self.messages.warn(str(error))
            return
        self._show_all(name)

    def _save(self) -> None:
        template = self.current()
        kept = self._keep(template) if template is not None else None
        if kept is not None:
            self.messages.say(_("“{name}” is saved.").format(name=kept.name))
            self._show_all(kept.name)
            self._allow()

    def _keep(self, template: Template) -> Template | None:
        """Writes a draft of hers; None, with the reason said, if it cannot be written.

        Where another program has written its file meanwhile, it goes beside that.
        """
        read = self.model.template(template.name)
        if read is not None and shelf.is_written_since(read):
            name = shelf.free_name(template.name, self._folder)
            written = Template(name, template.source)
        else:
            written = template
        try:
            kept = shelf.save(written, self._folder)
        except GalleyError as error:
            self.messages.warn(str(error))
            return None
        self._drafts.pop(template.name, None)
        if self._shown is not None and self._shown.name == kept.name:
            self._shown = kept
        return kept

    def _ask_for_name(self) -> None:
        if not self.name.isReadOnly():
            self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.name.selectAll()

    def _rename(self) -> None:
        template, name = self._shown, self.name.text().strip()
        if template is None or template.is_built_in or name in ("", template.name):
            self.name.setText(template.name if template else "")
            return
        try:
            renamed = shelf.rename(template, name, self._folder)
        except GalleyError as error:
            self.name.setText(template.name)
            self.messages.warn(str(error))
            return
        draft = self._drafts.pop(template.name, None)
        if draft is not None:
            self._drafts[renamed.name] = draft
        self._show_all(renamed.name)

    def _delete(self) -> None:
        template = self.current()
        if template is None or template.is_built_in:
            return
        try:
            shelf.remove(template)
        except GalleyError as error:
            self.messages.warn(str(error))
            return
        self._deleted = template
        self._drafts.pop(template.name, None)
        self._show_all("")
        self.messages.say(_("“{name}” is deleted.").format(name=template.name), self._undo)

    def _bring_back(self) -> None:
        template, self._deleted = self._deleted, None
        if template is not None:
            self._add(shelf.free_name(template.name, self._folder), template.source)

    def _want_export(self) -> None:
        template = self.current()
        if template is not None:
            self.export_wanted.emit(template)

    # --- the end ---------------------------------------------------------------------------------

    def reject(self) -> None:
        """Esc, Close and the window's own button: not without asking about what is not saved."""
        if self._drafts:
            match self.answer():
                case "stay":
                    return
                case "save":
                    if not all(map(self._keep, self._unsaved())):
                        return
        self._drafts.clear()
        super().reject()

    def done(self, result: int) -> None:
        if self._filling is not None:
            self._filling.end()
        super().done(result)

    def _unsaved(self) -> list[Template]:
        return [
            replace(self.model.template(name) or Template(name, ""), source=draft)
            for name, draft in self._drafts.items()
        ]

    def answer(self) -> Answer:
        """What is to become of changes that are not saved."""
        count = len(self._drafts)
        asking = QMessageBox(self)
        asking.setIcon(QMessageBox.Icon.Question)
        asking.setText(
            ngettext(
                "{count} template has changes that are not saved.",
                "{count} templates have changes that are not saved.",
                count,
            ).format(count=count)
        )
        role = QMessageBox.ButtonRole
        save = asking.addButton(_("Save"), role.AcceptRole)
        discard = asking.addButton(_("Discard"), role.DestructiveRole)
        stay = asking.addButton(_("Go on editing"), role.RejectRole)
        asking.setDefaultButton(stay)
        asking.setEscapeButton(stay)
        asking.exec()
        chosen = asking.clickedButton()
        asking.deleteLater()
        return "save" if chosen is save else "discard" if chosen is discard else "stay"


class _Split(QSplitter):
    """Its handles are the space between the parts: they are grabbed and not seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(16)

    def createHandle(self) -> QSplitterHandle:
        return _Space(self.orientation(), self)


class _Space(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: the ground is seen."""


class _List(QListView):
    """The list of templates; Del asks for the current one to go."""

    deleted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = TemplateDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Templates"))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(150)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)


class _State(QWidget):
    """One sentence under the source; what is wrong has a sign before it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Words("", 12, tone="secondary", wrap=True, parent=self)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sign = _Sign(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        # Two lines, so that nothing moves while somebody types.
        self.setFixedHeight(theme.scaled(34))

    def say(self, sentence: str) -> None:
        self._sign.hide()
        self.sentence.setText(sentence)

    def warn(self, sentence: str) -> None:
        self._sign.show()
        self.sentence.setText(sentence)

    @property
    def is_warning(self) -> bool:
        return not self._sign.isHidden()


class _Sign(QWidget):
    """The sign for what is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(16, 16))
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = theme.current().labels["red"].text
        paint.icon(QPainter(self), "warn", QRectF(self.rect()), colour)
