"""Drives the real window, and says what its library and its files then say wrong."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # this process only measures; the program is on Xvfb

from tests.by_hand.adding import adding
from tests.by_hand.by_keys import by_keys
from tests.by_hand.by_mouse import by_mouse
from tests.by_hand.gallery import SCENES, gallery
from tests.by_hand.live import live
from tests.by_hand.long import long
from tests.by_hand.overlaps import overlaps
from tests.by_hand.right_to_left import right_to_left
from tests.by_hand.screen import NotSeen
from tests.by_hand.sitting import Look
from tests.by_hand.vault import vault

Run = Callable[[Path, Look], Iterator[str]]
"""Does something in a folder of its own; gives a sentence for each thing that is wrong."""

RUNS: Mapping[str, Run] = {
    "mouse": by_mouse,
    "keys": by_keys,
    "overlaps": overlaps,
    "right-to-left": right_to_left,
    "long": long,
    "vault": vault,
    "live": live,
    "adding": adding,
}
THEMES = ("light", "sepia", "dark")
SCALES = (1.0, 1.5, 2.0)


def faults(run: Run, look: Look) -> list[str]:
    """What is wrong after a run; what did not come about ends it and is the last."""
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="galley-by-hand-") as folder:
        try:
            found.extend(run(Path(folder), look))
        except NotSeen as error:
            found.append(str(error))
    return found


def looks(asked: argparse.Namespace) -> list[Look]:
    """The dresses that are asked for: one for the runs, by default all for the gallery."""
    one = asked.theme or asked.scale or asked.more_contrast or asked.mirrored
    if one or not asked.gallery:
        theme, scale = asked.theme or "light", asked.scale or 1.0
        return [Look(asked.shots, theme, scale, asked.more_contrast, asked.mirrored)]
    plain = [
        Look(asked.shots / f"{theme}-{scale:g}x", theme, scale)
        for theme in THEMES
        for scale in SCALES
    ]
    contrast = [
        Look(asked.shots / f"{theme}-contrast", theme, more_contrast=True) for theme in THEMES
    ]
    return [*plain, *contrast, Look(asked.shots / "mirrored", mirrored=True)]


def in_a_process(look: Look, argv: Sequence[str]) -> int:
    """The same for one dress: Qt takes its scale when a process begins."""
    words = ["--shots", str(look.shots), "--theme", look.theme, "--scale", str(look.scale)]
    words += ["--more-contrast"] if look.more_contrast else []
    words += ["--mirrored"] if look.mirrored else []
    command = [sys.executable, "-m", "tests.by_hand", *argv, *words]
    return subprocess.run(command, check=False).returncode


def drive(names: Iterable[str], look: Look) -> int:
    """Makes these runs and says what is wrong; how much that is."""
    wrong = 0
    for name in names:
        found = faults(RUNS[name], look)
        print(f"{name}: {'as it should be' if not found else 'not as it should be'}")
        for fault in found:
            print(f"  {fault}")
        wrong += len(found)
    return wrong


def main(argv: Sequence[str] | None = None) -> int:
    """0 if all that was done is what is then stored and written, or all pictures were taken."""
    words = list(sys.argv[1:] if argv is None else argv)
    asked = _parser().parse_args(words)
    dresses = looks(asked)
    if len(dresses) > 1:
        return max(in_a_process(look, words) for look in dresses)
    look = dresses[0]
    # The twin must measure at the scale of the window: Qt reads it when its application is made.
    os.environ["QT_SCALE_FACTOR"] = str(look.scale)
    look.shots.mkdir(parents=True, exist_ok=True)
    wrong = gallery(look, asked.scene or ()) if asked.gallery else drive(asked.run or RUNS, look)
    print(f"pictures in {look.shots}")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.by_hand", description=__doc__)
    parser.add_argument("--run", choices=RUNS, action="append", help="only this; may be repeated")
    parser.add_argument(
        "--gallery", action="store_true", help="only take pictures, of all there is"
    )
    parser.add_argument("--scene", choices=SCENES, action="append", help="only this of the gallery")
    parser.add_argument("--shots", type=Path, default=Path("build/by-hand"), metavar="DIR")
    parser.add_argument("--theme", choices=THEMES, help="light; for the gallery every theme")
    parser.add_argument("--scale", choices=SCALES, type=float, help="1; for the gallery every one")
    parser.add_argument("--more-contrast", action="store_true")
    parser.add_argument("--mirrored", action="store_true", help="from right to left")
    return parser


if __name__ == "__main__":
    sys.exit(main())
