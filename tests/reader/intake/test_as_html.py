from hypothesis import given, settings

from reader import intake
from reader.intake import as_html, blocks, html
from reader.model import Block, Document, Figure, Footnote
from tests.reader.intake.sources import page_file
from tests.reader.strategies import documents


def test_a_page_written_and_read_again_has_the_same_blocks() -> None:
    document = intake.to_article(page_file("structure")).document
    body = html.parse(f"<body>{as_html.to_html(document)}</body>").find("body")
    assert body is not None
    found = blocks.read([body], base="https://x.example/", is_page=False)
    notes = sum(isinstance(one, Footnote) for block in document.blocks for one in block.containers)
    assert notes == 1
    assert [(block.kind, block.text, block.spans) for block in found[:-2]] == [
        (block.kind, block.text, block.spans) for block in document.blocks[1:-1]
    ]


@settings(max_examples=60, deadline=None)
@given(documents())
def test_other_peoples_words_never_become_markup(document: Document) -> None:
    written = as_html.to_html(document)
    allowed = {
        "h2", "h3", "h4", "h5", "h6", "p", "pre", "code", "figure", "figcaption", "img", "ul", "ol",
        "li", "blockquote", "table", "tr", "td", "th", "aside", "b", "br", "a", "strong", "em",
        "sub", "sup", "del", "html", "body", "tbody", "div",
    }  # fmt: skip
    root = html.parse(f"<html><body><div>{written}</div></body></html>")
    assert {str(one.tag) for one in root.iter()} <= allowed


def test_running_text_has_neither_headline_nor_captions() -> None:
    document = intake.to_article(page_file("structure")).document
    running = as_html.running_text(document)
    assert running.startswith("The water went")
    assert "Photo: A. Pinto" not in running
    assert "\ufffc" not in running


def test_a_figure_has_one_caption_whatever_its_lines() -> None:
    lines = tuple(
        Block("caption", words, containers=(Figure(1),)) for words in ("The gates.", "R. K.")
    )
    head = Block("heading", "A lock", level=1)
    written = as_html.to_html(Document((head, *lines), "en", "ltr"))
    assert written.count("<figcaption") == 1
    assert "<p>The gates.</p><p>R. K.</p>" in written
