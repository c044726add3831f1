"""What a PDF says comes in whole, once, and in the order in which it is read."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.model import Captured, Cell, Figure, Footnote, Item, List, Table
from tests.reader.intake.pdf_made import HIGH, Page, fill, pdf, source, width

SAID = (
    "the board met on tuesday and its minutes say in four lines what people have argued about for"
    " years while nobody asked who would pay the bill or read them"
)
LOREM = SAID.split()

GENERATED = (Phase.explicit, Phase.generate)
"""To shrink pages of words takes minutes."""

WORD = st.sampled_from(LOREM)
SENTENCE = st.lists(WORD, min_size=4, max_size=24).map(
    lambda words: " ".join([words[0].capitalize(), *words[1:]]) + "."
)
PARAGRAPH = st.lists(SENTENCE, min_size=2, max_size=6).map(" ".join)


def read(pages: list[Page], about: dict[str, str] | None = None, catalog: str = "") -> Captured:
    return intake.to_article(source(pdf(pages, about, catalog)))


def paragraphs_of(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks if block.kind == "paragraph"]


def set_in_columns(paragraphs: list[str], columns: int, *, lines: int = 40) -> list[Page]:
    """Pages of paragraphs with indents, in columns, each written whole before the next."""
    wide = {1: 480.0, 2: 234.0, 3: 150.0}[columns]
    left = [50 + at * (wide + 18) for at in range(columns)]
    pages: list[Page] = []
    at = 0
    for paragraph in paragraphs:
        # The indent is two letters wide.
        for row, line in enumerate(fill(["__", *paragraph.split()], wide)):
            page, rest = divmod(at, lines * columns)
            column, down = divmod(rest, lines)
            if page == len(pages):
                pages.append(Page())
            indent = width("__ ") if row == 0 else 0
            words = line.removeprefix("__").lstrip()
            pages[-1].say(left[column] + indent, 700 - 12 * down, words)
            at += 1
    return pages


@settings(max_examples=25, deadline=None, phases=GENERATED)
@given(st.lists(PARAGRAPH, min_size=3, max_size=25), st.integers(1, 3))
def test_every_word_comes_once_and_in_order_from_one_two_and_three_columns(
    paragraphs: list[str], columns: int
) -> None:
    pages = set_in_columns(paragraphs, columns)
    captured = read(pages, {"Title": "A report on water"})
    found = " ".join(block.text for block in captured.document.blocks[1:])
    assert found.split() == " ".join(paragraphs).split()
    assert [block.page for block in captured.document.blocks[1:]][-1] in (
        len(pages),
        len(pages) - 1,
    )


LONG_PARAGRAPH = st.lists(SENTENCE, min_size=6, max_size=12).map(" ".join)


@settings(max_examples=15, deadline=None, phases=GENERATED, derandomize=True)
@given(st.lists(LONG_PARAGRAPH, min_size=4, max_size=12))
def test_paragraphs_with_an_indent_come_back_as_they_were(paragraphs: list[str]) -> None:
    captured = read(set_in_columns(paragraphs, 1), {"Title": "A report on water"})
    assert paragraphs_of(captured) == paragraphs


def test_a_headline_over_two_columns_comes_before_both() -> None:
    page = Page()
    page.say(50, 770, "The town that argued", 26, "bold")
    words = (LOREM * 8)[:200]
    half = fill(words, 234)
    middle = len(half) // 2
    for row in range(middle):  # written line by line over both, as old programs do
        page.say(50, 720 - 12 * row, half[row])
        page.say(302, 720 - 12 * row, half[middle + row])
    captured = read([page])
    assert captured.title == "The town that argued"
    found = " ".join(paragraphs_of(captured)).split()
    assert found == " ".join(half[: 2 * middle]).split()


def test_running_heads_and_page_numbers_go_and_pages_are_kept() -> None:
    pages = set_in_columns([" ".join(LOREM * 9).capitalize() + "."] * 6, 1)
    for number, page in enumerate(pages, 7):
        page.say(50, 800, "The Polder Review", 8)
        page.say(500, 800, "Spring 2024", 8)
        page.say(290, 30, str(number), 8)
    captured = read(pages)
    assert len(pages) > 2
    assert "Polder" not in captured.document.text
    assert "Spring" not in captured.document.text
    assert not any(block.text.isdigit() for block in captured.document.blocks)
    assert [block.page for block in captured.document.blocks[1:]] == sorted(
        block.page or 0 for block in captured.document.blocks[1:]
    )
    assert captured.document.blocks[-1].page == len(pages)


def test_a_paragraph_over_a_page_break_is_one_and_has_the_page_where_it_begins() -> None:
    first, second = Page(), Page()
    first.say(50, 60, "The board met on Tuesday evening, and what its minutes say of the long")
    first.say(50, 48, "argument that the town has had is said in four lines, which the clerk")
    second.say(50, 780, "wrote on Wednesday.")
    second.say(62, 768, "Nobody asked.")
    captured = read([first, second], {"Title": "Minutes"})
    assert [(block.page, block.text.split()[-1]) for block in captured.document.blocks[1:]] == [
        (1, "Wednesday."),
        (2, "asked."),
    ]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["We ask for the docu-", "mentation of it."], "We ask for the documentation of it."),
        (["A docu\xad", "mentation of it."], "A documentation of it."),
        (["An Anglo-", "Saxon word."], "An Anglo-Saxon word."),
        (["A long-term plan, or another long-", "term plan."], None),
        (["Before and after, pre-", "and postwar."], "Before and after, pre- and postwar."),
        (["It has the term for a long time: a long-", "term plan."], None),
        (
            ["See https://example.org/one-", "two for it."],
            "See https://example.org/one-two for it.",
        ),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: list[str], joined: str | None) -> None:
    page = Page()
    for row, line in enumerate(lines):
        page.say(50, 700 - 12 * row, line)
    captured = read([page], {"Title": "Hyphens in print"})
    assert paragraphs_of(captured) == [joined or "".join(lines)]


def test_headings_by_size_and_weight_have_levels() -> None:
    page = Page()
    page.say(50, 780, "A report", 24, "bold")
    page.say(50, 740, "What it costs", 14, "bold")
    for row, line in enumerate(fill(LOREM * 4, 480)):
        page.say(50, 720 - 12 * row, line)
    page.say(50, 560, "Who pays", 10, "bold")
    for row, line in enumerate(fill(LOREM * 4, 480)):
        page.say(50, 544 - 12 * row, line)
    blocks = read([page]).document.blocks
    assert [(b.level, b.text) for b in blocks if b.kind == "heading"] == [
        (1, "A report"),
        (2, "What it costs"),
        (3, "Who pays"),
    ]


def test_words_in_bold_and_italic_keep_their_style() -> None:
    page = Page()
    page.say(50, 700, "Nobody said")
    page.say(50 + width("Nobody said "), 700, "anything", font="bold")
    page.say(50 + width("Nobody said anything "), 700, "at all", font="italic")
    page.say(50 + width("Nobody said anything at all "), 700, "about it.")
    block = read([page], {"Title": "Silence at last"}).document.blocks[1]
    assert {(block.text[s.start : s.end], s.style) for s in block.spans} == {
        ("anything", "strong"),
        ("at all", "emphasis"),
    }


def test_a_heading_that_is_spaced_out_is_read_as_words() -> None:
    page = Page()
    for at, letter in enumerate("ABOUT THE PUMP"):
        if letter != " ":
            page.say(50 + 14 * at, 740, letter, 14)
    page.say(50, 700, "Nobody said anything at all.")
    assert read([page], {"Title": "Silence"}).document.blocks[1].text == "ABOUT THE PUMP"


def test_lists_have_items_and_numbers() -> None:
    page = Page()
    rows = ["Three things are to be done:", "• the first pump", "• the second pump, which is"]
    rows += ["  older", "And in this order:", "1. measure", "2. dig", "3. pay"]
    for row, line in enumerate(rows):
        page.say(50, 700 - 12 * row, line.lstrip() if line[0] != " " else line)
    blocks = read([page], {"Title": "To be done"}).document.blocks
    listed = [
        (block.text, each.ordinal)
        for block in blocks
        for each in block.containers
        if isinstance(each, Item)
    ]
    assert listed == [
        ("the first pump", 1),
        ("the second pump, which is older", 2),
        ("measure", 1),
        ("dig", 2),
        ("pay", 3),
    ]
    kinds = {
        each.ordered for block in blocks for each in block.containers if isinstance(each, List)
    }
    assert kinds == {True, False}


def test_a_table_keeps_its_cells_and_a_row_is_never_read_down() -> None:
    page = Page()
    rows = [("Year", "Cost", "Paid by"), ("2021", "1.2 million", "the town")]
    rows += [("2022", "2.4 million", "the region"), ("2023", "0.9 million", "nobody")]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            page.say(50 + 130 * column, 700 - 14 * row, cell, font="bold" if row == 0 else "plain")
    blocks = read([page], {"Title": "What it costs"}).document.blocks[1:]
    assert all(isinstance(block.containers[0], Table) for block in blocks)
    cells = [block.containers[1] for block in blocks]
    assert [(c.row, c.column, c.header) for c in cells if isinstance(c, Cell)] == [
        (row, column, row == 0) for row in range(4) for column in range(3)
    ]
    assert [block.text for block in blocks] == [cell for row in rows for cell in row]


def test_a_footnote_stays_with_its_mark() -> None:
    page = Page()
    page.say(50, 700, "The board met")
    page.say(50 + width("The board met"), 704, "1", 6)
    page.say(50 + width("The board met") + 6, 700, "and said nothing at all about the costs of it.")
    page.say(50, 688, "It will meet again.")
    page.say(50, 80, "1", 5)
    page.say(56, 77, "Minutes of the board, item 5.", 8)
    blocks = read([page], {"Title": "Minutes of it"}).document.blocks
    assert blocks[1].text.startswith("The board met1 and said")
    assert [span.style for span in blocks[1].spans] == ["sup"]
    note = blocks[-1].containers[0]
    assert isinstance(note, Footnote)
    assert (note.mark, blocks[-1].text) == ("1", "Minutes of the board, item 5.")


def test_a_picture_comes_along_where_it_stands_with_its_caption() -> None:
    page = Page()
    page.say(50, 760, "Before the picture stands a paragraph of a few words.")
    page.picture(50, 560, 270, 180)
    page.say(50, 545, "Figure 1. The pump in the winter.", 8)
    page.say(50, 500, "After the picture comes another paragraph of a few words.")
    captured = read([page], {"Title": "A pump"})
    assert [block.kind for block in captured.document.blocks[1:]] == [
        "paragraph",
        "picture",
        "caption",
        "paragraph",
    ]
    picture, caption = captured.document.blocks[2:4]
    assert isinstance(picture.containers[0], Figure)
    assert picture.containers == caption.containers
    assert captured.pictures == ("pdf:1/1",)
    (carried,) = captured.carried
    assert carried.src == "pdf:1/1"
    assert carried.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(zlib.decompress(carried.content[41:-16])) == 40 * (1 + 3 * 60)


def test_the_title_is_the_files_own_if_it_can_be_believed() -> None:
    def title(said: str) -> str:
        page = Page()
        page.say(50, 780, "Pumps of the polder", 24)
        page.say(50, 740, "The board met on Tuesday, and nobody asked.")
        return read([page], {"Title": said}).title

    assert title("The pumps, all of them") == "The pumps, all of them"
    for nothing in ("", "Microsoft Word - report-final2.docx", "report", "untitled", "x_7.indd"):
        assert title(nothing) == "Pumps of the polder"


def test_authors_dates_and_language_are_read() -> None:
    page = Page()
    page.say(
        50, 740, "De raad kwam op dinsdag bijeen, en niemand vroeg naar de kosten van het werk."
    )
    about = {
        "Title": "De pomp",
        "Author": "Marit Okafor; Jan de Wit",
        "CreationDate": "D:20241001142955+02'00'",
        "ModDate": "D:20241003090000Z",
    }
    captured = read([page], about, "/Lang (nl-NL)")
    assert captured.bylines == ("Marit Okafor", "Jan de Wit")
    assert captured.published == "2024-10-01T14:29:55+02:00"
    assert captured.modified == "2024-10-03T09:00:00Z"
    assert captured.lang == "nl-NL"


def test_a_page_that_lies_on_its_side_is_read_upright() -> None:
    page = Page(extra="/Rotate 90")
    for row in range(6):
        page.turned(100 + 12 * row, 60, f"Line {row} of a page that is turned to its side")
    page.say(300, 400, "aside", 8)
    found = " ".join(
        block.text for block in read([page], {"Title": "On its side"}).document.blocks[1:]
    )
    expected = " ".join(f"Line {row} of a page that is turned to its side" for row in range(6))
    assert found == f"{expected} aside"


# --- marks ---------------------------------------------------------------------------------------


def marked() -> Page:
    page = Page()
    page.say(50, 700, "The board met on Tuesday, and its minutes say in four lines what people")
    page.say(50, 688, "have argued about for years.")
    return page


def box(before: str, words: str, y: float) -> tuple[float, float, float, float]:
    left = 50 + width(before)
    return left, y - 2, left + width(words), y + 8


def test_marks_and_comments_become_remarks_on_their_words() -> None:
    page = marked()
    about = "/Contents (Who says so?) /T (Jan de Wit) /M (D:20241002142955+02'00')"
    page.mark("Highlight", box("The ", "board met", 700), f"{about} /C [1 1 0]")
    page.mark("Underline", box("", "have", 688), "/C [0 0.6 0.2]")
    page.mark("Text", (20, 680, 40, 696), "/Contents (Ask the chair.)")
    page.mark("Link", box("The ", "board met", 700))
    page.mark("Popup", (300, 300, 400, 400), "/Contents (twice)")
    captured = read([page], {"Title": "Minutes"})
    said = [
        (each.passage.of(captured.document.text), each.note, each.by, each.colour, each.page)
        for each in captured.remarks
        if each.passage
    ]
    assert said == [
        ("board met", "Who says so?", "Jan de Wit", "yellow", 1),
        ("have", "", None, "green", 1),
        ("have argued about for years.", "Ask the chair.", None, None, 1),
    ]
    assert captured.remarks[0].at is not None
    assert captured.remarks[0].at.isoformat() == "2024-10-02T12:29:55+00:00"


def test_a_mark_over_two_lines_is_one_passage() -> None:
    page = marked()
    left, _bottom, _right, top = box("The board met on Tuesday, ", "", 700)
    quads = f"/QuadPoints [{left} {top} 500 {top} {left} 698 500 698 50 696 92 696 50 686 92 686]"
    page.annotations.append(
        f"<< /Type /Annot /Subtype /Highlight /Rect [50 686 500 {top}] {quads} >>"
    )
    captured = read([page], {"Title": "Minutes"})
    (remark,) = captured.remarks
    assert remark.passage is not None
    assert remark.passage.of(captured.document.text) == (
        "and its minutes say in four lines what people have ar"
    )


def test_a_mark_on_the_headline_stands_on_it() -> None:
    page = marked()
    page.say(50, 760, "Minutes of the board", 20)
    page.mark("Highlight", (50, 755, 50 + width("Minutes", 20), 775))
    captured = read([page])
    (remark,) = captured.remarks
    assert captured.title == "Minutes of the board"
    assert remark.passage is not None
    assert remark.passage.of(captured.document.text) == "Minutes"


def test_a_comment_on_a_page_without_words_is_about_the_article() -> None:
    empty = Page()
    empty.mark("FreeText", (20, 680, 40, 696), "/Contents (Nothing here.)")
    (remark,) = read([marked(), empty], {"Title": "Minutes"}).remarks
    assert remark.passage is None
    assert "Nothing here." in remark.note
    assert "2" in remark.note


# --- what is refused -----------------------------------------------------------------------------


def test_a_scan_gets_a_clear_word() -> None:
    page = Page()
    page.picture(0, 0, 595, HIGH)
    with pytest.raises(NotAnArticle, match="pictures of pages") as caught:
        read([page, page, page])
    assert "OCRmyPDF" in caught.value.advice


def test_a_scan_whose_words_were_recognised_is_read_without_its_pictures() -> None:
    page = Page()
    page.picture(0, 0, 595, HIGH)
    page.painted.append(b"3 Tr")  # invisible, as text recognition writes it
    for row, line in enumerate(fill(LOREM * 4, 480)):
        page.say(50, 700 - 12 * row, line)
    captured = read([page], {"Title": "A scan"})
    assert captured.carried == ()
    assert " ".join(paragraphs_of(captured)).split() == LOREM * 4


def test_a_locked_file_gets_a_clear_word() -> None:
    whole = pdf([marked()])
    zeros = "<" + 32 * "00" + ">"
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O {zeros} /U {zeros} >> /ID [<00> <00>]"
    locked = whole.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock.encode())
    with pytest.raises(NotAnArticle, match="password"):
        intake.to_article(source(locked))


def test_what_is_no_pdf_and_what_is_too_long_get_a_clear_word() -> None:
    with pytest.raises(NotAnArticle, match="broken"):
        intake.to_article(source(b"%PDF-1.7\nnothing"))
    with pytest.raises(NotAnArticle, match="longer than"):
        read([Page()] * 5000)
