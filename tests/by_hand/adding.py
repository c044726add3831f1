"""A folder of pages comes in and goes again in one step; rich text, a browser and a watched folder
bring one article each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from reader.library import Library
from reader.model import ArticleQuery
from tests.bench.adding import page
from tests.by_hand.screen import Screen, wait_for
from tests.by_hand.sitting import Look, Sitting, shell, sitting

PAGES = 150
COPIED = """<meta charset="utf-8"><h1>Minutes of Tuesday</h1>
<p>The board <span style="font-weight:700">decided</span> it.</p>"""
HOLDER = """
import sys
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
held = QMimeData()
held.setHtml(sys.argv[1])
held.setText("as plain words")
app.clipboard().setMimeData(held)
print("held", flush=True)
app.exec()
"""
OURS = "galley://add?url=https%3A%2F%2Fnews.invalid%2Fpump&title=The+pump&quote=two+million"


@dataclass(frozen=True)
class Watching(Look):
    """The same dress, with a folder that is watched."""

    library: str = ""
    inbox: str = ""

    def settings(self) -> str:
        return json.dumps({**json.loads(super().settings()), "inboxes": {self.library: self.inbox}})


def adding(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after articles came in by every door."""
    pages, inbox, library = folder / "Pages", folder / "Inbox", folder / "Adding.galley"
    pages.mkdir()
    inbox.mkdir()
    for number in range(PAGES):
        (pages / f"{number:03}.html").write_text(page(number), "utf-8")
    (pages / "empty.html").write_bytes(b"")
    dress = Watching(**asdict(look), library=str(library.resolve()), inbox=str(inbox))
    with sitting(library, dress) as here:
        _add_the_folder(here, pages)
        here.shoot("adding-2-came")
        here.hand.press("ctrl+z")
        wait_for("all taken back", lambda: _count(here) == 0, 120)
        _paste(here)
        (inbox / "saved.html").write_text(page(7), "utf-8")
        wait_for("what was saved", lambda: _count(here) == 2)
        here.shoot("adding-4-watched")
        yield from _be_invited(here)
    titles = shell(library, "list")
    if "Minutes of Tuesday" not in titles:
        yield f"what was copied is not there: {titles}"
    if "**decided**" not in shell(library, "show", _id_of(titles, "Minutes"), "--markdown"):
        yield "the copied words lost their weight"
    if not (inbox / "saved.html").exists():
        yield "the watched folder lost its file"
    if shell(library, "verify").strip().startswith("FAIL"):
        yield "the library is not sound"


def _add_the_folder(here: Sitting, pages: Path) -> None:
    hand = here.hand
    hand.press("ctrl+n", "ctrl+a")
    hand.type(str(pages))
    here.shoot("adding-1-asked")
    hand.press("Return")
    wait_for("all pages", lambda: _count(here) == PAGES, 180)
    hand.focus()


def _paste(here: Sitting) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, COPIED],
        env=here.screen.environment(),
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    here.hand.press("ctrl+v")
    wait_for("what was copied", lambda: _count(here) == 1)
    here.shoot("adding-3-pasted")
    holder.terminate()
    holder.communicate()


def _be_invited(here: Sitting) -> Iterator[str]:
    """A browser hands a page over as it would: by starting the program again."""
    _start_again(here.screen, here.library, OURS)
    here.hand.focus("Add this page?")
    here.shoot("adding-5-invited")
    here.hand.press("Escape")
    here.hand.focus()
    _start_again(here.screen, here.library, OURS.replace("https", "file"))
    wait_for("a word about it", lambda: here.screen.seconds_until_still() >= 0)
    here.shoot("adding-6-refused")
    if _count(here) != 2:
        yield "something came in that nobody wanted"


def _start_again(screen: Screen, library: Path, words: str) -> None:
    program = str(Path(sys.executable).with_name("galley"))
    home = library.parent / f"home-{library.stem}"
    environment = screen.environment(
        HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home)
    )
    subprocess.run([program, "--library", str(library), words], env=environment, check=False)


def _count(here: Sitting) -> int:
    with Library(here.library) as library:
        return library.count(ArticleQuery(shelf="all"))


def _id_of(titles: str, words: str) -> str:
    return next(line.split()[0] for line in titles.splitlines() if words in line)
