"""What the notes panel shows as plain values: which cards, in which order, with which words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from reader.library import Reader
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Checked,
    Label,
    LabelId,
    Place,
    State,
)
from reader.values import dataclass
from ui.note_words import plain_note, quoted, state_name

CardId = AnnotationId | Literal["article"]
"""The annotation's id; the card of the article's own note is called "article"."""

ARTICLE: Literal["article"] = "article"


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `label` is None on the article's own note, `state` on a settled or exact mark.

    Cards that are not `placed` stand first; the first and the last of them say so. `at` is the
    passage on which the others stand.
    """

    id: CardId
    label: Label | None
    quote: str
    note: str
    tags: tuple[str, ...] = ()
    state: State | None = None
    checked: Checked = "none"
    private: bool = False
    checked_at: datetime | None = None
    placed: bool = True
    at: tuple[int, int] = (0, 0)
    opens_orphans: bool = False
    closes_orphans: bool = False

    @property
    def heading(self) -> str:
        """What stands beside the sign."""
        return self.label.name if self.label else _("Note on the article")


Marked = tuple[Annotation, Place | None]
"""An annotation, and its place in the revision that is shown."""


def cards(
    library: Reader,
    article: ArticleId,
    *,
    hidden: Collection[LabelId] = (),
    with_article_note: bool = False,
) -> tuple[Card, ...]:
    """The cards of an article: its own note, marks without a place, the others in text order.

    Marks of a `hidden` label have none.
    """
    own = own_card(library.article(article), asked=with_article_note)
    labels = {label.id: label for label in library.labels()}
    places = library.places(article)
    shown = [
        card_of((each, places.get(each.id)), labels)
        for each in library.annotations(article)
        if each.label not in hidden
    ]
    return grouped(shown if own is None else [own, *shown])


def own_card(article: Article, *, asked: bool = False) -> Card | None:
    """The card of the article's own note; None if it has none and nobody `asked` for it."""
    return Card(ARTICLE, None, "", article.note) if article.note or asked else None


def card_of(marked: Marked, labels: Mapping[LabelId, Label]) -> Card:
    """The card of a mark."""
    annotation, place = marked
    state = _state(place)
    settled = state == "exact" or bool(place and place.settled)
    passage = place.passage if place else None
    return Card(
        annotation.id,
        labels[annotation.label],
        quoted(annotation.anchor.exact),
        annotation.note,
        annotation.tags,
        state=None if settled else state,
        checked=annotation.checked,
        private=annotation.private,
        checked_at=annotation.checked_at,
        placed=state != "orphan",
        at=(passage.start, passage.end) if passage else (0, 0),
    )


# --- in which order ------------------------------------------------------------------------------


def order(card: Card) -> tuple[bool, bool, tuple[int, int], str]:
    """What cards are sorted by: no two of an article are alike in it."""
    return card.id != ARTICLE, card.placed, card.at, card.id


def grouped(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The article's own note, the marks without a place as a group, the others in text order."""
    given = sorted(cards, key=order)
    lost = without_place(given)
    return tuple(in_group(card, row, lost, len(given)) for row, card in enumerate(given))


def without_place(cards: Sequence[Card]) -> range:
    """The rows of the marks without a place, among cards in their order."""
    first = 1 if cards and cards[0].id == ARTICLE else 0
    return range(first, bisect_left(cards, True, lo=first, key=_is_placed))


def _is_placed(card: Card) -> bool:
    return card.placed


def in_group(card: Card, row: int, lost: range, count: int) -> Card:
    """A card that says whether it is the first or the last one without a place, of `count`."""
    if row not in lost:
        return card
    closes = row == lost[-1] and lost.stop < count
    return replace(card, opens_orphans=row == lost.start, closes_orphans=closes)


def _state(place: Place | None) -> State:
    return place.state if place else "orphan"


def spoken(card: Card) -> str:
    """The whole card as a screen reader says it."""
    parts = [card.heading]
    if card.quote:
        parts.append(f"“{card.quote}”")
    if card.note:
        parts.append(" ".join(plain_note(card.note)))
    parts.extend(f"#{tag}" for tag in card.tags)
    if card.state:
        parts.append(state_name(card.state))
    if card.checked != "none":
        parts.append(_("holds") if card.checked == "holds" else _("wrong"))
    if card.private:
        parts.append(_("stays here"))
    return ". ".join(parts)


def tags_typed(words: str) -> list[str]:
    """The tags in a field: separated by commas or by their # signs."""
    return [tag for tag in (part.strip() for part in re.split(r"[,#]+", words)) if tag]


def tags_shown(tags: Iterable[str]) -> str:
    """Tags as the field holds them."""
    return " ".join(f"#{tag}" for tag in tags)


def being_typed(words: str, caret: int) -> tuple[int, int]:
    """The range of the one tag that the caret is in or after, without the blanks around it."""
    start = max(words.rfind(",", 0, caret), words.rfind("#", 0, caret)) + 1
    ends = [end for end in (words.find(",", caret), words.find("#", caret)) if end >= 0]
    end = min(ends, default=len(words))
    tag = words[start:end]
    return start + len(tag) - len(tag.lstrip()), end - (len(tag) - len(tag.rstrip()))


def state_meaning(state: State) -> str:
    """What the state means, in one sentence."""
    match state:
        case "exact":
            return _("The words stand where they stood when they were marked.")
        case "moved":
            return _("The same words now stand elsewhere in the article.")
        case "changed":
            return _("Some of the words have changed since they were marked.")
        case "unsure":
            return _("The words were found again, but it may be the wrong place.")
        case "orphan":
            return _("The words are no longer in the article.")


def check_meaning(checked: Checked, at: str) -> str:
    """What the check says, and when it was made; `at` is a time in words or empty."""
    said = _("Checked: it holds") if checked == "holds" else _("Checked: it is wrong")
    return f"{said} · {at}" if at else said
