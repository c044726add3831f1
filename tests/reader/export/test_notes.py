"""The notes of an article without the article."""

from __future__ import annotations

from random import Random

from reader.export import notes, write
from reader.model import Item, List, Span
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import DOUBT, annotation, block, document, passage


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
        "> **Jens Stoltenberg** mundur\n>\n> **Claim** ^k00001\n\n"
        "Check with *AP*.\n\n"
        "> -   satu \\*\n>\n> Akhir\n>\n> **Doubt** ^k00002\n\n"
        "> gone\n>\n> **Claim** · orphan ^k00003\n"
    )


def test_every_line_of_a_quotation_is_quoted() -> None:
    of = document(block("a\n\nb", kind="code"), "x\u2028y")
    marks = [annotation("k00001", passage(of, "a", until="y"))]
    quotation = notes.write(cases.exported(of, marks)).split("\n\n")[-1]
    assert all(line.startswith(">") for line in quotation.strip().split("\n"))


def test_no_hostile_article_breaks_the_notes() -> None:
    for seed in range(100):
        assert write(adversarial.exported(Random(seed)), "notes").endswith("\n")
