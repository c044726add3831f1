"""An article on paper: its text with marks in colour, its notes numbered after it.

The same page is set as on the screen, in the light theme, and cut between lines. `QtPrintSupport`
is loaded only here, and this module only when someone prints.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
)

from reader.errors import WriteFailed
from reader.export import files
from reader.messages import _
from reader.model import (
    Annotation,
    Block,
    Document,
    Exported,
    Item,
    List,
    Place,
    leaf,
)
from ui import paint, theme
from ui.reading import highlights
from ui.reading.behind import Behind
from ui.reading.document import PageDocument, PageHead, PictureSource
from ui.reading.highlights import Highlights, Mark
from ui.reading.layout import Layout
from ui.reading.page import build
from ui.reading.positions import PositionMap
from ui.reading.typography import ReadingStyle

MARGIN = 20
"""Millimetres round the text."""
_POINTS = 11.0
"""The size of the type, in points."""
_COLUMN = 140
"""Millimetres: the longest line, however wide the paper is."""
_STYLE = ReadingStyle()
_FOOT = 36
"""Pixels of the page's own measure kept for the foot."""

Pages = Sequence[tuple[float, float]]
"""Top and bottom of each page's part of the text, in the text's own pixels."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text as it will be printed: the article, or its notes."""

    document: Document
    page: PageDocument
    positions: PositionMap
    layout: Layout
    behind: Behind
    marks: Highlights
    numbers: tuple[tuple[Mark, int], ...]
    cuts: Pages


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that goes onto paper of one size. `scale` is points for one pixel of the text."""

    title: str
    source: str
    parts: tuple[Part, ...]
    scale: float

    @property
    def count(self) -> int:
        return sum(len(part.cuts) for part in self.parts)


def sheets(exported: Exported, head: PageHead, pictures: PictureSource, size: QPageSize) -> Sheets:
    """The article and its notes, set for paper of this size.

    Notes that stay here do not come out: they are not in what is exported.
    """
    with theme.worn("light"):
        paper = size.size(QPageSize.Unit.Point)
        scale = _POINTS / _STYLE.size
        margin = MARGIN * 72 / 25.4
        width = min(paper.width() - 2 * margin, _COLUMN * 72 / 25.4) / scale
        height = (paper.height() - 2 * margin) / scale - _FOOT
        marks = [mark for mark in (_mark(exported, each) for each in exported.marks) if mark]
        noted = [annotation for annotation, _place in exported.marks if annotation.note]
        numbers = {annotation.id: number for number, annotation in enumerate(noted, 1)}
        counted = tuple((mark, numbers[mark.key]) for mark in marks if mark.key in numbers)
        parts = [_part(exported.document, head, pictures, marks, counted, width, height)]
        notes = _notes(exported, noted)
        if notes is not None:
            below = PageHead(byline=exported.article.title)
            parts.append(_part(notes, below, pictures, [], (), width, height))
        source = exported.article.url or exported.revision.url or ""
        return Sheets(exported.article.title, source, tuple(parts), scale)


def _mark(exported: Exported, marked: tuple[Annotation, Place]) -> Mark | None:
    annotation, place = marked
    if place.passage is None:
        return None
    colour = exported.labels[annotation.label].colour
    return Mark(annotation.id, place.passage, colour, bool(annotation.note))


def _notes(exported: Exported, noted: Sequence[Annotation]) -> Document | None:
    """The notes as a document of their own: numbered as they are in the text."""
    written: list[Block | None] = []
    if exported.article.note:
        written += [leaf("paragraph", line) for line in exported.article.note.split("\n")]
    for number, annotation in enumerate(noted, 1):
        inside = List(1, True), Item(number + 1, number)
        label = exported.labels[annotation.label].name
        quote = " ".join(annotation.anchor.exact.split())
        tags = " ".join(f"#{tag}" for tag in annotation.tags)
        for words in (f"{label}: “{quote}”", *annotation.note.split("\n"), tags):
            written.append(leaf("paragraph", words, containers=inside))
    blocks = [block for block in written if block is not None]
    head = leaf("heading", _("Notes"), level=1)
    return Document((head, *blocks)) if blocks and head is not None else None


def _part(
    document: Document,
    head: PageHead,
    pictures: PictureSource,
    marks: Sequence[Mark],
    numbers: tuple[tuple[Mark, int], ...],
    width: float,
    height: float,
) -> Part:
    page, positions = build(document, head, _STYLE, pictures)
    page.column = math.floor(width)
    page.setTextWidth(math.floor(width))
    frame = page.rootFrame().frameFormat()
    frame.setTopMargin(0)
    frame.setBottomMargin(0)
    page.rootFrame().setFrameFormat(frame)
    layout = Layout(document, page, positions)
    shown = Highlights(document, positions, layout.boxes)
    shown.replace(marks)
    cuts = paginated(_units(page, layout, document.blocks), height)
    return Part(
        document, page, positions, layout, Behind(page, positions, layout), shown, numbers, cuts
    )


# --- where pages are cut -------------------------------------------------------------------------

Unit = tuple[float, float]
"""Top and bottom of what no page may cut."""


def paginated(units: Sequence[Unit], height: float) -> Pages:
    """Pages no higher than `height` that cut no unit, but one that is higher than a page."""
    pages: list[tuple[float, float]] = []
    top = 0.0
    bottom = 0.0
    for start, end in units:
        if end - top > height:
            if bottom > top:
                pages.append((top, bottom))
            top = start
        while end - top > height:
            pages.append((top, top + height))
            top += height
        bottom = end
    if bottom > top or not pages:
        pages.append((top, max(bottom, top + 1)))
    return pages


def _units(page: PageDocument, layout: Layout, blocks: Sequence[Block]) -> Sequence[Unit]:
    """Lines that stay together: a table row, a picture, a heading with what follows it, the first
    two lines of a paragraph and its last two."""
    units: list[Unit] = []
    waiting: float | None = 0.0  # what stands above the first paragraph stays with it
    for leaves in _rows(page):
        lines = [line for each in leaves for line in _lines(layout, each)]
        if not lines:
            continue
        if len(leaves) > 1 or page.leaves[leaves[0]].row != leaves[0]:
            lines = [(min(top for top, _b in lines), max(bottom for _t, bottom in lines))]
        if waiting is not None:
            lines[0] = min(waiting, lines[0][0]), lines[0][1]
            waiting = None
        if blocks[leaves[0]].kind == "heading":
            waiting = lines[0][0]
            continue
        units += _together(lines)
    if waiting is not None and waiting > 0:
        units.append((waiting, float(layout.bottom())))
    return units


def _rows(page: PageDocument) -> Iterator[list[int]]:
    """The leaves in order, those of one table row together."""
    row: list[int] = []
    for index, each in enumerate(page.leaves):
        if row and page.leaves[row[0]].row != each.row:
            yield row
            row = []
        row.append(index)
    if row:
        yield row


def _lines(layout: Layout, leaf_at: int) -> list[Unit]:
    """Top and bottom of each line of a leaf, without gaps between them."""
    rect, text = layout.rect(leaf_at), layout.block(leaf_at).layout()
    tops = [rect.top() + text.lineAt(n).y() for n in range(text.lineCount())]
    edges = [*tops, max(rect.bottom(), tops[-1] + 1)] if tops else []
    return list(pairwise(edges))


def _together(lines: list[Unit]) -> list[Unit]:
    """The first two lines as one, and the last two."""
    if len(lines) <= 3:
        return [(lines[0][0], lines[-1][1])]
    return [
        (lines[0][0], lines[1][1]),
        *lines[2:-2],
        (lines[-2][0], lines[-1][1]),
    ]


# --- painting ------------------------------------------------------------------------------------


def paint_page(painter: QPainter, printed: Sheets, number: int, paper: QRectF) -> None:
    """Paints page `number` (from 0) into `paper`, the area within the margins, in points."""
    with theme.worn("light"):
        part, (top, bottom) = _find(printed, number)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(paper.topLeft())
        painter.scale(printed.scale, printed.scale)
        painter.save()
        painter.setClipRect(QRectF(-40, 0, part.page.column + 80, bottom - top))
        painter.translate(0, -top)
        _paint_text(painter, part, top, bottom)
        painter.restore()
        size = paper.size() / printed.scale
        _paint_foot(painter, printed, number, QRectF(QPointF(), size))
        painter.restore()


def _find(printed: Sheets, number: int) -> tuple[Part, tuple[float, float]]:
    for part in printed.parts:
        if number < len(part.cuts):
            return part, part.cuts[number]
        number -= len(part.cuts)
    raise IndexError(number)


def _paint_text(painter: QPainter, part: Part, top: float, bottom: float) -> None:
    leaves = list(part.layout.between(top, bottom))
    part.behind.paint(painter, leaves)
    drawn = [part.marks.on(each) for each in leaves]
    band = top - 1, bottom + 1
    for of_leaf in drawn:
        highlights.paint_fills(painter, of_leaf, None, band)
    for of_leaf in drawn:
        highlights.paint_underlines(painter, of_leaf, band)
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, theme.current().text)
    context.palette = palette
    context.clip = QRectF(-40, top, part.page.column + 80, bottom - top)
    part.page.documentLayout().draw(painter, context)
    for mark, number in part.numbers:
        lines = part.layout.lines(mark.passage)
        if lines and top <= lines[-1].center().y() <= bottom:
            _paint_number(painter, part, mark, number, lines[-1])


def _paint_number(painter: QPainter, part: Part, mark: Mark, number: int, line: QRectF) -> None:
    """The number of a note, small, over the end of its mark."""
    font = theme.ui_font(10, 600)
    leaf_at = part.document.block_at(mark.passage.end - 1)
    at_left = part.page.leaves[leaf_at].direction == "rtl"
    words = str(number)
    width = paint.advance(words, font)
    x = line.left() - width - 1 if at_left else line.right() + 1
    painter.setFont(font)
    painter.setPen(theme.current().labels[mark.colour].text)
    painter.drawText(QPointF(x, line.top() + 4), words)


def _paint_foot(painter: QPainter, printed: Sheets, number: int, room: QRectF) -> None:
    now, font = theme.current(), theme.ui_font(12)
    foot = QRectF(room.left(), room.bottom() - 20, room.width(), 20)
    count = _("{page} / {pages}").format(page=number + 1, pages=printed.count)
    paint.text(painter, foot, count, font, now.secondary, paint.RIGHT)
    words = printed.source if number == 0 and printed.source else printed.title
    paint.text(painter, foot.adjusted(0, 0, -90, 0), words, font, now.secondary)


# --- onto paper ----------------------------------------------------------------------------------


def page_layout(size: QPageSize) -> QPageLayout:
    """The margins round every page."""
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def print_on(
    device: QPagedPaintDevice,
    printed: Sheets,
    *,
    go_on: Callable[[int, int], bool] = lambda _done, _of: True,
) -> bool:
    """Paints all pages onto a printer or into a PDF; False if `go_on` said to stop in between."""
    painter = QPainter()
    if not painter.begin(device):
        raise WriteFailed(
            _("The printer or the file cannot be written to."),
            _("Choose another printer, or save a PDF in another folder."),
        )
    points = device.logicalDpiX() / 72
    paper = QRectF(QPointF(), device.pageLayout().paintRect(QPageLayout.Unit.Point).size())
    try:
        for number in range(printed.count):
            if not go_on(number, printed.count):
                return False
            if number:
                device.newPage()
            painter.save()
            painter.scale(points, points)
            paint_page(painter, printed, number, paper)
            painter.restore()
    finally:
        painter.end()
    return True


def to_pdf(path: Path, printed: Sheets, size: QPageSize) -> None:
    """Writes a PDF whole or not at all; WriteFailed if it cannot be written."""
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(written)
    writer.setPageLayout(page_layout(size))
    writer.setTitle(printed.title)
    writer.setCreator("Galley")
    writer.setResolution(300)
    print_on(writer, printed)
    del writer
    files.write_bytes_atomically(path, bytes(written.data().data()))
