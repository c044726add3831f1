"""Pandoc makes a Word file of an exported file: what is highlighted there are the marked words."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import NamedTuple

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reader.export import annotated, containment
from reader.model import Exported, Picture
from tests.reader.export import adversarial, cases, marked, news
from tests.reader.export.cases import annotation, document, passage
from tests.tools.markdown.renderers import Missing, find_pandoc

READS = "markdown+mark-smart-citations"
"""What docs/markdown.md tells people to type."""


class Seen(NamedTuple):
    """The visible characters of a Word file in order, which are highlighted, and its footnotes."""

    text: str
    highlighted: str
    footnotes: list[str]


def by_pandoc(markdown: str) -> Seen:
    try:
        program = find_pandoc()
    except Missing as reason:
        pytest.skip(str(reason))
    asked = [program, "-f", READS, "-t", "docx", "-o", "-"]
    done = subprocess.run(asked, input=markdown.encode(), capture_output=True, check=True)
    return seen(done.stdout)


def seen(content: bytes) -> Seen:
    made = docx.Document(io.BytesIO(content))
    # What the front matter says stands on top, and is no part of the article.
    paragraphs = made.element.body.iter(qn("w:p"))
    runs = [run for each in paragraphs if not is_of_front_matter(each) for run in runs_of(each)]
    return Seen(
        "".join(words for words, _marked in runs),
        "".join(words for words, is_marked in runs if is_marked),
        list(footnotes_of(made)),
    )


def is_of_front_matter(paragraph: BaseOxmlElement) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and style.get(qn("w:val")) in ("Title", "Author", "Date", "Subtitle")


def runs_of(paragraph: BaseOxmlElement) -> Iterator[tuple[str, bool]]:
    """The characters of each run that anybody sees, and whether it is highlighted."""
    for run in paragraph.iter(qn("w:r")):
        words = "".join(each.text or "" for each in run.iter(qn("w:t")))
        yield visible(words), run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None


def footnotes_of(made: docx.document.Document) -> Iterator[str]:
    for part in made.part.package.iter_parts():
        if part.partname.endswith("/footnotes.xml"):
            for note in docx.oxml.parse_xml(part.blob).findall(qn("w:footnote")):
                yield visible("".join(each.text or "" for each in note.iter(qn("w:t"))))


def visible(text: str) -> str:
    """Without white space; a picture's character is one here and a drawing there."""
    return "".join(re.sub("[\ufffc\u200b\ufeff]", "", text).split())


def marked_words(case: Exported) -> str:
    """The characters that some mark is on; in code nothing can be marked."""
    of = case.document
    in_code = {
        of.starts[index] + at
        for index, block in enumerate(of.blocks)
        if block.kind == "code"
        for at in range(len(block.text))
    }
    places = set().union(*marked.places(case).values()) - in_code if case.marks else set()
    shown = pictures_of(case)
    return visible("".join(shown.get(at, of.text[at]) for at in sorted(places)))


def pictures_of(case: Exported) -> dict[int, str]:
    """The words of each picture: pandoc shows them where it finds no file."""
    return {
        start + span.start: span.style.alt
        for start, block in zip(case.document.starts, case.document.blocks, strict=True)
        for span in block.spans
        if isinstance(span.style, Picture)
    }


def is_as_marked(case: Exported) -> None:
    found = by_pandoc(annotated.write(case))
    assert found.text == visible(case.document.text) + visible_note(case)
    assert found.highlighted == marked_words(case)


def visible_note(case: Exported) -> str:
    """The note on the article stands below it, as pandoc reads it."""
    return by_pandoc(containment.in_section(case.article.note)).text if case.article.note else ""


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_the_marked_words_of_the_news_are_highlighted(seed: int) -> None:
    is_as_marked(news.exported(seed))


def test_every_note_is_a_footnote_and_overlapping_marks_repeat_theirs() -> None:
    of = document("Rusia mencaplok Krimea pada 2014.", "Yang lain diam.")
    marks = [
        annotation("k00001", passage(of, "mencaplok Krimea"), note="Check with *AP*.\n\n- SIPRI"),
        annotation("k00002", passage(of, "Krimea pada"), note="Which month?"),
        annotation("k00003", passage(of, "lain"), note="(@lain) denies it."),
        annotation("k00004", passage(of, "diam")),
    ]
    found = by_pandoc(annotated.write(cases.exported(of, marks))).footnotes
    noted = [re.sub(r".*?T\d\d:\d\d:\d\dZ", "", each) for each in found if each]
    first, second = "CheckwithAP.SIPRI", "Whichmonth?"
    assert noted == [first, first, second, second, "(@lain)deniesit.", ""]


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_what_is_marked_in_a_hostile_article_is_highlighted(seed: int) -> None:
    case = adversarial.exported(Random(seed))
    written = annotated.write(replace(case, article=replace(case.article, note="")))
    # Pandoc makes paragraphs of a table of HTML, and does not know <mark>.
    assume("<table" not in written)
    found = by_pandoc(written)
    assert found.highlighted == marked_words(case)
