"""Filters that need to know the article itself and not only what a template sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reader.export.citing import STYLES, CiteStyle, Copied, cited, cited_source, cited_words
from reader.export.fragment import fragment
from reader.messages import _
from reader.model import AnnotationId, Exported
from reader.templates.filters import Filter


def filters_for(exported: Exported) -> Mapping[str, Filter]:
    """`cite` and `fragment`, of this article and its annotations."""
    of = _Marks(exported)
    return {"cite": of.cite, "fragment": of.fragment}


class _Marks:
    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        self._marks = {mark.id: (mark, place.passage) for mark, place in exported.marks}

    def cite(self, of: Mapping[str, Any], style: str = "plain", form: str = "markdown") -> str:
        """The article, or words of it with their source, in a style; Markdown, or `"plain"`.

        Raises ValueError for a style or a form that there is not.
        """
        known = next((each for each in STYLES if each == style), None)
        if known is None:
            raise ValueError(_("there is no style “{style}”").format(style=style))
        copied = self._cited(known, of["id"])
        match form:
            case "markdown":
                return copied.markdown
            case "plain":
                return copied.plain
        raise ValueError(_("there is no form “{form}”").format(form=form))

    def _cited(self, style: CiteStyle, id: str) -> Copied:
        whole = self._exported
        if id == whole.article.id:
            return cited_source(style, whole.article, whole.revision)
        mark, passage = self._marks[AnnotationId(id)]
        if passage is None:
            return cited_words(style, whole.article, whole.revision, mark.anchor.exact)
        return cited(style, whole.article, whole.revision, whole.document, passage)

    def fragment(self, of: Mapping[str, Any]) -> str:
        """What follows `#:~:text=` in an address that leads to an annotation; may be empty."""
        _mark, passage = self._marks[AnnotationId(of["id"])]
        return (passage and fragment(self._exported.document, passage)) or ""
