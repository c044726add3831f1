"""Stories as they are worked on: found by name, read in their order, written as a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeVar

from reader import changes
from reader.changes import Item
from reader.errors import BadRequest, NotFound
from reader.library import Reader
from reader.messages import _
from reader.model import AnnotationId, ArticleId, Change, Story, StoryId
from reader.noted import Noted
from reader.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """A story and what is in it, in its order; nothing of it that is in the trash."""

    story: Story
    notes: tuple[Noted, ...]

    @property
    def articles(self) -> int:
        """How many different articles it draws on."""
        return len({each.article.id for each in self.notes})


def contents(reader: Reader, id: StoryId) -> Contents:
    """A story with what is in it; NotFound if there is none. May run on a worker."""
    story = reader.story(id)
    return Contents(story, reader.noted_among(story.items))


def named(reader: Reader, name: str) -> Story:
    """The story of this title or id; NotFound if there is none, BadRequest if there are several."""
    stories = reader.stories()
    found = [each for each in stories if each.id == name]
    found = found or [each for each in stories if each.title.casefold() == name.casefold()]
    if not found:
        raise NotFound(
            _("There is no story “{name}”.").format(name=name),
            _("“galley stories” lists them."),
        )
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        raise BadRequest(
            _("There are {count} stories “{name}”.").format(count=len(found), name=name),
            _("Name one by its id: {ids}.").format(ids=ids),
        )
    return found[0]


def articles_in_order(reader: Reader, story: Story) -> tuple[ArticleId, ...]:
    """The articles that a story draws on, each where it, or the first mark in it, comes up."""
    return tuple(dict.fromkeys(each.article.id for each in reader.noted_among(story.items)))


# --- order ---------------------------------------------------------------------------------------


def moved(order: Sequence[T], chosen: Collection[T], to: int) -> tuple[T, ...]:
    """The same things with the chosen ones side by side before the one that is at `to` now, or
    at the end."""
    before = [each for each in order[:to] if each not in chosen]
    after = [each for each in order[to:] if each not in chosen]
    return (*before, *(each for each in order if each in chosen), *after)


def stepped(order: Sequence[T], chosen: Collection[T], by: int) -> tuple[T, ...]:
    """The same things with the chosen ones side by side, one place up (-1) or down (1) if they
    can go there."""
    places = [place for place, each in enumerate(order) if each in chosen]
    if not places:
        return tuple(order)
    to = max(places[0] - 1, 0) if by < 0 else min(places[-1] + 2, len(order))
    return moved(order, chosen, to)


def put(reader: Reader, story: Story, item: Item, place: int) -> Change | None:
    """A story with an item of it at a place, counted from 1 among those that are shown.

    Raises BadRequest for an item that is not in it or in the trash.
    """
    shown = [each.id for each in reader.noted_among(story.items)]
    if item not in shown:
        raise BadRequest(
            _("“{id}” is not in “{title}”.").format(id=item, title=story.title),
            _("“galley stories show” lists what is."),
        )
    others = [each for each in shown if each != item]
    others.insert(max(place - 1, 0), item)
    return changes.order_story(story, others)


# --- out of the library --------------------------------------------------------------------------


def page(found: Contents) -> tuple[str, int]:
    """A story as Markdown, in its own order, and how many private notes are not in it."""
    # Here and not above: the window opens without loading the exporters.
    from reader.export import collected

    made = collected.page(found.story.title, found.story.note, found.notes)
    return made.text, made.stayed


def write_page(reader: Reader, id: StoryId, to: Path) -> tuple[Path, int]:
    """Writes that to a file: where, and how many notes stayed here. Raises WriteFailed.

    May run on a worker.
    """
    from reader.export.files import write_atomically

    text, stayed = page(contents(reader, id))
    write_atomically(to, text)
    return to, stayed


def known_item(reader: Reader, id: str) -> Item:
    """An article by its id, an annotation by its own or as ARTICLE/ANNOTATION; NotFound if there
    is none."""
    own = id.rpartition("/")[2]
    if own.startswith("k"):
        return reader.annotation(AnnotationId(own)).id
    return reader.article(ArticleId(own)).id
