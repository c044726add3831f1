"""Against Qt, which decodes what is only looked at here."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage

from reader.intake.picture_size import media_type, size
from ui.decoding import decoded

KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
}
GIF = b"GIF89a" + struct.pack("<HH", 300, 7) + bytes(900)


def painted(kind: str, width: int, height: int, quality: int = -1) -> bytes:
    """A picture of this kind and size, as Qt writes it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@given(st.sampled_from(sorted(KINDS)), st.integers(1, 250), st.integers(1, 250))
def test_the_head_of_a_picture_tells_its_kind_and_size(kind: str, width: int, height: int) -> None:
    content = painted(kind, width, height)
    assert media_type(content) == KINDS[kind]
    assert size(content) == (width, height)


def test_a_gif_and_webp_without_loss_are_measured_too() -> None:
    assert size(GIF) == (300, 7)
    assert size(painted("webp", 33, 44, 100)) == (33, 44)


def turned(content: bytes, orientation: int, order: str) -> bytes:
    """A JPEG picture with what a camera says of how it was held."""
    mark = b"MM" if order == ">" else b"II"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = mark + struct.pack(f"{order}HIH", 42, 8, 1) + entry + bytes(4)
    segment = b"Exif\0\0" + exif
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:]


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_measured_as_it_is_shown(orientation: int, order: str) -> None:
    content = turned(painted("jpg", 30, 20), orientation, order)
    shown = decoded(content)
    assert shown is not None
    assert size(content) == (shown.width(), shown.height())


@given(st.sampled_from([*(painted(kind, 9, 8) for kind in KINDS), GIF]), st.data())
def test_what_is_damaged_is_measured_or_not_but_never_breaks(
    content: bytes, data: st.DataObject
) -> None:
    cut = content[: data.draw(st.integers(0, len(content)))]
    spoilt = bytearray(cut)
    for _each in range(data.draw(st.integers(0, 4)) if spoilt else 0):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    found = size(bytes(spoilt))
    assert found is None or min(found) > 0


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"RIFF1234WAVE", b"\0\0\0 ftypavif", b"%PDF-"])
def test_what_is_no_picture_of_pixels_has_neither_kind_nor_size(content: bytes) -> None:
    assert (media_type(content), size(content)) == (None, None)
