"""An X screen without a monitor, and a hand on its mouse and keyboard (Xvfb and xdotool)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

SHOT = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
screen = app.primaryScreen()
assert screen.grabWindow(0).save(sys.argv[1])
"""


class Screen:
    """Xvfb on a free display, `width` by `height` pixels; ends with its block."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._size = f"{width}x{height}x24"

    def __enter__(self) -> Screen:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size]
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()

    def environment(self, **more: str) -> dict[str, str]:
        """What a program needs to find this screen."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", **more}

    def shoot(self, to: Path) -> None:
        """Writes what is on the screen as a PNG."""
        to.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", SHOT, str(to)]
        subprocess.run(command, env=self.environment(), check=True, timeout=60)

    @contextmanager
    def program(self, *words: str, **environment: str) -> Iterator[Hand]:
        """Runs a program and gives the hand on its window; ends it if it has not ended itself."""
        running = subprocess.Popen(words, env=self.environment(**environment))
        try:
            yield Hand(self, running)
        finally:
            if running.poll() is None:
                running.terminate()
            running.wait(timeout=30)


class Hand:
    """The mouse and the keyboard on one program's window, whose corner is the screen's."""

    def __init__(self, screen: Screen, program: subprocess.Popen[bytes]) -> None:
        self._screen = screen
        self.program = program
        self._window = ""

    def _do(self, *words: str | int) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self._screen.environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    def take_window(self, name: str, width: int, height: int) -> None:
        """Waits for the window of that name, fills the screen with it, gives it the keyboard."""
        window = self._do("search", "--sync", "--onlyvisible", "--name", name).split()[-1]
        self._do("windowmove", window, 0, 0)
        self._do("windowsize", "--sync", window, width, height)
        self._window = window
        self.focus()

    def focus(self) -> None:
        """Gives the window the keyboard: with no window manager, no dialog gives it back."""
        self._do("windowfocus", "--sync", self._window)
        time.sleep(0.5)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses the left button at one point, moves and lets go at the other."""
        self._do("mousemove", *start, "mousedown", 1)
        time.sleep(0.1)
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        for point in (middle, end, end):
            self._do("mousemove", *point)
            time.sleep(0.1)
        self._do("mouseup", 1)
        time.sleep(0.3)

    def click(self, point: tuple[int, int]) -> None:
        self._do("mousemove", *point, "click", 1)
        time.sleep(0.3)

    def move(self, point: tuple[int, int]) -> None:
        self._do("mousemove", *point)
        time.sleep(0.3)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, as xdotool names them: `n`, `Escape`, `ctrl+e`."""
        for key in keys:
            self._do("key", key)
            time.sleep(0.25)

    def type(self, words: str) -> None:
        self._do("type", "--delay", 15, words)
        time.sleep(0.3)


def wait_for(what: str, holds: Callable[[], bool], seconds: float = 30) -> None:
    """Waits until it holds; RuntimeError that names it if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:.0f} s for: {what}")
        time.sleep(0.1)
