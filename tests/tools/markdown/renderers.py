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
class _Process:
    command: Callable[[], Sequence[str]]
    running: subprocess.Popen[str] | None = field(default=None, init=False)

    def __call__(self, text: str) -> str:
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
        self.running.stdin.write(json.dumps({"md": text}) + "\n")
        self.running.stdin.flush()
        answer = json.loads(self.running.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return str(answer["html"])

    def close(self) -> None:
        if self.running is None:
            return
        self.running.communicate()
        self.running = None


def _markdown_it() -> Sequence[str]:
    node = shutil.which("node")
    if node is None:
        raise Missing("Node.js is not installed")
    if not (HERE / "node_modules").is_dir():
        raise Missing("the npm modules are not installed: npm ci in tests/tools/markdown")
    return [node, str(HERE / "mdit.js")]


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
    program = shutil.which("cmark-gfm")
    if program is None:
        raise Missing("cmark-gfm is not installed")
    extensions = ("table", "strikethrough", "autolink", "tasklist", "footnotes")
    done = subprocess.run(
        [program, "--unsafe", *(part for name in extensions for part in ("-e", name))],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


RENDERERS: Mapping[str, Renderer] = {
    "pymd": python_markdown,
    "mdit": _Process(_markdown_it),
    "pandoc": _Process(_pandoc),
    "gfm": github,
}
