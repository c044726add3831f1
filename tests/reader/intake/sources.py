"""Sources made by hand, for every test of intake."""

from datetime import UTC, datetime
from pathlib import Path

from reader.model import Source

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
URL = "https://lowlandpost.example/2024/10/story"
PAGES = Path(__file__).parents[2] / "pages"

PROSE = (
    "<p>The board met on Tuesday, and its minutes, which anyone may read, say in four lines what"
    " the town has argued about for a year.</p><p>The pump is to be replaced before the winter,"
    " at a cost that item five of the same minutes does not give, and nobody has asked.</p>"
)
"""Two paragraphs that any page may hold."""


def html(markup: str, *, url: str | None = URL) -> Source:
    return Source(markup.encode(), "text/html", AT, charset="utf-8", url=url)


def plain(words: str, name: str = "story.txt") -> Source:
    return Source(words.encode(), "text/plain", AT, name=name)


def markdown(words: str, name: str = "story.md") -> Source:
    return Source(words.encode(), "text/markdown", AT, name=name)


def page_file(name: str) -> Source:
    content = (PAGES / f"{name}.html").read_bytes()
    return Source(content, "text/html", AT, url=URL, name=f"{name}.html")
