"""Exports by a template: shared by the shell and the window.

What a template makes is written by the rules of every export. Where it can come home, it is an
annotated export with other things around it: once it is written these are the user's, and a later
export renews only what is ours.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reader import exporting
from reader.export import USUAL, ExportOptions, Style, names
from reader.exporting import Sent
from reader.library import Reader
from reader.model import ArticleId, Exported
from reader.templates import Rendered, Template, render
from reader.templates.shelf import beside


def fill(
    reader: Reader,
    id: ArticleId,
    template: Template,
    folder: Path,
    options: ExportOptions = USUAL,
    *,
    at: datetime,
) -> tuple[Exported, Rendered]:
    """An article, and what a template makes of it; raises BadTemplate. May run on a worker.

    `folder` is where the templates lie that this one may include.
    """
    exported = reader.exported(id)
    return exported, render(template, exported, at=at, beside=beside(folder), options=options)


def place_in(folder: Path, exported: Exported, template: Template, made: Rendered) -> Path:
    """The file in a folder that the template, or else its own name, says."""
    usual = names.file_name(exported.article, exported.revision).removesuffix(names.SUFFIX)
    name = made.name or names.cleaned(f"{usual} ({template.name})")
    return folder / (name + names.SUFFIX)


def send(
    reader: Reader,
    id: ArticleId,
    to: Path,
    made: Rendered,
    options: ExportOptions = USUAL,
    *,
    revision: int | None = None,
) -> Sent:
    """Writes what a template made of an article, or beside it; raises WriteFailed.

    `options` are those with which it was made. May run on a worker.
    """
    style: Style = "annotated" if made.comes_home else "notes"
    return exporting.send(reader, id, to, style, options, revision=revision, made=made.text)
