"""E-books come in as one article or chapter by chapter, with pictures and notes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.intake.child import Child
from reader.intake.packed import packed
from reader.model import Block, Captured, Footnote, Picture
from tests.reader.intake.broken import comes_in_or_is_refused, mutations
from tests.reader.intake.packages import PUMP, WORDS, by_pandoc, source

BOOK = """---
title: Water and its people
author: [Ana Pinto, Joost de Wit]
date: 2024-10-01
lang: en
publisher: Lowland Books
---

# The river

It came[^1] in spring.

## The dike

![A pump](PUMP)

# The town

It stayed.[^2]

[^1]: As the *minutes* say.
[^2]: And as they do not say.
"""


def read(content: bytes) -> Captured:
    return intake.to_article(source(content, "book.epub"))


def texts(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


def mark(block: Block) -> str | None:
    return next((each.mark for each in block.containers if isinstance(each, Footnote)), None)


def book(
    documents: Sequence[tuple[str, str]],
    *,
    nav: str = "",
    metadata: str = "<dc:title>The book</dc:title>",
    more: Sequence[tuple[str, bytes]] = (),
    spine: Sequence[str] | None = None,
) -> bytes:
    """A book of EPUB 3 whose documents have these bodies."""
    names = [name for name, _body in documents]
    items = "".join(
        f'<item id="{escape(name)}" href="{escape(name)}" media-type="application/xhtml+xml"/>'
        for name in names
    )
    if nav:
        items += (
            '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        )
    order = "".join(f'<itemref idref="{escape(name)}"/>' for name in spine or names)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>'
    pages = [*documents, *([("nav.xhtml", nav)] if nav else [])]
    return packed(
        (
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", container.encode()),
            ("OPS/a.opf", package.encode()),
            *((f"OPS/{name}", page(body).encode()) for name, body in pages),
            *more,
        )
    )


def page(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title/></head><body>{body}</body></html>"
    )


# --- the whole book ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["epub2", "epub3"])
def test_a_book_by_pandoc_comes_in_as_one_article(kind: str) -> None:
    captured = read(by_pandoc(kind, BOOK))
    assert (captured.title, captured.bylines) == (
        "Water and its people",
        ("Ana Pinto", "Joost de Wit"),
    )
    assert (captured.published, captured.lang, captured.site) == (
        "2024-10-01",
        "en",
        "Lowland Books",
    )
    assert [(block.kind, block.level, block.text) for block in captured.document.blocks] == [
        ("heading", 1, "Water and its people"),
        ("heading", 2, "The river"),
        ("paragraph", 0, "It came1 in spring."),
        ("heading", 3, "The dike"),
        ("picture", 0, "\ufffc"),
        ("caption", 0, "A pump"),
        ("paragraph", 0, "As the minutes say."),
        ("heading", 2, "The town"),
        ("paragraph", 0, "It stayed.1"),
        ("paragraph", 0, "And as they do not say."),
    ]
    assert [each.content for each in captured.carried] == [PUMP.read_bytes()]


def test_an_article_in_a_book_has_the_structure_that_it_has_elsewhere() -> None:
    captured = read(by_pandoc("epub3"))
    said = [words for words in WORDS if "put in" not in words]
    assert sorted(set(said) - set(texts(captured))) == []
    assert sorted(mark(block) or "" for block in captured.document.blocks if mark(block)) == [
        "1",
        "1",
        "2",
    ]


def test_notes_in_a_document_of_their_own_stand_after_the_chapter_that_refers_to_them() -> None:
    one = '<h1>One</h1><p>Said<a href="notes.xhtml#a" epub:type="noteref">1</a>.</p>'
    two = '<h1>Two</h1><p>Said<sup><a id="r" href="notes.xhtml#b">1</a></sup>.</p>'
    notes = (
        '<section epub:type="endnotes"><h1>Notes</h1><ol>'
        '<li id="a" epub:type="endnote"><p>First. <a href="one.xhtml#x">↩</a></p></li>'
        '</ol><p id="b"><a href="two.xhtml#r">1</a>. Second.</p></section>'
    )
    captured = read(book([("one.xhtml", one), ("two.xhtml", two), ("notes.xhtml", notes)]))
    assert texts(captured) == ["The book", "One", "Said1.", "First.", "Two", "Said1.", "Second."]
    assert [mark(block) for block in captured.document.blocks] == [
        *(None, None, None, "1", None, None, "1")
    ]
    assert ("sup", "1") in {
        (span.style, block.text[span.start : span.end])
        for block in captured.document.blocks
        for span in block.spans
    }


def test_notes_as_calibre_makes_them_of_a_word_file_are_notes() -> None:
    text = '<p>Said<sup><a id="back_1" href="n.xhtml#note_1">1</a></sup>.</p>'
    notes = (
        '<h1>Notes</h1><dl id="note_1"><dt>[<a href="a.xhtml#back_1">←1</a>]</dt>'
        "<dd><p>Noted.</p></dd></dl>"
    )
    captured = read(book([("a.xhtml", text), ("n.xhtml", notes)]))
    assert texts(captured) == ["The book", "Said1.", "Noted."]
    assert mark(captured.document.blocks[2]) == "1"


def test_a_chapter_without_heading_has_the_one_of_the_contents_and_the_contents_stay_out() -> None:
    nav = (
        '<nav epub:type="toc"><h2>Contents</h2><ol><li><a href="a.xhtml">How it began</a></li>'
        '<li><a href="b.xhtml">And ended</a></li></ol></nav>'
    )
    made = book(
        [("a.xhtml", "<p>In spring.</p>"), ("b.xhtml", "<h2>And ended</h2><p>In fall.</p>")],
        nav=nav,
        spine=["n", "a.xhtml", "b.xhtml"],
    )
    assert texts(read(made)) == ["The book", "How it began", "In spring.", "And ended", "In fall."]


def test_a_cover_drawn_as_svg_is_a_picture_and_page_numbers_of_the_print_are_none() -> None:
    cover = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image width="600" height="900" xlink:href="../img/c%20o.png"/></svg>'
    )
    text = '<p>It went <span epub:type="pagebreak" title="7">7</span>on.</p>'
    made = book(
        [("t/cover.xhtml", cover), ("t/a.xhtml", text)],
        more=[("OPS/img/c o.png", PUMP.read_bytes())],
    )
    captured = read(made)
    assert texts(captured) == ["The book", "\ufffc", "It went on."]
    assert captured.pictures == ("OPS/img/c o.png",)
    assert captured.carried[0].content == PUMP.read_bytes()


def test_documents_that_are_no_xml_are_read_as_a_browser_would() -> None:
    made = book([("a.xhtml", "<p>One &nbsp;&eacute;<br>two<p>three & four</p>")])
    assert texts(read(made))[1:] == ["One \u00a0é\ntwo", "three & four"]


def test_authors_are_those_who_wrote_and_a_year_before_books_is_no_date() -> None:
    said = (
        '<dc:title>T</dc:title><dc:creator id="c">Ana Pinto</dc:creator>'
        '<dc:creator id="d">calibre</dc:creator><meta refines="#d" property="role">bkp</meta>'
        "<dc:date>0101-01-01T00:00:00+00:00</dc:date>"
        "<dc:source>https://lowlandpost.example/silt</dc:source>"
        "<dc:description>&lt;p&gt;What it &lt;b&gt;is&lt;/b&gt;.&lt;/p&gt;</dc:description>"
    )
    captured = read(book([("a.xhtml", "<p>Words.</p>")], metadata=said))
    assert (captured.bylines, captured.published) == (("Ana Pinto",), None)
    assert captured.url == "https://lowlandpost.example/silt"
    assert captured.excerpt == "What it is ."


# --- chapters ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["epub2", "epub3"])
def test_each_chapter_is_a_book_of_its_own_with_its_pictures_and_notes(kind: str) -> None:
    river, town = intake.parts(source(by_pandoc(kind, BOOK), "book.epub"))
    assert (river.title, town.title) == ("The river", "The town")
    assert (river.source.name, town.source.name) == ("01 The river.epub", "02 The town.epub")
    captured = intake.to_article(river.source)
    assert texts(captured)[:4] == ["The river", "It came1 in spring.", "The dike", "\ufffc"]
    assert texts(captured)[-1] == "As the minutes say."
    assert captured.bylines == ("Ana Pinto", "Joost de Wit")
    assert captured.site == "Water and its people"
    assert captured.published == "2024-10-01"
    assert captured.carried[0].content == PUMP.read_bytes()
    assert intake.parts(river.source) == ()
    assert intake.to_article(town.source).pictures == ()


def test_chapters_are_told_by_the_contents_with_what_follows_and_the_notes_they_need() -> None:
    nav = (
        '<nav epub:type="toc"><ol><li><a href="p.xhtml">Part one</a><ol>'
        '<li><a href="a.xhtml">A</a></li><li><a href="b.xhtml">B</a></li></ol></li>'
        '<li><a href="c.xhtml#x">C</a></li></ol></nav>'
    )
    notes = '<section epub:type="endnotes"><ol><li id="n1"><p>Noted.</p></li></ol></section>'
    documents = [
        ("cover.xhtml", "<p>Cover</p>"),
        ("p.xhtml", "<h1>Part one</h1>"),
        ("a.xhtml", "<h1>A</h1><p>a</p>"),
        ("b.xhtml", '<h1>B</h1><p>b<a epub:type="noteref" href="notes.xhtml#n1">1</a></p>'),
        ("b2.xhtml", "<p>more of b</p>"),
        ("c.xhtml", '<h1 id="x">C</h1><p>c</p>'),
        ("notes.xhtml", notes),
    ]
    found = intake.parts(source(book(documents, nav=nav), "book.epub"))
    assert [part.title for part in found] == ["A", "B", "C"]
    assert [texts(intake.to_article(part.source)) for part in found] == [
        ["A", "Part one", "a"],
        ["B", "b1", "Noted.", "more of b"],
        ["C", "c"],
    ]


def test_the_child_gives_the_same_chapters_and_each_can_be_read() -> None:
    given = source(by_pandoc("epub3", BOOK), "book.epub")
    with Child() as child:
        found = child.parts(given)
        assert found == intake.parts(given)
        assert [child.to_article(part.source).title for part in found] == ["The river", "The town"]


def test_a_book_without_contents_has_no_chapters() -> None:
    assert intake.parts(source(book([("a.xhtml", "<p>a</p>")]), "book.epub")) == ()


# --- refusals ------------------------------------------------------------------------------------


def locked(method: str) -> bytes:
    said = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{method}"/><e:CipherData>'
        '<e:CipherReference URI="OPS/a.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
    )
    more = [("META-INF/encryption.xml", said.encode())]
    return book([("a.xhtml", "<p>Words.</p>")], more=more)


def test_a_locked_book_is_refused_and_one_with_locked_fonts_is_not() -> None:
    with pytest.raises(NotAnArticle, match="locked by its seller"):
        read(locked("http://www.w3.org/2001/04/xmlenc#aes256-cbc"))
    assert read(locked("http://www.idpf.org/2008/embedding")).title == "The book"


def test_a_book_of_pictures_only_has_no_words() -> None:
    made = book(
        [("a.xhtml", '<p><img src="p.png" alt=""/></p>')],
        more=[("OPS/p.png", PUMP.read_bytes())],
    )
    with pytest.raises(NotAnArticle, match="no words"):
        read(made)


def test_no_way_leads_out_of_the_package() -> None:
    made = book([("a.xhtml", '<p>Words <img src="../../../../etc/passwd"/> and more.</p>')])
    captured = read(made)
    assert captured.carried == ()
    assert [
        span.style.src
        for block in captured.document.blocks
        for span in block.spans
        if isinstance(span.style, Picture)
    ] == ["etc/passwd"]


def test_a_document_named_many_times_is_read_once_and_circles_end() -> None:
    nav = '<nav epub:type="toc"><ol>' + '<li><a href="a.xhtml">A</a></li>' * 50 + "</ol></nav>"
    own = '<h1>A</h1><p id="x">a <a epub:type="noteref" href="#x">1</a></p>'
    made = book([("a.xhtml", own)], nav=nav, spine=["a.xhtml"] * 500)
    assert texts(read(made)) == ["The book", "A", "a 1"]
    assert intake.parts(source(made, "book.epub")) == ()


@settings(max_examples=40)
@given(st.data())
def test_any_file_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, by_pandoc("epub3", BOOK)), "book.epub")


@settings(max_examples=40)
@given(st.data())
def test_any_document_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, by_pandoc("epub2", BOOK), inside=True), "book.epub")
