"""The lists of a Word file: how each is numbered, how far it has counted, which are open."""

from __future__ import annotations

from dataclasses import replace

from reader.intake.html import Element
from reader.intake.manuscript import Manuscript
from reader.intake.word_parts import MOST_STEPS, Styles, W, indent_of, number, value
from reader.model import Container, Item, List
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """How the items on one level of a list are numbered; `blank` ones only go on with an item."""

    ordered: bool
    start: int = 1
    blank: bool = False
    indent: int = 0


_BULLET = Level(ordered=False)


class Numbering:
    """The lists of a file, and how far each has counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        for each in root if root is not None else ():
            if each.tag == W + "abstractNum":
                self._kinds[each.get(W + "abstractNumId") or ""] = each
            elif each.tag == W + "num":
                self._lists[each.get(W + "numId") or ""] = each
        self._levels: dict[tuple[str, int], Level] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level(self, list_id: str, level: int) -> Level:
        """How a level is numbered; an unknown list has bullets."""
        key = (list_id, level)
        if key not in self._levels:
            self._levels[key] = self._read(list_id, level)
        return self._levels[key]

    def next(self, list_id: str, level: int) -> int:
        """The number of the next item on that level."""
        kind = self._kind(list_id)
        counted = self._counted.setdefault(kind, {})
        start = self.level(list_id, level).start
        if (list_id, level) not in self._begun and self._restart(list_id, level) is not None:
            counted.pop(level, None)
        self._begun.add((list_id, level))
        counted[level] = counted[level] + 1 if level in counted else start
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]
        return max(0, counted[level])

    def _kind(self, list_id: str) -> str:
        return value(self._lists.get(list_id), "abstractNumId") or f"list {list_id}"

    def _read(self, list_id: str, level: int) -> Level:
        found = self._override(list_id, level, "lvl")
        if found is None:
            found = self._of_kind(self._kind(list_id), level)
        if found is None:
            return _BULLET
        shape = value(found, "numFmt") or "decimal"
        shown = value(found, "lvlText")
        blank = shown is not None and not shown.strip()
        start = self._restart(list_id, level)
        first = number(value(found, "start"), 1) if start is None else start
        return Level(
            ordered=shape not in ("bullet", "none") and not blank,
            start=first,
            blank=blank and shape in ("bullet", "none"),
            indent=indent_of(found.find(W + "pPr")) or 0,
        )

    def _of_kind(self, kind: str, level: int) -> Element | None:
        for _step in range(MOST_STEPS):
            found = self._kinds.get(kind)
            if found is None:
                return None
            for each in found.iterfind(W + "lvl"):
                if number(each.get(W + "ilvl")) == level:
                    return each
            # A kind may say that it is another one's: a style leads to that.
            linked = self._styles.paragraph(value(found, "numStyleLink") or "").list
            kind = self._kind(linked) if linked else ""
        return None

    def _restart(self, list_id: str, level: int) -> int | None:
        found = self._override(list_id, level, "startOverride")
        return None if found is None else number(found.get(W + "val"), 1)

    def _override(self, list_id: str, level: int, name: str) -> Element | None:
        found = self._lists.get(list_id)
        for each in found.iterfind(W + "lvlOverride") if found is not None else ():
            if number(each.get(W + "ilvl")) == level:
                return each.find(W + name)
        return None


@dataclass(frozen=True, slots=True)
class _Open:
    """A list that is open, with the item that was written last in it."""

    list_id: str
    level: int
    indent: int
    list: List
    item: Item


class Lists:
    """Which lists are open, one within the other."""

    def __init__(self, made: Manuscript, numbering: Numbering) -> None:
        self._made = made
        self._numbering = numbering
        self._open: list[_Open] = []
        self._around: tuple[Container, ...] = ()

    def end(self) -> None:
        self._open.clear()

    def item(
        self, list_id: str, level: int, around: tuple[Container, ...], indent: int | None
    ) -> tuple[Container, ...]:
        """The containers of the next item of a list on that level."""
        if self._around != around:
            self.end()
        self._around = around
        how = self._numbering.level(list_id, level)
        if how.blank and self._open:
            while len(self._open) > 1 and self._open[-1].level > level:
                self._open.pop()
            return self._containers()
        ordinal = self._numbering.next(list_id, level)
        left = how.indent if indent is None else indent
        while self._open and not self._is_inside(list_id, level, left):
            if self._goes_on_with(list_id, level, how, ordinal):
                break
            self._open.pop()
        self._write(list_id, level, left, how, ordinal)
        return self._containers()

    def _is_inside(self, list_id: str, level: int, left: int) -> bool:
        """Whether an item there stands within the innermost open one."""
        above = self._open[-1]
        if above.list_id == list_id or level > above.level:
            return level > above.level
        return level == above.level and left > above.indent > 0

    def _goes_on_with(self, list_id: str, level: int, how: Level, ordinal: int) -> bool:
        """Whether the innermost open list is the item's own: the same one, or one that was begun
        anew to go on counting."""
        last = self._open[-1]
        if last.level != level:
            return False
        counts_on = how.ordered and last.list.ordered and ordinal == last.item.ordinal + 1
        return last.list_id == list_id or counts_on

    def _write(self, list_id: str, level: int, left: int, how: Level, ordinal: int) -> None:
        item = Item(self._made.number(), ordinal)
        if (
            self._open
            and not self._is_inside(list_id, level, left)
            and self._goes_on_with(list_id, level, how, ordinal)
        ):
            self._open[-1] = replace(self._open[-1], list_id=list_id, item=item)
        else:
            start = ordinal if how.ordered else 1
            of = List(self._made.number(), how.ordered, start)
            self._open.append(_Open(list_id, level, left, of, item))

    def going_on(
        self, indent: int, around: tuple[Container, ...], *, deeper: bool = False
    ) -> tuple[Container, ...]:
        """The containers of a paragraph without a number: those of the item above it if it
        stands as far in (or `deeper`), else those around, and the lists are at their end."""
        more = _NEARLY if deeper else -_NEARLY
        while self._open and (indent <= 0 or indent < self._open[-1].indent + more):
            self._open.pop()
        return self._containers() if self._open else around

    def _containers(self) -> tuple[Container, ...]:
        return (*self._around, *(part for each in self._open for part in (each.list, each.item)))


_NEARLY = 40
"""Twentieths of a point by which indents differ that look the same."""
