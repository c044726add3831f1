"""One article as it stands on the page: everything that is made anew when it is set again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.model import Document
from reader.values import dataclass
from ui.reading.behind import Behind
from ui.reading.document import PageDocument, PageHead, PictureSource
from ui.reading.highlights import Highlights
from ui.reading.layout import Layout
from ui.reading.page import Setting
from ui.reading.positions import PositionMap
from ui.reading.typography import ReadingStyle


@dataclass(frozen=True, slots=True)
class Awaited:
    """What is done as soon as the page has been set as far as a leaf."""

    leaf: int
    then: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """One article as it stands on the page."""

    document: Document
    head: PageHead
    pictures: PictureSource
    page: PageDocument
    positions: PositionMap
    layout: Layout
    behind: Behind
    marks: Highlights
    setting: Setting

    def leaf_of(self, offset: int) -> int:
        """The leaf that holds an offset of the text."""
        return self.document.block_at(offset)


def shown(
    document: Document,
    head: PageHead,
    pictures: PictureSource,
    page: PageDocument,
    style: ReadingStyle,
    scrolled: Mapping[int, int] | None,
) -> Shown:
    """A document that is to be set into an empty page; nothing of it is set yet.

    `scrolled` is how far its panes are scrolled sideways, by their first leaves.
    """
    setting = Setting(page, document, head, style)
    positions = setting.positions
    layout = Layout(document, page, positions, scrolled)
    marks = Highlights(document, positions, layout.boxes)
    behind = Behind(page, positions, layout)
    return Shown(document, head, pictures, page, positions, layout, behind, marks, setting)
