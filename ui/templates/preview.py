"""What a template makes of the open article: its Markdown, or that as it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPlainTextEdit,
    QStackedLayout,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reader.errors import GalleyError
from reader.messages import _
from reader.model import Sha256
from ui import theme
from ui.decoding import decoded
from ui.parts import Chip, Words, header
from ui.templates.filling import Made

_MOST = 300_000
"""Characters that are shown of a long file."""
_VEIL = 0.55
_WIDEST = 360
"""Pixels of a picture in a preview."""

Blob = Callable[[Sha256], bytes]


class TemplatePreview(QWidget):
    """The last thing that was made; dimmed while something newer cannot be."""

    turned = Signal(bool)
    """It shall show what is made as it reads, or its Markdown."""

    def __init__(self, blob: Blob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: Made | None = None
        self.markdown_chip, self.reading_chip = Chip(_("Markdown")), Chip(_("As it reads"))
        self._chips = QButtonGroup(self)
        for chip, tip in (
            (self.markdown_chip, _("The preview shows what is written")),
            (self.reading_chip, _("The preview shows what others will see")),
        ):
            chip.setToolTip(tip)
            chip.setAccessibleName(chip.text())
            self._chips.addButton(chip)
        self.markdown_chip.setChecked(True)
        self.reading_chip.toggled.connect(self._turn)
        self.markdown = _Markdown(self)
        self.page = _Page(blob, self)
        self.nothing = Words("", 13, tone="secondary", wrap=True, parent=self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setContentsMargins(24, 24, 24, 24)
        self.file = Words("", 12, tone="secondary", parent=self)
        self._ground = QWidget(self)
        self._stack = QStackedLayout(self._ground)
        for each in (self.nothing, self.markdown, self.page):
            self._stack.addWidget(each)
        self._veil = _Veil(self._ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head())
        column.addWidget(self._ground, 1)
        column.addWidget(self.file)

    def _head(self) -> QWidget:
        parts = (Words(_("Preview"), 13, 600), None, self.markdown_chip, 4, self.reading_chip)
        return header(*parts, height=32, margins=(0, 0, 0, 0))

    @property
    def as_it_reads(self) -> bool:
        return self.reading_chip.isChecked()

    @property
    def is_dimmed(self) -> bool:
        return not self._veil.isHidden()

    def show_made(self, made: Made) -> None:
        """Shows this; where the reader was in it stays."""
        self._made = made
        self._veil.hide()
        name = made.rendered.name
        self.file.setText(_("File: {name}.md").format(name=name) if name else "")
        self._show()

    def dim(self) -> None:
        """What is seen is not what the source says now."""
        if self._made is not None:
            self._veil.show()
            self._veil.raise_()

    def show_nothing(self, why: str) -> None:
        """There is nothing to show."""
        self._made = None
        self._veil.hide()
        self.file.setText("")
        self.nothing.setText(why)
        self._stack.setCurrentWidget(self.nothing)

    def _turn(self, reading: bool) -> None:
        self.turned.emit(reading)
        self._show()

    def _show(self) -> None:
        made = self._made
        if made is None:
            return
        if not self.as_it_reads:
            _kept_in_place(self.markdown, lambda: self.markdown.show_text(made.rendered.text))
            self._stack.setCurrentWidget(self.markdown)
        elif made.html is not None:
            html = made.html
            _kept_in_place(self.page, lambda: self.page.show_html(html, made.pictures))
            self._stack.setCurrentWidget(self.page)


def _kept_in_place(view: QPlainTextEdit | QTextBrowser, change: Callable[[], None]) -> None:
    """Changes what a view shows without scrolling it."""
    bar = view.verticalScrollBar()
    at = bar.value()
    change()
    bar.setValue(min(at, bar.maximum()))


class _Markdown(QPlainTextEdit):
    """The Markdown, to be read and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(theme.mono_font(theme.scaled(13)))
        self.setAccessibleName(_("Preview, as Markdown"))

    def show_text(self, text: str) -> None:
        cut = text[:_MOST] + ("…" if len(text) > _MOST else "")
        if self.toPlainText() != cut:
            self.setPlainText(cut)


class _Page(QTextBrowser):
    """HTML of the child's own making. It loads pictures of this article from the library, and
    nothing from anywhere else; links lead nowhere from here."""

    def __init__(self, blob: Blob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blob = blob
        self._html = ""
        self._pictures: Mapping[str, Sha256] = {}
        self._images: dict[Sha256, QImage | None] = {}
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Preview, as it reads"))
        self.document().setDocumentMargin(16)
        self._dress()

    def show_html(self, html: str, pictures: Mapping[str, Sha256]) -> None:
        """Shows the HTML; `pictures` are all that it may show, by their address."""
        self._html, self._pictures = html, pictures
        self.setHtml(html)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the library, or nothing: never a file, never the network."""
        path = name.toString() if isinstance(name, QUrl) else name
        digest = self._pictures.get(path)
        if kind != QTextDocument.ResourceType.ImageResource.value or digest is None:
            return None
        if digest not in self._images:
            self._images[digest] = self._image(digest)
        return self._images[digest]

    def _image(self, digest: Sha256) -> QImage | None:
        try:
            image = decoded(self._blob(digest))
        except GalleyError:  # erased since
            return None
        if image is None or image.width() <= _WIDEST:
            return image
        return image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        now = theme.current()
        self.document().setDefaultFont(theme.ui_font(14))
        self.document().setDefaultStyleSheet(
            f"a {{ color: {now.accent.name()}; }}"
            f".mark {{ background-color: {now.labels['yellow'].fill.name()}; }}"
            f"blockquote {{ color: {now.secondary.name()}; }}"
            f"pre, code {{ background-color: {now.hover.name()}; }}"
            f"td, th {{ padding: 3px 8px; border: 1px solid {now.hairline.name()}; }}"
            "table { border-collapse: collapse; margin-top: 8px; margin-bottom: 8px; }"
            f".properties td {{ color: {now.secondary.name()}; border: none; }}"
        )
        if self._html:
            self.setHtml(self._html)


class _Veil(QWidget):
    """Lies over a preview that is out of date."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.faint(theme.current().panel, _VEIL))
