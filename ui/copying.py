"""Words on the clipboard: plain, rich and Markdown at once, alone or with their source.

Imported when something is first copied: what the formats are made by takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QMimeData, QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu

from reader.export.citing import STYLES, CiteStyle, Copied, bare, bare_words, cited, cited_words
from reader.messages import _
from ui.marking import Marking, ToCopy
from ui.remembered import Remembered
from ui.session import Session

_MARKDOWN = "text/markdown"
_CHARSET = '<meta http-equiv="content-type" content="text/html; charset=utf-8">'
"""Programs that get bytes alone would take them for another encoding."""
_AGAIN = 4000
"""Milliseconds within which the same key takes the next style."""
_MOST_RICH = 200_000
"""Characters of a passage that also goes out rich: more takes longer than a key may."""

Form = Literal["plain", "rich", "markdown"]
FORMS: tuple[Form, ...] = ("plain", "rich", "markdown")


def mime_of(copied: Copied) -> QMimeData:
    """What another program may take: the words plain, and if there are any as HTML and Markdown."""
    mime = QMimeData()
    mime.setText(copied.plain)
    if copied.html:
        mime.setHtml(_CHARSET + copied.html)
    if copied.markdown:
        mime.setData(_MARKDOWN, copied.markdown.encode())
    return mime


def in_form(copied: Copied, form: Form) -> Copied:
    """The words for just one kind of program."""
    match form:
        case "plain":
            return Copied(copied.plain, "", "")
        case "rich":
            return Copied(copied.plain, "", copied.html)
        case "markdown":
            return Copied(copied.markdown, copied.markdown, "")


def words_alone(of: ToCopy) -> Copied:
    """The words without their source; the plain ones exactly as the article has them."""
    if len(of.words) > _MOST_RICH:
        return Copied(of.words, "", "")
    if of.passage is None:
        return bare_words(of.words)
    return bare(of.shown.document, of.passage)


def with_source(of: ToCopy, style: CiteStyle) -> Copied:
    """The words with their source in this style; empty where it has nothing to say."""
    article, revision = of.shown.article, of.shown.revision
    if of.passage is None:
        return cited_words(style, article, revision, of.words)
    return cited(style, article, revision, of.shown.document, of.passage)


class Copying(QObject):
    """Copies what is selected, or the active mark; the styles take turns."""

    def __init__(
        self, session: Session, marking: Marking, remembered: Remembered, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._marking = marking
        self._remembered = remembered
        self._last: ToCopy | None = None
        self._style: CiteStyle = "plain"
        self._since = QElapsedTimer()

    def copy(self) -> None:
        """The words alone, in every form that another program may ask for."""
        of = self._marking.to_copy()
        if of is not None:
            _put(words_alone(of))

    def cite(self) -> None:
        """The words with their source in the chosen style; soon again, in the next one."""
        of = self._marking.to_copy()
        if of is not None:
            self._cite(of, self._turn(of))

    def copy_as(self, form: Form) -> None:
        """The words alone, for one kind of program."""
        of = self._marking.to_copy()
        if of is not None:
            _put(in_form(words_alone(of), form))
            self._say(_("Copied: {style}.").format(style=form_name(form)))

    def cite_as(self, style: CiteStyle) -> None:
        """The words with their source in this style, which is the chosen one from now on."""
        self._remembered.keep(cite_style=style)
        of = self._marking.to_copy()
        if of is not None:
            self._cite(of, style)

    @property
    def chosen(self) -> CiteStyle:
        """The style that comes first."""
        kept = self._remembered.settings.cite_style
        return next((style for style in STYLES if style == kept), "plain")

    def fill(self, menu: QMenu) -> None:
        """ "Copy as": the forms of the words alone, then every style, the chosen one ticked."""
        for form in FORMS:
            self._line(menu, form_name(form), partial(self.copy_as, form))
        menu.addSeparator()
        group = QActionGroup(menu)
        for style in STYLES:
            line = self._line(menu, style_name(style), partial(self.cite_as, style))
            line.setData(style)
            line.setCheckable(True)
            group.addAction(line)
        menu.aboutToShow.connect(partial(self._suit, menu))
        self._suit(menu)

    def _line(self, menu: QMenu, words: str, act: Callable[[], None]) -> QAction:
        line = menu.addAction(words)
        line.triggered.connect(act)
        return line

    def _suit(self, menu: QMenu) -> None:
        for line in menu.actions():
            line.setEnabled(self._marking.can_act)
            line.setChecked(line.data() == self.chosen)

    # --- taking turns ----------------------------------------------------------------------------

    def _turn(self, of: ToCopy) -> CiteStyle:
        again = of == self._last and self._since.isValid() and not self._since.hasExpired(_AGAIN)
        return self._after(self._style, of) if again else self.chosen

    def _after(self, style: CiteStyle, of: ToCopy) -> CiteStyle:
        """The next style that has something to say of these words."""
        at = STYLES.index(style) + 1
        turns = (*STYLES[at:], *STYLES[:at])
        return next(each for each in turns if with_source(of, each).plain)

    def _cite(self, of: ToCopy, style: CiteStyle) -> None:
        copied = with_source(of, style)
        self._last, self._style = of, style
        self._since.start()
        if not copied.plain:
            self._say(_("Not copied: this article has no address."))
            return
        _put(copied)
        self._say(
            _("Copied with source: {style}. Same key again: {next}.").format(
                style=style_name(style), next=style_name(self._after(style, of))
            )
        )

    def _say(self, sentence: str) -> None:
        self._session.said.emit(sentence, None)


def _put(copied: Copied) -> None:
    QGuiApplication.clipboard().setMimeData(mime_of(copied))


def form_name(form: Form) -> str:
    match form:
        case "plain":
            return _("Plain text")
        case "rich":
            return _("Rich text")
        case "markdown":
            return _("Markdown")


def style_name(style: CiteStyle) -> str:
    match style:
        case "plain":
            return _("Quote and source")
        case "attribution":
            return _("News attribution")
        case "markdown":
            return _("Markdown quotation")
        case "link":
            return _("Link to the words")
        case "apa":
            return "APA"
        case "chicago":
            return "Chicago"
        case "harvard":
            return "Harvard"
        case "mla":
            return "MLA"
        case "wikipedia":
            return "Wikipedia"
        case "bibtex":
            return "BibTeX"
        case "csl-json":
            return "CSL-JSON"
        case "pandoc":
            return _("Pandoc key")
