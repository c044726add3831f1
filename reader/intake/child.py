"""The parsers in a process of their own that can be killed: no page can stop or crash the window.

`Child` is the near end, `serve` the far one. A message is its length in four bytes (big-endian)
and that many bytes of JSON by `reader.records`; an answer begins with one letter more: `C` for
a Captured, `N` for sentence and advice of a NotAnArticle, `B` for the report of a bug.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO

import reader
from reader import intake, records
from reader.errors import NotAnArticle
from reader.messages import _
from reader.model import Captured, Source

SECONDS = 10.0
"""A page that takes longer is given up."""

MOST_MEMORY = 3_000_000_000
"""Bytes of address space of the far end, where the system can limit it."""

_LENGTH = struct.Struct(">I")


class Child:
    """One long-lived process that reads sources; started when first needed, and again if it died.

    Used from one thread at a time; `close` may be called from any.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def to_article(self, source: Source) -> Captured:
        """What `intake.to_article` gives; NotAnArticle also if it takes or eats too much."""
        process = self._started()
        out_of_time = threading.Event()

        def give_up() -> None:
            out_of_time.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            answer = _ask(process, records.dumps(source))
        finally:
            timer.cancel()
            timer.join()
        if answer is None or out_of_time.is_set():
            self.close()
        if answer is None:
            raise _too_slow() if out_of_time.is_set() else _broken("the process ended")
        return _answered(answer)

    def close(self) -> None:
        """End the process; nothing of it is left."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close_quietly(pipe)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child"]
    return [sys.executable, "-m", "reader.intake.child"]


def _environment() -> dict[str, str]:
    """Ours, with the folder that this `reader` was imported from."""
    home = str(Path(reader.__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, known] if known else [home])}


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        # What could not be flushed was meant for a process that is gone.
        return


def _ask(process: subprocess.Popen[bytes], question: bytes) -> bytes | None:
    """The far end's answer; None if it ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _send(process.stdin, question)
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


def _answered(answer: bytes) -> Captured:
    letter, content = answer[:1], answer[1:]
    if letter == b"C":
        captured: Captured = records.loads(Captured, content)
        return captured
    if letter == b"N":
        sentence, advice = json.loads(content)
        raise NotAnArticle(sentence, advice)
    raise _broken(content.decode("utf-8", errors="replace"))


def _too_slow() -> NotAnArticle:
    return NotAnArticle(
        _("This page is so large or so tangled that reading it was given up."),
        _("Copy the article as text and paste it into Galley."),
    )


def _broken(report: str) -> NotAnArticle:
    error = NotAnArticle(
        _("This page could not be read: something in it breaks Galley's reader."),
        _("Copy the article as text and paste it into Galley."),
    )
    error.__cause__ = RuntimeError(report)
    return error


# --- the far end ---------------------------------------------------------------------------------


def serve() -> int:
    """Answer questions from stdin on stdout until stdin ends; gives back the exit status."""
    _limit_memory()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever prints goes to stderr: stdout belongs to the answers.
    sys.stdout = sys.stderr
    while (question := _receive(questions)) is not None:
        _send(answers, _answer(question))
    return 0


def _answer(question: bytes) -> bytes:
    try:
        captured = intake.to_article(records.loads(Source, question))
        return b"C" + records.dumps(captured)
    except NotAnArticle as error:
        return b"N" + json.dumps([error.sentence, error.advice]).encode()
    except Exception:  # the edge: the near end is told, and this process goes on
        return b"B" + traceback.format_exc(limit=20).encode("utf-8", errors="replace")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has none
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    sys.exit(serve())
