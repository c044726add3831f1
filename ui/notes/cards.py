"""What the notes panel shows as plain values: which cards, in which order, with which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
from ui.note_words import plain_note, state_name

CardId = AnnotationId | Literal["article"]
"""The annotation's id; the card of the article's own note is called "article"."""

ARTICLE: Literal["article"] = "article"


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `label` is None on the article's own note, `state` on a settled or exact mark.

    Cards that are not `placed` stand first; the first and the last of them say so.
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
    opens_orphans: bool = False
    closes_orphans: bool = False

    @property
    def heading(self) -> str:
        """What stands beside the sign."""
        return self.label.name if self.label else _("Note on the article")


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
    record = library.article(article)
    labels = {label.id: label for label in library.labels()}
    places = library.places(article)
    shown = [
        _card(each, labels[each.label], places.get(each.id))
        for each in library.annotations(article)
        if each.label not in hidden
    ]
    return grouped([*_article_note(record, asked=with_article_note), *shown])


def grouped(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The article's own note, the marks without a place as a group, and the others, as given."""
    given = tuple(cards)
    own = [card for card in given if card.id == ARTICLE]
    orphans = [card for card in given if not card.placed]
    placed = [card for card in given if card.placed and card.id != ARTICLE]
    last = len(orphans) - 1
    group = [
        replace(card, opens_orphans=n == 0, closes_orphans=n == last and bool(placed))
        for n, card in enumerate(orphans)
    ]
    return (*own, *group, *placed)


def _article_note(article: Article, *, asked: bool) -> tuple[Card, ...]:
    return (Card(ARTICLE, None, "", article.note),) if article.note or asked else ()


def _card(annotation: Annotation, label: Label, place: Place | None) -> Card:
    state = _state(place)
    settled = state == "exact" or bool(place and place.settled)
    return Card(
        annotation.id,
        label,
        " ".join(annotation.anchor.exact.split()),
        annotation.note,
        annotation.tags,
        state=None if settled else state,
        checked=annotation.checked,
        private=annotation.private,
        checked_at=annotation.checked_at,
        placed=state != "orphan",
    )


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
