"""The parsers that an export must come out of unharmed, each as a function from Markdown to HTML.

The ones in other languages run as one long-lived process each, a JSON line in and one out.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import markdown
from cmarkgfm import cmark
from cmarkgfm.cmark import Options

HERE = Path(__file__).resolve().parent

Renderer = Callable[[str], str]


class Missing(RuntimeError):
    """The renderer is not on this machine; the sentence says what is not there."""


def python_markdown(text: str) -> str:
    return markdown.markdown(
        text,
        extensions=[
            "markdown.extensions.tables",
            "markdown.extensions.footnotes",
            "markdown.extensions.sane_lists",
            "pymdownx.mark",
            "pymdownx.superfences",
        ],
        # A tab in code is a tab; Python-Markdown alone would write spaces.
        extension_configs={"pymdownx.superfences": {"preserve_tabs": True}},
    )


@dataclass
class Process:
    """A program that answers each line of JSON with one; it is started when first asked."""

    command: Callable[[], Sequence[str]]
    running: subprocess.Popen[str] | None = field(default=None, init=False)

    def __call__(self, text: str, **asked: object) -> str:
        if self.running is None:
            self.running = subprocess.Popen(
                self.command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                cwd=HERE,
            )
            atexit.register(self.close)
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(json.dumps({"md": text, **asked}) + "\n")
        self.running.stdin.flush()
        answer = json.loads(self.running.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return str(answer["text"])

    def close(self) -> None:
        if self.running is None:
            return
        self.running.communicate()
        self.running = None


def node() -> str:
    """Node.js, with the npm modules of this folder."""
    found = shutil.which("node")
    if found is None:
        raise Missing("Node.js is not installed")
    if not (HERE / "node_modules").is_dir():
        raise Missing("the npm modules are not installed: npm ci in tests/tools/markdown")
    return found


def _markdown_it() -> Sequence[str]:
    return [node(), str(HERE / "mdit.js")]


def _pandoc() -> Sequence[str]:
    return [find_pandoc(), "lua", str(HERE / "pandoc.lua")]


@cache
def find_pandoc() -> str:
    """A pandoc that knows ==marks== (3.0 and later)."""
    for candidate in _pandocs():
        try:
            listed = subprocess.run(
                [candidate, "--list-extensions=markdown"],
                capture_output=True,
                text=True,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        if re.search(r"^[+-]mark$", listed.stdout, re.MULTILINE):
            return candidate
    raise Missing("there is no pandoc with the mark extension (3.0 or later)")


def _pandocs() -> list[str]:
    found = [os.environ["PANDOC"]] if "PANDOC" in os.environ else []
    try:
        import pypandoc

        found.append(str(pypandoc.get_pandoc_path()))
    except (ImportError, OSError):
        pass
    return [*found, "pandoc"]


def github(text: str) -> str:
    """GitHub's parser; it has no ==, so only exports with <mark> pass."""
    return str(
        cmark.markdown_to_html_with_extensions(
            text,
            options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
            extensions=["table", "strikethrough", "autolink", "tasklist"],
        )
    )


RENDERERS: Mapping[str, Renderer] = {
    "pymd": python_markdown,
    "mdit": Process(_markdown_it),
    "pandoc": Process(_pandoc),
    "gfm": github,
}
