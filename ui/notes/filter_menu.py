"""The one menu in which it is chosen which cards are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from reader.messages import _
from reader.model import Label, LabelId
from ui import theme
from ui.notes.cards import Card
from ui.notes.filters import Filter, counted_tags

_MOST_TAGS = 20


class FilterMenu(QMenu):
    """Labels, tags and states of one article's cards with how many there are of each."""

    def __init__(
        self,
        cards: Sequence[Card],
        labels: Sequence[Label],
        now: Filter,
        chosen: Callable[[Filter], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._chosen = chosen
        self._add_labels(cards, labels)
        self._add_tags(cards)
        self._add_states(cards)
        if now:
            self.addSeparator()
            self.addAction(_("Show all")).triggered.connect(self._show_all)

    def _add_labels(self, cards: Sequence[Card], labels: Sequence[Label]) -> None:
        counts = Counter(card.label.id for card in cards if card.label)
        self._head(_("Labels"))
        for label in labels:
            if counts[label.id] or not label.retired:
                line = self._line(label.name, counts[label.id], label.id not in self._now.hidden)
                line.setData(label.id)
                line.toggled.connect(self._label_toggled)

    def _add_tags(self, cards: Sequence[Card]) -> None:
        tags = counted_tags(cards)[:_MOST_TAGS]
        if tags:
            self.addSeparator()
            self._head(_("Only with one of these tags"))
        for tag, count in tags:
            line = self._line(f"#{tag}", count, tag.casefold() in self._now.tags)
            line.setData(tag.casefold())
            line.toggled.connect(self._tag_toggled)

    def _add_states(self, cards: Sequence[Card]) -> None:
        unsettled = sum(card.state is not None for card in cards)
        if unsettled or self._now.needs_a_look:
            self.addSeparator()
            line = self._line(_("Only what needs a look"), unsettled, self._now.needs_a_look)
            line.setToolTip(_("Moved, changed, unsure or without a place"))
            line.toggled.connect(self._look_toggled)

    def _head(self, words: str) -> None:
        head = self.addAction(words)
        head.setFont(theme.ui_font(12, 600))
        head.setEnabled(False)

    def _line(self, words: str, count: int, checked: bool) -> QAction:
        plain = words.replace("&", "&&").replace("\t", " ")
        line = self.addAction(f"{plain}\t{count or ''}")
        line.setCheckable(True)
        line.setChecked(checked)
        return line

    def _label_toggled(self, shown: bool) -> None:
        self._chosen(self._now.with_label(LabelId(self._sender().data()), shown))

    def _tag_toggled(self, asked: bool) -> None:
        self._chosen(self._now.with_tag(self._sender().data(), asked))

    def _look_toggled(self, asked: bool) -> None:
        self._chosen(replace(self._now, needs_a_look=asked))

    def _show_all(self) -> None:
        self._chosen(Filter())

    def _sender(self) -> QAction:
        line = self.sender()
        assert isinstance(line, QAction)
        return line
