"""Formatters that people let loose on a folder of Markdown, each as a function of a whole file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import mdformat

from tests.tools.markdown.renderers import HERE, Process, find_pandoc, node

Rewriter = Callable[[str], str]


def _rewrite_js() -> Sequence[str]:
    return [node(), str(HERE / "rewrite.mjs")]


def _rewrite_lua() -> Sequence[str]:
    return [find_pandoc(), "lua", str(HERE / "rewrite.lua")]


def _mdformat(text: str) -> str:
    return mdformat.text(text, extensions={"gfm", "footnote", "frontmatter"})


_JS, _PANDOC = Process(_rewrite_js), Process(_rewrite_lua)

FORMATTERS: Mapping[str, Rewriter] = {
    "prettier": partial(_JS, tool="prettier"),
    "prettier, wrapped": partial(_JS, tool="prettier-wrapped"),
    "remark": partial(_JS, tool="remark"),
    "mdformat": _mdformat,
}

PANDOC: Mapping[str, Rewriter] = {
    "pandoc": partial(_PANDOC, wrap="wrap-preserve", links=False),
    "pandoc --wrap=auto": partial(_PANDOC, wrap="wrap-auto", links=False),
    "pandoc --reference-links": partial(_PANDOC, wrap="wrap-none", links=True),
}
"""It writes the file anew, with footnotes of its own numbering."""
