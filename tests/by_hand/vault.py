"""A list is exported to a folder that follows, and edits in its files come home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.by_hand.screen import wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting

STORIES = {
    "pump": "The pump\nThe board decided on Tuesday. It will cost two million.",
    "harbour": "The harbour\nNobody had asked the fishermen. They said so on Friday.",
}


def vault(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after a vault was made, followed, edited by someone else and followed again."""
    paths = []
    for name, words in STORIES.items():
        path = folder / f"{name}.txt"
        path.write_text(words, encoding="utf-8")
        paths.append(path)
    to = folder / "Vault"
    with sitting(folder / "Vault.galley", look, *paths) as here:
        _export_the_list(here, to)
        wait_for("two files", lambda: len(_files(to)) == 2)
        here.shoot("vault-2-exported")
        here.hand.focus()
        here.hand.press("alt+Down")
        here.hand.press("j", "2", "n")
        here.hand.type("Ask the board.")
        here.hand.press("Escape")
        wait_for("the note in the vault", lambda: "Ask the board." in _all(to))
        [file] = [each for each in _files(to) if "Ask the board." in each.read_text("utf-8")]
        file.write_text(
            file.read_text("utf-8").replace("Ask the board.", "The board was asked."), "utf-8"
        )
        wait_for(
            "the edit at home",
            lambda: "The board was asked." in shell(here.library, "annotations", "--json"),
        )
        here.shoot("vault-3-came-home")
        here.hand.press("ctrl+k")
        here.hand.type("Folders kept")
        here.hand.press("Return")
        here.shoot("vault-4-folders")
        here.hand.press("Escape")
        here.hand.focus()
    if shell(folder / "Vault.galley", "verify").strip().startswith("FAIL"):
        yield "the library is not sound"
    if len(_files(to)) != 2:
        yield f"the vault holds {[each.name for each in _files(to)]}"


def _export_the_list(here: Sitting, to: Path) -> None:
    hand = here.hand
    hand.press("ctrl+alt+e")
    here.shoot("vault-1-asked")
    hand.press("Tab", "Tab", "ctrl+a")
    hand.type(str(to))
    hand.press("Tab", "Tab", "Tab", "space", "Return")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))


def _all(folder: Path) -> str:
    return "".join(each.read_text("utf-8") for each in _files(folder))
