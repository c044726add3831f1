"""The column of text on the page: how wide it is and where it stands. Pure, but for fonts."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFontMetricsF

from reader.values import dataclass
from ui import theme
from ui.reading.typography import ReadingStyle

LEFT_MARGIN = 40
RIGHT_MARGIN = 48
"""The least beside the column; the signs of marks stand in the right one, of an article that
reads from right to left they are the other way round."""
_NARROWEST = 100
_SAMPLE = (
    "The minutes of the council, which anyone may read, say in four lines what the town has "
    "argued about for a year. Sekretaris Jenderal mengundurkan diri pada hari Selasa dan "
    "menyerahkan kepemimpinan kepada mantan perdana menteri; serangkaian acara berlangsung. "
    "Der Rat kommt am Montag."
)


@lru_cache(maxsize=32)
def column_width(size: int, measure: int, *, sans: bool = False) -> int:
    """Pixels that `measure` characters of running text take at this type size."""
    # averageCharWidth() counts rare wide letters and is a sixth too large: a sample is measured.
    advance = QFontMetricsF(theme.page_font(size, sans=sans)).horizontalAdvance(_SAMPLE)
    return round(measure * advance / len(_SAMPLE))


@dataclass(frozen=True, slots=True)
class Column:
    """The column within a page of some width, in pixels."""

    left: int
    width: int

    @property
    def right(self) -> int:
        return self.left + self.width


def column(style: ReadingStyle, page: int, *, reads_left: bool) -> Column:
    """The column on a page `page` wide: in the middle, but the margin of the signs gives way last.

    `reads_left`: lines end at the left.
    """
    room = page - LEFT_MARGIN - RIGHT_MARGIN
    width = max(_NARROWEST, min(column_width(style.size, style.measure, sans=style.sans), room))
    near, far = (RIGHT_MARGIN, LEFT_MARGIN) if reads_left else (LEFT_MARGIN, RIGHT_MARGIN)
    left_over = page - width
    return Column(max(near, min(left_over // 2, left_over - far)), width)
