"""The articles that a new library starts with: written for Galley, about nothing real.

They come in the way any page does. It knows neither a library nor a screen: ids, labels and the
time are handed in, and what comes back is one Change that can be undone as one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import PurePosixPath

from reader import changes, intake, records
from reader.anchoring import find_quote
from reader.model import (
    Annotation,
    AnnotationId,
    ArticleId,
    Captured,
    Change,
    Checked,
    Edit,
    Label,
    LabelId,
    Sha256,
    Source,
    StoredPicture,
    sha256,
)
from reader.values import dataclass

_FOLDER = files("resources") / "samples"
_ADDRESS = "https://example.org/samples/"

_IN_ORDER = (
    "before-the-ink-dries",
    "the-river-that-moved-a-border",
    "qarya-tantazir-al-jisr",
    "yoru-no-toshokan",
    "harga-beras-naik-lagi",
)
"""As the list shows them, newest first."""


@dataclass(frozen=True, slots=True)
class SampleMark:
    """A mark that a colleague has left on a sample; `label` is one of the first labels' names."""

    article: str
    quote: str
    label: str
    note: str
    prefix: str = ""
    tags: Sequence[str] = ()
    private: bool = False
    checked: Checked = "none"


def sources(at: datetime) -> tuple[Source, ...]:
    """The pages of the samples in order, the first got at `at`, each other a second earlier."""
    return tuple(
        Source(
            content=(_FOLDER / f"{stem}.html").read_bytes(),
            media_type="text/html",
            charset="utf-8",
            got_at=at - timedelta(seconds=age),
            url=f"{_ADDRESS}{stem}.html",
            name=f"{stem}.html",
        )
        for age, stem in enumerate(_IN_ORDER)
    )


def marks() -> tuple[SampleMark, ...]:
    """The marks of the samples, in the order they were made."""
    written = json.loads((_FOLDER / "marks.json").read_text("utf-8"))
    return tuple(SampleMark(**mark) for mark in written)


def samples(
    new_article_id: Callable[[], ArticleId],
    new_annotation_id: Callable[[], AnnotationId],
    labels: Sequence[Label],
    *,
    at: datetime,
) -> tuple[Change, Mapping[Sha256, bytes]]:
    """One Change that adds every sample with its pictures and marks, and the blobs it needs.

    Its tags are not yet introduced to a library: `changes.naming_tags` does that. Without any
    label the samples come unmarked.
    """
    edits: list[Edit] = []
    blobs: dict[Sha256, bytes] = {}
    for source in sources(at):
        captured = intake.to_article(source)
        packed = records.pack(source, captured.document)
        article = new_article_id()
        pictures, picture_blobs = _pictures(article, captured)
        added = changes.add(
            captured, source, packed, article=article, at=source.got_at, pictures=pictures
        )
        edits += added.edits
        blobs.update(packed.blobs)
        blobs.update(picture_blobs)
        if labels:
            for mark in _marks_on(source):
                edits += _marked(captured, article, mark, labels, new_annotation_id(), at)
    return Change("samples", tuple(edits)), blobs


def _marks_on(source: Source) -> list[SampleMark]:
    return [mark for mark in marks() if f"{mark.article}.html" == source.name]


def _marked(
    captured: Captured,
    article: ArticleId,
    mark: SampleMark,
    labels: Sequence[Label],
    id: AnnotationId,
    at: datetime,
) -> tuple[Edit, ...]:
    passage, *others = find_quote(captured.document.text, mark.quote, mark.prefix)
    if others:
        raise ValueError(f"a sample's quote stands more than once: {mark.quote}")
    made = changes.mark(
        captured.document,
        article,
        1,
        passage,
        _label(mark.label, labels),
        id=id,
        at=at,
        note=mark.note,
        tags=mark.tags,
        private=mark.private,
    )
    return tuple(_checked(edit, mark.checked, at) for edit in made.edits)


def _checked(edit: Edit, checked: Checked, at: datetime) -> Edit:
    """The edit that makes an annotation, with the annotation checked already."""
    if not isinstance(edit.after, Annotation):
        return edit
    change = changes.edit_annotation(edit.after, at=at, checked=checked)
    return replace(edit, after=change.edits[0].after) if change else edit


def _label(name: str, labels: Sequence[Label]) -> LabelId:
    """The label of that first name: by its colour where it was renamed, else the first one."""
    colour = dict(changes.FIRST_LABELS)[name]
    named = [label for label in labels if label.name == name]
    coloured = [label for label in labels if label.colour == colour]
    return [*named, *coloured, *labels][0].id


def _pictures(
    article: ArticleId, captured: Captured
) -> tuple[list[StoredPicture], dict[Sha256, bytes]]:
    stored, blobs = [], {}
    for src in captured.pictures:
        content = (_FOLDER / PurePosixPath(src).name).read_bytes()
        digest = sha256(content)
        width, height = _png_size(content)
        stored.append(StoredPicture(article, src, digest, None, "image/png", width, height))
        blobs[digest] = content
    return stored, blobs


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the header of a PNG gives them."""
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
