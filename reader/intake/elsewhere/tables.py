"""Tables of comma-separated values, however they are quoted (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reader.messages import _
from reader.model import Missed

LONGEST_CELL = 2_000_000
"""Code points of one cell: more than any note holds, and less than a whole file with one quote."""


class Row(NamedTuple):
    """One row: its number in the file, counted from 1, and its cells by their column's name."""

    number: int
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        return _("Row {number}").format(number=self.number)


def header(written: str) -> Sequence[str]:
    """The names of the columns in lower case; none where the first line is no row."""
    first = written.lstrip("\ufeff").split("\n", 1)[0][:10_000]
    try:
        names = next(csv.reader([first]), [])
    except csv.Error:
        return ()
    return [" ".join(name.split()).casefold() for name in names]


def rows(written: str, missed: list[Missed]) -> Iterator[Row]:
    """The rows below the header; what cannot be read is told in `missed`."""
    # The module has one limit for the whole process; nothing else here reads tables meanwhile.
    csv.field_size_limit(LONGEST_CELL)
    names = header(written)
    given = csv.reader(io.StringIO(written.lstrip("\ufeff"), newline=""))
    next(given, None)
    for number in range(2, len(written) + 3):
        try:
            cells = next(given)
        except StopIteration:
            return
        except csv.Error:
            # Where a quote was never closed, what follows is no row of this table any more.
            missed.append(Missed(_("Row {number}").format(number=number), _broken()))
            return
        if any(cell.strip() for cell in cells):
            yield Row(number, dict(zip(names, cells, strict=False)))


def _broken() -> str:
    return _("One of its cells does not end; from here on the file cannot be read.")
