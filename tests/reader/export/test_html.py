"""The page in a browser's eyes: the article's text, each mark on its characters, and no more."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from hypothesis import given, settings

from reader.export import html
from reader.model import (
    Cell,
    Document,
    Exported,
    Link,
    Picture,
    Span,
    StoredPicture,
    Table,
    sha256,
)
from tests.reader.export import cases
from tests.reader.export.cases import ARTICLE, annotation, block, document, passage
from tests.reader.export.marked import articles, places
from tests.reader.export.test_annotated import GOLDEN, rich
from tests.reader.strategies import texts

LEAVES = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "figcaption"]
ASIDE = ["ref", "source", "aside"]


def page(exported: Exported) -> BeautifulSoup:
    return BeautifulSoup(html.write(exported, blob=lambda _digest: b"x"), "lxml")


def shown(found: BeautifulSoup) -> tuple[str, dict[str, set[int]]]:
    """The text of the article as it is drawn, and the characters under each mark."""
    article = found.find("article")
    assert article
    lines: list[str] = []
    marked: dict[str, set[int]] = {}
    at = 0
    for leaf in article.find_all(LEAVES):
        if "source" in leaf.get("class", []):
            continue
        line = list(_characters(leaf, ()))
        for char, ids in line:
            for id in ids:
                marked.setdefault(id, set()).add(at)
            at += len(char)
        at += 1
        lines.append("".join(char for char, _ids in line))
    return "\n".join(lines), marked


def _characters(node: Tag, ids: tuple[str, ...]):  # type: ignore[no-untyped-def]  # a generator
    if node.name == "mark":
        ids = tuple(str(node["data-galley"]).split())
    for child in node.children:
        if isinstance(child, NavigableString):
            yield from ((char, ids) for char in str(child))
        elif isinstance(child, Tag) and not {*ASIDE} & {*child.get("class", [])}:
            if child.name == "br":
                yield "\n", ids
            elif child.name == "img" or "picture" in child.get("class", []):
                yield "\ufffc", ids
            else:
                yield from _characters(child, ids)


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(articles())
def test_the_page_shows_the_text_and_every_mark_on_its_very_characters(case: Exported) -> None:
    text, marked = shown(page(case))
    assert text == case.document.text
    assert marked == places(case)


@settings(max_examples=60)
@given(articles())
def test_every_mark_leads_to_its_note_and_back(case: Exported) -> None:
    found = page(case)
    ids = [str(each["id"]) for each in found.find_all(id=True)]
    assert len(ids) == len({*ids})
    inner = [str(each["href"])[1:] for each in found.find_all("a", href=re.compile("^#"))]
    described = [id for mark in found.find_all("mark") for id in mark["aria-describedby"].split()]
    assert {*inner, *described} <= {*ids}
    for mark, _place in case.marks:
        assert f"note-{mark.id}" in ids
    for id in places(case):
        [reference] = found.find_all(id=f"ref-{id}")
        assert reference.name == "a"
        assert reference["href"] == f"#note-{id}"


@settings(max_examples=60)
@given(articles(), texts(max_size=30))
def test_nothing_in_a_page_runs_and_nothing_is_fetched(case: Exported, words: str) -> None:
    hostile = f"{words}<script>x</script><img src=//e.org/x onerror=x>](javascript:x)"
    marks = [(replace(mark, note=hostile), place) for mark, place in case.marks]
    labels = {id: replace(label, name=hostile) for id, label in case.labels.items()}
    article = replace(case.article, title=hostile, note=hostile, bylines=(hostile,))
    found = page(replace(case, article=article, marks=tuple(marks), labels=labels))
    names = {tag.name for tag in found.find_all(True)}
    assert not names & {"script", "iframe", "object", "embed", "link", "base", "form", "svg"}
    for tag in found.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert "src" not in tag.attrs or str(tag["src"]).startswith("data:image/")
        assert re.match(r"#|https?:|mailto:", str(tag.get("href", "#")), re.IGNORECASE)
    [policy] = found.find_all("meta", attrs={"http-equiv": True})
    assert policy["content"] == html.POLICY
    assert not re.search(r"url\(|@import", found.style.string)


@settings(max_examples=20)
@given(articles())
def test_the_same_article_is_the_same_page(case: Exported) -> None:
    assert html.write(case) == html.write(replace(case, marks=tuple(reversed(case.marks))))


# --- examples ------------------------------------------------------------------------------------


def test_a_rich_article_is_written_as_it_was() -> None:
    written = html.write(rich(), blob=lambda _digest: b"x")
    written = re.sub(r"<style>.*?</style>", "<style></style>", written, flags=re.DOTALL)
    golden = GOLDEN / "rich.html"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()


def test_language_and_direction_are_said_where_they_change() -> None:
    blocks = document("قال", replace(block("he said"), lang="en", direction="ltr")).blocks
    found = page(cases.exported(Document(blocks, lang="ar", direction="rtl")))
    assert (found.html["lang"], found.html["dir"]) == ("ar", "rtl")
    paragraphs = found.article.find_all("p", class_=None)
    assert [(each.get("lang"), each.get("dir")) for each in paragraphs] == [
        (None, None),
        ("en", "ltr"),
    ]


def test_a_picture_of_the_library_is_in_the_page_and_any_other_is_its_words() -> None:
    src = "https://e.org/a.png"
    of = document(
        block("", [Span(0, 1, Picture(src, 'A "pump"'))], kind="picture"),
        block("", [Span(0, 1, Picture("https://e.org/b.png", "A dike"))], kind="picture"),
    )
    stored = StoredPicture(ARTICLE.id, src, sha256(b"x"), None, "image/png", 30, 20)
    found = page(replace(cases.exported(of), pictures={src: stored}))
    [shown_picture] = found.find_all("img")
    assert shown_picture.attrs == {
        "src": "data:image/png;base64,eA==",
        "alt": 'A "pump"',
        "width": "30",
        "height": "20",
    }
    assert [each.text for each in found.find_all(class_="picture")] == ["A dike"]


@pytest.mark.parametrize("media_type", ["text/html", None, "image/svg+xml;x", 'image/"><b>'])
def test_only_pictures_are_shown_as_pictures(media_type: str | None) -> None:
    of = document(block("", [Span(0, 1, Picture("p", ""))], kind="picture"))
    stored = StoredPicture(ARTICLE.id, "p", sha256(b"x"), media_type=media_type)
    found = page(replace(cases.exported(of), pictures={"p": stored}))
    assert not found.find_all("img")


def test_a_link_that_leads_nowhere_is_words() -> None:
    spans = [Span(0, 1, Link("#part")), Span(2, 3, Link("/rel")), Span(4, 5, Link("https://a.b"))]
    found = page(cases.exported(document(block("a b c", spans))))
    assert [link.text for link in found.find_all("a")][1:] == ["c"]


def test_merged_cells_and_heads_are_those_of_a_table() -> None:
    of = document(
        block("wide", (), Table(1), Cell(2, 0, 0, header=True, columns=2)),
        block("tall", (), Table(1), Cell(3, 1, 0, rows=2)),
        block("x", (), Table(1), Cell(4, 1, 1)),
    )
    table = page(cases.exported(of)).find("table")
    assert table
    assert table.find("th").attrs == {"colspan": "2"}
    assert table.find("td").attrs == {"rowspan": "2"}


def test_a_note_is_rendered_and_a_long_quote_is_cut() -> None:
    of = document("word " * 99)
    marks = [annotation("k00001", passage(of, of.blocks[1].text), note="Ask *her*:\n- when")]
    note = page(cases.exported(of, marks)).find(id="note-k00001")
    assert note
    assert note.em.text == "her"
    assert note.ul.li.text == "when"
    assert note.blockquote.text.endswith("…")
    assert len(note.blockquote.text) < 170
