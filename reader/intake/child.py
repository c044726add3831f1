"""The parsers in a process of their own that can be killed: no page can stop or crash the window.

`Child` is the near end, `serve` the far one. A question is one letter for what is asked (see
`_ASKED`) and a Source as `enclosed` writes it. An answer begins with one letter: `C` for
what was asked for, `N` for sentence and advice of a NotAnArticle, `F` for those of a NotAFeed, `L`
for those and the Captured of a TooLittle, `B` for the report of a bug.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType

from reader import child, intake, records
from reader.errors import NotAFeed, NotAnArticle
from reader.intake import enclosed
from reader.intake.refused import TooLittle
from reader.messages import _
from reader.model import Brought, Captured, Feed, Outline, Part, Source

NAME = "pages"
"""What the frozen program calls the far end."""

SECONDS = 10.0
"""A page that takes longer is given up."""

PDF_SECONDS = 30.0
"""The same for a PDF: 25 dense pages take a second, and reports have 300."""

BRINGING_SECONDS = 60.0
"""The same for all that another program has in one file."""

_NICE = 5
"""How far the far end stands back where the window wants the processor as well."""

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
        seconds = PDF_SECONDS if source.content.startswith(b"%PDF-") else 0.0
        return enclosed.captured(self._ask(b"A", source, seconds))

    def parts(self, source: Source) -> tuple[Part, ...]:
        """What `intake.parts` gives; raises as `to_article` does."""
        told = json.loads(self._ask(b"P", source))
        return tuple(records.from_json(Part, each) for each in told)

    def brought(self, source: Source) -> Brought:
        """What `intake.elsewhere.brought` gives; NotAnArticle also if it takes or eats too much."""
        answer = self._ask(b"B", source, BRINGING_SECONDS, _too_much)
        brought: Brought = records.loads(Brought, answer)
        return brought

    def feed(self, source: Source) -> Feed:
        """What `intake.feeds.read` gives; NotAFeed also if it takes or eats too much."""
        feed: Feed = records.loads(Feed, self._ask_of_feed(b"F", source))
        return feed

    def feed_links(self, source: Source) -> tuple[Outline, ...]:
        """What `intake.feeds.links` gives; raises as `feed` does."""
        return _outlines(self._ask_of_feed(b"D", source))

    def outlines(self, source: Source) -> tuple[Outline, ...]:
        """What `intake.opml.read` gives; raises as `feed` does."""
        return _outlines(self._ask_of_feed(b"O", source))

    def _ask_of_feed(self, letter: bytes, source: Source) -> bytes:
        try:
            return self._ask(letter, source)
        except NotAnArticle as error:
            raise NotAFeed(
                _("This is so large or so tangled that reading it was given up."),
                _("Look for another feed of the same site."),
            ) from error

    def _ask(
        self,
        letter: bytes,
        source: Source,
        seconds: float = 0.0,
        given_up: Callable[[], NotAnArticle] | None = None,
    ) -> bytes:
        """What the far end answers, as it was written there."""
        try:
            answer = self._far.ask(letter + enclosed.of_source(source), max(self._seconds, seconds))
        except child.OutOfTime:
            raise (given_up or _too_slow)() from None
        except child.Ended:
            raise (given_up() if given_up else _broken("the process ended")) from None
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
    if letter == b"F":
        sentence, advice = json.loads(content)
        raise NotAFeed(sentence, advice)
    if letter == b"L":
        sentence, advice, little = json.loads(content)
        raise TooLittle(sentence, advice, records.from_json(Captured, little))
    raise _broken(content.decode("utf-8", errors="replace"))


def _outlines(answer: bytes) -> tuple[Outline, ...]:
    return tuple(records.from_json(Outline, each) for each in json.loads(answer))


def _too_slow() -> NotAnArticle:
    return NotAnArticle(
        _("This page is so large or so tangled that reading it was given up."),
        _("Copy the article as text and paste it into Galley."),
    )


def _too_much() -> NotAnArticle:
    return NotAnArticle(
        _("This file is so large or so tangled that reading it was given up."),
        _("Export a part of it at a time."),
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
    if hasattr(os, "nice"):  # Windows has none
        os.nice(_NICE)
    return child.serve(_answer, most_memory=MOST_MEMORY)


def _article(source: Source) -> bytes:
    return enclosed.of_captured(intake.to_article(source))


def _parts(source: Source) -> bytes:
    return json.dumps([records.to_json(part) for part in intake.parts(source)]).encode()


def _feed(source: Source) -> bytes:
    from reader.intake import feeds

    return records.dumps(feeds.read(source))


def _feed_links(source: Source) -> bytes:
    from reader.intake import feeds

    return json.dumps([records.to_json(each) for each in feeds.links(source)]).encode()


def _opml(source: Source) -> bytes:
    from reader.intake import opml

    return json.dumps([records.to_json(each) for each in opml.read(source)]).encode()


def _brought(source: Source) -> bytes:
    from reader.intake import elsewhere

    return records.dumps(elsewhere.brought(source))


_ASKED: Mapping[bytes, Callable[[Source], bytes]] = {
    b"A": _article,
    b"P": _parts,
    b"B": _brought,
    b"F": _feed,
    b"D": _feed_links,
    b"O": _opml,
}
"""What can be asked about a source, by the letter that asks for it."""


def _answer(question: bytes) -> bytes:
    try:
        return b"C" + _ASKED[question[:1]](enclosed.source(question[1:]))
    except TooLittle as error:
        little = records.to_json(error.captured)
        return b"L" + json.dumps([error.sentence, error.advice, little]).encode()
    except NotAnArticle as error:
        return b"N" + json.dumps([error.sentence, error.advice]).encode()
    except NotAFeed as error:
        return b"F" + json.dumps([error.sentence, error.advice]).encode()
    except Exception:  # the edge: the near end is told, and this process goes on
        return b"B" + traceback.format_exc(limit=20).encode("utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(serve())
