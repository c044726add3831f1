"""A sitting: a library in a file of its own, the real window on it, and what both then say."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from reader.cli import main as galley
from reader.library import Library
from reader.model import AnnotationId, ArticleId, ArticleQuery
from tests.by_hand.screen import Hand, NotSeen, Point, Screen, wait_for
from tests.by_hand.twin import Twin

SIZE = (1280, 800)
"""The usual window."""

MIRRORED = """
import sys
from PySide6.QtCore import Qt
from ui.running import application
application().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
from ui.app import main
sys.exit(main(sys.argv[1:]))
"""
"""Starts the program as a translation that reads from right to left would: there is none yet."""


@dataclass(frozen=True)
class Look:
    """How the window is dressed, and where its pictures go."""

    shots: Path
    theme: str = "light"
    scale: float = 1
    more_contrast: bool = False
    mirrored: bool = False

    def settings(self) -> str:
        """The program's own settings file."""
        return json.dumps({"theme": self.theme, "more_contrast": self.more_contrast})


def shell(library: Path, *words: str) -> str:
    """What a command printed; RuntimeError where it failed."""
    said = StringIO()
    with redirect_stdout(said):
        status = galley(["--library", str(library), *words])
    if status:
        raise RuntimeError(f"galley {' '.join(words)}: status {status}")
    return said.getvalue()


class Sitting:
    """One run of the program: a hand on its window, and its library to be asked."""

    def __init__(self, library: Path, look: Look, screen: Screen, hand: Hand, size: Point) -> None:
        self.library = library
        self.screen = screen
        self.hand = hand
        self.size = size
        self.shots = look.shots
        self._mirrored = look.mirrored
        self._twin: Twin | None = None

    def article(self) -> ArticleId:
        """The article that was added first; waits until there is one."""
        wait_for("the library", self.library.exists)
        wait_for("the article", lambda: shell(self.library, "list").strip() != "", 120)
        return ArticleId(shell(self.library, "list").splitlines()[-1].split()[0])

    def named(self, title: str) -> ArticleId:
        """The article whose title begins like this."""
        with Library(self.library) as library:
            rows = library.articles(ArticleQuery(shelf="all"))
        return next(row.article.id for row in rows if row.article.title.startswith(title))

    def twin(self, article: ArticleId | None = None) -> Twin:
        """A twin of the window as the library is now; the one before is no longer to be asked."""
        self._put_twin_away()
        copy = self.library.with_name("Twin.galley")
        with Library(self.library) as library:
            library.back_up(copy)
        self._twin = Twin(
            Library(copy), article or self.article(), self.size, mirrored=self._mirrored
        )
        return self._twin

    def _put_twin_away(self) -> None:
        if self._twin is not None:
            self._twin.close()
            self._twin = None

    def shoot(self, name: str) -> None:
        self.screen.shoot(self.shots / f"{name}.png", self.size)

    # --- what the library says -----------------------------------------------------------------

    def notes(self) -> str:
        """All that the library holds of the first article's marks."""
        return shell(self.library, "annotations", self.article(), "--json")

    def quotes(self) -> list[str]:
        """The marked words in the order of the text."""
        return [each["quote"] for each in json.loads(self.notes())]

    def id_of(self, quote: str) -> AnnotationId:
        """The mark on these words."""
        found = next(each for each in json.loads(self.notes()) if each["quote"] == quote)
        return AnnotationId(found["id"])

    def wait_for_quotes(self, what: str, *quotes: str) -> None:
        wait_for(f"{what}: {quotes}", lambda: sorted(self.quotes()) == sorted(quotes))

    # --- what every run does -------------------------------------------------------------------

    def mark(self, twin: Twin, quote: str, key: str, note: str = "") -> None:
        """Selects words with the mouse, labels them by key and writes a note."""
        self.hand.drag(*twin.ends(quote))
        self.hand.press(key)
        wait_for(f"a mark on “{quote}”", lambda: quote in self.quotes())
        if note:
            self.hand.press("n")
            self.write(note)
            self.hand.press("Escape")
            wait_for(f"the note “{note}”", lambda: note in self._written())

    def write(self, words: str) -> None:
        """Types words, or pastes those that the keyboard has no keys for."""
        if words.isascii():
            self.hand.type(words)
        else:
            self.hand.paste(words)

    def _written(self) -> list[str]:
        return [each["note"] for each in json.loads(self.notes())]

    def export(self, to: Path) -> None:
        """Writes the article to a file through the dialog."""
        self.hand.press("ctrl+e")
        self.hand.press("ctrl+a")
        self.hand.type(str(to))
        self.hand.press("Return")
        wait_for("the exported file", to.exists)
        self.hand.focus()

    def undo_until(self, holds: Callable[[], bool], what: str, most: int = 40) -> int:
        """Undoes step by step until it holds; how many steps that took."""
        for steps in range(most):
            if holds():
                return steps
            self.hand.press("ctrl+z")
        wait_for(what, holds)
        return most

    def quit(self) -> None:
        self.hand.press("ctrl+q")
        wait_for("the program to end", lambda: self.hand.program.poll() is not None)


@contextmanager
def sitting(
    library: Path, look: Look, *inputs: Path, size: Point = SIZE, room: Point | None = None
) -> Iterator[Sitting]:
    """The program with this library, dressed like this, in a window of this size.

    The screen has the window's size, or `room` for windows beside it. The window is closed with
    the block.
    """
    home = library.parent / f"home-{library.stem}"
    (home / "galley").mkdir(parents=True, exist_ok=True)
    (home / "galley" / "settings.json").write_text(look.settings(), encoding="utf-8")
    ours = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    words = ["--library", str(library), *map(str, inputs)]
    with (
        Screen(*(room or size), look.scale) as screen,
        screen.program(*_program(look), *words, **ours) as hand,
    ):
        hand.take_window("Galley", size)
        here = Sitting(library, look, screen, hand, size)
        try:
            yield here
            here.quit()
        except NotSeen:
            here.shoot(f"not-seen-{library.stem}")
            raise
        finally:
            here._put_twin_away()


def _program(look: Look) -> list[str]:
    if look.mirrored:
        return [sys.executable, "-c", MIRRORED]
    return [str(Path(sys.executable).with_name("galley"))]
