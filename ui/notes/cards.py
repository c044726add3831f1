"""What the notes panel shows as plain values: which cards, in which order, with which words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from reader.library import Reader
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Label,
    LabelId,
    Place,
    State,
)

CardId = AnnotationId | Literal["article"]
"""The annotation's id; the card of the article's own note is called "article"."""

ARTICLE: Literal["article"] = "article"


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `label` is None on the article's own note, `state` on a settled or exact mark."""

    id: CardId
    label: Label | None
    quote: str
    note: str
    tags: tuple[str, ...] = ()
    state: State | None = None
    checked: Literal["none", "holds", "wrong"] = "none"
    private: bool = False
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
    """The cards of an article: its own note, marks without a place, the others in text order."""
    record = library.article(article)
    labels = {label.id: label for label in library.labels()}
    places = library.places(article)
    shown = [each for each in library.annotations(article) if each.label not in hidden]
    orphans = [each for each in shown if _state(places.get(each.id)) == "orphan"]
    placed = [each for each in shown if _state(places.get(each.id)) != "orphan"]
    return (
        *_article_note(record, asked=with_article_note),
        *_orphans(orphans, labels, places, more=bool(placed)),
        *(_card(each, labels, places) for each in placed),
    )


def _article_note(article: Article, *, asked: bool) -> tuple[Card, ...]:
    return (Card(ARTICLE, None, "", article.note),) if article.note or asked else ()


def _orphans(
    orphans: list[Annotation],
    labels: Mapping[LabelId, Label],
    places: Mapping[AnnotationId, Place],
    *,
    more: bool,
) -> Iterable[Card]:
    last = len(orphans) - 1
    for index, annotation in enumerate(orphans):
        yield _card(
            annotation,
            labels,
            places,
            opens=index == 0,
            closes=more and index == last,
        )


def _card(
    annotation: Annotation,
    labels: Mapping[LabelId, Label],
    places: Mapping[AnnotationId, Place],
    *,
    opens: bool = False,
    closes: bool = False,
) -> Card:
    place = places.get(annotation.id)
    state = _state(place)
    settled = state == "exact" or bool(place and place.settled)
    return Card(
        annotation.id,
        labels[annotation.label],
        " ".join(annotation.anchor.exact.split()),
        annotation.note,
        annotation.tags,
        None if settled else state,
        annotation.checked,
        annotation.private,
        opens,
        closes,
    )


def _state(place: Place | None) -> State:
    return place.state if place else "orphan"


def state_name(state: State) -> str:
    """The state as its badge says it."""
    match state:
        case "exact":
            return _("exact")
        case "moved":
            return _("moved")
        case "changed":
            return _("changed")
        case "unsure":
            return _("unsure")
        case "orphan":
            return _("orphan")


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


_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^\s{0,3}(?:#{1,6}|>)\s+"), ""),
    (re.compile(r"^(\s*)[-*+]\s+"), r"\1• "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
)


def plain_note(markdown: str) -> list[str]:
    """The lines of a note as a card shows them, the commonest marks of Markdown taken away."""
    lines = [line for line in markdown.split("\n") if line.strip()]
    for pattern, replacement in _MARKUP:
        lines = [pattern.sub(replacement, line) for line in lines]
    return lines


def tags_typed(words: str) -> list[str]:
    """The tags in a field: separated by commas or by their # signs."""
    return [tag for tag in (part.strip() for part in re.split(r"[,#]+", words)) if tag]


def tags_shown(tags: Iterable[str]) -> str:
    """Tags as the field holds them."""
    return " ".join(f"#{tag}" for tag in tags)
