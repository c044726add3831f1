"""Is this installation sound? Each part that can break silently is tried and named."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from reader import changes, export, intake, templates
from reader.hyphens import soft_hyphens
from reader.intake import feeds
from reader.intake.child import Child
from reader.library import Library
from reader.model import ArticleQuery, Passage, Source
from reader.records import pack
from reader.samples import samples
from reader.sentences import sentences
from reader.templates.shelf import built_in

PAGE = (
    b"<html lang=en><title>A pump for the polder</title><body><article><h1>A pump for the polder"
    b"</h1><p>The board met on Tuesday, and its minutes, which anyone may read, say in four lines"
    b" what the town has argued about for a year.</p><p>The pump at Zandpolder is to be replaced"
    b" before the winter, at a cost that item 5 of the same minutes does not give.</p></article>"
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 58>>stream\n"
    b"BT /F 12 Tf 20 150 Td (The board met on Tuesday.) Tj ET   \nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)
"""A page without a table of its objects: PDFium finds them itself."""
MARKDOWN = b"# Pump\n\nA *first* line.\n\n| what | cost |\n|---|---|\n| pump | 4,200 euros |\n"
OLD_TEXTS = {
    "big5": "記者",
    "cp1252": "Café",
    "euc-kr": "기자",
    "gb18030": "记者",
    "iso-2022-jp": "記者",
    "koi8-r": "Газета",
    "shift_jis": "新聞",
    "cp1254": "İğne",
    "cp1256": "صحيفة",
    "utf-16": "Zeitung",
    "idna": "zeitung.example",
}
"""A word in each encoding that pages of the press were written in."""
AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)


def checks() -> Iterator[tuple[str, str | None]]:
    """(what was tried, None or what is wrong with it), for every part that needs no screen."""
    for name, check in (
        ("resources are there", _resources),
        ("old ways to write text are known", _codecs),
        ("the web can be asked in secret", _tls),
        ("a page is read in the child process", _child),
        ("Markdown is read", _markdown),
        ("sentences and hyphens are known", _language),
        ("a PDF is read", _pdf),
        ("a feed is read", _feed),
        ("a template is filled in by a child process", _template),
        ("a library is made, searched, verified and closed", _library),
        ("samples come in and go out as Markdown", _samples),
    ):
        yield name, _tried(check)


def _tried(check: Callable[[], None]) -> str | None:
    try:
        check()
    except Exception as error:  # whatever is wrong here is the answer, not a crash
        return f"{type(error).__name__}: {error}"
    return None


def _resources() -> None:
    for name in ("icons", "themes", "samples", "templates", "translations"):
        if not files("resources").joinpath(name).is_dir():
            raise FileNotFoundError(name)


def _codecs() -> None:
    for name, word in OLD_TEXTS.items():
        _expect(word.encode(name).decode(name) == word, name)


def _tls() -> None:
    context = ssl.create_default_context()
    _expect(context.verify_mode == ssl.CERT_REQUIRED, "certificates are not looked at")
    _expect(ssl.HAS_TLSv1_3, ssl.OPENSSL_VERSION)


def _language() -> None:
    text = "Dr. Vos left. Nobody asked why."
    _expect([text[a:b] for a, b in sentences(text, "en")][-1] == "Nobody asked why.", "sentences")
    _expect(bool(soft_hyphens("Gemeinderatsbeschluss", "de")), "hyphens")


def _page() -> Source:
    return Source(PAGE, "text/html", AT, charset="utf-8", name="pump.html")


def _child() -> None:
    with Child() as child:
        captured = child.to_article(_page())
    _expect(captured.title == "A pump for the polder", captured.title)


def _markdown() -> None:
    source = Source(MARKDOWN, "text/markdown", AT, name="pump.md")
    captured = intake.to_article(source)
    text = captured.document.text
    _expect(text.startswith("Pump\nA first line."), text)
    _expect("4,200 euros" in text and "|" not in text, text)


def _pdf() -> None:
    captured = intake.to_article(Source(PDF, "application/pdf", AT, name="pump.pdf"))
    _expect("The board met on Tuesday." in captured.document.text, captured.document.text)


def _feed() -> None:
    items = b"<item><title>A pump</title><description>A first line.</description></item>"
    written = b"<rss version='2.0'><channel><title>Polder</title>" + items + b"</channel></rss>"
    feed = feeds.read(Source(written, "application/rss+xml", AT))
    _expect([item.excerpt for item in feed.items] == ["A first line."], feed.title)


def _template() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "Test.galley")
        try:
            _fill(library)
            exported = library.exported(library.articles()[0].article.id)
        finally:
            library.close()
    for template in built_in():
        made = templates.render(template, exported, at=AT)
        _expect("A pump" in made.text or "Tuesday" in made.text, template.name)


def _library() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Test.galley"
        library = Library(path)
        try:
            _fill(library)
            _expect(len(library.search("zandpolder")) == 1, "search finds nothing")
            _expect(not library.verify().problems, "; ".join(library.verify().problems))
        finally:
            library.close()
        left = sorted(each.name for each in Path(folder).iterdir())
        _expect(left == [path.name], f"left behind: {left}")


def _fill(library: Library) -> None:
    source = _page()
    captured = intake.to_article(source)
    packed = pack(source, captured.document)
    article = library.new_article_id()
    added = changes.add(captured, source, packed, article=article, at=AT)
    library.apply(added, at=AT, by="shell", blobs=packed.blobs)
    marked = changes.mark(
        captured.document,
        article,
        1,
        Passage(0, 6),
        library.labels()[0].id,
        id=library.new_annotation_id(),
        at=AT,
        note="A note.",
    )
    library.apply(marked, at=AT, by="shell")


def _samples() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "Test.galley")
        try:
            change, blobs = samples(
                library.new_article_id, library.new_annotation_id, library.labels(), at=AT
            )
            named = changes.naming_tags(change, library.tags())
            library.apply(named, at=AT, by="shell", blobs=blobs)
            for row in library.articles(ArticleQuery(shelf="all")):
                exported = library.exported(row.article.id)
                for style in export.FORMATS:
                    _expect(bool(export.write(exported, style)), row.article.title)
        finally:
            library.close()


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
