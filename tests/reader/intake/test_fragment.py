"""What programs put on the clipboard becomes an article with its formatting, and all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.intake import sniff
from reader.model import Captured, Item, Link, List, Source
from tests.reader.intake.sources import AT


def copied(markup: str, url: str | None = None) -> Captured:
    content = markup.encode("utf-8", "replace")
    return intake.to_article(Source(content, sniff.COPIED, AT, charset="utf-8", url=url))


def styled(captured: Captured) -> list[tuple[str, str]]:
    """The words of each span, and how they are written."""
    return [
        (block.text[span.start : span.end], str(span.style))
        for block in captured.document.blocks
        for span in block.spans
    ]


def lines(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


def test_what_chrome_copies_keeps_its_links_and_says_where_it_is_from() -> None:
    captured = copied(
        '<meta http-equiv="content-type" content="text/html; charset=utf-8">'
        '<h2 style="font-weight: 700; color: rgb(0, 0, 0);">The pump</h2>'
        '<p style="font-weight: 400;">The board <span style="font-weight: 700; '
        'font-style: italic;">decided</span> it, <a href="/minutes">say the minutes</a>.</p>',
        "https://news.example/pump",
    )
    assert captured.title == "The pump"
    assert lines(captured)[1:] == ["The board decided it, say the minutes."]
    found = styled(captured)
    assert ("decided", "strong") in found
    assert ("decided", "emphasis") in found
    assert ("say the minutes", str(Link("https://news.example/minutes"))) in found
    assert (captured.url, captured.canonical, captured.site) == (
        "https://news.example/pump",
        None,
        "news.example",
    )


def test_the_header_of_windows_is_not_part_of_the_text() -> None:
    captured = copied(
        "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000300\r\n"
        "SourceURL:https://news.example/pump?id=1\r\n"
        "<html><body><!--StartFragment--><p>Only this.</p><!--EndFragment--></body></html>"
    )
    assert lines(captured)[-1] == "Only this."
    assert captured.url == "https://news.example/pump?id=1"


def test_the_wrapper_of_google_docs_is_not_bold() -> None:
    captured = copied(
        '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
        '<span style="font-size:11pt;font-weight:400;">Not bold, </span>'
        '<span style="font-weight:700;">bold</span>'
        '<span style="text-decoration:line-through;">struck</span></p>'
        '<ul><li dir="ltr"><p><span>one</span></p></li>'
        "<ul><li><p><span>inner</span></p></li></ul></ul></b>"
    )
    assert styled(captured)[-2:] == [("bold", "strong"), ("struck", "deleted")]
    inner = next(block for block in captured.document.blocks if block.text == "inner")
    assert [type(each) for each in inner.containers] == [List, Item, List, Item]


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0} --></style><!--[if gte mso 9]><xml>noise</xml><![endif]-->
</head><body><!--StartFragment--><p class=MsoTitle>Minutes<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>
First</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>o</span><![endif]>Inner</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·</span><![endif]><b
style='mso-bidi-font-weight:normal'>Second</b></p>
<p class=MsoNormal>Between.</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.</span>
Third</p><p class=MsoQuote>As she said.</p><!--EndFragment--></body></html>"""


def test_paragraphs_that_word_calls_items_are_lists() -> None:
    captured = copied(WORD)
    assert captured.title == "Minutes"
    assert lines(captured)[1:] == ["First", "Inner", "Second", "Between.", "Third", "As she said."]
    first, inner, second, between, third, quote = captured.document.blocks[1:]
    depths = [
        sum(isinstance(c, Item) for c in block.containers) for block in (first, inner, second)
    ]
    assert depths == [1, 2, 1]
    assert between.containers == ()
    assert [each.ordinal for each in third.containers if isinstance(each, Item)] == [3]
    assert [type(each).__name__ for each in quote.containers] == ["Quote"]
    assert ("Second", "strong") in styled(captured)


def test_a_picture_that_is_a_file_of_this_computer_is_not_read() -> None:
    data = f"data:image/png;base64,iVBORw0KGgo{'A' * 2000}="
    captured = copied(f'<p>Words <img src="file:///etc/passwd"> and <img src="{data}"> more.</p>')
    assert [each.src for each in captured.carried] == list(captured.pictures)
    assert len(captured.pictures) == 1


def test_nothing_of_a_selection_is_taken_for_furniture() -> None:
    captured = copied(
        "<nav><ul><li>Read also: the other one</li></ul></nav><p>Subscribe to our newsletter</p>"
        "<footer>© the paper</footer>"
    )
    said = ["Read also: the other one", "Subscribe to our newsletter", "© the paper"]
    assert lines(captured)[1:] == said


def test_without_words_there_is_no_article() -> None:
    with pytest.raises(NotAnArticle):
        copied("<p> </p><br>")


PIECE = st.sampled_from(
    ["<p>", "</p>", "<b style='font-weight:normal'>", "</b>", "<ul>", "</ul>", "<li>", "<![if x]>",
     "<p style='mso-list:l0 level3 lfo1'>", "<span style='mso-list:Ignore'>1.</span>", "<h1>",
     "</h1>", "<span style='font-weight:700;vertical-align:super'>", "</span>", "<table><tr><td>"]
)  # fmt: skip
WORDS = st.sampled_from(["river", "sungai", "река", "النهر", "川の水"])


@given(st.lists(st.one_of(PIECE, WORDS), max_size=30), st.data())
def test_no_word_of_a_selection_is_lost(pieces: list[str], data: st.DataObject) -> None:
    words = [f"word{number}" for number in range(data.draw(st.integers(1, 4)))]
    for word in words:
        pieces.insert(data.draw(st.integers(0, len(pieces))), f" {word} ")
    captured = copied("".join(pieces))
    held = " ".join(lines(captured))
    marks = [piece for piece in pieces if "Ignore" in piece]
    assert marks or all(word in held for word in words)


COPIED = Path(__file__).parent / "copied"


def kinds(captured: Captured) -> list[tuple[str, str, int]]:
    """Each block after the title: its kind, its words, and how deep in lists it stands."""
    return [
        (block.kind, block.text, sum(isinstance(each, Item) for each in block.containers))
        for block in captured.document.blocks[1:]
    ]


def test_what_chromium_put_on_the_clipboard() -> None:
    captured = copied((COPIED / "chromium.html").read_text("utf-8"), "https://news.example/pump")
    assert captured.title == "The pump at Zandpolder"
    assert kinds(captured) == [
        ("paragraph", "The board decided on Tuesday, say the minutes.", 0),
        ("heading", "What it costs", 0),
        ("paragraph", "one", 1),
        ("paragraph", "inner", 2),
        ("paragraph", "two x=1", 1),
        ("paragraph", "As she said.", 0),
        *(("paragraph", cell, 0) for cell in "ab12"),
    ]
    assert styled(captured) == [
        ("decided", "strong"),
        ("Tuesday", "emphasis"),
        ("say the minutes", str(Link("https://news.example/minutes"))),
        ("x=1", "code"),
    ]


def test_what_libreoffice_writes_for_the_clipboard() -> None:
    captured = copied((COPIED / "libreoffice.html").read_text("utf-8"))
    assert captured.title == "Minutes of Tuesday"
    assert kinds(captured)[0][1] == "The board decided it both struck2"
    assert {"decided", "both", " struck", "2", "As she said."} <= {
        words for words, _ in styled(captured)
    }
    assert [depth for _kind, _words, depth in kinds(captured)][1:6] == [1] * 5
