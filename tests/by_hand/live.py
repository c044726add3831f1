"""A made-up live story on a site of our own: added, marked, and followed through its captures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting
from tests.reader.sites import Shown, Sites, serving
from tests.reader.test_live import CAPTURES, PAGES, STORIES, Story

MARKS = ("number", "moved", "rumour", "kept")


def live(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after two stories were followed, in English and in Indonesian."""
    with serving() as sites:
        for story in STORIES:
            yield from _followed(folder, look, sites, story)


def _followed(folder: Path, look: Look, sites: Sites, story: Story) -> Iterator[str]:
    path = f"/{story.name}"
    _publish(sites, story, 1)
    with sitting(folder / f"{story.name}.galley", look) as here:
        hand = here.hand
        hand.press("ctrl+n")
        hand.press("ctrl+a")
        hand.type(sites.url(path))
        hand.press("Return")
        wait_for("the story", lambda: story.name in shell(here.library, "list", "--json"))
        hand.focus()
        for mark in MARKS:
            words = ["--quote", getattr(story, mark), "--note", f"The *{mark}*."]
            shell(here.library, "annotate", _article(here, path), *words)
        wait_for("the marks in the window", lambda: here.screen.seconds_until_still(1) < 60)
        here.shoot(f"live-{story.name}-1")
        for number in range(2, CAPTURES + 1):
            _publish(sites, story, number)
            _check_for_changes(here, number)
            here.shoot(f"live-{story.name}-{number}")
            yield from _compared(here, story, number)
        yield from _wrong_at_the_end(here, path, story)


def _publish(sites: Sites, story: Story, number: int) -> None:
    page = (PAGES / f"{story.name}-{number}.html").read_text("utf-8")
    sites.show(f"/{story.name}", Shown(page, etag=f'"{number}"'))


def _article(here: Sitting, path: str) -> str:
    found = json.loads(shell(here.library, "list", "--json"))
    return str(next(each["id"] for each in found if str(each["url"]).endswith(path)))


def _check_for_changes(here: Sitting, number: int) -> None:
    here.hand.press("ctrl+k")
    here.hand.type("Check for changes")
    here.hand.press("Return")
    wait_for(f"version {number}", lambda: len(_revisions(here)) == number)
    here.screen.seconds_until_still(1)


def _revisions(here: Sitting) -> list[dict[str, object]]:
    [article] = json.loads(shell(here.library, "list", "--json"))
    found: list[dict[str, object]] = json.loads(
        shell(here.library, "revisions", article["id"], "--json")
    )
    return found


def _compared(here: Sitting, story: Story, number: int) -> Iterator[str]:
    here.hand.press("ctrl+shift+h")
    here.hand.focus("Revisions")
    here.screen.seconds_until_still(1)
    here.shoot(f"live-{story.name}-{number}-changes")
    here.hand.press("j", "2")
    here.screen.seconds_until_still(1)
    here.shoot(f"live-{story.name}-{number}-side-by-side")
    here.hand.press("1", "Escape")
    here.hand.focus()
    is_aside = [bool(each["set_aside"]) for each in _revisions(here)]
    if is_aside != [each == 3 for each in range(1, number + 1)]:
        yield f"{story.name}: set aside are {is_aside}"


def _wrong_at_the_end(here: Sitting, path: str, story: Story) -> Iterator[str]:
    found = json.loads(shell(here.library, "annotations", _article(here, path), "--json"))
    states = {each["note"].strip("The *."): each["state"] for each in found}
    if states["kept"] != "exact":
        yield f"{story.name}: what stayed is {states['kept']}"
    if states["rumour"] not in ("unsure", "orphan"):
        yield f"{story.name}: the rumour is {states['rumour']}"
    if states["number"] not in ("changed", "unsure"):
        yield f"{story.name}: the number is {states['number']}"
