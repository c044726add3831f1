"""A process of our own that answers questions and can be killed: no input stops or crashes us.

`Child` is the near end, `serve` the far one. A message is its length in four bytes (big-endian)
and that many bytes; what they mean is between those who use this. The far end's first message is
empty and says that it is ready.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import reader

START_SECONDS = 60.0
"""A far end that is not ready by then will not be: a program on a cold, slow disk takes ten."""

_LENGTH = struct.Struct(">I")


class Ended(Exception):
    """The far end is no more; the next question starts another."""


class OutOfTime(Ended):
    """It took too long and was ended."""


class Child:
    """One long-lived process; started when first needed, and again if it died.

    `module` is run with `-m`; in the frozen program `--child name` starts the same. Used from one
    thread at a time; `close` may be called from any.
    """

    def __init__(self, name: str, module: str) -> None:
        self._name = name
        self._module = module
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, question: bytes, seconds: float) -> bytes:
        """The answer; raises OutOfTime after so many seconds, Ended if there will be none.

        Starting the process does not count.
        """
        process = self._started()
        return self._in_time(process, seconds, lambda: _ask(process, question))

    def is_alive(self) -> bool:
        """Whether the process that answered last is still there."""
        return self.process is not None and self.process.poll() is None

    def close(self) -> None:
        """End the process; nothing of it is left."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # What could not be flushed was meant for a process that is gone.
                with contextlib.suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if not self.is_alive():
            self.close()
        if self.process is not None:
            return self.process
        process = self.process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._in_time(process, START_SECONDS, lambda: _heard(process))
        return process

    def _command(self) -> list[str]:
        if getattr(sys, "frozen", False):
            return [sys.executable, "--child", self._name]
        return [sys.executable, "-m", self._module]

    def _in_time(
        self,
        process: subprocess.Popen[bytes],
        seconds: float,
        hear: Callable[[], bytes | None],
    ) -> bytes:
        out_of_time = threading.Event()

        def give_up() -> None:
            out_of_time.set()
            process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.start()
        try:
            answer = hear()
        finally:
            timer.cancel()
            timer.join()
        if answer is None or out_of_time.is_set():
            self.close()
        if answer is None:
            raise OutOfTime if out_of_time.is_set() else Ended
        return answer


def _environment() -> dict[str, str]:
    """Ours, with the folder that this `reader` was imported from."""
    home = str(Path(reader.__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, known] if known else [home])}


def _ask(process: subprocess.Popen[bytes], question: bytes) -> bytes | None:
    """The far end's answer; None if it ended."""
    assert process.stdin is not None
    try:
        _send(process.stdin, question)
    except (OSError, ValueError):
        return None
    return _heard(process)


def _heard(process: subprocess.Popen[bytes]) -> bytes | None:
    assert process.stdout is not None
    try:
        return _receive(process.stdout)
    except (OSError, ValueError):
        return None


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """One message; None at the end of the pipe."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message: bytes = pipe.read(length)
    return message if len(message) == length else None


# --- the far end ---------------------------------------------------------------------------------


def serve(answer: Callable[[bytes], bytes], *, most_memory: int) -> int:
    """Answer questions from stdin on stdout until stdin ends; gives back the exit status.

    `most_memory` is in bytes of address space, where the system can limit it.
    """
    _limit_memory(most_memory)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever prints goes to stderr: stdout belongs to the answers.
    sys.stdout = sys.stderr
    _send(answers, b"")
    while (question := _receive(questions)) is not None:
        _send(answers, answer(question))
    return 0


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has none
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # macOS knows the limit and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
