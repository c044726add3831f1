"""Which cards are shown, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from reader.model import LabelId
from reader.values import dataclass
from ui.notes.cards import ARTICLE, Card


@dataclass(frozen=True, slots=True)
class Filter:
    """Labels that are hidden; tags (casefolded) of which a mark has one; only unsettled marks.

    The empty one hides nothing. The article's own note is never hidden.
    """

    hidden: frozenset[LabelId] = frozenset()
    tags: frozenset[str] = frozenset()
    needs_a_look: bool = False

    def __bool__(self) -> bool:
        return bool(self.hidden or self.tags or self.needs_a_look)

    def shows(self, card: Card) -> bool:
        """Whether this card is shown."""
        if card.id == ARTICLE or card.label is None:
            return True
        if card.label.id in self.hidden or (self.needs_a_look and card.state is None):
            return False
        return not self.tags or any(tag.casefold() in self.tags for tag in card.tags)

    def showing(self, card: Card) -> Filter:
        """The filter without whatever hides this card."""
        if self.shows(card) or card.label is None:
            return self
        shown = replace(self, hidden=self.hidden - {card.label.id})
        if not shown.shows(card):
            shown = replace(shown, needs_a_look=self.needs_a_look and card.state is not None)
        return shown if shown.shows(card) else replace(shown, tags=frozenset())

    def with_label(self, id: LabelId, shown: bool) -> Filter:
        return replace(self, hidden=self.hidden - {id} if shown else self.hidden | {id})

    def with_tag(self, tag: str, asked: bool) -> Filter:
        return replace(self, tags=self.tags | {tag} if asked else self.tags - {tag})


def counted_tags(cards: Iterable[Card]) -> list[tuple[str, int]]:
    """The tags as they are written and how many cards bear each, most used first."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for card in cards:
        for tag in card.tags:
            counts[tag.casefold()] += 1
            written.setdefault(tag.casefold(), tag)
    return [(written[key], n) for key, n in sorted(counts.items(), key=lambda one: (-one[1], one))]
