"""Rows for a spreadsheet: everything comes back, and nothing is a formula."""

from __future__ import annotations

import csv as stdlib
import io
import os
from dataclasses import replace

import pytest
from hypothesis import given, settings

from reader.export import csv
from reader.model import Exported
from tests.reader.export import cases
from tests.reader.export.cases import annotation, document, passage
from tests.reader.export.marked import articles
from tests.reader.export.test_annotated import GOLDEN, rich
from tests.reader.strategies import texts


def cells(written: str) -> list[list[str]]:
    assert written.startswith("\ufeff")
    return [*stdlib.reader(io.StringIO(written[1:], newline=""))]


@settings(max_examples=80)
@given(articles(), texts(max_size=20))
def test_every_value_comes_back_but_for_an_apostrophe_before_a_formula(
    case: Exported, words: str
) -> None:
    marks = [(replace(mark, note=f"={words}"), place) for mark, place in case.marks]
    case = replace(case, article=replace(case.article, title=words), marks=tuple(marks))
    heads, *found = cells(csv.write(case))
    assert tuple(heads) == csv.COLUMNS
    meant = list(csv.rows(case))
    assert len(found) == len(meant) == len(case.marks)
    for row, values in zip(found, meant, strict=True):
        for cell, value in zip(row, values, strict=True):
            assert cell == (f"'{value}" if value[:1] in csv.FORMULA else value)
            assert cell[:1] not in csv.FORMULA


@pytest.mark.parametrize("begun", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(begun: str) -> None:
    of = document("one")
    case = cases.exported(of, [annotation("k00001", passage(of, "one"), note=begun)])
    _heads, row = cells(csv.write(case))
    assert row[csv.COLUMNS.index("note")] == f"'{begun}"


def test_lines_end_as_the_standard_says_and_every_cell_stands_in_quotes() -> None:
    of = document("one; two")
    written = csv.write(cases.exported(of, [annotation("k00001", passage(of, "one; two"))]))
    lines = written.removeprefix("\ufeff").split("\r\n")
    assert len(lines) == 3
    assert all(line.startswith('"') and line.endswith('"') for line in lines[:2])


def test_several_articles_share_one_row_of_heads() -> None:
    assert len(cells(csv.write(rich(), rich()))) == 1 + 2 * len(rich().marks)


def test_a_rich_article_is_written_as_it_was() -> None:
    written = csv.write(rich())
    golden = GOLDEN / "rich.csv"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()
