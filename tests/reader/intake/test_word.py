"""Word files come in whole: text, structure, comments as marks; ours come back as they went out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import docx as python_docx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.export import docx
from reader.export.annotated import placed_and_orphans
from reader.export.rendered import paragraphs
from reader.export.word_text import HIGHLIGHTS, legal
from reader.intake.child import Child
from reader.intake.word_text import _PENS
from reader.model import (
    Block,
    Captured,
    Cell,
    Exported,
    Figure,
    Footnote,
    Item,
    Link,
    List,
    Passage,
    Picture,
    Quote,
)
from reader.text import clean
from tests.reader.export.marked import articles
from tests.reader.export.test_annotated import rich
from tests.reader.intake.broken import comes_in_or_is_refused, mutations
from tests.reader.intake.packages import (
    PUMP,
    STORY,
    WORDS,
    by_libreoffice,
    by_pandoc,
    paragraph,
    source,
    word,
)

T = TypeVar("T")
RICH = docx.write(rich())


def read(content: bytes) -> Captured:
    return intake.to_article(source(content, "story.docx"))


def texts(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


def innermost(block: Block, kind: type[T]) -> T:
    """The last container of that kind that a block stands in."""
    return [each for each in block.containers if isinstance(each, kind)][-1]


# --- ours come back ------------------------------------------------------------------------------


def spoken(block: Block) -> str:
    """A block's text as a Word file without the pictures has it: their words in brackets."""
    words, pieces, at = block.text, [], 0
    for span in sorted(block.spans, key=lambda span: span.start):
        if isinstance(span.style, Picture):
            alt = legal(" ".join(span.style.alt.split()) or "picture")
            pieces += [words[at : span.start], f"[{clean(alt)[0]}]"]
            at = span.end
    said = "".join([*pieces, words[at:]])
    return " ".join(said.split()) if block.level == 1 else said


def marked(exported: Exported) -> list[tuple[str, int]]:
    """The label of each mark, and how many characters of words lie before it."""
    found = []
    for annotation, passage in placed_and_orphans(exported)[0]:
        found.append((exported.labels[annotation.label].name, words_before(exported, passage)))
    return sorted(found)


def words_before(exported: Exported, passage: Passage) -> int:
    before = exported.document.pieces(Passage(0, passage.start)) if passage.start else ()
    said = 0
    for index, piece in before:
        block = exported.document.blocks[index]
        cut = replace(
            block,
            text=piece.of(block.text),
            spans=tuple(span for span in block.spans if span.end <= piece.end),
        )
        said += len("".join(spoken(cut).split()))
    return said


@settings(max_examples=15)
@given(articles())
def test_what_went_out_to_word_comes_back_with_its_text_marks_and_notes(case: Exported) -> None:
    assume(any(char.isalnum() for char in case.document.text))
    back = read(docx.write(case))
    assert texts(back) == [spoken(block) for block in case.document.blocks]
    for block, was in zip(back.document.blocks, case.document.blocks, strict=True):
        assert block.level == was.level or any(isinstance(one, Cell) for one in was.containers)
    text = back.document.text
    placed = [
        (each.label or "", len("".join(text[: each.passage.start].split())))
        for each in back.remarks
        if each.passage
    ]
    assert sorted(placed) == marked(case)
    assert len(back.remarks) == len(case.marks)


def test_a_rich_article_comes_back_with_its_structure_facts_and_notes() -> None:
    gone = rich()
    back = read(docx.write(gone))
    assert (back.bylines, back.site) == (gone.article.bylines, gone.article.site)
    assert (back.published, back.url) == (gone.article.published, gone.article.canonical)
    assert back.tags == gone.article.tags
    plain = [block for block in gone.document.blocks if block.kind not in ("picture", "caption")]
    same = [block for block in back.document.blocks if block.kind != "caption"]
    same = [block for block in same if block.text != "[Rutte]"]
    assert [(block.kind, block.level, block.text, block.spans) for block in same] == [
        (block.kind, block.level, block.text, block.spans) for block in plain
    ]
    assert [tuple(map(type, block.containers)) for block in same] == [
        tuple(map(type, block.containers)) for block in plain
    ]
    notes = {annotation.note for annotation, _place in gone.marks}
    said = {note: paragraphs(note) for note in (remark.note for remark in back.remarks)}
    assert set(said.values()) == {paragraphs(note) for note in notes}
    assert {remark.at for remark in back.remarks} <= {
        mark.edited or mark.created for mark, _place in gone.marks
    }
    assert paragraphs(back.note) == paragraphs(gone.article.note)
    assert [remark.quote for remark in back.remarks if remark.passage is None] == [
        "words that went\nwith the update"
    ]


def test_every_highlighter_that_galley_writes_comes_back_as_its_colour() -> None:
    assert {colour: _PENS[name] for colour, name in HIGHLIGHTS.items()} == {
        colour: colour for colour in HIGHLIGHTS
    }


def test_what_a_colleague_adds_to_our_file_has_a_name() -> None:
    file = python_docx.Document(io.BytesIO(RICH))
    [paragraph] = [each for each in file.paragraphs if each.text == "Yang lain"]
    file.add_comment(paragraph.runs, "Is it so?", author="Ana Pinto", initials="AP")
    out = io.BytesIO()
    file.save(out)
    back = read(out.getvalue())
    assert len(back.remarks) == len(rich().marks) + 1
    [added] = [remark for remark in back.remarks if remark.by]
    assert (added.quote, added.note, added.by) == ("Yang lain", "Is it so?", "Ana Pinto")
    assert added.label is None


# --- others' -------------------------------------------------------------------------------------


def test_a_file_by_pandoc_comes_in_with_all_its_structure() -> None:
    captured = read(by_pandoc("docx"))
    assert texts(captured) == WORDS
    assert captured.bylines == ("Ana Pinto", "Joost de Wit")
    assert (captured.published, captured.lang) == ("2024-10-01", "en")
    by_words = {block.text: block for block in captured.document.blocks}
    lists = [each for each in by_words["deeper"].containers if isinstance(each, List)]
    assert [each.ordered for each in lists] == [True, False, True]
    assert by_words["Goes on."].containers == by_words["Second"].containers
    assert innermost(by_words["Seven"], List).start == 7
    assert innermost(by_words["Eight"], Item).ordinal == 8
    quotes = [by_words[words].containers for words in ("A quote of two.", "Paragraphs it has.")]
    assert quotes[0] == quotes[1]
    assert isinstance(quotes[0][0], Quote)
    assert by_words["A pump in the rain"].kind == "caption"
    assert innermost(by_words["A pump in the rain"], Figure)
    year = innermost(by_words["Year"], Cell)
    assert (year.row, year.column, year.header) == (0, 0, True)
    assert innermost(by_words["Another note."], Footnote).mark == "2"
    styles = {
        (block.text[span.start : span.end], span.style)
        for block in captured.document.blocks
        for span in block.spans
        if not isinstance(span.style, Picture)
    }
    assert {
        ("Tuesday", "emphasis"),
        ("minutes", "strong"),
        ("struck", "deleted"),
        ("code", "code"),
        ("argued", Link("https://lowlandpost.example/minutes")),
        ("link", Link("https://n.example/")),
    } <= styles
    [picture] = captured.carried
    assert picture.src == captured.pictures[0]
    assert picture.content == PUMP.read_bytes()


def test_the_child_gives_the_same_with_its_marks_and_pictures() -> None:
    given = source(by_pandoc("docx"), "story.docx")
    many = source(word(paragraph("A word.") * 20_000), "many.docx")
    with Child() as child:
        assert child.to_article(given) == intake.to_article(given)
        assert len(child.to_article(many).document.blocks) == 20_001


def test_comments_and_highlights_become_remarks_on_their_words() -> None:
    comment, highlight = read(by_pandoc("docx")).remarks
    assert (comment.quote, comment.note, comment.by) == ("The pump", "Who says so?", "Editor")
    assert comment.at == datetime(2024, 10, 2, 10, tzinfo=UTC)
    assert comment.passage is not None
    assert (highlight.quote, highlight.colour, highlight.note) == ("A marked one", "yellow", "")


def test_a_file_that_libreoffice_has_saved_anew_says_the_same(tmp_path: Path) -> None:
    ours = docx.write(rich())
    anew = read(by_libreoffice(ours, "docx", "docx", tmp_path))
    assert anew.document.text == read(ours).document.text
    assert [(each.passage, each.label, each.tags) for each in anew.remarks] == [
        (each.passage, each.label, each.tags) for each in read(ours).remarks
    ]


def test_an_answer_stands_below_the_comment_that_it_answers() -> None:
    comments = "".join(
        f'<w:comment w:id="{id}" w:author="{by}" w:date="2024-10-02T10:00:00Z">'
        f'<w:p w14:paraId="{para}"><w:r><w:t>{words}</w:t></w:r></w:p></w:comment>'
        for id, by, para, words in (
            ("1", "Ana", "0A", "Is it?"),
            ("2", "Joost", "0B", "It is."),
            ("3", "Ana", "0C", "About another."),
        )
    )
    extended = '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    ranged = "".join(f'<w:commentRangeStart w:id="{id}"/>' for id in (1, 2))
    ended = "".join(f'<w:commentRangeEnd w:id="{id}"/>' for id in (1, 2))
    body = (
        f"<w:p>{ranged}<w:r><w:t>The pump</w:t></w:r>{ended}<w:r><w:t> stands.</w:t></w:r></w:p>"
        '<w:p><w:r><w:t>All of this.</w:t><w:commentReference w:id="3"/></w:r></w:p>'
    )
    made = read(word(body, comments=comments, commentsExtended=extended))
    assert [(each.quote, each.note, each.by) for each in made.remarks] == [
        ("The pump", "Is it?\n\n— Ana\n\nIt is.", "Joost"),
        ("All of this.", "About another.", "Ana"),
    ]


def test_a_highlight_under_a_comment_gives_it_its_colour() -> None:
    comments = '<w:comment w:id="1" w:author="Ana"><w:p><w:r><w:t>So?</w:t></w:r></w:p></w:comment>'
    pen = '<w:rPr><w:highlight w:val="green"/></w:rPr>'
    body = (
        f'<w:p><w:commentRangeStart w:id="1"/><w:r>{pen}<w:t>Green words</w:t></w:r>'
        f'<w:commentRangeEnd w:id="1"/></w:p><w:p><w:r>{pen}<w:t>alone</w:t></w:r></w:p>'
    )
    assert [
        (each.quote, each.colour, each.note) for each in read(word(body, comments=comments)).remarks
    ] == [("Green words", "green", "So?"), ("Green words\nalone", "green", "")]


def test_what_was_deleted_is_out_and_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    gone = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    body = (
        paragraph("One ", gone)
        + paragraph("goes on.")
        + "<w:p><w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>put in</w:t></w:r>"
        "</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
    )
    assert texts(read(word(body)))[1:] == ["One goes on.", "put in"]


def test_a_table_of_contents_stays_out_and_a_field_shows_its_words_and_link() -> None:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )

    def instruct(words: str) -> str:
        return f"<w:r><w:instrText>{words}</w:instrText></w:r>"

    body = (
        f"<w:p>{begin}{instruct('TOC')}{separate}<w:r><w:t>Chapter 7</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>More 8</w:t></w:r>{end}</w:p>"
        f"<w:p><w:r><w:t>See </w:t></w:r>{begin}"
        f"{instruct(' HYPERLINK &quot;https://a.example/&quot; ')}"
        f"{separate}<w:r><w:t>here</w:t></w:r>{end}<w:r><w:t>.</w:t></w:r></w:p>"
    )
    [_headline, block] = read(word(body)).document.blocks
    assert block.text == "See here."
    assert [(span.start, span.end, span.style) for span in block.spans] == [
        (4, 8, Link("https://a.example/"))
    ]


def test_cells_that_span_rows_and_columns_keep_their_places() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"

    down, on, wide = "<w:vMerge w:val='restart'/>", "<w:vMerge/>", "<w:gridSpan w:val='2'/>"
    body = (
        "<w:tbl>"
        f"<w:tr>{cell('tall', down)}{cell('wide', wide)}</w:tr>"
        f"<w:tr>{cell('', on)}{cell('a')}{cell('b')}</w:tr>"
        "</w:tbl>"
    )
    cells = {
        block.text: next(each for each in block.containers if isinstance(each, Cell))
        for block in read(word(body)).document.blocks[1:]
    }
    assert {
        words: (cell.row, cell.column, cell.rows, cell.columns) for words, cell in cells.items()
    } == {"tall": (0, 0, 2, 1), "wide": (0, 1, 1, 2), "a": (1, 1, 1, 1), "b": (1, 2, 1, 1)}


def test_a_frame_of_one_cell_is_no_table() -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph('In a box.')}</w:tc></w:tr></w:tbl>"
    [_headline, block] = read(word(body)).document.blocks
    assert (block.text, block.containers) == ("In a box.", ())


def test_what_a_text_box_says_stands_after_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Beside it.</w:t><mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>" + paragraph("Next.")
    )
    assert texts(read(word(body)))[1:] == ["Beside it.", "In the box.", "Next."]


def test_the_title_is_the_styled_one_else_the_heading_else_what_the_file_says() -> None:
    file = python_docx.Document()
    file.core_properties.title = "What the file says"
    file.core_properties.author = "Ana Pinto; Joost de Wit"
    file.add_paragraph("Some words.")
    out = io.BytesIO()
    file.save(out)
    captured = read(out.getvalue())
    assert captured.title == "What the file says"
    assert captured.bylines == ("Ana Pinto", "Joost de Wit")
    file.paragraphs[0].insert_paragraph_before("The heading", "Heading 1")
    file.add_heading("Below", 2)
    out = io.BytesIO()
    file.save(out)
    captured = read(out.getvalue())
    assert texts(captured) == ["The heading", "Some words.", "Below"]
    assert [block.level for block in captured.document.blocks] == [1, 0, 2]


def test_notes_at_the_end_are_told_from_those_at_the_foot() -> None:
    body = (
        "<w:p><w:r><w:t>Said</w:t><w:footnoteReference w:id='2'/><w:endnoteReference w:id='2'/>"
        "</w:r></w:p>"
    )
    foot = f"<w:footnote w:id='2'>{paragraph('At the foot.')}</w:footnote>"
    end = f"<w:endnote w:id='2'>{paragraph('At the end.')}</w:endnote>"
    captured = read(word(body, footnotes=foot, endnotes=end))
    assert texts(captured)[1:] == ["Said1i", "At the foot.", "At the end."]
    marks = [
        each.mark
        for block in captured.document.blocks
        for each in block.containers
        if isinstance(each, Footnote)
    ]
    assert marks == ["1", "i"]


# --- refusals ------------------------------------------------------------------------------------


def test_old_locked_and_empty_files_are_refused_with_an_advice() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    for content, words in (
        (ole + "WordDocument".encode("utf-16-le"), "old Word"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "password"),
        (ole + "__substg1.0_0037001F".encode("utf-16-le"), "Outlook"),
        (word("<w:p/>"), "no words"),
        (by_pandoc("docx")[:3000], "damaged"),
    ):
        with pytest.raises(NotAnArticle, match=words) as caught:
            read(content)
        assert caught.value.advice


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        with made.open("word/document.xml", "w") as file:
            for _step in range(70):
                file.write(b" " * 1_000_000)
    with pytest.raises(NotAnArticle, match="far more"):
        read(out.getvalue())


def test_entities_of_a_files_own_stay_closed() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    content = word(paragraph("Words &a; &b; and more."))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["word/document.xml"] = bomb.encode() + parts["word/document.xml"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    assert set(texts(read(out.getvalue()))) == {"Words"}


def test_circles_of_styles_and_endless_nesting_come_to_an_end() -> None:
    styles = "".join(
        f"<w:style w:styleId='{one}'><w:name w:val='{one}'/><w:basedOn w:val='{other}'/></w:style>"
        for one, other in pairwise("aba")
    )
    properties = "<w:pPr><w:pStyle w:val='a'/></w:pPr>"
    deep = "<w:tbl><w:tr><w:tc>" * 70 + paragraph("Deep.", properties)
    deep += "</w:tc></w:tr></w:tbl>" * 70
    assert texts(read(word(deep, styles=styles)))[1:] == ["Deep."]


@settings(max_examples=40)
@given(st.data())
def test_any_file_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, by_pandoc("docx")), "story.docx")


@settings(max_examples=30)
@given(st.data())
def test_any_part_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, RICH, inside=True), "story.docx")


def test_the_story_is_the_one_whose_words_are_expected() -> None:
    assert all(words.split()[0] in STORY for words in WORDS if words.isascii())
