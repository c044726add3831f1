"""A text of 5 MB: its end is reached by keys, by a note and by a word, and marks stay exact there.

How long the window took is printed; nothing is promised about it here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting

ITEMS = 20_000
ITEM = (
    "Item {n} of the minutes. The board heard what the keeper of lock {n} had to say about the "
    "level of the water, the state of the gates and the price of oil. It thanked him and decided "
    "to come back to the matter in the year after next, when the figures are known."
)
NOTED = "the lamp in the east tower was lit"
BESIDE = "nobody had been sent to light it"
WORD = "quillfeather"
FOUND = "The name in the log is Quillfeather, written twice."


def long(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after reaching the end of a long text in three ways."""
    story = folder / "minutes.txt"
    story.write_text(text(), encoding="utf-8")
    megabytes = story.stat().st_size / 1_000_000
    with sitting(folder / "Long.galley", look, story) as here:
        start = time.monotonic()
        here.article()
        here.screen.seconds_until_still()
        print(f"  {megabytes:.1f} MB, seen {time.monotonic() - start - 1.5:.1f} s after the window")
        here.shoot("long-1-opened")
        print(f"  slowest of ten answers to a key, a second apart: {_slowest(here):.2f} s")
        _timed(here, "End", lambda: here.hand.press("End"))
        here.shoot("long-2-end")
        _timed(here, "Home", lambda: here.hand.press("Home"))
        _go_to_the_note(here)
        here.wait_for_quotes("a mark beside the note", NOTED, BESIDE)
        _find_the_word(here)
        here.wait_for_quotes("a mark on the word found", NOTED, BESIDE, FOUND)
    yield from ()


def text() -> str:
    """Paragraphs that are all alike but for three near the end."""
    body = "\n".join(ITEM.format(n=number) for number in range(1, ITEMS + 1))
    return (
        f"Minutes of a long meeting\n{body}\nThe keeper said that {NOTED} that night, and that "
        f"{BESIDE}.\n{ITEM.format(n=ITEMS + 1)}\n{FOUND}\n{ITEM.format(n=ITEMS + 2)}\n"
    )


def _go_to_the_note(here: Sitting) -> None:
    """Clicks the card of a note at the end, and marks what the page then shows beside it."""
    words = ("annotate", here.article(), "--quote", NOTED, "--label", "Check", "--note", "By whom?")
    shell(here.library, *words)
    here.screen.seconds_until_still()
    twin = here.twin()
    id = here.id_of(NOTED)
    _timed(here, "a click on a card", lambda: here.hand.click(twin.card(id)))
    here.shoot("long-3-noted")
    twin.window.notes.chosen.emit(id)
    twin.settle_far_down()
    here.hand.drag(*twin.ends(BESIDE))
    here.hand.press("3")
    here.shoot("long-4-marked")


def _find_the_word(here: Sitting) -> None:
    here.hand.press("Home", "ctrl+f")
    _timed(here, "typing a word", lambda: here.hand.type(WORD))
    here.shoot("long-5-found")
    here.hand.press("Escape", "j", "2")
    wait_for("a third mark", lambda: len(here.quotes()) == 3)
    here.shoot("long-6-marked")


def _slowest(here: Sitting) -> float:
    """How long the window took at most to show the notes' pane or to put it away."""
    took = []
    for _ping in range(10):
        before = here.screen.look()
        here.hand.tap("F8")
        took.append(here.screen.seconds_until_other(before))
        time.sleep(1)
    return max(took)


def _timed(here: Sitting, what: str, do: Callable[[], object]) -> None:
    """Says how long after the beginning of an act the picture had come to rest."""
    start = time.monotonic()
    do()
    acted = time.monotonic()
    rest = here.screen.seconds_until_still()
    print(f"  {what}: {acted - start:.1f} s of the hand, then {rest:.1f} s until all was still")
