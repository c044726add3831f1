"""What an article can go out as."""

from __future__ import annotations

from typing import Literal, get_args

from reader.export import annotated, notes
from reader.export.inline import MarkStyle
from reader.model import Exported

Style = Literal["annotated", "notes"]

FORMATS: tuple[Style, ...] = get_args(Style)


def write(exported: Exported, style: Style, *, marks: MarkStyle = "equals") -> str:
    """The article with its marks and notes, or only the notes, as Markdown."""
    match style:
        case "annotated":
            return annotated.write(exported, marks=marks)
        case "notes":
            return notes.write(exported)
