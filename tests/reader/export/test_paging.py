"""What is quoted from a document with pages names its page, wherever it goes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reader.export import csv, notes, paging
from reader.export.citing import CiteStyle, cited
from reader.model import Document
from tests.reader.export.cases import ARTICLE, REVISION, annotation, document, exported, passage

PLAIN = document("The pump is old.", "Nobody asked why.", "It was never said.")
PAGED = Document(
    tuple(
        replace(block, page=page)
        for block, page in zip(PLAIN.blocks, (None, 12, 12, 13), strict=True)
    )
)
ON_ONE = passage(PAGED, "Nobody asked")
ON_TWO = passage(PAGED, "Nobody asked", until="never")


def test_a_passage_has_the_pages_of_its_blocks() -> None:
    assert paging.pages_of(PAGED, ON_ONE) == "12"
    assert paging.pages_of(PAGED, ON_TWO) == "12–13"
    assert paging.pages_of(PAGED, None) == ""
    assert paging.pages_of(PAGED, passage(PAGED, "Headline")) == ""
    assert paging.pages_of(PLAIN, ON_TWO) == ""
    assert [paging.named(each) for each in ("", "12", "12–13")] == ["", "p. 12", "pp. 12–13"]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("plain", ", 1 October 2024, p. 12. https://"),
        ("attribution", " on 1 October 2024 (p. 12)."),
        ("markdown", ", 1 October 2024, p. 12 · "),
        ("apa", "“Nobody asked” (p. 12)\n"),
        ("chicago", "“Nobody asked” (p. 12)\n"),
        ("harvard", "“Nobody asked” (p. 12)\n"),
        ("mla", "“Nobody asked” (p. 12)\n"),
        ("wikipedia", " |page=12 |quote=Nobody asked"),
        ("bibtex", "annotation = {Nobody asked (p. 12)}"),
        ("pandoc", ", p. 12]"),
    ],
)
def test_a_citation_names_the_page_and_without_pages_leaves_no_trace(
    style: CiteStyle, said: str
) -> None:
    assert said in cited(style, ARTICLE, REVISION, PAGED, ON_ONE).plain
    without = cited(style, ARTICLE, REVISION, PLAIN, ON_ONE).plain
    assert "p. 1" not in without
    assert "page" not in without


def test_a_citation_over_two_pages_names_both() -> None:
    assert "pp. 12–13" in cited("plain", ARTICLE, REVISION, PAGED, ON_TWO).plain
    assert "|pages=12–13" in cited("wikipedia", ARTICLE, REVISION, PAGED, ON_TWO).plain
    (item,) = json.loads(cited("csl-json", ARTICLE, REVISION, PAGED, ON_ONE).plain)
    assert item["annote"] == "Nobody asked (p. 12)"


def test_notes_and_rows_name_the_page() -> None:
    case = exported(PAGED, [annotation("k00001", ON_ONE, note="Ask the chair.")])
    assert " · p. 12" in notes.write(case)
    (row,) = csv.rows(case)
    assert dict(zip(csv.COLUMNS, row, strict=True))["page"] == "12"
