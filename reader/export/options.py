"""How an export is written where there is a choice. What is not chosen is as it always was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Literal, get_args

from reader.export.inline import MarkStyle
from reader.values import dataclass

Order = Literal["text", "label", "time"]
Group = Literal["none", "heading", "label", "tag"]
PicturePlace = Literal["attachments", "web", "none"]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What was chosen, each for the kinds of files that have it.

    `marks` is for the article with its marks; `pictures` for everything in Markdown: beside the
    file, at their address on the web, or as nothing but their words. The others are for the notes
    alone: their order, the headings above them, quotes without formatting, `^k7f3q9` behind each,
    and a link that opens the mark in this program.
    """

    marks: MarkStyle = "equals"
    pictures: PicturePlace = "attachments"
    order: Order = "text"
    group: Group = "none"
    plain: bool = False
    block_ids: bool = True
    app_links: bool = False


USUAL = ExportOptions()

_CHOICES: Mapping[str, tuple[str | bool, ...]] = {
    "marks": get_args(MarkStyle),
    "pictures": get_args(PicturePlace),
    "order": get_args(Order),
    "group": get_args(Group),
    "plain": (False, True),
    "block_ids": (False, True),
    "app_links": (False, True),
}


def by_name(options: ExportOptions) -> Mapping[str, str | bool]:
    """The options that are not as usual, as they are kept in a file of settings."""
    values = {each.name: getattr(options, each.name) for each in fields(options)}
    return {name: value for name, value in values.items() if value != getattr(USUAL, name)}


def options_named(kept: Mapping[str, Any]) -> ExportOptions:
    """The options that were kept so; what no option is, or does not fit, counts as not chosen."""
    return replace(USUAL, **{name: value for name, value in kept.items() if _fits(name, value)})


def _fits(name: str, value: object) -> bool:
    return any(value == choice and type(value) is type(choice) for choice in _CHOICES.get(name, ()))
