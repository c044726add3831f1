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

Point = tuple[int, int]
"""A place in the window, in the pixels that the program itself counts."""

CAMERA = """
import hashlib, sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
for line in sys.stdin:
    width, height, to = line.rstrip("\\n").split(" ", 2)
    seen = app.primaryScreen().grabWindow(0, 0, 0, int(width), int(height)).toImage()
    if to:
        seen.save(to)
    print(hashlib.sha256(seen.constBits()).hexdigest(), flush=True)
"""
"""Answers each line with what is on the screen: its hash, and a PNG where a path is named."""


CLIPBOARD = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
app.clipboard().setText(sys.argv[1])
print("held", flush=True)
app.exec()
"""
"""Holds words on the clipboard until it is ended, as the program they were copied in would."""


class NotSeen(RuntimeError):
    """What was waited for did not come about; the message names it."""


class Screen:
    """Xvfb on a free display, for programs at `scale`; sizes are those the program counts."""

    def __init__(self, width: int, height: int, scale: float = 1) -> None:
        self.scale = scale
        self._size = self.pixels((width, height))

    def pixels(self, point: Point) -> Point:
        """The same point, or size, in the pixels of the screen."""
        return round(point[0] * self.scale), round(point[1] * self.scale)

    def __enter__(self) -> Screen:
        read, write = os.pipe()
        width, height = self._size
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"]
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        self._camera = subprocess.Popen(
            [sys.executable, "-c", CAMERA],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._camera.communicate()
        self._server.terminate()
        self._server.wait()

    def environment(self, **more: str) -> dict[str, str]:
        """What a program needs to find this screen; it sees the screen at its bare scale."""
        held = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
        return {**held, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", **more}

    def shoot(self, to: Path, size: Point | None = None) -> None:
        """Writes what is on the screen, or on its upper left `size`, as a PNG."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self._see(self.pixels(size) if size else self._size, str(to))

    def look(self) -> str:
        """A word for what is on the screen: the same as long as nothing changes."""
        return self._see(self._size, "")

    def _see(self, size: Point, to: str) -> str:
        assert self._camera.stdin is not None
        assert self._camera.stdout is not None
        self._camera.stdin.write(f"{size[0]} {size[1]} {to}\n")
        self._camera.stdin.flush()
        return self._camera.stdout.readline().strip()

    def seconds_until_still(self, quiet: float = 1.5, most: float = 60) -> float:
        """How long the screen went on changing from now; it was then still for `quiet` s.

        What was there before is no change: a caret may blink.
        """
        start = last = time.monotonic()
        seen = {self.look()}
        while time.monotonic() < last + quiet and last < start + most:
            time.sleep(0.02)
            now = self.look()
            if now not in seen:
                seen.add(now)
                last = time.monotonic()
        return last - start

    def seconds_until_other(self, before: str, most: float = 60) -> float:
        """How long the screen still showed what it did before; NotSeen if it does for ever."""
        start = time.monotonic()
        wait_for("the screen to change", lambda: self.look() != before, most, every=0.01)
        return time.monotonic() - start

    @contextmanager
    def program(self, *words: str, **environment: str) -> Iterator[Hand]:
        """Runs a program and gives the hand on its window; ends it if it has not ended itself."""
        more = {"QT_SCALE_FACTOR": str(self.scale), **environment}
        running = subprocess.Popen(words, env=self.environment(**more))
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

    def take_window(self, name: str, size: Point) -> None:
        """Waits for the window of that name, makes it this large, gives it the keyboard."""
        self._window = self._do("search", "--sync", "--onlyvisible", "--name", name).split()[-1]
        self._do("windowmove", self._window, 0, 0)
        self.resize(size)
        self.focus()

    def resize(self, size: Point) -> None:
        """Makes the window this large; it may be so already."""
        self._do("windowsize", self._window, *self._screen.pixels(size))
        time.sleep(0.5)

    def focus(self, name: str = "") -> None:
        """Gives the window, or another one of that name, the keyboard.

        With no window manager no dialog takes it by itself, or gives it back.
        """
        found = self._do("search", "--sync", "--onlyvisible", "--name", name) if name else ""
        self._do("windowfocus", "--sync", found.split()[-1] if name else self._window)
        time.sleep(0.5)

    def drag(self, start: Point, end: Point) -> None:
        """Presses the left button at one point, moves and lets go at the other."""
        self._move(start)
        self._do("mousedown", 1)
        time.sleep(0.1)
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        for point in (middle, end, end):
            self._move(point)
            time.sleep(0.1)
        self._do("mouseup", 1)
        time.sleep(0.3)

    def click(self, point: Point, button: int = 1) -> None:
        self._move(point)
        self._do("click", button)
        time.sleep(0.6)  # two clicks on one place are two clicks and not a double one

    def move(self, point: Point) -> None:
        """Moves the mouse there and rests."""
        self._move(point)
        time.sleep(0.8)

    def _move(self, point: Point) -> None:
        self._do("mousemove", *self._screen.pixels(point))

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, as xdotool names them: `n`, `Escape`, `ctrl+e`."""
        for key in keys:
            self._do("key", key)
            time.sleep(0.25)

    def tap(self, key: str) -> None:
        """Presses a key and does not wait for what comes of it."""
        self._do("key", key)

    def type(self, words: str) -> None:
        self._do("type", "--delay", 15, words)
        time.sleep(0.3)

    def paste(self, words: str) -> None:
        """Pastes words that no key of this keyboard writes."""
        holder = subprocess.Popen(
            [sys.executable, "-c", CLIPBOARD, words],
            env=self._screen.environment(),
            stdout=subprocess.PIPE,
        )
        assert holder.stdout is not None
        holder.stdout.readline()
        self.press("ctrl+v")
        time.sleep(0.3)
        holder.terminate()
        holder.communicate()


def wait_for(
    what: str, holds: Callable[[], bool], seconds: float = 30, *, every: float = 0.1
) -> None:
    """Waits until it holds; NotSeen that names it if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise NotSeen(f"waited {seconds:.0f} s for: {what}")
        time.sleep(every)
