"""Strategies for articles under marks, and what every way out has to give back of them."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from reader.export.annotated import placed_and_orphans
from reader.model import Exported
from tests.reader import strategies
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import annotation


@st.composite
def _in_many_scripts(draw: st.DrawFn) -> Exported:
    of = draw(strategies.documents())
    marks = [
        annotation(f"k{number:05}", where, note=draw(strategies.texts(max_size=30)))
        for number, where in enumerate(
            draw(st.lists(strategies.passages(of.text), max_size=4)),
        )
    ]
    return cases.exported(of, marks, note=draw(strategies.texts(max_size=10)))


def articles() -> st.SearchStrategy[Exported]:
    """Hostile articles, and documents of any shape and direction, with marks that overlap."""
    hostile = st.integers(0, 2**32).map(lambda seed: adversarial.exported(Random(seed)))
    return st.one_of(hostile, _in_many_scripts())


def places(exported: Exported) -> dict[str, set[int]]:
    """The characters of each placed mark, without the newlines that join blocks."""
    document = exported.document
    return {
        mark.id: {
            document.starts[index] + at
            for index, piece in document.pieces(passage)
            for at in range(piece.start, piece.end)
        }
        for mark, passage in placed_and_orphans(exported)[0]
    }
