"""Articles as newspapers print them, in many scripts, with the notes that people write on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from reader.model import (
    Annotation,
    Block,
    Cell,
    Document,
    Exported,
    Item,
    Link,
    List,
    Passage,
    Place,
    Quote,
    Span,
    Table,
    trimmed,
)
from tests.reader.export import cases
from tests.reader.export.cases import AT, annotation, block, document
from tests.reader.moves import SENTENCES

NOTES = (
    "",
    "Check with *AP*.\n\n- call press office\n- SIPRI",
    "Who says so? See https://example.org/a_b and **page 3**.",
    "1. first\n2. second\n\n> “as he said”\n\nnot so",
    "He told @smith_j: 5 < 6 & 7 > 2.\n\n---\n\n# Later\n\nx",
    "(@smith) denies it.",
    "قال لا.\n\n* نعم\n* لا",
    "```\ncode  here\n```\n\nafter",
)


def exported(seed: int) -> Exported:
    """One article of a seed with its annotations."""
    random = Random(seed)
    of = _document(random)
    marks = [_mark(random, of, number) for number in range(random.randint(1, 5))]
    return cases.exported(of, list(filter(None, marks)), note=random.choice(NOTES))


def _document(random: Random) -> Document:
    made: list[Block] = []
    for number in range(0, 100 * random.randint(3, 8), 100):
        made += random.choice(
            (_paragraph, _paragraph, _paragraph, _heading, _list, _quote, _table)
        )(random, number)
    return document(*made, headline=random.choice(SENTENCES))


def _sentences(random: Random) -> str:
    return " ".join(random.choice(SENTENCES) for _ in range(random.randint(1, 4)))


def _spans(random: Random, raw: str) -> list[Span]:
    """Whole words in a style, here and there."""
    spaces = [-1, *(at for at, char in enumerate(raw) if char == " "), len(raw)]
    found = []
    for _ in range(random.choice((0, 1, 2))):
        first = random.randrange(len(spaces) - 1)
        last = min(len(spaces) - 1, first + random.randint(1, 4))
        style = random.choice(("strong", "emphasis", Link("https://example.org/a?b=c&d=ü")))
        found.append(Span(spaces[first] + 1, spaces[last], style))
    return found


def _paragraph(random: Random, number: int) -> list[Block]:
    raw = _sentences(random)
    return [block(raw, _spans(random, raw))]


def _heading(random: Random, number: int) -> list[Block]:
    return [block(random.choice(SENTENCES), kind="heading", level=random.choice((2, 3)))]


def _quote(random: Random, number: int) -> list[Block]:
    return [block(_sentences(random), (), Quote(number)) for _ in range(random.randint(1, 2))]


def _list(random: Random, number: int) -> list[Block]:
    of = List(number, random.random() < 0.5, 1)
    return [
        block(_sentences(random), (), of, Item(number + at, at))
        for at in range(1, random.randint(3, 5))
    ]


def _table(random: Random, number: int) -> list[Block]:
    return [
        block(
            random.choice(SENTENCES),
            (),
            Table(number),
            Cell(number + 10 * row + column + 1, row, column, header=row == 0),
        )
        for row in range(3)
        for column in range(2)
    ]


def _mark(random: Random, of: Document, number: int) -> tuple[Annotation, Place] | None:
    text = of.text
    start = random.randrange(len(text))
    end = min(len(text), start + random.choice((1, 8, 30, 120)))
    where = trimmed(text, Passage(start, end))
    if where is None:
        return None
    made = annotation(f"k{number:05}", where, where.of(text), note=random.choice(NOTES))
    return of_its_own_time(number, made)


def of_its_own_time(number: int, marked: tuple[Annotation, Place]) -> tuple[Annotation, Place]:
    """The annotation, made at a minute that no other one was made at; some have tags."""
    tags = (("nato", "budget/2014"), (), ())[number % 3]
    mark = replace(marked[0], created=AT + timedelta(minutes=number), tags=tags)
    return mark, marked[1]
