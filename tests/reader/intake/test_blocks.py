from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake import blocks, html
from reader.model import Block, Cell, Item, Link, Picture, Quote, Span

BASE = "https://lowlandpost.example/2024/"


def read(markup: str, *, is_page: bool = True) -> list[Block]:
    body = html.parse(f"<html><body>{markup}</body></html>").find("body")
    assert body is not None
    return blocks.read([body], base=BASE, is_page=is_page)


def texts(markup: str) -> list[str]:
    return [block.text for block in read(markup)]


PIECES = st.recursive(
    st.sampled_from(
        ["words, ", "语言。", "קצת ", "<br>", "<img src='p.jpg'>", "e\u0301", "&amp;", "\u200b"]
    ),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(
            ["p", "div", "b", "em", "a href='x'", "ul", "li", "ol", "blockquote", "h3", "table",
             "tr", "td", "figure", "figcaption", "pre", "code", "sup", "q", "span", "section"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=5).map("".join))
def test_blocks_are_sound_whatever_the_markup(markup: str) -> None:
    for block in read(markup, is_page=False):
        assert block.text.strip("\n")
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
        assert block.kind != "heading" or 2 <= block.level <= 6
        for span in block.spans:
            if isinstance(span.style, Picture):
                assert block.text[span.start : span.end] == "\ufffc"


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=5).map("".join))
def test_numbers_of_containers_are_unique(markup: str) -> None:
    named = {one.n: one for block in read(markup) for one in block.containers}
    for block in read(markup):
        assert all(named[one.n] == one for one in block.containers)


def test_two_breaks_split_a_paragraph_and_one_is_kept() -> None:
    assert texts("one<br>two<br> <br>three") == ["one\ntwo", "three"]


def test_styles_go_on_over_block_borders() -> None:
    first, second = read("<a href='x'>one<div>two</div></a>")
    assert first.spans == second.spans == (Span(0, 3, Link(BASE + "x")),)


def test_only_links_that_may_be_followed_are_kept() -> None:
    (block,) = read(
        "<p><a href='../a'>a</a> <a href='mailto:b@c.d'>b</a> <a href='javascript:x()'>c</a>"
        " <a href='file:///etc/passwd'>d</a> <a href='data:text/html,x'>e</a> <a>f</a></p>"
    )
    links = [span.style.href for span in block.spans if isinstance(span.style, Link)]
    assert links == ["https://lowlandpost.example/a", "mailto:b@c.d"]
    assert block.text == "a b c d e f"


def test_items_know_their_ordinal() -> None:
    found = read("<ol start='4'><li>a</li><li value='9'>b<ul><li>c</li></ul></li></ol>")
    items = [block.containers[-1] for block in found]
    assert [one.ordinal for one in items if isinstance(one, Item)] == [4, 9, 1]
    assert len(found[2].containers) == 4


def test_a_picture_within_words_stays_there_and_at_their_end_stands_alone() -> None:
    (within,) = read("<p>one <img src='a.png' alt='A'> two</p>")
    assert within.text == "one \ufffc two"
    words, alone = read("<p>one <img src='b.png'></p>")
    assert (words.text, alone.kind) == ("one", "picture")


def test_a_late_picture_is_found_behind_its_placeholder() -> None:
    markup = "<img src='data:image/gif;base64,R0lGOD' data-src='/real.jpg'>"
    (block,) = read(markup)
    assert block.spans[0].style == Picture("https://lowlandpost.example/real.jpg", "")
    (widest,) = read("<img srcset='/s.jpg 300w, /l.jpg 1200w'>")
    assert widest.spans[0].style == Picture("https://lowlandpost.example/l.jpg", "")


def test_a_tracking_dot_is_no_picture() -> None:
    assert read("<p>words</p><img src='/dot.gif' width='1' height='1'>") == read("<p>words</p>")


def test_a_file_picture_is_never_asked_for() -> None:
    assert not read("<img src='file:///etc/passwd'>")
    assert not read("<img src='javascript:alert(1)'>")


def test_code_keeps_its_lines_and_tabs() -> None:
    (block,) = read("<pre>\nif a:\n\tb()\n</pre>")
    assert (block.kind, block.text) == ("code", "if a:\n\tb()")


def test_spanning_cells_move_their_neighbours() -> None:
    found = read("<table><tr><th rowspan=2>a</th><th>b</th></tr><tr><td>c</td></tr></table>")
    cells = [block.containers[1] for block in found]
    assert [(one.row, one.column) for one in cells if isinstance(one, Cell)] == [
        (0, 0),
        (0, 1),
        (1, 1),
    ]


def test_a_table_for_layout_is_no_table() -> None:
    found = read("<table><tr><td><p>words</p></td></tr></table>")
    assert [block.containers for block in found] == [()]


def test_a_quote_and_its_source_stay_together() -> None:
    found = read("<blockquote><p>Words.</p><p>— She</p></blockquote>")
    assert [one.containers for one in found] == [(Quote(1),), (Quote(1),)]


def test_headings_begin_at_level_two() -> None:
    assert [one.level for one in read("<h4>a</h4><p>x</p><h5>b</h5>")][::2] == [2, 3]
    assert read("<h1>a</h1>")[0].level == 2


def test_an_emoji_drawn_as_picture_is_a_letter_again() -> None:
    assert texts("<p>Good <img class='emoji' alt='😀' src='1f600.svg'></p>") == ["Good 😀"]
