"""The templates that Galley brings: what they make, and that nothing in an article breaks it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import annotated, containment
from reader.export.parse import parse
from reader.model import PICTURE, Exported
from reader.templates import keeps_round_trip
from tests.bench.export_fuzz import expected
from tests.reader.export import adversarial
from tests.reader.export.test_annotated import rich
from tests.reader.templates.filled import BUILT_IN, filled
from tests.tools.markdown.check_export import ALL, check
from tests.tools.markdown.renderers import RENDERERS, Missing

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "templates"
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

parsers = pytest.mark.parametrize("parser", ALL)
hostile = st.integers(0, 2**32).map(lambda seed: adversarial.exported(Random(seed)))


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_rich_article_is_written_as_it_was(name: str) -> None:
    made = filled(BUILT_IN[name], rich())
    golden = GOLDEN / f"{name}.md"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(made.text.encode())
    assert made.text == golden.read_bytes().decode()
    assert made.name


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_one_says_what_it_makes(name: str) -> None:
    assert BUILT_IN[name].about


def tags_of(name: str, case: Exported) -> list[str]:
    """The elements that such a file consists of, whatever is in the article."""
    marks, note = len(case.marks), bool(case.article.note)
    match name:
        case "Obsidian":
            return ["h1", "p", *["blockquote", "p"] * (marks + note)]
        case "Fact-check sheet":
            return ["h1", "p", "table", *["h2", "blockquote", "ul"] * marks]
        case "Logseq":
            return ["p", *["ul"] * bool(marks or note)]
        case _:
            return ["ul"]


def elements(markdown: str, parser: str) -> list[Tag]:
    try:
        rendered = RENDERERS[parser](FRONT_MATTER.sub("", markdown))
    except Missing as reason:
        pytest.skip(str(reason))
    page = BeautifulSoup(rendered, "html.parser")
    return [each for each in page.contents if isinstance(each, Tag)]


def joined(words: str) -> str:
    return "".join(words.split())


@parsers
@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "Working file"])
@settings(max_examples=25)
@given(case=hostile)
def test_no_title_quote_or_note_leaves_its_place(name: str, parser: str, case: Exported) -> None:
    made = filled(BUILT_IN[name], case).text
    found = elements(made, parser)
    assert [each.name for each in found] == tags_of(name, case), made
    if name != "Source list":
        words = joined(" ".join(each.get_text() for each in found))
        for mark, _place in case.marks:
            for piece in re.split(f"[\n{PICTURE}]", mark.anchor.exact):
                assert joined(piece) in words, made


@pytest.mark.parametrize("name", ["Obsidian", "Fact-check sheet", "Logseq"])
@settings(max_examples=30)
@given(case=hostile)
def test_every_line_of_every_note_is_in_it(name: str, case: Exported) -> None:
    made = filled(BUILT_IN[name], case).text
    for mark, _place in case.marks:
        for line in containment.in_definition(mark.note).split("\n"):
            assert line.strip() in made, line


@parsers
@settings(max_examples=25)
@given(case=hostile)
def test_the_working_file_holds_the_whole_article(parser: str, case: Exported) -> None:
    made = filled(BUILT_IN["Working file"], case)
    found = check(made.text, case.document.text, expected(case), [parser])
    if found.missing:
        pytest.skip(found.missing[parser])
    assert not any(found.problems.values()), made.text


@settings(max_examples=30)
@given(case=hostile)
def test_what_comes_home_says_what_the_usual_export_says(case: Exported) -> None:
    made = filled(BUILT_IN["Working file"], case)
    assert made.comes_home
    assert parse(made.text) == parse(annotated.write(case))


def test_only_the_working_file_comes_home() -> None:
    assert [name for name in BUILT_IN if keeps_round_trip(BUILT_IN[name])] == ["Working file"]
