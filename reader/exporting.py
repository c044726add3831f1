"""Writes exports and remembers what was written: shared by the shell and the window.

What was written is how the next export knows that a file holds nothing of the user's own.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reader.export import MarkStyle, Style
from reader.export.files import Written, place_for, write_article
from reader.library import Library, Reader
from reader.messages import _
from reader.model import ArticleId, ExportBase, Exported
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """One article as it was written, and where."""

    exported: Exported
    written: Written

    def left_alone(self, asked: Path) -> str | None:
        """The sentence about a file of the user's own that stood in the way, if one did."""
        if not self.written.beside:
            return None
        return _("{name} holds something else and was left alone; see {other}.").format(
            name=asked.name, other=self.written.path.name
        )


def place_in(reader: Reader, folder: Path, id: ArticleId, revision: int | None = None) -> Path:
    """The file in a folder that an article is, or should be, exported to."""
    article, captured = reader.article(id), reader.revision(id, revision)
    return place_for(folder, article, captured, known=reader.exported_digests(id))


def send(
    reader: Reader,
    id: ArticleId,
    to: Path,
    style: Style,
    *,
    revision: int | None = None,
    marks: MarkStyle = "equals",
) -> Sent:
    """Writes one article to a file, or beside it; raises WriteFailed. May run on a worker."""
    exported = reader.exported(id, revision)
    known = reader.exported_digests(id)
    written = write_article(to, exported, style, blob=reader.blob, known=known, marks=marks)
    return Sent(exported, written)


def remember(library: Library, sent: Sent, *, at: datetime) -> None:
    """Keeps what was written, unless that very file is known already."""
    path, text = str(sent.written.path.resolve()), sent.written.text
    bases = library.export_bases(path)
    if bases and bases[0].text == text:
        return
    annotations = tuple(annotation for annotation, _place in sent.exported.marks)
    library.keep_export(ExportBase(path, sent.exported.article.id, text, annotations, at))
