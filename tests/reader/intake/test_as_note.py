"""What a comment says is what its note says when it is rendered."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from reader.export.rendered import Paragraph, paragraphs
from reader.intake.as_note import as_note
from reader.model import Block, Item, Link, List, Span, leaf

_LETTERS = st.sampled_from("ab1 .)*_`[]()<>#+-=~!|:&;\\\"'/é国\n")


def said(rendered: tuple[Paragraph, ...]) -> str:
    return "\n".join("".join(run.text for run in each.runs) for each in rendered)


def squeezed(words: str) -> str:
    return " ".join(words.split())


@given(st.lists(st.text(_LETTERS, min_size=1, max_size=25), min_size=1, max_size=3))
@example(["[a](b)", "1. x", "# y", "- z", "a_b_c", "2 * 3", "<b>", "&amp;", "==m=="])
def test_a_note_says_what_the_comment_says(lines: list[str]) -> None:
    blocks = [block for line in lines if (block := leaf("paragraph", line)) is not None]
    rendered = said(paragraphs(as_note(blocks)))
    assert squeezed(rendered) == squeezed("\n".join(block.text for block in blocks))


def test_styles_links_and_lists_are_markdown() -> None:
    of, inner = List(1), List(2, ordered=True)
    blocks = [
        Block("paragraph", "Ask her now.", (Span(0, 3, "strong"), Span(4, 7, "emphasis"))),
        Block("paragraph", "one", (), (of, Item(3, 1))),
        Block("paragraph", "two", (), (of, Item(4, 2), inner, Item(5, 1))),
        Block("paragraph", "See it.", (Span(4, 6, Link("https://a.example/")),)),
        Block("code", "x = 1\ny = 2"),
    ]
    assert as_note(blocks) == (
        "**Ask** *her* now.\n\n- one\n    1. two\n\nSee [it](https://a.example/).\n\n"
        "    x = 1\n    y = 2"
    )


def test_what_means_nothing_in_markdown_is_left_as_it_is() -> None:
    words = "Cost: 5 * 3 [see] snake_case (2024) - and 3 < 4 & so on"
    assert as_note([Block("paragraph", words)]) == words
