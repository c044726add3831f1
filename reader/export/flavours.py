"""What an article can go out as.

Each kind of file that is not Markdown is written by a module of its own, imported when it is
first asked for: the window shows no page sooner for knowing how to write for Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeGuard, get_args, overload

from reader.export import annotated, notes
from reader.export.options import USUAL, ExportOptions
from reader.export.pictures import Blob
from reader.messages import _
from reader.model import Exported, StoryId

MarkdownStyle = Literal["annotated", "notes", "critic"]
TextStyle = Literal[MarkdownStyle, "html", "csv", "jsonld"]
BinaryStyle = Literal["docx", "docx-notes"]
Style = Literal[TextStyle, BinaryStyle]
HomeStyle = Literal["annotated", "critic"]

FORMATS: tuple[Style, ...] = get_args(Style)

SUFFIXES: dict[Style, str] = {
    "annotated": ".md",
    "notes": ".md",
    "critic": ".critic.md",
    "html": ".html",
    "csv": ".csv",
    "jsonld": ".jsonld",
    "docx": ".docx",
    "docx-notes": ".docx",
}
_BESIDE: dict[Style, str] = {"notes": " (notes)", "docx-notes": " (notes)"}


def comes_home(style: Style) -> TypeGuard[HomeStyle]:
    """Whether what is written into such a file can be brought home."""
    return style in get_args(HomeStyle)


def file_name(markdown_name: str, style: Style) -> str:
    """`Name (notes).docx` for the annotated export `Name.md`."""
    stem = markdown_name.removesuffix(SUFFIXES["annotated"])
    return stem + _BESIDE.get(style, "") + SUFFIXES[style]


@overload
def write(
    exported: Exported, style: TextStyle, options: ExportOptions = ..., *, blob: Blob | None = ...
) -> str: ...


@overload
def write(
    exported: Exported, style: Style, options: ExportOptions = ..., *, blob: Blob | None = ...
) -> str | bytes: ...


def write(
    exported: Exported,
    style: Style,
    options: ExportOptions = USUAL,
    *,
    blob: Blob | None = None,
) -> str | bytes:
    """The article with its marks and notes, or only the notes; text as it goes out as UTF-8.

    `blob` is where the pictures of kinds that hold them come from; without it they are words.
    """
    match style:
        case "annotated":
            return annotated.write(exported, options)
        case "notes":
            return notes.write(exported, options)
        case "critic":
            from reader.export import critic

            return critic.write(exported, options)
        case "html":
            from reader.export import html

            return html.write(exported, blob=blob)
        case "csv":
            from reader.export import csv

            return csv.write(exported)
        case "jsonld":
            from reader.export import jsonld

            return jsonld.write(exported)
        case "docx" | "docx-notes":
            from reader.export import docx

            to_word = docx.write if style == "docx" else docx.write_notes
            return to_word(exported, blob=blob)


def write_together(
    articles: Sequence[Exported],
    style: Style,
    options: ExportOptions = USUAL,
    *,
    title: str = "",
    story: StoryId | None = None,
) -> str | None:
    """Several articles in one text; None for a kind of file that holds only one.

    `title` and `story` are for those that say what the articles are together.
    """
    match style:
        case "csv":
            from reader.export import csv

            return csv.write(*articles)
        case "jsonld":
            from reader.export import jsonld

            return jsonld.write(*articles)
        case "annotated":
            from reader.export import together

            title = title or _("{count} articles").format(count=len(articles))
            return together.write(articles, title=title, story=story, options=options)
        case "notes":
            return "".join(notes.write(exported, options) for exported in articles)
        case "critic" | "html" | "docx" | "docx-notes":
            return None
