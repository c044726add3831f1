"""The YAML head of an export."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export.front_matter import front_matter, quoted
from tests.reader.export import cases
from tests.reader.export.cases import ARTICLE, document


def lines(**fields: object) -> list[str]:
    case = cases.exported(document("x"))
    made = replace(case, article=replace(ARTICLE, **fields))  # type: ignore[arg-type]  # any field
    return front_matter(made).split("\n")


@settings(max_examples=100)
@given(st.text())
def test_a_string_is_one_line_of_json_whatever_it_holds(words: str) -> None:
    written = quoted(words)
    assert json.loads(written) == words
    assert len(written.splitlines()) == 1


def test_what_is_not_known_has_no_line() -> None:
    bare = lines(
        bylines=(), published=None, site=None, url=None, canonical=None, lang=None, tags=()
    )
    keys = [line.partition(":")[0] for line in bare[1:-1]]
    assert keys == [
        *("title", "captured", "galley-format", "galley-id"),
        *("galley-revision", "galley-hash"),
    ]


def test_norwegian_is_not_false_and_a_year_is_no_tag_number() -> None:
    written = lines(lang="no", tags=("nato", "yes", "2014-10", "деньги"))
    assert 'lang: "no"' in written
    assert 'tags: [nato, "yes", "2014-10", "деньги"]' in written


def test_a_date_keeps_the_precision_that_is_known() -> None:
    for given_date in ("2024", "2024-10", "2024-10-01", "2024-10-01T08:00:00+07:00"):
        assert f"published: {given_date}" in lines(published=given_date)
    assert 'published: "1 Oktober\\n2024"' in lines(published="1 Oktober\n2024")
