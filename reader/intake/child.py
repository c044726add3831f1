"""The parsers in a process of their own that can be killed: no page can stop or crash the window.

`Child` is the near end, `serve` the far one. A question is one letter for what is asked (see
`_ASKED`) and a Source in the JSON of `reader.records`. An answer begins with one letter: `C` for
what was asked for, `N` for sentence and advice of a NotAnArticle, `L` for those and the Captured
of a TooLittle, `B` for the report of a bug.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType

from reader import child, intake, records
from reader.errors import NotAnArticle
from reader.intake.refused import TooLittle
from reader.messages import _
from reader.model import Captured, Part, Source

NAME = "pages"
"""What the frozen program calls the far end."""

SECONDS = 10.0
"""A page that takes longer is given up."""

MOST_MEMORY = 3_000_000_000
"""Bytes of address space of the far end, where the system can limit it."""


class Child:
    """One long-lived process that reads sources; started when first needed, and again if it died.

    Used from one thread at a time; `close` may be called from any.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._far = child.Child(NAME, "reader.intake.child")

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
        captured: Captured = records.loads(Captured, self._ask(b"A", source))
        return captured

    def parts(self, source: Source) -> tuple[Part, ...]:
        """What `intake.parts` gives; raises as `to_article` does."""
        told = json.loads(self._ask(b"P", source))
        return tuple(records.from_json(Part, each) for each in told)

    def _ask(self, letter: bytes, source: Source) -> bytes:
        """What the far end answers, as it was written there."""
        try:
            answer = self._far.ask(letter + records.dumps(source), self._seconds)
        except child.OutOfTime:
            raise _too_slow() from None
        except child.Ended:
            raise _broken("the process ended") from None
        return _answered(answer)

    def close(self) -> None:
        """End the process; nothing of it is left."""
        self._far.close()


def _answered(answer: bytes) -> bytes:
    letter, content = answer[:1], answer[1:]
    if letter == b"C":
        return content
    if letter == b"N":
        sentence, advice = json.loads(content)
        raise NotAnArticle(sentence, advice)
    if letter == b"L":
        sentence, advice, little = json.loads(content)
        raise TooLittle(sentence, advice, records.from_json(Captured, little))
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
    return child.serve(_answer, most_memory=MOST_MEMORY)


def _article(source: Source) -> bytes:
    return records.dumps(intake.to_article(source))


def _parts(source: Source) -> bytes:
    return json.dumps([records.to_json(part) for part in intake.parts(source)]).encode()


_ASKED: Mapping[bytes, Callable[[Source], bytes]] = {b"A": _article, b"P": _parts}
"""What can be asked about a source, by the letter that asks for it."""


def _answer(question: bytes) -> bytes:
    try:
        return b"C" + _ASKED[question[:1]](records.loads(Source, question[1:]))
    except TooLittle as error:
        little = records.to_json(error.captured)
        return b"L" + json.dumps([error.sentence, error.advice, little]).encode()
    except NotAnArticle as error:
        return b"N" + json.dumps([error.sentence, error.advice]).encode()
    except Exception:  # the edge: the near end is told, and this process goes on
        return b"B" + traceback.format_exc(limit=20).encode("utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(serve())
