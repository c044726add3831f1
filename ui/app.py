"""Starts the window: application, theme, exception hook, one process a library.

`main` is the `galley` command; what needs a screen is handed to the shell as `Faces`, and Qt is
imported only when one of them is called.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader import cli
from reader.model import ArticleId

if TYPE_CHECKING:
    from reader.library import Reader


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line, with the window at hand; gives back the exit status."""
    return cli.main(argv, cli.Faces(open_window, picture, pdf, self_tests))


def open_window(library: Path, inputs: Sequence[str]) -> int:
    """Opens the library's window, adds the inputs to it, and runs until it is closed."""
    # What is made for the first paint stays: until then the collector would look in vain.
    gc.disable()
    try:
        from ui.running import run

        return run(library, inputs)
    finally:
        gc.enable()


def picture(library: Path, article: ArticleId, to: Path) -> None:
    """Paints the window with this article open into a PNG, on no screen."""
    from ui.running import paint_window

    paint_window(library, article, to)


def pdf(reader: Reader, article: ArticleId, revision: int | None) -> bytes:
    """An article's pages with its marks and notes as a PDF, painted on no screen."""
    from ui.running import pdf_of

    return pdf_of(reader, article, revision)


def self_tests() -> Iterable[tuple[str, str | None]]:
    """(What was checked of the window, None or what is wrong with it)."""
    from ui.running import self_tests

    return self_tests()
