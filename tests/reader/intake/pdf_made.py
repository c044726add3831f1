"""PDFs written by hand, word by word in their places, for the tests of reading them.

Text is in Courier, whose letters are all 0.6 em wide, so that a column can be filled exactly.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reader.model import Source
from tests.reader.intake.sources import AT

WIDE, HIGH = 595, 842
"""Points of a page (A4)."""

_FONTS = {"plain": "Courier", "bold": "Courier-Bold", "italic": "Courier-Oblique"}


@dataclass
class Page:
    """What is painted on a page, and what stands beside it in the file."""

    painted: list[bytes] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    extra: str = ""

    def say(self, x: float, y: float, words: str, size: float = 10, font: str = "plain") -> None:
        """Words on a line that begins at x, y: points from the left and from the bottom."""
        written = words.encode("cp1252")
        for special in (b"\\", b"(", b")"):
            written = written.replace(special, b"\\" + special)
        head = f"BT /{font} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm (".encode()
        self.painted.append(head + written + b") Tj ET")

    def turned(self, x: float, y: float, words: str) -> None:
        """Words that run upwards."""
        self.painted.append(f"BT /plain 8 Tf 0 1 -1 0 {x} {y} Tm ({words}) Tj ET".encode())

    def rule(self, left: float, y: float, right: float) -> None:
        self.painted.append(f"{left} {y} {right - left} 0.5 re f".encode())

    def picture(self, x: float, y: float, width: float, height: float, name: str = "shown") -> None:
        self.painted.append(f"q {width} 0 0 {height} {x} {y} cm /{name} Do Q".encode())

    def mark(self, kind: str, box: Sequence[float], rest: str = "") -> None:
        """An annotation in the box (left, bottom, right, top)."""
        left, bottom, right, top = box
        quad = f"[{left} {top} {right} {top} {left} {bottom} {right} {bottom}]"
        rect = f"[{left} {bottom} {right} {top}]"
        self.annotations.append(
            f"<< /Type /Annot /Subtype /{kind} /Rect {rect} /QuadPoints {quad} {rest} >>"
        )


def width(words: str, size: float = 10) -> float:
    """How wide words are, in points."""
    return 0.6 * size * len(words)


def fill(words: Iterable[str], wide: float, size: float = 10) -> list[str]:
    """The words in lines of that width."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) > wide and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def pdf(pages: Sequence[Page], about: Mapping[str, str] | None = None, catalog: str = "") -> bytes:
    """The bytes of a PDF of these pages."""
    objects: list[bytes] = []

    def add(content: bytes | str) -> int:
        objects.append(content if isinstance(content, bytes) else content.encode())
        return len(objects)

    root, tree = add(b""), add(b"")
    fonts = " ".join(f"/{name} {add(_font(base))} 0 R" for name, base in _FONTS.items())
    shown = add(_image())
    kids = []
    for page in pages:
        content = add(_stream(b"\n".join(page.painted)))
        marks = " ".join(f"{add(each)} 0 R" for each in page.annotations)
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDE} {HIGH}]"
                f" /Contents {content} 0 R /Annots [{marks}] {page.extra}"
                f" /Resources << /Font << {fonts} >> /XObject << /shown {shown} 0 R >> >> >>"
            )
        )
    objects[root - 1] = f"<< /Type /Catalog /Pages {tree} 0 R {catalog} >>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    info = add("<< " + " ".join(f"/{k} {_string(v)}" for k, v in (about or {}).items()) + " >>")
    return assembled(objects, f"/Root {root} 0 R /Info {info} 0 R")


def assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    """A file of these objects, numbered from 1."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    made += f"trailer << /Size {len(objects) + 1} {trailer} >>\n".encode()
    return bytes(made + f"startxref\n{start}\n%%EOF\n".encode())


def source(content: bytes, name: str = "report.pdf") -> Source:
    return Source(content, "application/pdf", AT, name=name)


def _font(base: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>"


def _string(words: str) -> str:
    return "<FEFF" + words.encode("utf-16-be").hex() + ">"


def _stream(content: bytes, rest: str = "") -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {rest} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def _image() -> bytes:
    """A picture of 60 by 40 pixels, each row a shade of red."""
    pixels = b"".join(bytes([6 * row, 10, 20]) * 60 for row in range(40))
    return _stream(
        pixels,
        "/Type /XObject /Subtype /Image /Width 60 /Height 40"
        " /ColorSpace /DeviceRGB /BitsPerComponent 8",
    )
