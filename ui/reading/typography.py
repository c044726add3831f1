"""Which type a block is set in: sizes, lines, spaces, faces and colours, as the design gives them.

Lengths are pixels at a type size of 19; `ReadingStyle` scales them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from reader.model import Block, Cell, Container, Footnote, Item, Link, Quote, Style
from reader.patterns import pattern
from reader.values import dataclass
from ui import theme

Face = Literal["page", "ui", "mono"]
Script = Literal["european", "cjk", "arabic", "hebrew", "other"]

SIZES = 15, 28
"""The smallest and the largest type to choose from, in pixels."""
MEASURES = 55, 80
"""The shortest and the longest line to choose from, in characters."""


@dataclass(frozen=True, slots=True)
class ReadingStyle:
    """How the reader wants the page set: type size in pixels, measure in characters.

    `leading` is the line height of the body in hundredths of its type size. `sans` sets the page
    in the interface's face; `justified` sets both edges straight, with words hyphenated.
    """

    size: int = 19
    measure: int = 66
    leading: int = 158
    sans: bool = False
    justified: bool = False

    def scaled(self, at_19: float) -> int:
        """A size or space that is `at_19` pixels when the type is 19."""
        return round(at_19 * self.size / 19)

    def line(self, at_19: float) -> int:
        """A line height: scaled, and even so that half of it is whole."""
        return 2 * round(at_19 * self.size * self.leading / (38 * 158))


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """One kind of type: size, line and spaces in pixels at 19. There is one object of each kind."""

    px: float
    line: float
    weight: int = 400
    italic: bool = False
    face: Face = "page"
    quiet: bool = False
    above: float = 0
    below: float = 0
    runs: bool = False
    """Whether it is running text, which can be justified."""
    tabular: bool = False


SITE = Type(13, 20, 500, face="ui", quiet=True, below=10)
BYLINE = Type(13, 20, face="ui", quiet=True, below=26)
HEADLINE = Type(33, 40, 640, below=12)
HEADING_2 = Type(23, 30, 640, above=22, below=8)
HEADING_3 = Type(19, 28, 640, above=12, below=8)
HEADING_4 = Type(19, 28, italic=True, above=12, below=8)
BODY = Type(19, 30, below=16, runs=True)
ITEM = Type(19, 30, below=6, runs=True)
QUOTE = Type(19, 30, italic=True, above=10, runs=True)
QUOTE_SOURCE = Type(13, 26, face="ui", quiet=True)
CODE = Type(15, 24, face="mono", above=14, below=30)
CELL = Type(17, 24, tabular=True)
HEAD_CELL = Type(17, 24, 600, tabular=True)
CAPTION = Type(13, 20, face="ui", quiet=True, above=6, below=22)
FOOTNOTE = Type(16, 25, quiet=True, above=6, runs=True)
PICTURE = Type(19, 30, below=16)

_EUROPEAN = pattern("[A-Za-z\u00c0-\u052f\u1e00-\u1fff]")
_SCRIPTS: tuple[tuple[Script, re.Pattern[str]], ...] = (
    ("cjk", pattern("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")),
    ("arabic", pattern("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("hebrew", pattern("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("european", _EUROPEAN),
)


def script_of(text: str) -> Script:
    """The script that most letters of this text are in, as far as type cares."""
    if text.isascii():
        return "european"
    letters = sum(map(str.isalpha, text))
    if 2 * len(_EUROPEAN.findall(text)) > letters:
        return "european"
    counts = {script: len(letters.findall(text)) for script, letters in _SCRIPTS}
    script = max(counts, key=lambda each: counts[each])
    if not counts[script]:
        return "european" if not letters else "other"
    return script if counts[script] * 2 >= letters else "other"


def type_of(block: Block, script: Script) -> Type:
    """The type of a block whose letters are of this script."""
    kind = _kind_of_type(block, block.containers)
    if script in ("european", "other") or kind.face != "page" or kind is PICTURE:
        return kind
    return _for_script(kind, script)


@cache
def _for_script(kind: Type, script: Script) -> Type:
    higher = 2 if script in ("cjk", "arabic") else 0
    return replace(kind, line=kind.line + higher, italic=False)


def _kind_of_type(block: Block, inside: Sequence[Container]) -> Type:
    match block.kind:
        case "heading":
            return {1: HEADLINE, 2: HEADING_2, 3: HEADING_3}.get(block.level, HEADING_4)
        case "code":
            return CODE
        case "picture":
            return PICTURE
        case "caption":
            return QUOTE_SOURCE if has(inside, Quote) else CAPTION
        case "paragraph":
            return _type_of_paragraph(inside) if inside else BODY


def _type_of_paragraph(inside: Sequence[Container]) -> Type:
    if has(inside, Footnote):
        return FOOTNOTE
    if has(inside, Cell):
        return HEAD_CELL if _innermost_cell(inside).header else CELL
    if has(inside, Quote):
        return QUOTE
    return ITEM if has(inside, Item) else BODY


def has(containers: Sequence[Container], kind: type[Container]) -> bool:
    """Whether one of the containers is of that kind."""
    return any(isinstance(each, kind) for each in containers)


def _innermost_cell(containers: Sequence[Container]) -> Cell:
    return [each for each in containers if isinstance(each, Cell)][-1]


# --- letters -------------------------------------------------------------------------------------


class Letters:
    """The formats of letters in one style and theme; each is made once."""

    def __init__(self, style: ReadingStyle) -> None:
        self._style = style
        self._theme = theme.current()
        self._made: dict[object, QTextCharFormat] = {}

    def of(self, kind: Type, script: Script, styles: tuple[Style, ...]) -> QTextCharFormat:
        """The format of letters of a kind of type under these styles; not to be changed."""
        plain = tuple(_name(style) for style in styles)
        key = kind, script, plain
        if key not in self._made:
            self._made[key] = self._new(kind, script, frozenset(plain))
        return self._made[key]

    def _new(self, kind: Type, script: Script, styles: frozenset[str]) -> QTextCharFormat:
        letters = QTextCharFormat()
        letters.setFont(self._font(kind, script, styles))
        letters.setForeground(self._colour(kind, styles))
        if "link" in styles:
            letters.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            letters.setUnderlineColor(theme.faint(self._theme.accent, 0.45))
        if "deleted" in styles:
            letters.setFontStrikeOut(True)
        if "sub" in styles:
            letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
        if "sup" in styles:
            letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return letters

    def _font(self, kind: Type, script: Script, styles: frozenset[str]) -> QFont:
        px = self._style.scaled(kind.px)
        if "code" in styles and kind.face != "mono":
            return theme.mono_font(0.84 * px)
        if kind.face == "mono":
            return theme.mono_font(px)
        upright = script in ("cjk", "arabic", "hebrew")
        stressed = "strong" in styles or ("emphasis" in styles and upright)
        if kind.face == "ui":
            font = theme.ui_font(px, 600 if stressed else kind.weight)
            font.setPixelSize(px)
            font.setItalic("emphasis" in styles and not upright)
            return font
        # Emphasis within italics is upright.
        italic = kind.italic != ("emphasis" in styles and not upright)
        weight = max(kind.weight, 640) if stressed else kind.weight
        font = theme.page_font(
            px, weight, italic, other_script=script != "european", sans=self._style.sans
        )
        if kind.tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _colour(self, kind: Type, styles: frozenset[str]) -> QColor:
        if "link" in styles:
            return self._theme.accent
        return self._theme.secondary if kind.quiet else self._theme.text


def _name(style: Style) -> str:
    return "link" if isinstance(style, Link) else str(style)
