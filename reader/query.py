"""What a journalist types to find something, taken apart. Pure functions of strings.

    pump -winter "the mayor" site:post or site:tribune is:unread before:2024-05

Parts stand one after the other, and all of them must hold; `or` between two lets one of them do.
`-` before a part turns it round. `name:value` is a filter if the name is one of `FILTERS` and takes
such a value; while that is being typed it asks for nothing. Anything else is words, also what only
looks like a filter: nothing that is typed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from reader.messages import _
from reader.patterns import pattern
from reader.values import dataclass

Name = Literal["site", "by", "tag", "label", "story", "lang", "is", "has", "before", "after", "in"]

STATES = (
    *("unread", "starred", "archived", "annotated", "changed", "orphaned", "private", "open"),
)
"""What `is:` takes; `open` is a Check that is not yet settled."""

HELD = ("note", "image")
"""What `has:` takes."""

PARTS = ("notes", "title")
"""What `in:` takes: where the words must stand."""

FILTERS: Mapping[Name, Sequence[str]] = {
    "site": (),
    "by": (),
    "tag": (),
    "label": (),
    "story": (),
    "lang": (),
    "is": STATES,
    "has": HELD,
    "before": (),
    "after": (),
    "in": PARTS,
}
"""The filters, with the values they take; none listed: any."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand one after the other; `begun`: the last may be only begun, which is
    so for the last ones that are typed unless their quotation marks are closed."""

    text: str
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """`name:value`; the value as typed, without its quotation marks."""

    name: Name
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """Words or a filter that must hold, or must not."""

    what: Words | Filter
    absent: bool = False


Group = tuple[Part, ...]
"""Parts of which one must hold."""


@dataclass(frozen=True, slots=True)
class Query:
    """All groups must hold; words stand in any part of an article or note, or `within` one."""

    groups: tuple[Group, ...] = ()
    within: Literal["", "notes", "title"] = ""

    @property
    def words(self) -> tuple[Words, ...]:
        """The words that must be there whatever else is: those alone in their group."""
        return tuple(
            group[0].what
            for group in self.groups
            if len(group) == 1 and isinstance(group[0].what, Words) and not group[0].absent
        )

    @property
    def rest(self) -> tuple[Group, ...]:
        """The groups that are not such words."""
        return tuple(
            group
            for group in self.groups
            if len(group) > 1 or group[0].absent or isinstance(group[0].what, Filter)
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether there is more in it than words."""
        return bool(self.rest or self.within)


_PART = pattern(
    r"""(?P<minus>-?)
        (?:(?P<name>[a-zA-Z]{2,6}):)?
        (?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+)|(?<=:))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Typed:
    """One part as it was typed; `is_or` for the word between two others."""

    part: Part | None
    is_or: bool = False


def parse(typed: str) -> Query:
    """What was typed as a query."""
    pieces = list(_pieces(typed))
    groups: list[Group] = []
    within: Literal["", "notes", "title"] = ""
    joined = False
    for at, piece in enumerate(pieces):
        if piece.is_or and 0 < at < len(pieces) - 1 and groups and not joined:
            joined = True
            continue
        part = piece.part
        if part is None:
            continue
        if isinstance(part.what, Filter) and part.what.name == "in":
            within = cast(Literal["notes", "title"], part.what.value)
        elif joined:
            groups[-1] = (*groups[-1], part)
        else:
            groups.append((part,))
        joined = False
    return Query(_only_the_last_begun(groups), within)


def _pieces(typed: str) -> Iterator[_Typed]:
    for found in _PART.finditer(typed):
        absent = bool(found["minus"])
        if found["name"] is not None:
            name, value = found["name"].lower(), found["phrase"] or found["word"] or ""
            part = _filter(name, value.strip(), absent)
            if part is not None:
                yield _Typed(part)
            if part is not None or _is_begun(name, value.strip()):
                continue
        written = found[0].lstrip("-").replace('"', " ").strip()
        if not written:
            continue
        is_or = found["word"] is not None and found[0] in ("or", "OR")
        yield _Typed(Part(Words(written, begun=not found["closed"]), absent), is_or)


def _filter(name: str, value: str, absent: bool) -> Part | None:
    """None where there is no such filter, or where it does not take such a value."""
    if name not in FILTERS or not value:
        return None
    takes = FILTERS[cast(Name, name)]
    if takes and value.lower() not in takes:
        return None
    if name in ("before", "after") and day(value) is None:
        return None
    if name == "in" and absent:
        return None
    return Part(Filter(cast(Name, name), value.lower() if takes else value), absent)


def _is_begun(name: str, value: str) -> bool:
    """Whether it may become a filter when more of it is typed: until then it asks for nothing."""
    if name not in FILTERS:
        return False
    if name in ("before", "after"):
        return _BEGUN_DAY.fullmatch(value) is not None
    takes = FILTERS[cast(Name, name)]
    return not value or any(each.startswith(value.lower()) for each in takes)


def _only_the_last_begun(groups: Sequence[Group]) -> tuple[Group, ...]:
    parts = [part for group in groups for part in group]
    return tuple(
        tuple(part if part is parts[-1] else _whole(part) for part in group) for group in groups
    )


def _whole(part: Part) -> Part:
    return Part(Words(part.what.text), part.absent) if isinstance(part.what, Words) else part


_BEGUN_DAY = pattern(r"[\d-]*")
_DAY = pattern(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def day(value: str) -> str | None:
    """`2024`, `2024-5` or `2024-05-03` as the first day of it, `2024-05-01`; None for others."""
    found = _DAY.fullmatch(value.strip())
    if found is None:
        return None
    year, month, of_month = (int(each or 1) for each in found.groups())
    if not (1 <= month <= 12 and 1 <= of_month <= 31):
        return None
    return f"{year:04}-{month:02}-{of_month:02}"


# --- help ----------------------------------------------------------------------------------------


def explained() -> Sequence[tuple[str, str]]:
    """The language as rows of a help sheet: what can be typed, and what it finds."""
    return (
        ('"exact words"', _("these words one after the other")),
        ("-word", _("nothing that has this word")),
        (_("this or that"), _("one of both")),
        ("site:", _("from this site")),
        ("by:", _("by this person")),
        ("tag:", _("with this tag, on the article or a note")),
        ("label:", _("with a mark of this label")),
        ("story:", _("in this story")),
        ("lang:", _("in this language, such as id")),
        ("is:unread", _("never opened; also starred, archived, annotated")),
        ("is:changed", _("a marked passage has changed; also orphaned, private")),
        ("is:open", _("a check that is not yet settled")),
        ("has:note", _("someone has written a note; also image")),
        ("after:2024-05", _("published from then on; also before:")),
        ("in:notes", _("the words are in notes; also in:title")),
    )


def begun(typed: str) -> tuple[str, str]:
    """The filter that is being typed at the end, and its value so far; two empty texts without."""
    found = _BEGUN.search(typed)
    if found is None or found["name"].lower() not in FILTERS:
        return "", ""
    return found["name"].lower(), found["value"].strip('"')


_BEGUN = pattern(r"(?:^|\s)-?(?P<name>[a-zA-Z]{2,6}):(?P<value>\"[^\"]*|[^\s\"]*)$")


def completed(typed: str, value: str) -> str:
    """What was typed with the value that is being typed at its end chosen."""
    found = _BEGUN.search(typed)
    if found is None:
        return typed
    chosen = f'"{value}"' if " " in value else value
    return f"{typed[: found.start('value')]}{chosen} "
