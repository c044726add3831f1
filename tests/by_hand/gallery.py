"""Pictures of the real window in every dress, to be looked at by people: nothing is judged here.

Each scene drives the real program with mouse and keys, takes its pictures and leaves the window as
it found it.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QBuffer, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from reader import changes
from reader.library import Library
from reader.samples import samples
from tests.by_hand.screen import NotSeen
from tests.by_hand.sitting import Look, Sitting, shell, sitting
from tests.by_hand.twin import Twin

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
ROOM = (1720, 1000)
"""Large enough for the widest layout and for windows beside the usual one."""

RIVER, ARABIC, JAPANESE = "The river that moved", "قرية على ضفة", "小さな町"
HARBOUR, CHANGED = "What the harbour master", "The pump at Zandpolder"

Scene = Callable[[Sitting], None]


# --- what is looked at ---------------------------------------------------------------------------


def fill(library: Path, folder: Path) -> None:
    """The samples, a page with everything a page can hold, and one that has changed."""
    with Library(library) as opened:
        change, blobs = samples(
            opened.new_article_id, opened.new_annotation_id, opened.labels(), at=AT
        )
        change = changes.naming_tags(change, opened.tags())
        opened.apply(change, at=AT, by="shell", blobs=blobs)
    _add_the_harbour(library, folder)
    _add_the_changed(library, folder)


def _add_the_harbour(library: Path, folder: Path) -> None:
    page = folder / "harbour.html"
    written = (files("tests.by_hand") / "pages" / "everything.html").read_text("utf-8")
    page.write_text(written.replace("PICTURE", picture()), encoding="utf-8")
    id = shell(library, "add", str(page)).split()[0]
    for quote, label, note in (
        ("who had paid in eels", "Quote", "Is a price in eels written anywhere else?"),
        ("opened them too early twice", "Check", "Ask the ferry for its **own** log."),
    ):
        words = ("--quote", quote, "--label", label, "--note", note, "--tag", "harbour")
        shell(library, "annotate", id, *words)


def _add_the_changed(library: Path, folder: Path) -> None:
    """A page that was captured twice: marks of the first are moved, unsure or lost in it."""
    page = folder / "pump.html"
    page.write_text(_page(CHANGED, *FIRST), encoding="utf-8")
    id = shell(library, "add", str(page)).split()[0]
    for quote, label, note in MARKED:
        shell(library, "annotate", id, "--quote", quote, "--label", label, "--note", note)
    page.write_text(_page(CHANGED, *SECOND), encoding="utf-8")
    shell(library, "add", str(page), "--revision-of", id)


FIRST = (
    "The board of the water authority decided on Tuesday to replace the pump before the winter.",
    "The pump has failed twice this year, and the road was closed both times for three days.",
    "The new pump will cost 41,000 euros, which the chair called a great deal of money for a pump.",
    "A resident asked for the minutes of 31 June and was told that nobody had written them yet.",
    "The ferry will not sail on Sundays until the water is back at its usual level.",
)
SECOND = (
    "A correction was made to this article on Thursday.",
    "The pump had failed twice this year, and the roads were closed both times for three days.",
    "The new pump is going to cost about 48,500 euros, which the chair called a great deal.",
    "The board of the water authority decided on Tuesday to replace the pump before the winter.",
    "The ferry sails again on Sundays.",
)
MARKED = (
    ("decided on Tuesday to replace the pump", "Claim", "Who voted against it?"),
    ("has failed twice this year, and the road was closed", "Check", "Twice, by whose count?"),
    ("The new pump will cost 41,000 euros", "Quote", "From the minutes, page 4."),
    ("asked for the minutes of 31 June and was told that nobody", "Doubt", "June has 30 days."),
    ("on Sundays", "Lead", "And on Saturdays?"),
)


def _page(title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f"<!doctype html><html lang=en>{head}<article><h1>{title}</h1>{body}</article></html>"


def picture() -> str:
    """A harbour at low water, as a data: address."""
    image = QImage(960, 480, QImage.Format.Format_RGB32)
    sky = QLinearGradient(0, 0, 0, 300)
    sky.setColorAt(0, QColor("#9fb4c4"))
    sky.setColorAt(1, QColor("#e9dcc6"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(image.rect(), sky)
    painter.fillRect(QRectF(0, 300, 960, 180), QColor("#5d7681"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#6c5b46"))
    slope = [QPointF(0, 360), QPointF(420, 410), QPointF(960, 350), QPointF(960, 480)]
    painter.drawPolygon(QPolygonF([*slope, QPointF(0, 480)]))
    painter.setPen(QPen(QColor("#3c342b"), 12))
    for x in (120, 240, 700, 840):
        painter.drawLine(x, 190, x, 440)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub leaves QIODevice out
    return "data:image/png;base64," + base64.b64encode(buffer.data().data()).decode()


# --- scenes --------------------------------------------------------------------------------------


def go_to(here: Sitting, title: str) -> None:
    """Opens an article by the palette."""
    here.hand.press("ctrl+k")
    here.write(title)
    here.hand.press("Return")
    here.screen.seconds_until_still(0.6)


def overlap_in_sight(here: Sitting) -> Twin:
    """The page where two marks share words, reached by the card of one; a twin that is there."""
    go_to(here, RIVER)
    river = here.named(RIVER)
    twin = here.twin(river)
    with Library(here.library) as library:
        id = next(each.id for each in library.annotations(river) if SHARED in each.anchor.exact)
    here.hand.click(twin.card(id))
    twin.window.notes.chosen.emit(id)
    twin.settle_far_down()
    here.hand.move((640, 30))
    return twin


def usual(here: Sitting) -> None:
    go_to(here, RIVER)
    here.shoot("usual")
    here.hand.move(here.twin().row(1))
    here.shoot("usual-row-hovered")
    here.hand.resize(ROOM)
    here.screen.shoot(here.shots / "usual-wide.png", ROOM)
    here.hand.resize(here.size)


def selection(here: Sitting) -> None:
    go_to(here, RIVER)
    twin = here.twin(here.named(RIVER))
    begin, end = twin.ends(FREE)
    here.hand.drag(begin, end)
    here.shoot("selection")
    here.hand.move(twin.bar_button(FREE, 2))
    here.shoot("selection-tip")
    here.hand.press("4", "n")
    here.hand.type("Ask the *institute* for the maps of 1987.")
    here.shoot("note-edited")
    here.hand.press("Tab")
    here.hand.type("maps")
    here.shoot("tag-edited")
    here.hand.press("Escape", "Escape", "ctrl+z", "ctrl+z", "ctrl+z")


def overlapping(here: Sitting) -> None:
    twin = overlap_in_sight(here)
    here.hand.click(twin.middle(SHARED))
    here.shoot("overlap-active")
    here.hand.move((400, 40))
    here.hand.move(twin.middle(SHARED))
    here.shoot("overlap-hovered")
    here.hand.move((400, 40))


def found(here: Sitting) -> None:
    go_to(here, RIVER)
    here.hand.press("ctrl+f")
    here.hand.type("the river")
    here.hand.press("Return")
    here.shoot("find")
    here.hand.press("ctrl+a")
    here.hand.type("zebra")
    here.shoot("find-nothing")
    here.hand.press("Escape")


def everything(here: Sitting) -> None:
    go_to(here, HARBOUR)
    here.shoot("everything-1")
    for number in (2, 3, 4):
        here.hand.press("Next")
        here.shoot(f"everything-{number}")
    here.hand.press("Home")
    here.hand.click((630, 500))
    here.shoot("full-size")
    here.hand.press("Escape")


def type_panel(here: Sitting) -> None:
    go_to(here, RIVER)
    here.hand.click(here.twin(here.named(RIVER)).button("type"))
    here.shoot("type-panel")
    here.hand.press("Tab", "Tab")
    here.shoot("type-panel-ring")
    here.hand.press("Escape")


def menus(here: Sitting) -> None:
    go_to(here, RIVER)
    twin = here.twin(here.named(RIVER))
    for id in ("menu", "more"):
        here.hand.click(twin.button(id))
        here.shoot(f"menu-{id}")
        here.hand.press("Escape", "Escape")
    here.hand.click(overlap_in_sight(here).middle(SHARED), button=3)
    here.shoot("menu-of-the-page")
    here.hand.press("Escape")
    here.hand.press("F10")
    here.shoot("menu-bar")
    here.hand.press("Escape", "F10")


def palette(here: Sitting) -> None:
    here.hand.press("ctrl+k")
    here.shoot("palette")
    here.hand.type("mar")
    here.shoot("palette-typed")
    here.hand.press("Escape")


def all_notes(here: Sitting) -> None:
    here.hand.press("ctrl+shift+a")
    here.screen.seconds_until_still(0.8)
    here.screen.shoot(here.shots / "all-notes.png", ROOM)
    here.hand.focus("notes")
    here.hand.press("Down", "Down")
    here.screen.shoot(here.shots / "all-notes-chosen.png", ROOM)
    here.hand.press("ctrl+w")
    here.hand.focus()


def preview(here: Sitting) -> None:
    go_to(here, HARBOUR)
    here.hand.press("ctrl+shift+p")
    here.screen.seconds_until_still(0.8)
    here.screen.shoot(here.shots / "print-preview.png", ROOM)
    here.hand.focus("preview")
    here.hand.press("Next", "Next", "Next", "Next")
    here.screen.shoot(here.shots / "print-preview-end.png", ROOM)
    here.hand.press("Escape")
    here.hand.focus()


def keys(here: Sitting) -> None:
    here.hand.press("F1")
    here.screen.seconds_until_still(0.6)
    here.screen.shoot(here.shots / "keys.png", ROOM)
    here.hand.press("Escape")
    here.hand.focus()


def adding(here: Sitting) -> None:
    here.hand.press("ctrl+n")
    here.screen.seconds_until_still(0.6)
    here.shoot("add")
    here.hand.press("Escape")
    here.hand.focus()


def unsettled(here: Sitting) -> None:
    go_to(here, CHANGED)
    here.shoot("unsettled")


def rings(here: Sitting) -> None:
    """What the keyboard is on, pane by pane."""
    go_to(here, RIVER)
    for number in (1, 2, 3):
        here.hand.press("F6")
        here.shoot(f"ring-{number}")
    for number in (1, 2, 3):
        here.hand.press("Tab")
        here.shoot(f"ring-tab-{number}")
    here.hand.press("Escape")


def message(here: Sitting) -> None:
    go_to(here, JAPANESE)
    here.hand.press("a")
    here.shoot("message-bar")
    here.hand.press("ctrl+z")


def alone(here: Sitting) -> None:
    go_to(here, RIVER)
    here.hand.press("F11")
    here.screen.seconds_until_still(0.6)
    here.screen.shoot(here.shots / "alone.png", ROOM)
    here.hand.press("F11")
    here.hand.resize(here.size)


def scripts(here: Sitting) -> None:
    for name, title in (("arabic", ARABIC), ("japanese", JAPANESE)):
        go_to(here, title)
        here.shoot(name)


def drawers(here: Sitting) -> None:
    """The sides as they open over the page where there is no room beside it."""
    go_to(here, RIVER)
    for size, opened in (
        ((1000, 800), ("F9", "F8")),
        ((700, 700), ("ctrl+F9", "F9", "F8")),
        ((480, 400), ("ctrl+F9", "F8")),
    ):
        here.hand.resize(size)
        name = f"drawers-{size[0]}"
        here.screen.shoot(here.shots / f"{name}.png", size)
        for key in opened:
            here.hand.press(key)
            here.screen.shoot(here.shots / f"{name}-{key}.png", size)
            here.hand.press(key)
    here.hand.press("ctrl+f")
    here.screen.shoot(here.shots / "drawers-480-find.png", (480, 400))
    here.hand.press("Escape")
    here.hand.resize(here.size)


SCENES: Mapping[str, Scene] = {
    "usual": usual,
    "selection": selection,
    "overlapping": overlapping,
    "find": found,
    "everything": everything,
    "type": type_panel,
    "menus": menus,
    "palette": palette,
    "all-notes": all_notes,
    "preview": preview,
    "keys": keys,
    "add": adding,
    "unsettled": unsettled,
    "rings": rings,
    "message": message,
    "alone": alone,
    "scripts": scripts,
    "drawers": drawers,
}
IN_OTHER_DRESS = ("usual", "selection", "overlapping", "everything", "type", "unsettled", "scripts")
"""Scenes for more contrast and for the mirrored window as well."""

FREE = "Between the two beds lie 70 hectares of meadow"
SHARED = "the old channel had been losing water"


# --- taking them ---------------------------------------------------------------------------------


def gallery(look: Look, only: Sequence[str]) -> int:
    """Takes the pictures of these scenes, or of all; how many scenes could not be taken."""
    with tempfile.TemporaryDirectory(prefix="galley-gallery-") as name:
        library = Path(name) / "Gallery.galley"
        fill(library, Path(name))
        usual_dress = not look.more_contrast and not look.mirrored
        missed = 0
        with sitting(library, look, room=ROOM) as here:
            for scene in only or (SCENES if usual_dress else IN_OTHER_DRESS):
                missed += not _taken(here, scene)
    return missed


def _taken(here: Sitting, name: str) -> bool:
    try:
        SCENES[name](here)
    except (NotSeen, RuntimeError, ValueError, subprocess.SubprocessError) as error:
        print(f"{name}: {error}")
        here.shoot(f"missed-{name}")
        here.hand.press("Escape", "Escape")
        here.hand.focus()
        here.hand.resize(here.size)
        return False
    return True
