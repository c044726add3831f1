"""Which pictures lie beside an export, and where each one's Markdown points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from reader.export import links
from reader.export.options import PicturePlace
from reader.model import Document, Exported, Picture, Sha256
from reader.values import dataclass

_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/x-icon": "ico",
    "image/vnd.microsoft.icon": "ico",
}
_STRANGE = "bin"

_ENDINGS = sorted({*_SUFFIXES.values(), _STRANGE})

FOLDER = "attachments"
"""Where pictures lie beside an export, those of each article in a folder of its own."""

MEDIA_TYPES = frozenset(_SUFFIXES)
"""What a page may show as a picture."""

NAME = re.compile(rf"\d{{2,}}-(?P<digest>[0-9a-f]{{8}})\.(?:{'|'.join(_ENDINGS)})")
"""The names of their files: their number in the text, and how their digest begins."""

Blob = Callable[[Sha256], bytes]
"""The bytes that the library keeps under a digest."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture file to write; `path` is relative to the export, with `/`."""

    src: str
    sha256: Sha256
    path: str


def attachments(exported: Exported, place: PicturePlace = "attachments") -> tuple[Attachment, ...]:
    """The pictures that lie beside an export, each src once: those of the text that the library
    keeps, by first appearance. There are none where they have another place."""
    if place != "attachments":
        return ()
    kept = []
    for number, src in enumerate(dict.fromkeys(_sources(exported.document)), 1):
        stored = exported.pictures.get(src)
        if stored and stored.sha256:
            suffix = _SUFFIXES.get((stored.media_type or "").lower(), _STRANGE)
            name = f"{number:02}-{stored.sha256[:8]}.{suffix}"
            path = f"{FOLDER}/{exported.article.id}/{name}"
            kept.append(Attachment(src, stored.sha256, path))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The destination of each picture: its file, else its address on the web, else nothing.

    Nothing still shows the picture's words; a `file:` or `data:` address never goes out.
    `words_only` is nothing for all.
    """

    kept: Mapping[str, str]
    words_only: bool = False

    def __call__(self, src: str) -> str:
        if src in self.kept:
            return self.kept[src]
        return src if links.is_on_the_web(src) and not self.words_only else ""


def whereabouts(exported: Exported, place: PicturePlace = "attachments") -> Whereabouts:
    """Where the pictures of this export are."""
    kept = {each.src: each.path for each in attachments(exported, place)}
    return Whereabouts(kept, words_only=place == "none")


def pictures_in(document: Document) -> Iterator[Picture]:
    """The pictures of a text in their order."""
    for block in document.blocks:
        for span in sorted(block.spans, key=lambda span: span.start):
            if isinstance(span.style, Picture):
                yield span.style


def _sources(document: Document) -> Iterator[str]:
    return (picture.src for picture in pictures_in(document))
