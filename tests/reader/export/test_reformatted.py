"""Formatters and editors write an exported file anew: it comes home as if nobody had touched it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import Detached
from reader.export import annotated
from reader.export.markup import reads_the_same
from reader.export.merged import Merged
from reader.model import Annotation, Exported, Passage, Place
from tests.reader.export import adversarial, cases, news
from tests.reader.export.cases import annotation, document, passage
from tests.reader.export.homecoming import after, applied, bring_home, summary
from tests.shared import shared
from tests.tools.markdown.renderers import Missing
from tests.tools.markdown.rewriters import FORMATTERS, PANDOC, Rewriter

formatters = pytest.mark.parametrize("name", FORMATTERS)
seeds = st.integers(0, 2**32)


def rewritten(by: Rewriter, text: str) -> str:
    try:
        return by(text)
    except Missing as reason:
        pytest.skip(str(reason))


def changes_nothing(merged: Merged) -> bool:
    return merged.change is None and not merged.conflicts and not merged.listed


def real_article() -> Exported:
    """A news article under overlapping marks, with a note of every usual kind."""
    headline, *paragraphs = shared("articles/nato-rutte.id.txt").read_text("utf-8").split("\n")
    of = document(*filter(str.strip, paragraphs), headline=headline)
    words = [Passage(*found.span()) for found in re.finditer(r"\w+", of.text)]
    marks = [
        news.of_its_own_time(
            n, annotation(f"k0000{n}", Passage(words[at].start, words[at + long].end), note=note)
        )
        for n, (at, long, note) in enumerate(
            zip((4, 20, 25, 60, 100), (2, 10, 12, 60, 0), news.NOTES[1:6], strict=True)
        )
    ]
    return cases.exported(of, marks, note=news.NOTES[1])


@formatters
def test_a_formatter_changes_nothing_of_a_real_article(name: str) -> None:
    case = real_article()
    merged = bring_home(rewritten(FORMATTERS[name], annotated.write(case)), case)
    assert changes_nothing(merged), merged


@formatters
@settings(max_examples=25)
@given(seed=seeds)
def test_a_formatter_changes_nothing_of_the_news(name: str, seed: int) -> None:
    case = news.exported(seed)
    if name in UNESCAPE and _has_equals_where_marks_are(case):
        return
    merged = bring_home(rewritten(FORMATTERS[name], annotated.write(case)), case)
    assert changes_nothing(merged), merged


UNESCAPE = ("remark", "mdformat")
"""They write &#61; as =: two of them mark, and one at a mark's edge lengthens its ==."""


def _has_equals_where_marks_are(case: Exported) -> bool:
    text = case.document.text
    edges = {
        edge
        for _mark, place in case.marks
        if place.passage is not None
        for edge in (place.passage.start, place.passage.end)
    }
    return "==" in text or any("=" in text[max(0, edge - 1) : edge + 1] for edge in edges)


@pytest.mark.parametrize("name", UNESCAPE)
def test_the_articles_own_equals_signs_make_no_mark(name: str) -> None:
    case = cases.exported(document("They wrote ==here== twice, and ==there== once."))
    merged = bring_home(rewritten(FORMATTERS[name], annotated.write(case)), case)
    assert merged.change is None
    assert {remark.kind for remark in merged.listed} == {"text"}


@formatters
@settings(max_examples=15)
@given(seed=seeds)
def test_a_formatter_loses_nothing_of_a_hostile_article(name: str, seed: int) -> None:
    case = adversarial.exported(Random(seed))
    loses_nothing(case, rewritten(FORMATTERS[name], annotated.write(case)))


@pytest.mark.parametrize("name", PANDOC)
@settings(max_examples=10)
@given(seed=seeds)
def test_pandoc_names_the_footnotes_anew_and_nothing_is_lost(name: str, seed: int) -> None:
    case = news.exported(seed)
    for each in (case, replace(case, article=replace(case.article, note=""))):
        loses_nothing(each, rewritten(PANDOC[name], annotated.write(each)))


def loses_nothing(case: Exported, file: str) -> None:
    """It is refused, or every mark is still there, in the trash too, with its note."""
    try:
        merged = bring_home(file, case)
    except Detached:
        return
    records = applied(case, merged.change)
    kept = {each.id: each for each in records.values() if isinstance(each, Annotation)}
    for mark, place in case.marks:
        assert mark.id in kept
        told = {remark.annotation: remark.kind for remark in merged.done}
        if kept[mark.id].note != mark.note:
            assert any(remark.kind == "note" for remark in merged.done)
        if kept[mark.id].trashed:
            assert told[mark.id] == "removed"
        assert isinstance(place, Place)


def test_a_footnote_that_pandoc_named_anew_is_the_same_annotation() -> None:
    case = real_article()
    plain = tuple((mark, place) for mark, place in case.marks if "#" not in mark.note)
    case = replace(case, article=replace(case.article, note=""), marks=plain)
    file = rewritten(PANDOC["pandoc"], annotated.write(case))
    assert "[^k0000" not in file
    assert summary(after(case, bring_home(file, case).change)) == summary(case)


# --- what editors do -----------------------------------------------------------------------------

Noise = Callable[[str], str]


def in_article(noise: Noise) -> Noise:
    """Only between the article's markers."""

    def applied_there(file: str) -> str:
        begin = file.index("-->\n", file.index("<!-- galley:article")) + 4
        end = file.index("<!-- /galley:article")
        return file[:begin] + noise(file[begin:end]) + file[end:]

    return applied_there


def outside_the_front_matter(noise: Noise) -> Noise:
    def applied_there(file: str) -> str:
        end = file.index("\n---\n", 4) + 5
        return file[:end] + noise(file[end:])

    return applied_there


def before_the_notes(noise: Noise) -> Noise:
    """Notes may hold code, in which every space counts."""

    def applied_there(file: str) -> str:
        end = file.index("<!-- /galley:article")
        return noise(file[:end]) + file[end:]

    return applied_there


def wrapped(text: str) -> str:
    """Lines of words broken at about seventy columns; a word that might begin a block is not."""
    plain = re.compile(r"(?![#>|\s<]|-   |\d+\.).*[^ ]$")
    lines = (
        re.sub(r"(.{50,70}?) (?=[^\W\d])", r"\1\n", line) if plain.match(line) else line
        for line in text.split("\n")
    )
    return "\n".join(lines)


def with_lines_under_headings(text: str) -> str:
    under = re.sub(r"^# (.+)$", r"\1\n===", text, flags=re.MULTILINE)
    return re.sub(r"^## (.+)$", r"\1\n---", under, flags=re.MULTILINE)


def with_wide_tables(text: str) -> str:
    return re.sub(r"^\|.*\|$", lambda row: row[0].replace("|", "  |  "), text, flags=re.MULTILINE)


def with_footnotes_first(file: str) -> str:
    """Every definition, the last one first, between the front matter and the article."""
    head, _, rest = file.partition("<!-- galley:article")
    article, *definitions = re.split(r"^(?=\[\^k\w{5}\]:)", rest, flags=re.MULTILINE)
    moved = "\n\n".join(each.strip("\n") for each in reversed(definitions))
    return f"{head}{moved}\n\n<!-- galley:article{article}"


NOISES: dict[str, Noise] = {
    "lines wrapped": in_article(wrapped),
    "bullets": in_article(lambda text: re.sub(r"^( *)-   ", r"\1* ", text, flags=re.MULTILINE)),
    "narrow bullets": in_article(lambda t: re.sub(r"^( *)-   ", r"\1+ ", t, flags=re.MULTILINE)),
    "underscores": in_article(
        lambda t: re.sub(r"(?<![\\*\w])\*\*(\w[^*]*\w)\*\*(?!\w)", r"__\1__", t)
    ),
    "lines under headings": in_article(with_lines_under_headings),
    "closed headings": in_article(lambda t: re.sub(r"^(#+) (.*)$", r"\1 \2 \1", t, flags=re.M)),
    "smart quotes": in_article(lambda text: text.replace("'", "’").replace("...", "…")),
    "plain quotes": in_article(lambda t: re.sub("[“”„]", '"', t)),
    "tabs": outside_the_front_matter(
        lambda t: re.sub(r"^((?:    )+)(?=\S)", lambda m: "\t" * (len(m[1]) // 4), t, flags=re.M)
    ),
    "lists numbered with ones": in_article(lambda t: re.sub(r"^\d+\. ", "1. ", t, flags=re.M)),
    "padded tables": in_article(with_wide_tables),
    "blank lines doubled": outside_the_front_matter(lambda text: text.replace("\n\n", "\n\n\n")),
    "trailing space": before_the_notes(
        lambda text: re.sub(r"(?<=\S)$", " ", text, flags=re.MULTILINE)
    ),
    "footnotes first": with_footnotes_first,
    "no last newline": lambda file: file.rstrip("\n"),
    "CR LF": lambda file: file.replace("\n", "\r\n"),
    "a byte order mark": lambda file: "\ufeff" + file,
}


@pytest.mark.parametrize("name", NOISES)
@settings(max_examples=25)
@given(seed=seeds)
def test_what_editors_do_to_a_file_is_no_change(name: str, seed: int) -> None:
    case = news.exported(seed)
    merged = bring_home(NOISES[name](annotated.write(case)), case)
    assert changes_nothing(merged), merged


@settings(max_examples=40)
@given(seed=seeds, names=st.lists(st.sampled_from([*NOISES]), min_size=2, max_size=4, unique=True))
def test_nor_is_all_of_it_together(seed: int, names: list[str]) -> None:
    case = news.exported(seed)
    file = annotated.write(case)
    for name in sorted(names, key=[*NOISES].index):
        file = NOISES[name](file)
    merged = bring_home(file, case)
    assert changes_nothing(merged), merged


# --- notes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*AP* and **SIPRI**", "_AP_ and __SIPRI__"),
        ("- a\n- b", "* a\n* b"),
        ("1. a\n2. b", "1. a\n1. b"),
        ("x\n\n---\n\ny", "x\n\n\n***\n\ny"),
        ("[[wiki]]", "\\[\\[wiki]]"),
        ("# A", "A\n="),
    ],
)
def test_notes_that_show_the_same_are_the_same(one: str, other: str) -> None:
    assert reads_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*AP*", "**AP**"),
        ("a b", "ab"),
        ("a\nb", "a b"),
        ("- a\n- b", "1. a\n2. b"),
        ("```\na  b\n```", "```\na b\n```"),
        ("[a](https://b.c)", "[a](https://b.d)"),
        ("<b>", "&lt;i>"),
    ],
)
def test_notes_that_show_something_else_are_not(one: str, other: str) -> None:
    assert not reads_the_same(one, other)


def test_a_note_that_says_something_else_is_taken_out_of_a_file_that_was_formatted() -> None:
    case = news.exported(7)
    mark = cases.annotation("k7f3q9", passage(case.document, case.document.text[:4]), note="*AP*")
    case = replace(case, marks=(mark,))
    file = annotated.write(case).replace("*AP*", "_AP_ twice")
    assert summary(after(case, bring_home(file, case).change))["k7f3q9"][0] == "_AP_ twice"
