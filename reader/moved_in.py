"""What came of the files of other programs, and what did not: of each thing, of each file, as a
text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from reader.messages import _, ngettext
from reader.model import ArticleId, Missed
from reader.values import dataclass

Outcome = Literal["text", "link", "quotes", "marks", "known", "trash", "nothing"]
"""What a thing becomes: an article with its text; one whose text is still to come; one without an
address, of which there are only the words that were marked; marks or text for one that is here, or
nothing new. One that is in the trash stays there; what has neither address nor words is nothing."""


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one thing that was saved elsewhere; or, foretold, what would.

    `marks` counts the highlights and notes that are new; `unplaced` those of them whose words are
    not in the text. `why` is a sentence where there is something to say.
    """

    name: str
    outcome: Outcome
    url: str | None = None
    article: ArticleId | None = None
    marks: int = 0
    unplaced: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file: of each thing in it, and of what was no such thing."""

    name: str
    program: str
    came: tuple[Came, ...] = ()
    missed: tuple[Missed, ...] = ()

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return Counter(each.outcome for each in self.came)

    @property
    def marks(self) -> int:
        return sum(each.marks for each in self.came)


def as_text(reports: Sequence[Report]) -> str:
    """What came, what did not and why: a text for the shell, the clipboard, or a file."""
    return "\n\n".join("\n".join(_lines(each)) for each in reports) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.name} · {report.program}"
    yield summary(report)
    for each in report.came:
        yield line(each)
    for missed in report.missed:
        yield f"- {missed.name}: {missed.why}"


def line(came: Came) -> str:
    """One thing in one line: what became of it, and what there is to say."""
    sign = "-" if came.outcome in ("nothing", "trash") else "="
    sign = "+" if came.outcome in ("text", "link", "quotes", "marks") else sign
    return f"{sign} {came.name}: {told(came)}"


def told(came: Came) -> str:
    """What became of one thing, in a few words."""
    said = [SAID[came.outcome]]
    if came.marks:
        said.append(
            ngettext("{count} highlight", "{count} highlights", came.marks).format(count=came.marks)
        )
    if came.unplaced:
        said.append(_("{count} of them not in its text").format(count=came.unplaced))
    return "; ".join([*said, came.why] if came.why else said)


SAID: Mapping[Outcome, str] = {
    "text": _("new, with its text"),
    "link": _("new, its text is still to come"),
    "quotes": _("new, the words that were marked"),
    "marks": _("here already, with something new"),
    "known": _("here already"),
    "trash": _("left out"),
    "nothing": _("left out"),
}


def summary(report: Report) -> str:
    """What came of a file in one line; nothing is said of what there is none of."""
    counts = report.counts
    left = counts.get("nothing", 0) + counts.get("trash", 0) + len(report.missed)
    parts = [
        (counts.get("text", 0), _("{count} new with their text")),
        (counts.get("link", 0), _("{count} new, their text still to come")),
        (counts.get("quotes", 0), _("{count} new with their marked words")),
        (counts.get("marks", 0), _("{count} here already, with something new")),
        (counts.get("known", 0), _("{count} here already")),
        (report.marks, ngettext("{count} highlight", "{count} highlights", report.marks)),
        (left, _("{count} left out")),
    ]
    said = [words.format(count=f"{count:,}") for count, words in parts if count]
    return ", ".join(said) or _("There is nothing in it.")


def shape(report: Report) -> dict[str, Any]:
    """A report as JSON."""
    return {
        "file": report.name,
        "program": report.program,
        "articles": [
            {
                "name": each.name,
                "url": each.url,
                "outcome": each.outcome,
                "id": each.article,
                "marks": each.marks,
                "unplaced": each.unplaced,
                "why": each.why,
            }
            for each in report.came
        ],
        "missed": [{"name": each.name, "why": each.why} for each in report.missed],
    }
