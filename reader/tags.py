"""The tags of a library: how often each is used, and what renames, merges or removes them.

Each function that edits gives one Change over the vocabulary and every record that bears the tag,
in the trash or not; None where nothing would change. Saved searches for a tag go along with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reader import text
from reader.changes import tidy_tags
from reader.errors import BadRequest, NotFound
from reader.library import Reader
from reader.messages import _
from reader.model import Annotation, Article, Change, Colour, Edit, SavedSearch, Tag
from reader.patterns import pattern
from reader.values import dataclass

Bearer = Article | Annotation
Moves = Mapping[str, str]
"""By the key of a tag, the name that it gets."""

_ASKED_FOR = pattern(
    r"""(?<!\S)(?P<filter>-?tag:)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
"""A tag in a search, as `reader.query` takes it apart."""


@dataclass(frozen=True, slots=True)
class Usage:
    """A tag, and how many articles and notes bear it that are not in the trash."""

    tag: Tag
    articles: int = 0
    notes: int = 0


def usages(reader: Reader) -> tuple[Usage, ...]:
    """All tags of the vocabulary in alphabetical order, those that nothing bears too."""
    counts = reader.tag_counts()
    return tuple(Usage(tag, *counts.get(tag.key, (0, 0))) for tag in reader.tags().values())


def key_of(typed: str) -> str:
    """The key of a tag as it was typed."""
    return (text.tag(typed) or typed).casefold()


def with_nested(known: Iterable[str], key: str) -> tuple[str, ...]:
    """The keys of a tag and of all that are nested in it (`a`, `a/b`), as far as they are known."""
    return tuple(each for each in known if each == key or each.startswith(f"{key}/"))


# --- with a library ------------------------------------------------------------------------------


def rename(reader: Reader, key: str, name: str) -> Change | None:
    """A tag under another name, with all that are nested in it; raises as `renaming` does.

    May run on a worker.
    """
    known = reader.tags()
    moves = renaming(known, key, name)
    return moved(known, reader.bearing(moves), moves, reader.saved_searches())


def merge(reader: Reader, keys: Sequence[str], into: str) -> Change | None:
    """Several tags as one; raises as `merging` does. May run on a worker."""
    known = reader.tags()
    moves = merging(known, keys, into)
    return moved(known, reader.bearing(moves), moves, reader.saved_searches())


def remove(reader: Reader, keys: Collection[str]) -> Change | None:
    """These tags taken from all that bears them, and out of the vocabulary. May run on a worker."""
    return removed(reader.tags(), reader.bearing(keys), keys)


# --- pure ----------------------------------------------------------------------------------------


def renaming(known: Mapping[str, Tag], key: str, name: str) -> Moves:
    """Which tags get which name if one is renamed: those nested in it go along.

    Raises NotFound for a tag that is not known, BadRequest for a name that cannot be one or that
    another tag has.
    """
    going = with_nested(known, key)
    if not going:
        raise _unknown(key)
    (new,) = tidy_tags([name])
    moves = {each: new + _below(key, known[each].name) for each in going}
    for taken in (name for name in moves.values() if name.casefold() in known.keys() - moves):
        raise BadRequest(
            _("There is a tag “{tag}” already.").format(tag=taken),
            _("Merge the two if they mean the same."),
        )
    return moves


def _below(key: str, name: str) -> str:
    """What is nested in a tag, as it is spelled. Counted in steps: a key may be longer than its
    name (`ß`)."""
    return "".join(f"/{step}" for step in name.split("/")[key.count("/") + 1 :])


def merging(known: Mapping[str, Tag], keys: Sequence[str], into: str) -> Moves:
    """Which tags get which name if these become one; what is nested in them stays as it is.

    Raises NotFound for one that is not known, BadRequest where `into` cannot be a tag.
    """
    (name,) = tidy_tags([into])
    target = name.casefold()
    for unknown in (key for key in keys if key not in known):
        raise _unknown(unknown)
    kept = known[target].name if target in known else name
    return {key: kept for key in keys if key != target}


def moved(
    known: Mapping[str, Tag],
    bearers: Iterable[Bearer],
    moves: Moves,
    searches: Iterable[SavedSearch] = (),
) -> Change | None:
    """All that bears these tags with their new names, each once and where the first of them was;
    the vocabulary likewise, and searches that ask for them."""
    edits = [
        *_vocabulary_moved(known, moves),
        *(Edit(one, other) for one in bearers if (other := _renamed(one, moves)) != one),
        *(Edit(each, anew) for each in searches if (anew := _asking_anew(each, moves)) != each),
    ]
    return Change("tag", tuple(edits)) if edits else None


def removed(
    known: Mapping[str, Tag], bearers: Iterable[Bearer], keys: Collection[str]
) -> Change | None:
    """All that bears these tags without them, and a vocabulary without them."""
    gone = set(keys)
    edits = [
        *(Edit(known[key], None) for key in known if key in gone),
        *(Edit(one, other) for one in bearers if (other := _without(one, gone)) != one),
    ]
    return Change("tag", tuple(edits)) if edits else None


def coloured(tag: Tag, colour: Colour | None) -> Change | None:
    """A tag in one of the colours, or in none; None where it is in that."""
    new = replace(tag, colour=colour)
    return None if new == tag else Change("tag", (Edit(tag, new),))


def _vocabulary_moved(known: Mapping[str, Tag], moves: Moves) -> list[Edit]:
    """A tag that others become keeps its colour, else it takes the first that one of them has."""
    going = [known[key] for key in moves if key in known]
    after: dict[str, Tag] = {}
    for tag in going:
        name = moves[tag.key]
        key = name.casefold()
        kept = None if key in moves else known.get(key)
        there = after.get(key) or kept or Tag(key, name)
        after[key] = replace(there, colour=there.colour or tag.colour)
    keys = dict.fromkeys([*(tag.key for tag in going), *after])
    return [
        Edit(known.get(key), after.get(key)) for key in keys if known.get(key) != after.get(key)
    ]


def _renamed(record: Bearer, moves: Moves) -> Bearer:
    names: dict[str, str] = {}
    for name in record.tags:
        new = moves.get(name.casefold(), name)
        names.setdefault(new.casefold(), new)
    return replace(record, tags=tuple(names.values()))


def _asking_anew(search: SavedSearch, moves: Moves) -> SavedSearch:
    """A search that asks for the new names; one that is called by its words still is."""

    def renamed(found: re.Match[str]) -> str:
        name = moves.get(key_of(found["phrase"] or found["word"] or ""))
        return found[0] if name is None else f"{found['filter']}{name}"

    words = _ASKED_FOR.sub(renamed, search.words)
    return replace(search, words=words, name=words if search.name == search.words else search.name)


def _without(record: Bearer, keys: Collection[str]) -> Bearer:
    left = tuple(name for name in record.tags if name.casefold() not in keys)
    return replace(record, tags=left)


def _unknown(key: str) -> NotFound:
    return NotFound(_("There is no tag “{tag}”.").format(tag=key), _("“galley tags” lists them."))
