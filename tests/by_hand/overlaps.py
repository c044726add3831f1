"""Three marks on the same words: clicks go round them, each keeps its note, undo takes all back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.by_hand.by_mouse import STORY
from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, sitting
from tests.by_hand.twin import Twin

SHARED = "pump at Zandpolder, which"
MARKS = (
    ("Tuesday to replace the pump at Zandpolder, which", "2", "Who says so?"),
    ("the pump at Zandpolder, which\nThe pump has failed twice", "3", "Twice, or three times?"),
    (SHARED, "6", "There are two pumps at Zandpolder."),
)
QUOTES = [quote for quote, _key, _note in MARKS]


def overlaps(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after marking the same words three times, looking at each, and undoing all."""
    story, to = folder / "pump.txt", folder / "overlaps.md"
    story.write_text(STORY, encoding="utf-8")
    with sitting(folder / "Overlaps.galley", look, story) as here:
        twin = here.twin()
        for quote, key, note in MARKS:
            here.mark(twin, quote, key, note)
        here.wait_for_quotes("three marks", *QUOTES)
        here.shoot("overlaps-1-marked")
        yield from _hover(here, twin)
        yield from _click_round(here, twin)
        here.export(to)
        yield from _undo_and_redo_all(here)
    written = to.read_text("utf-8")
    yield from (f"not in the file: {note}" for _q, _k, note in MARKS if note not in written)


def _hover(here: Sitting, twin: Twin) -> Iterator[str]:
    here.hand.move((20, 700))
    before = here.screen.look()
    here.hand.move(twin.middle(SHARED))
    here.shoot("overlaps-2-hovered")
    if here.screen.look() == before:
        yield "resting on three marks shows nothing"


def _click_round(here: Sitting, twin: Twin) -> Iterator[str]:
    """Clicks on the shared words until each mark was the active one, and ticks it off."""
    for click in range(1, len(MARKS) + 1):
        here.hand.click(twin.middle(SHARED))
        here.shoot(f"overlaps-3-click-{click}")
        here.hand.press("c")
        wait_for(f"{click} marks ticked off", partial(_are_ticked, here, click), 10)
    if _ticked(here) != sorted(QUOTES):
        yield f"clicks went round {_ticked(here)}"


def _are_ticked(here: Sitting, many: int) -> bool:
    return len(_ticked(here)) >= many


def _ticked(here: Sitting) -> list[str]:
    """The words of the marks that were checked and hold."""
    found = json.loads(here.notes())
    return sorted(each["quote"] for each in found if each["checked"] == "holds")


def _undo_and_redo_all(here: Sitting) -> Iterator[str]:
    all_done = here.notes()
    steps = here.undo_until(lambda: here.quotes() == [], "no mark to be left")
    here.shoot("overlaps-4-undone")
    here.hand.press(*["ctrl+shift+z"] * steps)
    here.shoot("overlaps-5-redone")
    if here.notes() != all_done:
        yield f"{steps} steps back and forth do not end where they began"
