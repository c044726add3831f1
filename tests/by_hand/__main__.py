"""The same notes by hand and in the shell must give the same file but for ids and times; and a
session by keys alone, with an end dragged, words found and undone, must leave what it says."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # this process only measures; the program is on Xvfb

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from reader.cli import main as galley
from reader.library import Library
from reader.model import ArticleId, Passage
from tests.by_hand.screen import Hand, Screen, wait_for

WIDTH, HEIGHT = 1280, 800

STORY = """The pump at Zandpolder is to be replaced before the winter
The board of the Oost water authority decided on Tuesday to replace the pump at Zandpolder, which
The pump has failed twice this year, and the road behind the dike was closed both times for days.
The new pump will cost 41,000 euros. The chair said that no cost would fall on the municipality.
A resident who asked for the minutes of 31 June was told that they had not been written yet.
"""


SENTENCES = tuple(STORY.splitlines()[1:3])
DRAGGED = "The board of the Oost water authority decided"


@dataclass(frozen=True)
class Note:
    """One mark: its words, the key and the name of its label, what is written on it."""

    quote: str
    key: str
    label: str
    note: str = ""
    private: bool = False


NOTES = (
    Note("replace the pump at Zandpolder", "2", "Claim"),
    Note("pump at Zandpolder, which\nThe pump has failed", "3", "Check", "Ask the *chair*."),
    Note("minutes of 31 June", "6", "Doubt", "June has thirty days."),
    Note("41,000 euros", "1", "Quote", "Stays with me.", private=True),
)


def shell(library: Path, *words: str) -> str:
    """What a command printed; RuntimeError where it failed."""
    said = StringIO()
    with redirect_stdout(said):
        status = galley(["--library", str(library), *words])
    if status:
        raise RuntimeError(f"galley {' '.join(words)}: status {status}")
    return said.getvalue()


def in_the_shell(library: Path, story: Path, to: Path) -> None:
    """Adds the story, makes the notes and exports, all with commands."""
    id = shell(library, "add", str(story)).split()[0]
    for note in NOTES:
        words = ["annotate", id, "--quote", note.quote, "--label", note.label]
        words += ["--note", note.note] if note.note else []
        shell(library, *words, *(["--private"] if note.private else []))
    shell(library, "export", id, "--to", str(to))


class Twin:
    """The same window in this process, on no screen: it tells where words lie."""

    def __init__(self, library: Path, article: ArticleId) -> None:
        from reader.settings import Settings
        from ui import theme
        from ui.session import Session
        from ui.window import Window

        self._app = QApplication.instance() or QApplication([])
        theme.apply(self._app, "light")  # type: ignore[arg-type]  # QApplication.instance
        self._library = Library(library)
        self._session = Session(self._library)
        self._window = Window(self._session, Settings())
        self._window.resize(WIDTH, HEIGHT)
        self._window.show()
        self._window.open_article(article)
        for _ in range(20):
            self._app.processEvents()

    def ends(self, quote: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where a quote begins and ends, in the window's pixels."""
        view = self._window.page.view
        document = view.document_shown
        assert document is not None
        start = document.text.index(quote)
        view.select(Passage(start, start + len(quote)))
        lines = view.selection_lines()
        assert lines is not None
        first, last = lines
        begin = QPoint(first.left() + 1, first.center().y())
        end = QPoint(last.right() - 1, last.center().y())
        return self._point(begin), self._point(end)

    def _point(self, here: QPoint) -> tuple[int, int]:
        there = self._window.page.view.viewport().mapTo(self._window, here)
        return there.x(), there.y()

    def close(self) -> None:
        self._window.close()
        self._session.close()
        self._library.close()


def by_hand(library: Path, story: Path, to: Path, shots: Path) -> None:
    """Does the same in the real window: mouse, keys, and the export dialog."""
    with Screen(WIDTH, HEIGHT) as screen:
        home = str(library.parent / "home")
        galley_itself = str(Path(sys.executable).with_name("galley"))
        program = [galley_itself, "--library", str(library), str(story)]
        with screen.program(*program, HOME=home, XDG_CONFIG_HOME=home) as hand:
            hand.take_window("Galley", WIDTH, HEIGHT)
            article = _wait_for_article(library)
            twin = _twin(library, article)
            screen.shoot(shots / "1-opened.png")
            for number, note in enumerate(NOTES, 1):
                _mark(hand, twin.ends(note.quote), note)
                screen.shoot(shots / f"mark-{number}.png")
                wait_for(note.quote, partial(_has, library, article, number))
            screen.shoot(shots / "2-marked.png")
            _undo_and_redo(hand, library, article)
            _export(hand, to)
            screen.shoot(shots / "3-exported.png")
            hand.press("ctrl+q")
            wait_for("the program to end", lambda: hand.program.poll() is not None)
            twin.close()


def by_keys(library: Path, story: Path, to: Path, shots: Path) -> None:
    """Reads, marks, notes, finds, exports and undoes by keys alone, and drags one end between."""
    with Screen(WIDTH, HEIGHT) as screen:
        home = str(library.parent / "home-2")
        program = [str(Path(sys.executable).with_name("galley")), "--library", str(library)]
        with screen.program(*program, str(story), HOME=home, XDG_CONFIG_HOME=home) as hand:
            hand.take_window("Galley", WIDTH, HEIGHT)
            article = _wait_for_article(library)
            twin = _twin(library, article)
            hand.press("j", "j")
            screen.shoot(shots / "keys-1-cursor.png")
            hand.press("2", "n")
            hand.type("Which *board*?")
            hand.press("Escape")
            wait_for("a mark by keys", lambda: _quotes(library, article) == [SENTENCES[0]])
            hand.press("j", "period")
            wait_for("the same again", lambda: _quotes(library, article) == list(SENTENCES))
            hand.press("shift+Left")
            shorter = SENTENCES[1].removesuffix(".")
            wait_for("an end moved", lambda: _quotes(library, article)[1] == shorter)
            hand.press("ctrl+z")
            wait_for("the end moved back", lambda: _quotes(library, article) == list(SENTENCES))
            screen.shoot(shots / "keys-2-marked.png")
            _find_and_star(hand, screen, shots, library)
            _drag_an_end(hand, twin, screen, shots)
            wait_for("an end dragged", lambda: _quotes(library, article)[0] == DRAGGED)
            _export(hand, to)
            screen.shoot(shots / "keys-6-exported.png")
            for _step in range(8):
                hand.press("ctrl+z")
            wait_for("everything undone", lambda: shell(library, "list").strip() == "")
            hand.press("ctrl+q")
            wait_for("the program to end", lambda: hand.program.poll() is not None)
            twin.close()


def _quotes(library: Path, article: ArticleId) -> list[str]:
    found = json.loads(shell(library, "annotations", article, "--json"))
    return [each["quote"] for each in found]


def _find_and_star(hand: Hand, screen: Screen, shots: Path, library: Path) -> None:
    hand.press("ctrl+f")
    hand.type("PUMP")
    hand.press("Return")
    screen.shoot(shots / "keys-3-found.png")
    hand.press("Escape", "ctrl+k")
    hand.type("star")
    screen.shoot(shots / "keys-4-palette.png")
    hand.press("Return")
    wait_for("the star", partial(_is_starred, library))


def _is_starred(library: Path) -> bool:
    with Library(library) as opened:
        return opened.articles()[0].article.starred


def _drag_an_end(hand: Hand, twin: Twin, screen: Screen, shots: Path) -> None:
    """Makes the first mark the active one with the mouse and drags its end to earlier words."""
    begin, end = twin.ends(SENTENCES[0])
    goal = twin.ends(DRAGGED)[1]
    hand.click((begin[0] + 30, begin[1]))
    hand.drag((end[0] + 1, end[1]), (goal[0] - 8, goal[1]))
    screen.shoot(shots / "keys-5-dragged.png")


def _twin(library: Path, article: ArticleId) -> Twin:
    """A twin on a copy, so that it never writes into the library of the real window."""
    copy = library.with_name("Twin.galley")
    Library(library).back_up(copy)
    return Twin(copy, article)


def _wait_for_article(library: Path) -> ArticleId:
    wait_for("the library", library.exists)
    wait_for("the article", lambda: shell(library, "list").strip() != "")
    return ArticleId(shell(library, "list").split()[0])


def _has(library: Path, article: ArticleId, number: int) -> bool:
    return len(shell(library, "annotations", article).splitlines()) == number


def _mark(hand: Hand, ends: tuple[tuple[int, int], tuple[int, int]], note: Note) -> None:
    hand.drag(*ends)
    hand.press(note.key)
    if note.note:
        hand.press("n")
        hand.type(note.note)
        hand.press("Escape")
    if note.private:
        hand.press("p")


def _undo_and_redo(hand: Hand, library: Path, article: ArticleId) -> None:
    before = shell(library, "annotations", article, "--json")
    hand.press("ctrl+z")
    wait_for("undo", lambda: shell(library, "annotations", article, "--json") != before)
    hand.press("ctrl+shift+z")
    wait_for("redo", lambda: shell(library, "annotations", article, "--json") == before)


def _export(hand: Hand, to: Path) -> None:
    hand.press("ctrl+e")
    hand.press("ctrl+a")
    hand.type(str(to))
    hand.press("Return")
    wait_for("the exported file", to.exists)
    hand.focus()


def without_ids_and_times(markdown: str) -> str:
    """The file with ids numbered in the order of the text, and every time the same."""
    names: dict[str, str] = {}
    for found in re.findall(r"\b[ak][0-9a-hjkmnp-tv-z]{5,7}\b", markdown):
        if re.search(r"\d", found) or f"[^{found}]" in markdown:
            names.setdefault(found, f"id{len(names)}")
    for name, plain in names.items():
        markdown = markdown.replace(name, plain)
    markdown = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", markdown)
    return markdown.replace(" · edited TIME", "")


def main(argv: Sequence[str] | None = None) -> int:
    """0 if both files are the same and the private note is in neither."""
    parser = argparse.ArgumentParser(prog="tests.by_hand", description=__doc__)
    parser.add_argument("--shots", type=Path, default=Path("build/by-hand"), metavar="DIR")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="galley-by-hand-") as name:
        folder = Path(name)
        story = folder / "pump.txt"
        story.write_text(STORY, encoding="utf-8")
        in_the_shell(folder / "Shell.galley", story, folder / "shell.md")
        by_hand(folder / "Hand.galley", story, folder / "hand.md", asked.shots)
        one, other = (
            without_ids_and_times((folder / file).read_text("utf-8"))
            for file in ("shell.md", "hand.md")
        )
        (asked.shots / "shell.md").write_text(one, encoding="utf-8")
        (asked.shots / "hand.md").write_text(other, encoding="utf-8")
        by_keys(folder / "Keys.galley", story, folder / "keys.md", asked.shots)
        marked = DRAGGED in (folder / "keys.md").read_text("utf-8")
    print("by keys: as it should be" if marked else "by keys: the mark is not in the file")
    same, private = one == other, NOTES[-1].note in one + other
    print("the same file" if same else "the files differ", f"- see {asked.shots}")
    print("the private note got out" if private else "the private note stayed")
    return 0 if same and marked and not private else 1


if __name__ == "__main__":
    sys.exit(main())
