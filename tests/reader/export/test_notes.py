"""The notes of an article without the article."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import ExportOptions, containment, notes, write
from reader.export.annotated import placed_and_orphans
from reader.export.fragment import link_to
from reader.export.headings import heading_paths
from reader.export.links import percent_encoded
from reader.export.quote import address_of
from reader.model import PICTURE, Annotation, Exported, Item, Link, List, Picture, Place, Span
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import AT, DOUBT, annotation, block, document, passage
from tests.reader.export.test_options import options as some_options
from tests.tools.markdown.check_export import ALL
from tests.tools.markdown.renderers import RENDERERS, Missing

Marked = tuple[Annotation, Place]

TO = "https://thedesignweb.co.id/nato#:~:text="


def test_each_mark_is_a_quotation_with_its_label_and_its_note() -> None:
    of = document(
        block("Sekjen Jens Stoltenberg mundur.", [Span(7, 23, "strong")]),
        block("satu *", (), List(1), Item(2, 1)),
        "Akhir.",
    )
    marks = [
        annotation("k00002", passage(of, "satu", until="Akhir"), label=DOUBT),
        annotation("k00001", passage(of, "Jens", until="mundur"), note="Check with *AP*."),
        annotation("k00003", None, "gone"),
    ]
    written = notes.write(cases.exported(of, marks, note="All of it."))
    assert written == (
        "# Notes on “Jens Stoltenberg mundur”\n\n"
        "*A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024* · "
        "<https://thedesignweb.co.id/nato>\n\n"
        "All of it.\n\n"
        "> **Jens Stoltenberg** mundur\n>\n"
        f"> [¶]({TO}Jens%20Stoltenberg%20mundur) · **Claim** ^k00001\n\n"
        "Check with *AP*.\n\n"
        "> -   satu \\*\n>\n> Akhir\n>\n"
        f"> [¶]({TO}satu%20%2A,Akhir) · **Doubt** ^k00002\n\n"
        "> gone\n>\n> **Claim** · orphan ^k00003\n"
    )


def test_every_line_of_a_quotation_is_quoted() -> None:
    of = document(block("a\n\nb", kind="code"), "x\u2028y")
    marks = [annotation("k00001", passage(of, "a", until="y"))]
    quotation = notes.write(cases.exported(of, marks)).split("\n\n")[-1]
    assert all(line.startswith(">") for line in quotation.strip().split("\n"))


def test_there_is_no_way_to_code_nor_to_a_page_that_is_not_on_the_web() -> None:
    of = document(block("print(x)", kind="code"), "words")
    marks = [annotation("k00001", passage(of, "print")), annotation("k00002", passage(of, "words"))]
    case = cases.exported(of, marks)
    assert notes.write(case).count("[¶](") == 1
    local = replace(case, article=replace(case.article, url="file:///x", canonical=None))
    assert "[¶](" not in notes.write(local)


@pytest.mark.parametrize("parser", [*ALL, "gfm"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_every_way_to_the_words_survives_every_parser(parser: str, seed: int) -> None:
    case = adversarial.exported(Random(seed))
    address = percent_encoded(address_of(case.article, case.revision))
    placed, _orphans = placed_and_orphans(case)
    wanted = [link_to(address, case.document, where) for _annotation, where in placed]
    try:
        shown = RENDERERS[parser](notes.write(case))
    except Missing as missing:
        pytest.skip(str(missing))
    links = BeautifulSoup(shown, "html.parser").find_all("a", string="¶")
    assert [unquote(str(link["href"])) for link in links] == [
        unquote(each) for each in wanted if each
    ]


def test_no_hostile_article_breaks_the_notes() -> None:
    for seed in range(100):
        assert write(adversarial.exported(Random(seed)), "notes").endswith("\n")


# --- as it is chosen -----------------------------------------------------------------------------


def chosen(**options: Any) -> ExportOptions:
    return ExportOptions(block_ids=False, **options)


def dressed(made: Marked, *tags: str, minute: int = 0) -> Marked:
    """The mark with these tags, made in this minute."""
    mark = replace(made[0], tags=tags, created=AT + timedelta(minutes=minute))
    return mark, made[1]


def under_headings() -> Exported:
    """Marks below the headline, below a heading, below one in it, and one that is gone."""
    of = document(
        "The first words.",
        block("The dike", kind="heading", level=2),
        "The second words.",
        block("What it cost", kind="heading", level=3),
        "The third words.",
    )
    third = annotation("k00001", passage(of, "third"), label=DOUBT)
    first = annotation("k00002", passage(of, "first"))
    second = annotation("k00003", passage(of, "second"))
    gone = annotation("k00004", None, "gone", label=DOUBT)
    return cases.exported(
        of,
        [
            dressed(third, "money", "nato", minute=1),
            dressed(first, minute=4),
            dressed(second, "Money", minute=2),
            dressed(gone, "nato", minute=3),
        ],
    )


def outline(written: str) -> list[str]:
    """The headings, and the words of each quotation."""
    return [
        line.removeprefix("> ")
        for line in written.split("\n")
        if line.startswith("## ") or re.fullmatch("> (first|second|third|gone)", line)
    ]


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ({}, "first second third gone"),
        ({"order": "label"}, "first second third gone"),
        ({"order": "time"}, "third second gone first"),
        (
            {"group": "heading"},
            "first | ## The dike | second | ## The dike › What it cost | third"
            " | ## No longer in the text | gone",
        ),
        ({"group": "label"}, "## Claim | first | second | ## Doubt | third | gone"),
        (
            {"group": "tag"},
            "## Money | second | third | ## nato | third | gone | ## Without a tag | first",
        ),
        (
            {"group": "label", "order": "time"},
            "## Claim | second | first | ## Doubt | third | gone",
        ),
    ],
)
def test_notes_stand_in_the_order_and_the_groups_that_are_chosen(
    options: dict[str, Any], order: str
) -> None:
    wanted = order.split(" | ") if " | " in order else order.split()
    assert outline(notes.write(under_headings(), chosen(**options))) == wanted


def test_a_block_id_stands_once_in_a_file() -> None:
    written = notes.write(under_headings(), ExportOptions(group="tag"))
    assert written.count("> third") == 2
    assert all(written.count(f"^k0000{number}") == 1 for number in range(1, 5))
    assert "^k0000" not in notes.write(under_headings(), chosen())


def test_a_second_link_names_article_and_mark() -> None:
    written = notes.write(under_headings(), chosen(app_links=True))
    assert f"> [¶]({TO}first) · [Galley](galley://a01j9zk3/k00002) · **Claim**\n" in written
    assert "> [Galley](galley://a01j9zk3/k00004) · **Doubt** · #nato · orphan\n" in written


def test_plain_quotes_have_no_formatting_but_what_the_page_says_with_it() -> None:
    words = f"Bold link code H2O struck {PICTURE}"
    spans = [
        Span(0, 4, "strong"),
        Span(5, 9, Link("https://e.org")),
        Span(10, 14, "code"),
        Span(16, 17, "sub"),
        Span(19, 25, "deleted"),
        Span(26, 27, Picture("https://e.org/a.jpg", "a dike")),
    ]
    of = document(block(words, spans))
    case = cases.exported(of, [annotation("k00001", passage(of, "Bold", until=PICTURE))])
    assert "\n> Bold link code H2O <s>struck</s> ![a dike](https://e.org/a.jpg)\n" in notes.write(
        case, chosen(plain=True)
    )
    assert "**Bold** [link](https://e.org) `code` H<sub>2</sub>O" in notes.write(case, chosen())


def headings_of(case: Exported, group: str) -> list[str]:
    """What stands above the groups, found in the simplest way."""
    ranked = {}
    paths = [*heading_paths(case.document)]
    for mark, place in case.marks:
        label = case.labels[mark.label]
        match group:
            case "label":
                ranked[label.order, label.id] = label.name
            case "tag":
                for tag in mark.tags:
                    ranked[0, tag.casefold()] = tag
                if not mark.tags:
                    ranked[1, ""] = "Without a tag"
            case _ if place.passage is None:
                ranked[len(paths), ""] = "No longer in the text"
            case _:
                path = paths[case.document.block_at(place.passage.start)]
                ranked[paths.index(path), ""] = " › ".join(path)
    return [ranked[rank] for rank in sorted(ranked) if ranked[rank]]


@pytest.mark.parametrize("parser", [*ALL, "gfm"])
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), group=st.sampled_from(["heading", "label", "tag"]))
def test_every_parser_shows_the_headings_as_they_are_and_no_others(
    parser: str, seed: int, group: Any
) -> None:
    """Whatever stands in a heading of the article, a label or a tag."""
    case = adversarial.exported(Random(seed))
    hostile = adversarial.Maker(Random(seed))
    case = replace(
        case,
        article=replace(case.article, note=""),
        marks=tuple((replace(mark, note=""), place) for mark, place in case.marks),
        labels={
            id: replace(label, name=hostile.raw().strip() or "x")
            for id, label in case.labels.items()
        },
    )
    try:
        shown = RENDERERS[parser](notes.write(case, ExportOptions(group=group)))
    except Missing as missing:
        pytest.skip(str(missing))
    found = [each.get_text() for each in BeautifulSoup(shown, "html.parser").find_all("h2")]
    assert [on_one_line(each) for each in found] == [
        on_one_line(each) for each in headings_of(case, group)
    ]


def on_one_line(words: str) -> str:
    return " ".join(words.split())


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), options=some_options)
def test_every_mark_and_every_note_is_there_however_it_is_chosen(
    seed: int, options: ExportOptions
) -> None:
    case = adversarial.exported(Random(seed))
    written = notes.write(case, replace(options, block_ids=True))
    for mark, _place in case.marks:
        assert written.count(f" ^{mark.id}\n") == 1
        assert not mark.note or containment.in_definition(mark.note) in written
    assert options != ExportOptions() or written == notes.write(case)
