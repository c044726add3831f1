"""What a set page is made of: its Qt document, and what the view must know of each leaf."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextOption, QTextTable

from reader.messages import _, ngettext
from reader.model import Direction, Passage
from reader.values import dataclass
from ui import paint
from ui.reading.grid import Need
from ui.reading.pictures import PICTURE_OBJECT, PictureObject

PictureSource = Callable[[str], QImage | None]
"""The picture of that `src`, or None where the library has none."""

CELL_PADDING = 6
CODE_INSET = 16


def reading_time(minutes: int) -> str:
    """How long reading takes, in words; empty for no time at all, hours from two on."""
    hours = round(minutes / 60)
    if hours >= 2:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return ngettext("{n} min", "{n} min", minutes).format(n=minutes) if minutes else ""


@dataclass(frozen=True, slots=True)
class PageHead:
    """What is said around the headline, ready to read; empty parts are left out."""

    site: str = ""
    byline: str = ""
    date: str = ""
    minutes: int = 0

    @property
    def below(self) -> str:
        """The line under the headline."""
        parts = (self.byline or _("No byline"), self.date, reading_time(self.minutes))
        return "  ·  ".join(paint.isolated(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the view must know of one block to paint behind its words; lengths in pixels.

    `em` is its type size. `markers` are list numbers and footnote marks with the distance of
    their far edge from the start of the column, `bars` the quotes it stands in with the distance
    of their bars. `row` is the first leaf of its table row, the leaf itself outside tables.
    """

    em: int
    direction: Direction
    markers: tuple[tuple[int, str], ...] = ()
    bars: tuple[tuple[int, int], ...] = ()
    code: tuple[Passage, ...] = ()
    panel: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """The line under a table row: it lies below the lowest of these leaves."""

    leaves: tuple[int, ...]
    table: QTextTable
    head: bool


@dataclass(frozen=True, slots=True)
class Wide:
    """Leaves [first, end) that may need more than the column: a code block, or a table.

    A table tells what its cells need, if its columns are to be fitted to that, and the pixels it
    is indented by.
    """

    first: int
    end: int
    table: QTextTable | None = None
    needs: tuple[Need, ...] = ()
    indent: int = 0


class PageDocument(QTextDocument):
    """The set page. It answers for no resource but the article's own pictures."""

    def __init__(self, picture: PictureSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = picture
        self.leaves: list[Leaf] = []
        """Those that stand on the page so far; likewise the rules, by the last leaf of a row."""
        self.rules: dict[int, list[Rule]] = {}
        self.wide: list[Wide] = []
        """What may need more than the column, from top to bottom."""
        self.scrolls_sideways = False
        """Whether that is scrolled; else it is wrapped and squeezed, as on paper. The view says so
        before anything is set."""
        self.column = 595
        """Width of the column that pictures fit into; the view sets it before it lays out."""
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        # As the text view has it: an address that is longer than a line is broken.
        option = self.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        self._pictures = PictureObject(self)
        self.documentLayout().registerHandler(PICTURE_OBJECT, self._pictures)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """The library's picture of that `src`; never a file, never the network."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self.picture(name.toString() if isinstance(name, QUrl) else name)
