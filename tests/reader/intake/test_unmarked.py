"""What only type and place tell: headings in bold, captions below pictures."""

from reader.intake import blocks, html
from reader.model import Block
from tests.reader.intake.sources import PROSE

WHOSE = "<p><b>Who pays for it</b></p>"


def read(markup: str) -> list[Block]:
    body = html.parse(f"<html><body>{markup}</body></html>").find("body")
    assert body is not None
    return blocks.read([body], base="https://lowlandpost.example/2024/")


def headings(markup: str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in read(markup) if block.kind == "heading"]


def test_a_short_line_in_bold_between_paragraphs_is_a_heading() -> None:
    assert headings(PROSE + WHOSE + PROSE) == [(2, "Who pays for it")]
    under = f"<h2>The money</h2>{PROSE}{WHOSE}{PROSE}"
    assert headings(under) == [(2, "The money"), (3, "Who pays for it")]


def test_a_line_that_is_named_as_a_heading_is_one() -> None:
    line = "<p class='article__subhead'>Who pays for it</p>"
    assert headings(PROSE + line + PROSE) == [(2, "Who pays for it")]


def test_bold_lines_that_say_something_themselves_are_no_headings() -> None:
    question = "<p><b>Why did the board not ask anyone before it bought the pump?</b></p>"
    sentence = "<p><b>Nobody has asked.</b></p>"
    half = "<p><b>Item five</b> of the minutes</p>"
    for line in (question, sentence, half):
        assert not headings(PROSE + line + PROSE), line


def test_bold_lines_at_the_edges_or_everywhere_are_no_headings() -> None:
    assert not headings(WHOSE + PROSE)
    assert not headings(PROSE + WHOSE)
    assert not headings(
        (WHOSE + "<p>The board pays, and it pays in the spring of each year.</p>") * 4
    )


def test_the_lines_below_a_picture_that_end_with_its_credit_are_its_caption() -> None:
    lines = "<p>The pump in March.</p><p>Image: R. Kwee / Lowland Post</p>"
    found = read(f"{PROSE}<p><img src='p.jpg'></p>{lines}{PROSE}")
    assert [block.text for block in found if block.kind == "caption"] == [
        "The pump in March.",
        "Image: R. Kwee / Lowland Post",
    ]


def test_a_paragraph_below_a_picture_without_credit_stays_one() -> None:
    found = read(f"{PROSE}<p><img src='p.jpg'></p>{PROSE}")
    assert not any(block.kind == "caption" for block in found)
