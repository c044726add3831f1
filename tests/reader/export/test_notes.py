"""The notes of an article without the article."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import notes, write
from reader.export.annotated import placed_and_orphans
from reader.export.fragment import link_to
from reader.export.links import percent_encoded
from reader.export.quote import address_of
from reader.model import Item, List, Span
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import DOUBT, annotation, block, document, passage
from tests.tools.markdown.check_export import ALL
from tests.tools.markdown.renderers import RENDERERS, Missing

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
