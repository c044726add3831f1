"""The one module that knows PDFium: bytes to sheets, and to what the file says of itself."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

from reader.errors import NotAnArticle
from reader.intake.pdf import comments, drawn
from reader.intake.pdf.letters import found
from reader.intake.pdf.paper import Box, Sheet
from reader.messages import _
from reader.model import Carried

MOST_PAGES = 500
"""A book of more is not an article, and would take longer to read than the child may."""

_LONGEST = 20_000
"""Bytes of a description; longer ones are none."""


class Paper:
    """An open PDF; `close` it. NotAnArticle if it is locked or is none.

    PDFium itself is not safe to call from two threads at once: intake never does.
    """

    def __init__(self, content: bytes) -> None:
        # Here and not above: it is a library of seven megabytes, which only PDFs need.
        import pypdfium2.raw as raw
        from pypdfium2 import PdfDocument, PdfiumError

        self._raw: Any = raw
        try:
            self._document = PdfDocument(content)
        except PdfiumError:
            raise _refusal(raw.FPDF_GetLastError(), raw) from None
        self.pages: int = raw.FPDF_GetPageCount(self._document)
        self._pictures = drawn.Pictures(raw, self._document)

    def close(self) -> None:
        self._document.close()

    def __enter__(self) -> Paper:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def said(self, key: str) -> str:
        """What the file's own description says under a name ("Title"); empty if nothing."""
        name = key.encode()
        size = self._raw.FPDF_GetMetaText(self._document, name, None, 0)
        if not 2 < size < _LONGEST:
            return ""
        buffer = ctypes.create_string_buffer(size)
        self._raw.FPDF_GetMetaText(self._document, name, buffer, size)
        return _decoded(buffer.raw).strip()

    @property
    def lang(self) -> str | None:
        size = self._raw.FPDFCatalog_GetLanguage(self._document, None, 0)
        if not 2 < size < 200:
            return None
        buffer = (ctypes.c_ushort * (size // 2))()
        self._raw.FPDFCatalog_GetLanguage(self._document, buffer, size)
        return _decoded(bytes(buffer)) or None

    @property
    def carried(self) -> Sequence[Carried]:
        """The pictures of the sheets that were read."""
        return self._pictures.carried

    def sheets(self) -> Iterator[Sheet]:
        """The pages, one after the other; one that is broken is left out."""
        for index in range(self.pages):
            page = self._raw.FPDF_LoadPage(self._document, index)
            if not page:
                continue
            try:
                text = self._raw.FPDFText_LoadPage(page)
                if text:
                    try:
                        yield _sheet(self._raw, page, text, index + 1, self._pictures)
                    finally:
                        self._raw.FPDFText_ClosePage(text)
            finally:
                self._raw.FPDF_ClosePage(page)


def _decoded(written: bytes) -> str:
    """What PDFium writes: UTF-16 that ends with a zero."""
    return written.decode("utf-16-le", errors="replace").replace("\0", "")


def _sheet(raw: Any, page: Any, text: Any, number: int, pictures: drawn.Pictures) -> Sheet:
    read = found(raw, text, number)
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    box = read.turn.box(bounds.left, bounds.bottom, bounds.right, bounds.top)
    shown = drawn.on_page(raw, page, read.turn, box)
    upright = tuple(
        word for word in read.upright if box.holds((word.left + word.right) / 2, word.base)
    )
    return Sheet(
        number,
        box,
        (*upright, *pictures.words(page, shown.pictures, upright, box, number)),
        read.askew,
        shown.rules,
        shown.dots,
        tuple(comments.on_page(raw, page, read.turn)),
        read.letters,
        read.unread,
        read.vertical,
        _is_pictured(shown.pictures, box),
    )


def _is_pictured(pictures: Sequence[drawn.Painted], sheet: Box) -> bool:
    """Whether a picture covers most of the page, as in a scan."""
    area = sheet.width * sheet.height
    return any(each.box.width * each.box.height > 0.6 * area for each in pictures)


def _refusal(error: int, raw: Any) -> NotAnArticle:
    if error in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return NotAnArticle(
            _("This PDF is locked with a password."),
            _("Open it in a PDF reader with its password, save it without one, and add that."),
        )
    return NotAnArticle(
        _("This PDF is broken: it could not be opened."),
        _("Get it again where it came from, or open and save it in another program."),
    )
