"""What goes onto paper, as the reader chose it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLocale, QSizeF
from PySide6.QtGui import QPageSize

from reader.values import dataclass

Notes = Literal["none", "end"]
SIZES = (
    QPageSize.PageSizeId.A4,
    QPageSize.PageSizeId.Letter,
    QPageSize.PageSizeId.A5,
    QPageSize.PageSizeId.Legal,
)


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """Whether marks are shown, where notes go, and whether those that stay here come along."""

    marks: bool = True
    notes: Notes = "end"
    private: bool = False
    size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4

    @property
    def paper(self) -> QSizeF:
        """Width and height of the paper in points."""
        return self.page_size.size(QPageSize.Unit.Point)

    @property
    def page_size(self) -> QPageSize:
        """The paper as printers know it."""
        return QPageSize(self.size)


def usual_size() -> QPageSize.PageSizeId:
    """The paper that this country writes on."""
    american = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize.PageSizeId.Letter if american else QPageSize.PageSizeId.A4
