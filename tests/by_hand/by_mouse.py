"""The same notes by hand and in the shell must give the same file but for ids and times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting
from tests.by_hand.twin import Twin

STORY = """The pump at Zandpolder is to be replaced before the winter
The board of the Oost water authority decided on Tuesday to replace the pump at Zandpolder, which
The pump has failed twice this year, and the road behind the dike was closed both times for days.
The new pump will cost 41,000 euros. The chair said that no cost would fall on the municipality.
A resident who asked for the minutes of 31 June was told that they had not been written yet.
"""


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


def by_mouse(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after marking with the mouse what the shell marks as well."""
    story = folder / "pump.txt"
    story.write_text(STORY, encoding="utf-8")
    in_the_shell(folder / "Shell.galley", story, folder / "shell.md")
    in_the_window(folder / "Hand.galley", story, folder / "hand.md", look)
    one, other = (
        without_ids_and_times((folder / name).read_text("utf-8"))
        for name in ("shell.md", "hand.md")
    )
    (look.shots / "mouse-shell.md").write_text(one, encoding="utf-8")
    (look.shots / "mouse-hand.md").write_text(other, encoding="utf-8")
    if one != other:
        yield f"the files differ: see {look.shots}"
    if NOTES[-1].note in one + other:
        yield "the private note got out"


def in_the_shell(library: Path, story: Path, to: Path) -> None:
    """Adds the story, makes the notes and exports, all with commands."""
    id = shell(library, "add", str(story)).split()[0]
    for note in NOTES:
        words = ["annotate", id, "--quote", note.quote, "--label", note.label]
        words += ["--note", note.note] if note.note else []
        shell(library, *words, *(["--private"] if note.private else []))
    shell(library, "export", id, "--to", str(to))


def in_the_window(library: Path, story: Path, to: Path, look: Look) -> None:
    """Does the same in the real window: mouse, keys, and the export dialog."""
    with sitting(library, look, story) as here:
        twin = here.twin()
        here.shoot("mouse-1-opened")
        for number, note in enumerate(NOTES, 1):
            _mark(here, twin, note)
            here.shoot(f"mouse-2-mark-{number}")
        _undo_and_redo(here)
        here.export(to)
        here.shoot("mouse-3-exported")


def _mark(here: Sitting, twin: Twin, note: Note) -> None:
    here.mark(twin, note.quote, note.key, note.note)
    if note.private:
        before = here.notes()
        here.hand.press("p")
        wait_for("the note to stay here", lambda: here.notes() != before)


def _undo_and_redo(here: Sitting) -> None:
    before = here.notes()
    here.hand.press("ctrl+z")
    wait_for("undo", lambda: here.notes() != before)
    here.hand.press("ctrl+shift+z")
    wait_for("redo", lambda: here.notes() == before)


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
