"""Word files give back the article, and say of each mark which characters it is on."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from importlib.resources import files
from random import Random

import docx as python_docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import docx
from reader.export.annotated import placed_and_orphans
from reader.export.word_marks import GOES_ON
from reader.export.word_text import HIGHLIGHTS, directions
from reader.model import (
    Cell,
    Document,
    Exported,
    Footnote,
    Item,
    Link,
    List,
    Picture,
    Quote,
    Span,
    StoredPicture,
    Table,
    sha256,
)
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import ARTICLE, DOUBT, annotation, block, document, passage
from tests.reader.export.marked import articles, places
from tests.reader.export.test_annotated import GOLDEN, rich
from tests.reader.export.word import read
from tests.reader.strategies import texts

PUMP = files("resources") / "samples/the-river-that-moved-a-border.png"


def opened(exported: Exported) -> python_docx.document.Document:
    return python_docx.Document(io.BytesIO(docx.write(exported)))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(name).decode()


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(articles())
def test_a_word_file_gives_back_the_text_and_every_mark_on_its_very_characters(
    case: Exported,
) -> None:
    back = read(docx.write(case))
    assert back.text == case.document.text
    expected = places(case)
    in_order = [mark.id for mark, _passage in placed_and_orphans(case)[0]]
    assert back.noted() == [expected[id] for id in in_order]
    assert set(back.highlighted) == set().union(*expected.values())


@settings(max_examples=10)
@given(articles())
def test_the_same_article_is_the_same_file(case: Exported) -> None:
    assert docx.write(case) == docx.write(replace(case, marks=tuple(reversed(case.marks))))
    assert docx.write_notes(case) == docx.write_notes(case)


@settings(max_examples=25)
@given(articles(), texts(max_size=20), st.text("\x00\x0b\x1f\ufffe\uffff\ud800a", max_size=9))
def test_no_words_of_anyone_break_a_file(case: Exported, note: str, strange: str) -> None:
    marks = [(replace(mark, note=note + strange), place) for mark, place in case.marks]
    labels = {id: replace(label, name=strange) for id, label in case.labels.items()}
    article = replace(case.article, title=strange, bylines=(strange,), note=strange)
    hostile = replace(case, article=article, marks=tuple(marks), labels=labels)
    assert read(docx.write(hostile)).text == case.document.text
    assert python_docx.Document(io.BytesIO(docx.write_notes(hostile))).paragraphs


@given(texts(1), st.booleans())
def test_letters_never_stand_in_a_run_of_the_other_direction(text: str, base: bool) -> None:
    turns = directions(text, right_to_left=base)
    assert min(turns) == 0
    now = base
    for at, char in enumerate(text):
        now = turns.get(at, now)
        if char in "abcxyz国会が한":
            assert not now
        if char in "قسدש":
            assert now


def test_every_table_has_as_many_columns_in_each_row() -> None:
    for seed in range(40):
        written = docx.write(adversarial.exported(Random(seed)))
        for table in python_docx.Document(io.BytesIO(written)).element.body.iter(qn("w:tbl")):
            columns = len(table.find(qn("w:tblGrid")))
            for row in table.findall(qn("w:tr")):
                spans = [
                    cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                    for cell in row.findall(qn("w:tc"))
                ]
                widths = [int(span.get(qn("w:val"))) if span is not None else 1 for span in spans]
                assert sum(widths) == columns


# --- examples ------------------------------------------------------------------------------------


def test_a_rich_article_is_written_as_it_was() -> None:
    written = docx.write(rich(), blob=lambda _digest: b"no picture")
    for name in ("document", "comments"):
        found = part(written, f"word/{name}.xml").replace("><", ">\n<")
        golden = GOLDEN / f"rich-{name}.xml"
        if "GALLEY_GOLDEN" in os.environ:
            golden.write_bytes(found.encode())
        assert found == golden.read_bytes().decode()


def test_where_marks_overlap_the_later_colour_shows_and_both_have_a_comment() -> None:
    of = document("one two three")
    marks = [
        annotation("k00001", passage(of, "one two")),
        annotation("k00002", passage(of, "two three"), label=DOUBT),
    ]
    back = read(docx.write(cases.exported(of, marks)))
    start = of.text.index("one")
    assert back.highlighted[start] == HIGHLIGHTS["blue"]
    assert {back.highlighted[start + at] for at in range(4, 13)} == {HIGHLIGHTS["red"]}
    assert [author for author, _text in back.comments] == ["Claim", "Doubt"]


def test_every_colour_of_a_label_is_another_one_in_word() -> None:
    assert len(set(HIGHLIGHTS.values())) == len(HIGHLIGHTS)


def test_a_comment_holds_the_note_with_its_styles_and_what_else_is_known() -> None:
    of = document("one two three")
    noted, place = annotation("k00001", passage(of, "two"), note="Ask *her*:\n- **when**\n- why")
    noted = replace(noted, tags=("nato", "budget/2014"), checked="wrong")
    [comment] = opened(cases.exported(of, [(noted, place)])).comments
    assert comment.text == ("Ask her:\n• when\n• why\n#nato · #budget/2014 · checked: wrong")
    assert (comment.author, comment.initials) == ("Claim", "C")
    assert comment.timestamp == noted.created
    runs = {run.text: run for paragraph in comment.paragraphs for run in paragraph.runs}
    assert runs["her"].italic
    assert runs["when"].bold


def test_an_orphan_has_its_comment_on_its_quote_at_the_end() -> None:
    written = opened(cases.exported(document("one"), [annotation("k00001", None, "gone words")]))
    assert written.paragraphs[-1].text == "gone words"
    assert len(list(written.comments)) == 1


def test_lists_are_numbered_by_word_and_nest() -> None:
    first, second = List(1, ordered=True, start=3), List(4)
    of = document(
        block("three", (), first, Item(2, 3)),
        block("under", (), first, Item(2, 3), second, Item(5, 1)),
        block("four", (), first, Item(3, 4)),
        block("more of four", (), first, Item(3, 4)),
        block("nine", (), first, Item(6, 9)),
    )
    written = opened(cases.exported(of))
    numbered = {
        paragraph.text: [int(each.get(qn("w:val"))) for each in paragraph._p.pPr.numPr]
        for paragraph in written.paragraphs
        if paragraph._p.pPr.numPr is not None
    }
    assert [*numbered] == ["three", "under", "four", "nine"]
    assert [level for level, _list in numbered.values()] == [0, 1, 0, 0]
    assert numbered["three"] == numbered["four"] != numbered["nine"]
    numbering = written.part.numbering_part.element
    starts = {
        each.get(qn("w:numId")): start.get(qn("w:val"))
        for each in numbering.findall(qn("w:num"))
        for start in each.iter(qn("w:startOverride"))
    }
    assert starts[str(numbered["three"][1])] == "3"
    assert starts[str(numbered["nine"][1])] == "9"


def test_a_merged_cell_is_one_in_word() -> None:
    table = Table(1)
    of = document(
        block("head", (), table, Cell(2, 0, 0, header=True, columns=2)),
        block("tall", (), table, Cell(3, 1, 0, rows=2)),
        block("b", (), table, Cell(4, 1, 1)),
        block("c", (), table, Cell(5, 2, 1)),
    )
    [written] = opened(cases.exported(of)).tables
    assert [[cell.text.strip() for cell in row.cells] for row in written.rows] == [
        ["head", "head"],
        ["tall", "b"],
        ["tall", "c"],
    ]


def test_a_mark_that_leaves_a_table_has_a_second_comment_for_what_lies_outside() -> None:
    of = document(block("inside", (), Table(1), Cell(2, 0, 0)), "outside")
    marks = [annotation("k00001", passage(of, "inside", until="outside"), note="Why?")]
    back = read(docx.write(cases.exported(of, marks)))
    assert [text for _author, text in back.comments] == ["Why?", GOES_ON]
    assert [len(where) for where in back.commented.values()] == [len("inside"), len("outside")]


def test_a_table_that_word_cannot_open_is_paragraphs() -> None:
    table = Table(1)
    cells = (block(f"c{n}", (), table, Cell(2 + n, 0, n)) for n in range(64))
    written = opened(cases.exported(document(*cells)))
    assert not written.tables
    assert written.paragraphs[-1].text == "c63"


def test_a_paragraph_from_right_to_left_says_so_and_so_do_its_runs() -> None:
    of = Document(document("قال NATO اليوم", headline="قال").blocks, lang="ar", direction="rtl")
    paragraph = opened(cases.exported(of)).paragraphs[-1]
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    turned = [(run.text, run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None)
              for run in paragraph.runs]  # fmt: skip
    assert turned == [("قال ", True), ("NATO", False), (" اليوم", True)]


def test_links_are_links_and_only_where_word_would_open_them() -> None:
    of = document(
        block("good bad", [Span(0, 4, Link("https://a.org/x y")), Span(5, 8, Link("http://[b"))])
    )
    written = opened(cases.exported(of))
    [link] = [each for p in written.paragraphs if "good" in p.text for each in p.hyperlinks]
    assert (link.text, link.address) == ("good", "https://a.org/x%20y")


def test_code_quotes_and_footnotes_have_styles_of_their_own() -> None:
    of = document(
        block("x = 1\n\ty", kind="code"),
        block("said", (), Quote(1)),
        block("below", (), Footnote(2, "7")),
    )
    written = opened(cases.exported(of)).paragraphs
    styled = {paragraph.text: paragraph.style.name for paragraph in written}
    assert styled["x = 1\n\ty"] == "Code"
    assert styled["said"] == "Quote"
    assert styled["7 below"] == "Article Footnote"


def test_a_picture_of_the_library_is_in_the_file_with_its_words() -> None:
    src = "https://e.org/a.png"
    of = document(block("", [Span(0, 1, Picture(src, "A pump"))], kind="picture"))
    content = PUMP.read_bytes()
    stored = StoredPicture(ARTICLE.id, src, sha256(content), media_type="image/png")
    case = replace(cases.exported(of), pictures={src: stored})
    with_it = python_docx.Document(io.BytesIO(docx.write(case, blob=lambda _digest: content)))
    [shape] = with_it.inline_shapes
    assert shape._inline.docPr.get("descr") == "A pump"
    assert shape.width <= 16.1 * 360_000
    without = python_docx.Document(io.BytesIO(docx.write(case)))
    assert without.paragraphs[-1].text == "[A pump]"


def test_the_notes_alone_name_quote_label_note_and_source() -> None:
    of = document("one two three")
    marks = [annotation("k00001", passage(of, "two"), note="Ask *her*.")]
    content = docx.write_notes(cases.exported(of, marks, note="All of it."))
    lines = [paragraph.text for paragraph in python_docx.Document(io.BytesIO(content)).paragraphs]
    assert [line for line in lines if line] == [
        "Notes on “Jens Stoltenberg mundur”",
        "A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024 · "
        "https://thedesignweb.co.id/nato",
        "All of it.",
        "two",
        "Claim",
        "Ask her.",
    ]


def test_the_times_in_a_file_are_those_of_the_article() -> None:
    said = opened(cases.exported(document("one"))).core_properties
    assert said.created == said.modified == cases.AT
    assert said.author == "A. Wartawan, B. Penulis"
