"""Which pictures lie beside an export, and where each one's Markdown points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reader.export import links
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

MEDIA_TYPES = frozenset(_SUFFIXES)
"""What a page may show as a picture."""

Blob = Callable[[Sha256], bytes]
"""The bytes that the library keeps under a digest."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture file to write; `path` is relative to the export, with `/`."""

    src: str
    sha256: Sha256
    path: str


def attachments(exported: Exported) -> tuple[Attachment, ...]:
    """The pictures of the text that the library keeps, by first appearance, each src once."""
    kept = []
    for number, src in enumerate(dict.fromkeys(_sources(exported.document)), 1):
        stored = exported.pictures.get(src)
        if stored and stored.sha256:
            suffix = _SUFFIXES.get((stored.media_type or "").lower(), "bin")
            name = f"{number:02}-{stored.sha256[:8]}.{suffix}"
            path = f"attachments/{exported.article.id}/{name}"
            kept.append(Attachment(src, stored.sha256, path))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The destination of each picture: its file, else its address on the web, else nothing.

    Nothing still shows the picture's words; a `file:` or `data:` address never goes out.
    """

    kept: Mapping[str, str]

    def __call__(self, src: str) -> str:
        if src in self.kept:
            return self.kept[src]
        return src if links.is_on_the_web(src) else ""


def whereabouts(exported: Exported) -> Whereabouts:
    """Where the pictures of this export are."""
    return Whereabouts({each.src: each.path for each in attachments(exported)})


def _sources(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for span in block.spans:
            if isinstance(span.style, Picture):
                yield span.style.src
