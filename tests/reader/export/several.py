"""Hostile articles that can stand in one library, and so in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from reader.export import together
from reader.export.inline import MarkStyle
from reader.export.options import ExportOptions
from reader.model import AnnotationId, ArticleId, Exported, StoryId

seeds = st.integers(0, 2**32)

TITLE = "The dam: “all” of it"
STORY = StoryId("s00dam00")


def hostile(seed: int, count: int = 3) -> list[Exported]:
    """So many hostile articles; no id is that of two of their marks."""
    from tests.reader.export import test_parse

    random = Random(seed)
    return [as_number(test_parse.hostile(random.randrange(2**32)), at) for at in range(count)]


def as_number(case: Exported, number: int) -> Exported:
    """The article with ids of its own."""
    id = ArticleId(f"a000000{number}")
    marks = []
    for mark, place in case.marks:
        own = AnnotationId(f"k{number}{mark.id[2:]}")
        marks.append((replace(mark, id=own, article=id), replace(place, annotation=own)))
    return replace(
        case,
        article=replace(case.article, id=id),
        revision=replace(case.revision, article=id),
        marks=tuple(marks),
    )


def written(articles: Sequence[Exported], *, marks: MarkStyle = "equals") -> str:
    return together_with(articles, ExportOptions(marks=marks))


def together_with(articles: Sequence[Exported], options: ExportOptions) -> str:
    return together.write(articles, title=TITLE, story=STORY, tags=("dam",), options=options)
