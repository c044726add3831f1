"""Pages that are broken or made to break: an article or a refusal, and never anything else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.intake import blocks, html
from reader.intake.child import Child
from reader.model import Captured, Cell, Item, Source
from tests.bench.hostile import MADE
from tests.reader.intake.broken import mutations
from tests.reader.intake.sources import AT, PAGES, PROSE, URL

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
WHOLE = [path.read_bytes() for path in sorted([*PAGES.glob("*.html"), *SAMPLES.glob("*.html")])]

QUICK = [
    "nothing", "noise called HTML", "100,000 attributes", "100,000 classes", "5,000 styles deep",
    "5,000 lists deep", "5,000 quotes deep", "JSON-LD 100,000 deep",
    "JSON-LD number of 1 MB", "an author of bys", "a title of dashes", "a billion laughs", "UTF-7",
    "UTF-16, cut in a letter", "UTF-32", "lone surrogates", "labelled UTF-16, being UTF-8",
    "labelled base64", "labelled with no name",
]  # fmt: skip


def source(content: bytes) -> Source:
    return Source(content, "text/html", AT, url=URL)


def answer(
    content: bytes, ask: Callable[[Source], Captured] = intake.to_article
) -> Captured | NotAnArticle:
    try:
        return ask(source(content))
    except NotAnArticle as error:
        return error


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_damaged_page_gives_an_article_or_a_refusal(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(WHOLE))
    if data.draw(st.booleans()):
        other = data.draw(st.sampled_from(WHOLE))
        at, on = (data.draw(st.integers(0, len(one))) for one in (content, other))
        content = content[:at] + other[on:]
    found = answer(mutations(data, content))
    assert found.advice if isinstance(found, NotAnArticle) else found.document.text.strip()


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as child:
        yield child


@pytest.mark.parametrize("name", QUICK)
def test_a_page_made_to_break_a_reader_does_not(child: Child, name: str) -> None:
    found = answer(MADE[name](), child.to_article)
    if isinstance(found, NotAnArticle):
        assert found.advice
        assert "breaks" not in found.sentence
    else:
        assert found.document.text.strip()


def test_a_page_of_signs_alone_is_refused() -> None:
    with pytest.raises(NotAnArticle):
        intake.to_article(source(b"<" * 100_000))


def test_a_drawing_of_a_million_lines_costs_no_words() -> None:
    drawing = f"<svg>{'<path d=M0,0 />' * (html.MOST_TAGS // 2 + 1)}</svg>"
    found = intake.to_article(source(f"<article>{drawing}{PROSE}</article>".encode()))
    assert found.document.text.endswith("nobody has asked.")


def test_cells_that_span_more_than_there_is_take_what_there_is() -> None:
    rows = "<tr><td rowspan=65000 colspan=0>a<td>b</tr><tr><td>c</tr>"
    body = html.parse(f"<table>{rows}</table>").find("body")
    assert body is not None
    cells = [block.containers[-1] for block in blocks.read([body], base=None)]
    assert [
        (one.row, one.column, one.rows, one.columns) for one in cells if isinstance(one, Cell)
    ] == [
        (0, 0, 2, 1),
        (0, 1, 1, 1),
        (1, 1, 1, 1),
    ]


def test_items_count_those_of_their_list_that_were_left_out() -> None:
    root = html.parse("<ol><li>a<li id=out>b<li>c</ol>")
    body = root.find("body")
    assert body is not None
    left_out = frozenset(html.find_all(root, "//*[@id='out']"))
    found = blocks.read([body], base=None, left_out=left_out)
    items = [block.containers[-1] for block in found]
    assert [one.ordinal for one in items if isinstance(one, Item)] == [1, 3]
