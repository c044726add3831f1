"""Export files of other programs, in the shape of their exporters: people and pages are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reader.intake.packed import packed
from reader.model import Source

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

_FOLDER = Path(__file__).parent / "exports"


def content(name: str) -> bytes:
    """The bytes of one of the files beside this."""
    return (_FOLDER / name).read_bytes()


def export(name: str) -> Source:
    """One of the files beside this, of which nothing is told but its name."""
    return source(content(name), name)


def source(content: bytes | str, name: str = "export") -> Source:
    whole = content.encode() if isinstance(content, str) else content
    return Source(whole, "application/octet-stream", AT, name=name)


def names() -> list[str]:
    """All files that a program would hand out by themselves."""
    inside = ("omnivore-content.html", "omnivore-highlights.md")
    return sorted(each.name for each in _FOLDER.iterdir() if each.name not in inside)


def omnivore() -> Source:
    """The package of Omnivore: one article with text and highlights, one without either."""
    files = [
        ("content/who-owns-the-harbour-18ea.html", content("omnivore-content.html")),
        ("highlights/who-owns-the-harbour-18ea.md", content("omnivore-highlights.md")),
        ("metadata_0_to_20.json", content("omnivore-metadata.json")),
    ]
    return source(packed(files), "omnivore.zip")


def pocket() -> Source:
    """The package of Pocket's last year."""
    collection = b"""{"title": "The quay", "items": [
        {"url": "https://paper.example/harbour", "title": "Who owns the harbour"}]}"""
    files = [
        ("part_000000.csv", content("pocket.csv")),
        ("annotations/part_000000.json", content("pocket-annotations.json")),
        ("collections/the-quay.json", collection),
    ]
    return source(packed(files), "pocket.zip")
