"""Rendering in a process of its own that can be killed: no template stops or crashes the window.

`Child` is the near end, `serve` the far one. A question begins with one letter: `A` for the
article that is rendered from now on, `T` for a template, `H` for Markdown to be shown. So does an
answer: `K` (the article is ready), `R` with what came out, `W` with what is wrong with the
template, `H` with HTML, `B` for the report of a bug. All is JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType

from reader import child, records
from reader.errors import BadTemplate, Detached
from reader.export.names import cleaned
from reader.export.options import USUAL, ExportOptions, by_name
from reader.export.update import update
from reader.messages import _
from reader.model import Exported
from reader.templates.template import Template, keeps_round_trip
from reader.values import dataclass
from reader.version import program_version

NAME = "templates"
"""What the frozen program calls the far end."""

SECONDS = 2.0
"""A template that takes longer is given up."""
_SECONDS_FOR_AN_ARTICLE = 20.0
"""It is our own work, and done once: a thousand notes take one."""

MOST_MEMORY = 1_000_000_000
"""Bytes of address space of the far end, where the system can limit it."""

_MOST_SOURCE = 1_000_000
"""Characters of a template; what is longer is none."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template made: the text, the file's name without ending (None if it says none), and
    whether what is changed in the file can come home."""

    text: str
    name: str | None
    comes_home: bool


def render(
    template: Template,
    exported: Exported,
    *,
    at: datetime,
    beside: Mapping[str, str] | None = None,
    options: ExportOptions = USUAL,
) -> Rendered:
    """The article by this template; raises BadTemplate. `at` is now, in the user's time zone."""
    with Child() as far:
        return far.render(template, exported, at=at, beside=beside, options=options)


class Child:
    """One long-lived process that renders; started when first needed, and again if it died.

    Used from one thread at a time; `close` may be called from any.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._far = child.Child(NAME, "reader.templates.child")
        self._has: tuple[object, Exported, ExportOptions] | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def render(
        self,
        template: Template,
        exported: Exported,
        *,
        at: datetime,
        beside: Mapping[str, str] | None = None,
        options: ExportOptions = USUAL,
    ) -> Rendered:
        """The article by this template; raises BadTemplate.

        `beside` are the sources that the template may include or extend, by the names of their
        files. What can come home gets the lines that it needs for that.
        """
        if len(template.source) > _MOST_SOURCE:
            raise BadTemplate(_("This is too long to be a template."))
        self._hand_over(exported, options)
        question = {
            "name": template.file_name,
            "source": template.source,
            "file": template.file,
            "beside": {**(beside or {})},
            "now": at.isoformat(),
            "version": program_version(),
        }
        text, name = _answered(self._ask(b"T" + json.dumps(question).encode(), self._seconds))
        home = _ready_for_home(template, text, exported, options)
        return Rendered(home or text, cleaned(name) if name else None, home is not None)

    def shown(self, markdown: str) -> str | None:
        """The Markdown as safe HTML; None where that would take too long or nests too deeply."""
        try:
            answer = self._far.ask(b"H" + json.dumps(markdown).encode(), self._seconds)
        except child.Ended:
            return None
        if answer[:1] != b"H":
            raise RuntimeError(answer[1:].decode("utf-8", errors="replace"))
        html: str | None = json.loads(answer[1:])
        return html

    def close(self) -> None:
        """End the process; nothing of it is left."""
        self._has = None
        self._far.close()

    def _hand_over(self, exported: Exported, options: ExportOptions) -> None:
        """Gives the far end the article, if it has another one or was started anew."""
        if self._has == (self._far.process, exported, options) and self._far.is_alive():
            return
        whole = {"exported": records.to_json(exported), "options": by_name(options)}
        answer = self._ask(b"A" + json.dumps(whole).encode(), _SECONDS_FOR_AN_ARTICLE)
        if answer[:1] != b"K":
            raise RuntimeError(answer[1:].decode("utf-8", errors="replace"))
        self._has = (self._far.process, exported, options)

    def _ask(self, question: bytes, seconds: float) -> bytes:
        try:
            return self._far.ask(question, seconds)
        except child.OutOfTime:
            raise BadTemplate(
                _("It takes longer than two seconds: perhaps it goes round without end."),
                _("Look for a loop in it, or for loops within loops."),
            ) from None
        except child.Ended:
            raise BadTemplate(
                _("Something in it breaks the program that renders templates."),
                _("Take out what was added last and try again."),
            ) from None


def _ready_for_home(
    template: Template, text: str, exported: Exported, options: ExportOptions
) -> str | None:
    """The text with all the lines by which it is known again; None if it cannot come home."""
    if not keeps_round_trip(template):
        return None
    try:
        return update(text, exported, options=options)
    except Detached:
        return None


def _answered(answer: bytes) -> tuple[str, str | None]:
    letter, content = answer[:1], answer[1:]
    if letter == b"R":
        text, name = json.loads(content)
        return text, name
    if letter == b"W":
        sentence, advice, line, column, template = json.loads(content)
        raise BadTemplate(sentence, advice, line=line, column=column, template=template)
    raise RuntimeError(content.decode("utf-8", errors="replace"))


# --- the far end ---------------------------------------------------------------------------------


def serve() -> int:
    """Answer questions from stdin on stdout until stdin ends; gives back the exit status."""
    # Only here: no other part of the program needs Jinja.
    from reader.templates.desk import Desk

    return child.serve(Desk().answer, most_memory=MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(serve())
