"""Notes of many articles in one file: the quotations come back, and nothing private leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export.collected import Section, collected, quotations
from reader.model import Anchor, Annotation, AnnotationId
from reader.noted import Noted
from reader.text import clean
from tests.reader import strategies as make
from tests.reader.export.cases import ARTICLE, AT, CLAIM, DOUBT
from tests.reader.moves import SENTENCES
from tests.tools.markdown.renderers import RENDERERS, Missing


def noted(
    id: str, quote: str, *, note: str = "", tags: Sequence[str] = (), private: bool = False
) -> Noted:
    anchor = Anchor(quote, "", "", 0)
    mark = Annotation(AnnotationId(id), ARTICLE.id, 3, anchor, CLAIM.id, AT, note, tuple(tags))
    return Noted(ARTICLE, replace(mark, private=private), CLAIM)


def render(renderer: str, markdown: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(RENDERERS[renderer](markdown), "html.parser")
    except Missing as missing:
        pytest.skip(str(missing))


def shown(element: BeautifulSoup) -> str:
    return " ".join(element.get_text().replace("\n", " ").split(" ")).strip()


# --- laws ----------------------------------------------------------------------------------------

QUOTES = st.one_of(
    st.sampled_from(SENTENCES),
    make.texts(1, 40),
    st.text(" *_`#>-+=|[]()<&$~^:!1.ab\\", min_size=1, max_size=12),
).map(lambda raw: clean(raw)[0].replace("\ufffc", "").strip())


@pytest.mark.parametrize("renderer", ["pymd", "mdit"])
@settings(max_examples=80)
@given(quotes=st.lists(QUOTES.filter(bool), min_size=1, max_size=3))
def test_the_words_of_every_quotation_come_back(renderer: str, quotes: list[str]) -> None:
    notes = tuple(noted(f"k0000{n}", quote) for n, quote in enumerate(quotes))
    page = render(renderer, collected([Section("One", notes)]).text)
    found = page.find_all("blockquote")
    assert len(found) == len(quotes)
    for quote, element in zip(quotes, found, strict=True):
        paragraphs = [each.get_text() for each in element.find_all("p", recursive=False)]
        lines = [line for line in quote.split("\n") if line.strip()]
        assert paragraphs[: len(lines)] == lines
        assert paragraphs[len(lines)].startswith("— Jens Stoltenberg mundur · A. Wartawan")
        assert paragraphs[len(lines) + 1].startswith("Claim ")


@pytest.mark.parametrize("renderer", ["pymd", "mdit"])
@settings(max_examples=60)
@given(heading=QUOTES.filter(bool), title=QUOTES.filter(bool))
def test_headings_and_titles_of_others_are_only_words(
    renderer: str, heading: str, title: str
) -> None:
    of_title = replace(noted("k00001", "words"), article=replace(ARTICLE, title=title))
    page = render(renderer, collected([Section(heading, (of_title,))]).text)
    assert [" ".join(each.get_text().split()) for each in page.find_all("h2")] == [
        " ".join(heading.split())
    ]
    source = page.find("blockquote").find_all("p")[1]  # type: ignore[union-attr]  # bs4: or None
    assert source.get_text().startswith(f"— {' '.join(title.split())} · ")


@settings(max_examples=40)
@given(st.lists(st.booleans(), max_size=6))
def test_what_stays_here_is_left_out_and_counted(private: list[bool]) -> None:
    notes = tuple(
        noted(f"k0000{n}", f"word{n}", note=f"note{n}", private=stays)
        for n, stays in enumerate(private)
    )
    # One with several tags stands in several groups; it is counted once.
    made = collected([Section("a", notes), Section("b", notes)])
    assert (made.written, made.stayed) == (private.count(False), private.count(True))
    for n, stays in enumerate(private):
        assert (f"word{n}" in made.text) == (f"note{n}" in made.text) == (not stays)


def test_the_same_notes_give_the_same_bytes() -> None:
    sections = [Section(each, (noted("k00001", each, note=each),)) for each in SENTENCES]
    assert collected(sections) == collected(sections)


# --- examples ------------------------------------------------------------------------------------


def test_each_note_is_a_quotation_with_its_source_label_and_note() -> None:
    doubt = noted("k00002", "satu *\nAkhir.", tags=("nato", "budget/2014"))
    assert doubt.annotation is not None
    doubt = replace(
        doubt, annotation=replace(doubt.annotation, checked="wrong"), label=DOUBT, state="changed"
    )
    notes = (
        Noted(replace(ARTICLE, note="All of it.")),
        noted("k00001", "Jens mundur", note="Check with *AP*."),
        doubt,
        noted("k00003", "x"),
    )
    source = (
        "*Jens Stoltenberg mundur* · A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024"
        " · <https://thedesignweb.co.id/nato>"
    )
    assert collected([Section("NATO", notes)]).text == (
        "# Notes\n\n"
        "## NATO\n\n"
        f"**Note on the article** · #nato #budget/2014 · {source}\n\n"
        "All of it.\n\n"
        f"> Jens mundur\n>\n> — {source}\n>\n> **Claim** ^k00001\n\n"
        "Check with *AP*.\n\n"
        f"> satu \\*\n>\n> Akhir.\n>\n> — {source}\n>\n"
        "> **Doubt** · #nato #budget/2014 · changed · checked wrong ^k00002\n\n"
        "<!-- -->\n\n"
        f"> x\n>\n> — {source}\n>\n> **Claim** ^k00003\n"
    )


def test_a_group_of_which_nothing_may_leave_has_no_heading() -> None:
    made = collected([Section("Secret", (noted("k00001", "x", private=True),))])
    assert made.text == "# Notes\n"


def test_notes_to_paste_have_no_headings() -> None:
    made = quotations([noted("k00001", "x"), noted("k00002", "y", private=True)])
    assert made.text.startswith("> x\n>\n> — ")
    assert made.text.endswith("^k00001")
    assert (made.written, made.stayed) == (1, 1)


def test_an_article_of_which_nothing_is_known_has_only_its_title() -> None:
    bare = replace(
        ARTICLE, bylines=(), site=None, url="file:///etc/passwd", canonical=None, published=None
    )
    made = quotations([replace(noted("k00001", "x"), article=bare)])
    assert "> — *Jens Stoltenberg mundur*\n" in made.text


def test_a_note_that_leaves_a_fence_open_hides_no_other() -> None:
    open_note = noted("k00001", "x", note="```\ncode\n[^k00002]: not one")
    made = quotations([open_note, noted("k00002", "y")])
    page = render("pymd", made.text)
    assert len(page.find_all("blockquote")) == 2
