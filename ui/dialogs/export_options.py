"""Asks how exports are written, for all of them from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from reader.export.inline import MarkStyle
from reader.export.options import USUAL, ExportOptions, Group, Order, PicturePlace
from reader.messages import _
from ui.dialogs.frame import Frame
from ui.parts import Words

_NAMES, _SPACE = 96, 8
"""Pixels for the names before the boxes, and between the two."""
_TICK = 26
"""Pixels before the words of a box to tick."""


class ExportOptionsDialog(Frame):
    """`options()` is what was chosen once it is accepted."""

    def __init__(self, options: ExportOptions, parent: QWidget | None = None) -> None:
        super().__init__(_("Export options"), parent, width=560)
        self.marks = _box(_("Marks"), mark_styles())
        self.pictures = _box(_("Pictures"), picture_places())
        self.order = _box(_("Order of the notes"), orders())
        self.group = _box(_("Headings above the notes"), groups())
        self.plain = QCheckBox(_("Quotes without formatting"))
        self.block_ids = QCheckBox(_("A name behind each quote"))
        self.app_links = QCheckBox(_("A link to the mark in Galley"))
        self._add_section(_("Markdown"))
        self._add_box(
            _("Marks"),
            self.marks,
            _("In the article. Obsidian and pandoc show ==, GitHub shows <mark>."),
        )
        self._add_box(
            _("Pictures"),
            self.pictures,
            _(
                "Beside the file they stay when the page goes. With an export of their article "
                "those that no text there names any more are removed."
            ),
        )
        self.column.addSpacing(4)
        self._add_section(_("Markdown, notes only"))
        self._add_box(
            _("Order"),
            self.order,
            _("Which quote comes first; notes of one label stand as in the text."),
        )
        self._add_box(
            _("Headings"),
            self.group,
            _("Above each group of notes. What has two tags stands under both."),
        )
        self._add_check(
            self.plain,
            _("No bold, italics or links in them. Pictures and what the page struck out stay."),
        )
        self._add_check(
            self.block_ids,
            _("^k7f3q9, invisible in Obsidian, where [[File#^k7f3q9]] leads to the quote."),
        )
        self._add_check(
            self.app_links,
            _("A second link, galley://…, names mark and article for tools of your own."),
        )
        role = QDialogButtonBox.ButtonRole
        self.save = self.button(_("Save"), role.AcceptRole)
        self.save.setDefault(True)
        self.button(_("Cancel"), role.RejectRole)
        self.usual = self.button(_("As usual"), role.ResetRole)
        self.usual.clicked.connect(self._show_usual)
        self._show(options)
        self.marks.setFocus()

    def options(self) -> ExportOptions:
        return ExportOptions(
            marks=mark_styles()[self.marks.currentIndex()][0],
            pictures=picture_places()[self.pictures.currentIndex()][0],
            order=orders()[self.order.currentIndex()][0],
            group=groups()[self.group.currentIndex()][0],
            plain=self.plain.isChecked(),
            block_ids=self.block_ids.isChecked(),
            app_links=self.app_links.isChecked(),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its sentences need: a layout counts them at a width of its own choice."""
        self.setMinimumHeight(self.heightForWidth(self.width()))
        super().showEvent(event)

    def _show(self, options: ExportOptions) -> None:
        self.marks.setCurrentIndex(self.marks.findData(options.marks))
        self.pictures.setCurrentIndex(self.pictures.findData(options.pictures))
        self.order.setCurrentIndex(self.order.findData(options.order))
        self.group.setCurrentIndex(self.group.findData(options.group))
        self.plain.setChecked(options.plain)
        self.block_ids.setChecked(options.block_ids)
        self.app_links.setChecked(options.app_links)

    def _show_usual(self) -> None:
        self._show(USUAL)

    # --- rows ------------------------------------------------------------------------------------

    def _add_section(self, name: str) -> None:
        self.column.addWidget(Words(name, 13, 600))

    def _add_box(self, name: str, box: QComboBox, sentence: str) -> None:
        label = Words(name, 13, tone="secondary")
        label.setBuddy(box)
        label.setFixedWidth(_NAMES)
        line = QHBoxLayout()
        line.setSpacing(_SPACE)
        line.addWidget(label)
        line.addWidget(box, 1)
        self._add_told(line, box, sentence, indent=_NAMES + _SPACE)

    def _add_check(self, check: QCheckBox, sentence: str) -> None:
        line = QHBoxLayout()
        line.addWidget(check)
        self._add_told(line, check, sentence, indent=_TICK)

    def _add_told(self, line: QHBoxLayout, widget: QWidget, sentence: str, *, indent: int) -> None:
        """A row, and below it the sentence that says what it does."""
        widget.setAccessibleDescription(sentence)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addSpacing(indent)
        below.addWidget(Words(sentence, 12, tone="secondary", wrap=True), 1)
        row = QVBoxLayout()
        row.setSpacing(4)
        row.addLayout(line)
        row.addLayout(below)
        self.column.addLayout(row)


def mark_styles() -> Sequence[tuple[MarkStyle, str]]:
    """How a mark can be written, the usual first; so the others."""
    return (("equals", _("==words==")), ("html", _("<mark>words</mark>")))


def picture_places() -> Sequence[tuple[PicturePlace, str]]:
    return (
        ("attachments", _("Beside the file, in “attachments”")),
        ("web", _("At their address on the web")),
        ("none", _("Only their words")),
    )


def orders() -> Sequence[tuple[Order, str]]:
    return (
        ("text", _("As in the text")),
        ("label", _("By label")),
        ("time", _("As they were made")),
    )


def groups() -> Sequence[tuple[Group, str]]:
    return (
        ("none", _("None")),
        ("heading", _("The headings of the article")),
        ("label", _("The labels")),
        ("tag", _("The tags")),
    )


def _box(name: str, choices: Sequence[tuple[Any, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, words in choices:
        box.addItem(words, value)
    return box
