"""From opening an article to the exported file by keys alone; one end is dragged between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reader.library import Library
from tests.by_hand.by_mouse import STORY
from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting
from tests.by_hand.twin import Twin

SENTENCES = tuple(STORY.splitlines()[1:3])
SHORTER = SENTENCES[1].removesuffix(".")
DRAGGED = "The board of the Oost water authority decided"


def by_keys(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after reading, marking, noting, finding, exporting and undoing by keys."""
    story, to = folder / "pump.txt", folder / "keys.md"
    story.write_text(STORY, encoding="utf-8")
    with sitting(folder / "Keys.galley", look, story) as here:
        twin = here.twin()
        _mark_sentences(here)
        _find_and_star(here)
        _drag_an_end(here, twin)
        here.wait_for_quotes("an end dragged", DRAGGED, SENTENCES[1])
        here.export(to)
        here.shoot("keys-6-exported")
        here.undo_until(
            lambda: shell(here.library, "list").strip() == "", "everything to be undone"
        )
    if DRAGGED not in to.read_text("utf-8"):
        yield "the mark is not in the file"


def _mark_sentences(here: Sitting) -> None:
    hand = here.hand
    hand.press("j", "j")
    here.shoot("keys-1-cursor")
    hand.press("2", "n")
    hand.type("Which *board*?")
    hand.press("Escape")
    here.wait_for_quotes("a mark by keys", SENTENCES[0])
    hand.press("j", "period")
    here.wait_for_quotes("the same again", *SENTENCES)
    hand.press("shift+Left")
    here.wait_for_quotes("an end moved", SENTENCES[0], SHORTER)
    hand.press("ctrl+z")
    here.wait_for_quotes("the end moved back", *SENTENCES)
    here.shoot("keys-2-marked")


def _find_and_star(here: Sitting) -> None:
    hand = here.hand
    hand.press("ctrl+f")
    hand.type("PUMP")
    hand.press("Return")
    here.shoot("keys-3-found")
    hand.press("Escape", "ctrl+k")
    hand.type("star")
    here.shoot("keys-4-palette")
    hand.press("Return")
    wait_for("the star", lambda: _is_starred(here.library))


def _is_starred(library: Path) -> bool:
    with Library(library) as opened:
        return opened.articles()[0].article.starred


def _drag_an_end(here: Sitting, twin: Twin) -> None:
    """Makes the first mark the active one with the mouse and drags its end to earlier words."""
    begin, end = twin.ends(SENTENCES[0])
    goal = twin.ends(DRAGGED)[1]
    here.hand.click((begin[0] + 30, begin[1]))
    here.hand.drag((end[0] + 1, end[1]), (goal[0] - 8, goal[1]))
    here.shoot("keys-5-dragged")
