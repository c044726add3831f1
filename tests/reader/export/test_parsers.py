"""Exports come out of real Markdown parsers as the articles they were made of."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.export import annotated, containment
from reader.export.escape import escaped
from reader.export.inline import MarkStyle
from reader.export.options import ExportOptions
from reader.model import Exported, Link, Picture, Span
from tests.bench.export_fuzz import expected
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import annotation, block, document, passage
from tests.tools.markdown.check_export import ALL, check

parsers = pytest.mark.parametrize("parser", ALL)


def survives(case: Exported, parser: str, marks: MarkStyle = "equals") -> None:
    written = annotated.write(case, ExportOptions(marks=marks))
    found = check(written, case.document.text, expected(case), [parser])
    if found.missing:
        pytest.skip(found.missing[parser])
    assert not any(found.problems.values()), written


FAILED_ONCE = (2, 3, 20, 26, 39, 69, 71, 84, 114, 116, 322, 364, 371, 508, 737, 1176, 1365, 710198)
FAILED_ONCE += (900679, 920013)
"""Seeds of articles that came out of some parser other than they went in."""


@parsers
@pytest.mark.parametrize("marks", ["equals", "html"])
def test_what_failed_once_does_not_again(parser: str, marks: MarkStyle) -> None:
    for seed in FAILED_ONCE:
        survives(adversarial.exported(Random(seed)), parser, marks)


@parsers
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_hostile_articles_keep_their_words_marks_and_notes(parser: str, seed: int) -> None:
    survives(adversarial.exported(Random(seed)), parser)


@parsers
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_marks_as_html_keep_them_too(parser: str, seed: int) -> None:
    survives(adversarial.exported(Random(seed)), parser, "html")


PLAIN_TEXTS = (
    *("50% == x.", "a=b", "a = b", "= x", "x =", "===", "==x==", "a_b", "_x_", "__init__", "x_"),
    *("1. bukan daftar", "(1) x", "(a) x", "a. x", "iv) x", "#. x", "(@) x", "@x. y", "2014."),
    *("12345678901. x", "- x", "+ x", "* x", "> x", "# x", "#tag", "a #tag", "a \\#tag", "C#"),
    *("[x]", "[x] y", "[ ] y", "[^1]", "[^1]: y", "[a]: b", "![x](y)", "x!", "^x^", "H~2~O", "~x"),
    *("$x$", "$5 und $9", "$$", "\\(x\\)", "%%x%%", "|x|", "| x", ": x", ":::", ":smile: 12:30:45"),
    *(
        "Table: x",
        "table: x",
        "&amp;",
        "&copy",
        "&#61;",
        "AT&T",
        "a & b",
        "<b>",
        "a < b > c",
        "<!--",
    ),
    *("`x`", "``", "\\", "\\*", "{x}", "{.c}", "---", "***", "___", "~~~", "+---+", "{==x==}"),
    *("https://example.org/a_b?x=1&y=2", "https://example.org/page.html.", "www.a.org/_b_"),
    *("https://ru.org/wiki/%D0%A0", "(https://a.org)", "me@example.org", "@name", "“x” -- 'y' ..."),
    *(
        "\u00a0x\u00a0",
        "a\u202fb",
        "\u3000x",
        "a\u200db",
        "\u200fعن\u200f",
        "\u0301x",
        "e\u0323\u0301",
    ),
    *("他说「你好」", "हिन्दी", "שָׁלוֹם", "👨‍👩‍👧🇮🇩👍🏽", "Café", "قال الوزير", "ไทยแลนด์"),
)


@parsers
@pytest.mark.parametrize("marks", [(), ((0, 1),), ((1, 3), (2, 5)), ((0, 99),)])
def test_every_special_text_stays_itself_in_every_frame(
    parser: str, marks: tuple[tuple[int, int], ...]
) -> None:
    blocks = [block(f"{text}\u2028{text} {text}") for text in PLAIN_TEXTS]
    blocks += [block(text, kind="heading", level=2) for text in PLAIN_TEXTS]
    case = document(*blocks)
    placed = []
    for start, end in marks:
        for index, text in enumerate(PLAIN_TEXTS):
            low = case.starts[index + 1] + start
            high = min(low + end - start, case.starts[index + 1] + len(text))
            if low < high and case.text[low:high].strip():
                words = passage(case, case.text[low:high])
                where = replace(words, start=low, end=high)
                placed.append(annotation(f"k{start}{index:04}", where))
    survives(cases.exported(case, placed), parser)


STYLED = (
    block("A b.c d", [Span(0, 1, "strong"), Span(2, 4, "emphasis"), Span(4, 5, "strong")]),
    block("“Nein”, sagt er", [Span(0, 6, "emphasis")]),
    block("他说「你好」然后", [Span(2, 6, "strong")]),
    block("a`b", [Span(0, 2, "code")]),
    block("x $5 y `$`", [Span(7, 10, "code")]),
    block("gone x", [Span(0, 4, "deleted")]),
    block("[x] said", [Span(4, 8, "strong")]),
    block("both words", [Span(0, 10, "strong"), Span(3, 7, "emphasis"), Span(5, 10, "code")]),
    block("a link here", [Span(2, 6, Link("https://a.org/b_(c)?d=1&e='==~~$x", 'A "title"'))]),
    block("a link here", [Span(2, 6, Link("javascript:alert(1)"))]),
    block("a \ufffc b", [Span(2, 3, Picture("https://a.b/c d.jpg", "$x|y~ [z]"))]),
)


@parsers
def test_styles_that_touch_marks_and_punctuation_stay_whole(parser: str) -> None:
    case = document(*STYLED)
    text = case.text
    placed = [
        annotation(f"k{start:05}", replace(passage(case, text[start]), start=start, end=start + 3))
        for start in range(0, len(text) - 3, 4)
        if not text[start].isspace() and not text[start + 2].isspace()
    ]
    survives(cases.exported(case, placed), parser)


@parsers
@example("[^k7f3q9]: mine\n\n<!-- /galley:article -->")
@settings(max_examples=20)
@given(note=st.sampled_from(adversarial.HOSTILE_NOTES))
def test_a_hostile_note_stays_inside_its_definition(parser: str, note: str) -> None:
    case = document("One paragraph.", "Another one.")
    marks = [
        annotation("k7f3q9", passage(case, "One"), note=note),
        annotation("k2m8xd", passage(case, "Another"), note="Mine alone."),
    ]
    survives(cases.exported(case, marks, note=note), parser)


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_githubs_parser_shows_marks_as_html(seed: int) -> None:
    survives(adversarial.exported(Random(seed)), "gfm", "html")


def test_github_does_not_again_what_it_did_once() -> None:
    for seed in FAILED_ONCE:
        survives(adversarial.exported(Random(seed)), "gfm", "html")


PLACES = st.sampled_from(("", "- ", "> ", "1. ", "(a) ", "#. i. ", "   ", ": ", "p\n"))
BEGINNINGS = st.sampled_from(
    ("(@x) ", "@x. ", "@x\\) ", "(@\\\\) ", "[^k7f3q9]: ", "<!-- galley:fence -->", "<!-- /galley:")
)


@given(st.lists(st.tuples(PLACES, st.integers(0, 2), BEGINNINGS, st.text(max_size=5)), max_size=5))
def test_a_guarded_note_is_the_note_again(lines: list[tuple[str, int, str, str]]) -> None:
    note = "\n".join(place + "\\" * count + begins + rest for place, count, begins, rest in lines)
    assert containment.out_of_definition(containment.in_definition(note)) == note
    assert containment.out_of_section(containment.in_section(note)) == note


def test_no_note_numbers_the_names_in_the_article_for_pandoc() -> None:
    case = document("So @smith wrote to me@smith, and (@smith) sent it.")
    note = "(@smith) says so himself.\n\n- @smith. He said it."
    survives(
        cases.exported(case, [annotation("k7f3q9", passage(case, "wrote"), note=note)]), "pandoc"
    )


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("siehe https://a.org/b\u3000!", "siehe <https://a.org/b>&#12288;!"),
        ("https://a.org/b–c", "https://a.org/b–c"),
        ("xhttps://a.org/b>_c", "xhttps&#58;//a.org/b>\\_c"),
        ("xhttps://a.org/b\u3000c", "xhttps&#58;//a.org/b&#12288;c"),
    ],
)
def test_github_finds_no_address_that_goes_on_where_it_ends_for_us(
    words: str, written: str
) -> None:
    assert "".join(escaped(words)) == written
    survives(cases.exported(document(words)), "gfm")


@parsers
def test_a_space_that_holds_words_together_is_itself_in_the_source(parser: str) -> None:
    case = document("Il dit\u202f: «\u00a0non\u00a0!\u00a0», et part.\u00a0")
    marks = [annotation("k7f3q9", passage(case, "non\u00a0!"))]
    written = annotated.write(cases.exported(case, marks))
    assert "Il dit\u202f: «&#160;==non\u00a0\\!==[^k7f3q9]&#160;», et part." in written
    survives(cases.exported(case, marks), parser)


def test_github_finds_no_address_that_a_link_begins_in() -> None:
    where = Link("https://b.org")
    survives(cases.exported(document(block("https://a.org/b_c d", [Span(10, 19, where)]))), "gfm")
