"""Writes the open article to a file where the user says, off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from reader import exporting
from reader.export import ExportOptions, Style
from reader.export.flavours import SUFFIXES, comes_home
from reader.export.options import options_named
from reader.exporting import Sent
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import ArticleId
from ui.file_dialogs import place_to_save
from ui.homecoming import Homecoming
from ui.remembered import Remembered
from ui.session import Session

PDF = ".pdf"
"""The ending of the kind that is painted: no style of the exporters, which know no Qt."""

PaintPdf = Callable[[ArticleId, Callable[[bytes], None]], None]


class Exporting(QObject):
    """Asks for a place, writes there, says so and offers to show the file."""

    folder_changed = Signal(str)
    """The folder that was written to: the next export begins there."""

    def __init__(
        self,
        session: Session,
        homecoming: Homecoming,
        remembered: Remembered,
        paint_pdf: PaintPdf,
        revision: Callable[[ArticleId], int | None],
        window: QWidget,
    ) -> None:
        """`paint_pdf` paints an article's pages and hands the PDF over when they are done;
        `revision` says which one of an article is meant, None is the current one."""
        super().__init__(window)
        self._paint_pdf = paint_pdf
        self._revision = revision
        self._session = session
        self._homecoming = homecoming
        self._remembered = remembered
        self._window = window
        self.folder = documents_folder()
        self._show = QAction(_("Show in its folder"), self)
        self._show.triggered.connect(self._open_folder)

    def ask(self, article: ArticleId, style: Style) -> None:
        """Opens the system's dialog with a proposed name, and writes if a place was chosen."""
        library, folder = self._session.library, Path(self.folder)
        offers = offered(style)
        first = style_of(Path(offers[0][0]), style)
        proposed = exporting.place_in(library, folder, article, self._revision(article), first)
        kinds = ";;".join(f"{words} (*{suffix})" for suffix, words in offers)
        # No "replace it?": a file that is not this article's untouched export is never replaced.
        path = place_to_save(self._window, _("Export"), proposed, kinds, confirm=False)
        if path and path.suffix.lower() == PDF:
            self._paint_pdf(article, partial(self._write_pdf, article, path))
        elif path:
            chosen = style_of(path, style)
            known = path.name.lower().endswith(SUFFIXES[chosen])
            whole = path if known else path.with_name(path.name + SUFFIXES[chosen])
            self.write(article, whole, chosen)

    def write(self, article: ArticleId, to: Path, style: Style) -> None:
        """Writes the revision that is meant to this file, once its edits are home."""
        write = partial(self._write, article, to, style)
        if comes_home(style) and to.exists():
            self._homecoming.bring_first(to, write)
        else:
            write()

    def _write(self, article: ArticleId, to: Path, style: Style) -> None:
        self._session.run(
            self._session.read(
                written, article, to, style, self._options(), self._revision(article)
            ),
            done=self.say,
            name=_("Exporting"),
        )

    def _write_pdf(self, article: ArticleId, to: Path, content: bytes) -> None:
        self._session.run(
            self._session.read(written_pdf, article, to, content, self._revision(article)),
            done=self.say,
            name=_("Exporting"),
        )

    def say(self, result: tuple[Path, Sent]) -> None:
        """Remembers what was written, says so, and offers to show it."""
        asked, sent = result
        exporting.remember(self._session.library, sent, at=self._session.now())
        self._homecoming.watch.stir()
        path, stayed = sent.written.path, sent.stayed
        self.folder = str(path.parent)
        self.folder_changed.emit(self.folder)
        sentence = sent.left_alone(asked) or _("Written to {name}.").format(name=path.name)
        if stayed:
            private = ngettext(
                "{count} private note stayed here.", "{count} private notes stayed here.", stayed
            ).format(count=stayed)
            sentence = f"{sentence} {private}"
        self._session.said.emit(sentence, self._show)

    def _options(self) -> ExportOptions:
        return options_named(self._remembered.settings.export_options)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder))


_ONLY_NOTES: Mapping[Style, Style] = {"annotated": "notes", "docx": "docx-notes"}
"""The kinds that can hold the notes alone."""


def _kinds(style: Style) -> Sequence[tuple[Style, str]]:
    """What can be chosen in the dialog, the usual first; the notes alone go out as two kinds."""
    if style in _ONLY_NOTES.values():
        return (("notes", _("Markdown")), ("docx-notes", _("Word")))
    return (
        ("annotated", _("Markdown")),
        ("critic", _("CriticMarkup")),
        ("docx", _("Word")),
        ("html", _("Web page")),
        ("csv", _("Sheet of notes")),
        ("jsonld", _("Web annotations")),
    )


def offered(style: Style) -> Sequence[tuple[str, str]]:
    """The endings that the dialog offers, each with the name of its kind."""
    kinds = [(SUFFIXES[each], words) for each, words in _kinds(style)]
    if style not in _ONLY_NOTES.values():
        kinds.append((PDF, _("PDF")))
    return kinds


def style_of(path: Path, asked: Style) -> Style:
    """What the ending of a file's name asks for; what was asked for where it says nothing."""
    kinds = [style for style, _words in _kinds(asked)]
    fitting = [style for style in kinds if path.name.lower().endswith(SUFFIXES[style])]
    return max(fitting, key=lambda style: len(SUFFIXES[style]), default=kinds[0])


def documents_folder() -> str:
    """The user's folder for documents, or the home folder where there is none."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return documents if documents and Path(documents).is_dir() else str(Path.home())


def written(
    reader: Reader,
    article: ArticleId,
    to: Path,
    style: Style,
    options: ExportOptions,
    revision: int | None,
) -> tuple[Path, Sent]:
    """Writes an article; where it was asked for, and what became of it."""
    return to, exporting.send(reader, article, to, style, options, revision=revision)


def written_pdf(
    reader: Reader, article: ArticleId, to: Path, content: bytes, revision: int | None
) -> tuple[Path, Sent]:
    """Writes the pages of an article; where it was asked for, and what became of it."""
    return to, exporting.send_pdf(reader, article, to, content, revision=revision)
