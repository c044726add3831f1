"""Notes as they look: Markdown set in a text document that loads nothing and runs nothing.

HTML in a note is shown as it was typed, a picture by its words. Only links to the web and to mail
can be clicked; nothing is followed from here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPalette,
    QTextBlock,
    QTextDocument,
    QTextLayout,
    QTextOption,
)

from reader.patterns import pattern
from ui import theme
from ui.notes.setting import GAP, PITCH, Setting, paragraphs

MOST = 20_000
"""Longer notes, in characters, are shown as they were typed."""
_GLANCE = 2_000
"""What of a note is read where only its first lines are shown."""

# Python-Markdown looks from every bracket and every row of backticks to the end of the
# paragraph: 2,000 lone brackets take it more than six seconds, 200 take 30 ms.
_MOST_BRACKETS = 200
_MOST_TICKS = 400

_MARKUP = pattern(
    r"""
      ^[ ]{0,3}(?:\#{1,6}[ ]|>|[-*+][ ]|\d{1,9}[.)][ ]|```|~~~)
    | (?<![\w*])\*{1,3}(?=\S)[^*\n]{1,400}\*
    | (?<!\w)_{1,3}(?=\S)[^_\n]{1,400}_(?!\w)
    | `[^`\n]{1,400}`
    | \[[^\]\n]{0,400}\][(\[]
    | https?://\S
    | &\#?\w{1,10};
    | \\[\\`*_{}\[\]()\#+.!-]
    """,
    re.MULTILINE | re.VERBOSE,
)
_FENCE = pattern(r"^ {0,3}(```|~~~)", re.MULTILINE)


class NoteDocument(QTextDocument):
    """A note that is set. It answers for no picture and no style sheet, whatever asks."""

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: never a file, never the network."""
        return None


def has_markup(note: str) -> bool:
    """Whether the note looks otherwise than it was typed."""
    return _can_be_read(note) and _MARKUP.search(note) is not None


def _can_be_read(note: str) -> bool:
    return (
        len(note) <= MOST and note.count("[") <= _MOST_BRACKETS and note.count("`") <= _MOST_TICKS
    )


def rendered(note: str, width: int) -> NoteDocument:
    """The note laid out in `width` pixels, in the colours of the theme that is worn.

    It is shared: nobody may write into it or give it another width.
    """
    return _rendered(note, width, _dress())


def glance(note: str, width: int) -> NoteDocument:
    """The beginning of the note laid out, for where no more than a few lines are shown."""
    return rendered(_beginning(note), width)


def _beginning(note: str) -> str:
    if len(note) <= _GLANCE:
        return note
    cut = note[:_GLANCE]
    fences = _FENCE.findall(cut)
    return f"{cut}\n{fences[-1]}" if len(fences) % 2 else cut


@lru_cache(maxsize=512)
def _rendered(note: str, width: int, _dressed: tuple[object, ...]) -> NoteDocument:
    document = NoteDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(theme.ui_font(14))
    document.setDefaultTextOption(_wrap())
    document.setTextWidth(width)
    setting = Setting(document)
    if not has_markup(note):
        setting.plain(note)
        return document
    # Not above: the window opens without Markdown, and most notes hold none.
    from ui.notes.markup import set_markdown

    set_markdown(note, setting)
    return document


def _wrap() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _dress() -> tuple[object, ...]:
    """What a set note was set for: it holds the colours of links and code."""
    return theme.current().name, theme.has_more_contrast(), theme.scale()


# --- on the screen -------------------------------------------------------------------------------


def shown_height(note: str, width: int, most: int) -> tuple[int, bool]:
    """The pixels that at most so many lines of the note take, and whether there is more of it.

    Where there is more, the last line is left free for an ellipsis.
    """
    beginning = _beginning(note)
    if not has_markup(beginning):
        return _plain_height(beginning, width, most)
    document = rendered(beginning, width)
    line = theme.scaled(PITCH)
    whole = round(document.size().height())
    if whole <= most * line:
        return whole, False
    return _end_of_last_line(document, (most - 1) * line), True


def _plain_height(note: str, width: int, most: int) -> tuple[int, bool]:
    """The same for a note without marks, in a fifth of the time: no document is made for it.

    All cards are measured before the first one is painted, and few are seen.
    """
    line, ends, top = theme.scaled(PITCH), [0], 0
    for number, paragraph in enumerate(paragraphs(note)):
        top += GAP if number else 0
        for _row in range(_rows(paragraph, width)):
            top += line
            ends.append(top)
    if top <= most * line:
        return top, False
    return max(end for end in ends if end <= (most - 1) * line), True


def _rows(paragraph: str, width: int) -> int:
    layout = QTextLayout(paragraph, theme.ui_font(14))
    layout.setTextOption(_wrap())
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        line = layout.createLine()
    layout.endLayout()
    return layout.lineCount()


def _end_of_last_line(document: QTextDocument, room: float) -> int:
    """Where the last line ends that lies wholly within `room` pixels from the top."""
    end, block = 0.0, document.begin()
    while block.isValid():
        for bottom in _line_ends(block):
            if bottom > room + 1:
                return round(end)
            end = bottom
        block = block.next()
    return round(end)


def _line_ends(block: QTextBlock) -> list[float]:
    lines = block.layout()
    top = lines.position().y()
    return [top + lines.lineAt(number).rect().bottom() for number in range(lines.lineCount())]


def draw(painter: QPainter, document: QTextDocument, at: QPointF, most: float) -> None:
    """Paints the document's first `most` pixels with its corner at this point."""
    context = QAbstractTextDocumentLayout.PaintContext()
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.Text, theme.current().text)
    context.palette = colours
    context.clip = QRectF(0, 0, document.textWidth() + 1, most)
    painter.save()
    painter.translate(at)
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()


def link_at(document: QTextDocument, at: QPointF) -> str:
    """The address of the link at this point of the document; empty where there is none."""
    return document.documentLayout().anchorAt(at)
