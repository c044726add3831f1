"""A file that was exported says, when it is read, what was exported."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.errors import Detached
from reader.export import annotated
from reader.export.front_matter import utc
from reader.export.inline import MarkStyle
from reader.export.options import ExportOptions
from reader.export.parse import parse
from reader.export.parsed import HeadLine, Parsed
from reader.export.read_notes import head_line
from reader.model import (
    Annotation,
    Block,
    Cell,
    Exported,
    Figure,
    Footnote,
    Item,
    Label,
    Link,
    List,
    Passage,
    Picture,
    Quote,
    Span,
    Style,
    Table,
    sha256,
)
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import ARTICLE, AT, annotation, block, document, passage
from tests.reader.export.test_annotated import rich
from tests.reader.export.test_parsers import PLAIN_TEXTS, STYLED

seeds = given(seed=st.integers(0, 2**32))


def hostile(seed: int) -> Exported:
    """A hostile article; some of its marks are checked, and some have lost their words."""
    random = Random(seed)
    case = adversarial.exported(random)
    marks = []
    for mark, place in case.marks:
        if random.random() < 0.2:
            place = replace(place, passage=None, state="orphan")
        if random.random() < 0.2:
            mark = replace(mark, checked=random.choice(("holds", "wrong")), checked_at=AT)
        marks.append((mark, place))
    return replace(case, marks=tuple(marks))


def head_of(mark: Annotation, label: Label) -> HeadLine:
    """What a head line should say of an annotation."""
    name = " ".join(label.name.split())
    return HeadLine(
        name, label.colour, mark.tags, mark.created, mark.edited, mark.checked, mark.checked_at
    )


def says_the_same(parsed: Parsed, case: Exported) -> None:
    """The law."""
    assert parsed.text == case.document.text
    assert not parsed.unnamed
    assert not parsed.loose
    assert parsed.id == case.article.id
    assert (parsed.note or "") == case.article.note
    placed = {mark.id: place.passage for mark, place in case.marks if place.passage}
    assert parsed.places == {id: (where,) for id, where in placed.items()}
    assert parsed.definitions.keys() == placed.keys()
    assert {orphan.id for orphan in parsed.orphans} == {
        mark.id for mark, place in case.marks if not place.passage
    }
    orphans = {orphan.id: orphan for orphan in parsed.orphans}
    for mark, place in case.marks:
        found = parsed.definitions[mark.id] if place.passage else orphans[mark.id]
        assert found.head is not None
        expected = head_of(mark, case.labels[mark.label])
        assert replace(found.head, chars=(), orphan=None) == expected
        assert found.note == mark.note


def matter_is_the_same(parsed: Parsed, case: Exported) -> None:
    article, matter = case.article, parsed.matter
    assert matter.title == article.title
    assert (matter.author or ()) == article.bylines
    assert (matter.tags or ()) == article.tags
    for key in ("published", "modified", "site", "url", "canonical", "lang"):
        assert getattr(matter, key) == getattr(article, key)
    assert matter.captured == utc(case.revision.captured)
    assert (matter.format, matter.id) == ("1", article.id)
    assert matter.revision == str(case.revision.number)
    assert matter.hash == f"sha256-{sha256(case.document.text.encode())}"


@settings(max_examples=150)
@seeds
def test_a_hostile_article_comes_back_whole(seed: int) -> None:
    case = hostile(seed)
    parsed = parse(annotated.write(case))
    says_the_same(parsed, case)
    matter_is_the_same(parsed, case)


@settings(max_examples=50)
@seeds
def test_it_comes_back_from_marks_as_html_too(seed: int) -> None:
    case = hostile(seed)
    says_the_same(parse(annotated.write(case, ExportOptions(marks="html"))), case)


@settings(max_examples=30)
@seeds
def test_another_end_of_line_and_a_byte_order_mark_change_nothing(seed: int) -> None:
    written = annotated.write(hostile(seed))
    assert parse("\ufeff" + written.replace("\n", "\r\n")) == parse(written)


# --- words, styles, blocks -----------------------------------------------------------------------


def worn(of: Block) -> list[frozenset[Style]]:
    """The styles of every character that shows one; addresses and titles are told elsewhere."""
    always: set[Style] = {"emphasis"} if of.kind == "caption" else set()
    if of.kind == "code":
        return []
    return [
        frozenset(
            {span.style for span in of.spans if _is_simple(span) and span.start <= at < span.end}
            | always
        )
        for at, char in enumerate(of.text)
        if not char.isspace()
    ]


def _is_simple(span: Span) -> bool:
    return isinstance(span.style, str)


def is_written_as_bold_text(of: Block) -> bool:
    """A heading under a number of three digits."""
    return of.kind == "heading" and any(isinstance(each, Item) for each in of.containers)


def shape(of: Block) -> list[str]:
    """The kinds of containers; whether a lone picture had a caption is not always written."""
    return [
        f"{type(each).__name__} {getattr(each, 'ordered', '')}"
        for each in of.containers
        if not isinstance(each, Figure)
    ]


@settings(max_examples=150)
@seeds
def test_blocks_styles_and_containers_come_back(seed: int) -> None:
    case = adversarial.exported(Random(seed))
    for before, after in zip(
        case.document.blocks, parse(annotated.write(case)).blocks, strict=True
    ):
        if is_written_as_bold_text(before) and after.kind == "paragraph":
            continue
        assert after.kind in (before.kind, "paragraph", "picture", "caption")
        assert (after.kind == "code") == (before.kind == "code")
        assert after.level == before.level
        assert worn(after) == worn(before)
        if not (before.kind == "caption" and isinstance(before.containers[-1], Table)):
            assert shape(after) == shape(before)


@pytest.mark.parametrize("marks", ["equals", "html"])
@pytest.mark.parametrize("cut", [(), ((0, 1),), ((1, 3), (2, 5)), ((0, 99),)])
def test_every_special_text_stays_itself_in_every_frame(
    marks: MarkStyle, cut: tuple[tuple[int, int], ...]
) -> None:
    blocks = [block(f"{text}\u2028{text} {text}") for text in PLAIN_TEXTS]
    blocks += [block(text, kind="heading", level=2) for text in PLAIN_TEXTS]
    case = document(*blocks)
    placed = []
    for start, end in cut:
        for index, text in enumerate(PLAIN_TEXTS):
            low = case.starts[index + 1] + start
            high = min(low + end - start, case.starts[index + 1] + len(text))
            if low < high and case.text[low:high] == case.text[low:high].strip():
                placed.append(annotation(f"k{start}{index:04}", Passage(low, high)))
    exported = cases.exported(case, placed)
    says_the_same(parse(annotated.write(exported, ExportOptions(marks=marks))), exported)


def test_links_and_pictures_come_back_with_their_addresses() -> None:
    case = document(*STYLED)
    shown = [
        span.style
        for each in parse(annotated.write(cases.exported(case))).blocks
        for span in each.spans
        if isinstance(span.style, Link | Picture)
    ]
    assert shown == [
        Link("https://a.org/b_(c)?d=1&e=%27==~~$x", 'A "title"'),
        Picture("https://a.b/c%20d.jpg", "$x|y~ [z]"),
    ]


def test_a_rich_article_keeps_its_blocks() -> None:
    case = rich()
    blocks = parse(annotated.write(case)).blocks
    assert [each.kind for each in blocks] == [each.kind for each in case.document.blocks]
    cells = [inner for each in blocks for inner in each.containers if isinstance(inner, Cell)]
    assert [(cell.row, cell.column, cell.header, cell.columns) for cell in cells] == [
        (0, 0, True, 1),
        (0, 1, True, 1),
        (1, 0, False, 1),
        (1, 1, False, 1),
        (0, 0, False, 2),
        (1, 0, False, 1),
        (1, 1, False, 1),
    ]


def test_lists_quotes_and_footnotes_of_the_article_nest_as_they_did() -> None:
    of = document(
        block("eins", (), List(1, True, 7), Item(2, 7)),
        block("zwei", (), List(1, True, 7), Item(2, 7), Quote(3)),
        block("drei", (), List(1, True, 7), Item(4, 9)),
        block("anders", (), List(5), Item(6, 1)),
        block("noch eins", (), Footnote(7, "*")),
    )
    around = [each.containers for each in parse(annotated.write(cases.exported(of))).blocks[1:]]
    first, item = around[0]
    assert (first, item) == (List(first.n, True, 7), Item(item.n, 7))
    assert around[1][:2] == (first, item)
    assert isinstance(around[1][2], Quote)
    assert around[2] == (first, Item(around[2][1].n, 9))
    assert isinstance(around[3][0], List)
    assert around[3][0].n != first.n
    assert around[4] == (Footnote(around[4][0].n, "*"),)


# --- marks ---------------------------------------------------------------------------------------


def test_a_mark_over_words_code_and_a_table_is_one_passage() -> None:
    of = rich().document
    wide = annotation("k0wide", passage(of, "32", until="kanan"))
    in_code = annotation("k0bits", passage(of, "x == 1"))
    case = cases.exported(of, [wide, in_code])
    says_the_same(parse(annotated.write(case)), case)


def test_code_in_an_html_table_takes_no_range_of_another_code_block() -> None:
    cell = Cell(2, 0, 0, columns=2)
    of = document(
        block("x = 1", kind="code"),
        block("y = 2", (), Table(1), cell, kind="code"),
        block("z = 3", kind="code"),
    )
    mark = annotation("k00001", passage(of, "= 1", until="z ="))
    case = cases.exported(of, [mark])
    says_the_same(parse(annotated.write(case)), case)


def test_a_mark_without_a_reference_is_somebodys_own() -> None:
    of = document("One two three.", "Four five.")
    written = annotated.write(cases.exported(of, [annotation("k00001", passage(of, "two"))]))
    edited = written.replace("Four", "==Four==").replace("three", "<mark>three</mark>")
    parsed = parse(edited)
    assert [where.of(parsed.text) for where in parsed.unnamed] == ["three", "Four"]
    assert parsed.places == {"k00001": (passage(of, "two"),)}


def test_a_reference_without_a_mark_is_loose() -> None:
    of = document("One two three.")
    written = annotated.write(cases.exported(of, [annotation("k00001", passage(of, "two"))]))
    parsed = parse(written.replace("==two==", "two"))
    assert parsed.loose == {"k00001": passage(of, "two").end}
    assert parsed.places == {}
    assert parsed.text == of.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("_x_ and __y__", "x and y"),
        ("a ~ b\\~ \\$ \\= \\|", "a ~ b~ $ = |"),
        ("x == y == z", "x == y == z"),
        ("2 * 3 * 4 and 2 ** 3", "2 * 3 * 4 and 2 ** 3"),
        ("snake_case_name", "snake_case_name"),
        ("a line\nthat is wrapped", "a line that is wrapped"),
        ("a break\\\nhere", "a break\nhere"),
        ("*open and **open", "*open and **open"),
        ("[a] [b](c d) ![e", "[a] [b](c d) ![e"),
        ("<x> </em> <!-- open", "<x> </em> <!-- open"),
        ("***both***", "both"),
    ],
)
def test_what_editors_make_of_words_is_read_as_they_mean_it(typed: str, read: str) -> None:
    written = annotated.write(cases.exported(document("Here.")))
    assert parse(written.replace("Here.", typed)).blocks[1].text == read


# --- notes ---------------------------------------------------------------------------------------


@example("<!-- galley:fence -->")
@example("```\nx\n```\n<!-- galley:fence -->")
@example("\\<!-- galley:fence -->\n\\\\[^x]: y")
@given(
    note=st.one_of(
        st.sampled_from(adversarial.HOSTILE_NOTES),
        st.text("[]^:k\\<!->/`~ \ngaley.#*1", max_size=60).map(lambda note: note.rstrip()),
    )
)
def test_no_note_leaks_and_none_is_changed(note: str) -> None:
    note = "\n".join(line if line.strip() else "" for line in note.split("\n"))
    of = document("One paragraph.", "Another one.")
    marks = [
        annotation("k7f3q9", passage(of, "One"), note=note),
        annotation("k2m8xd", passage(of, "Another"), note="Mine alone."),
        annotation("k0lost", None, "gone", note=note),
    ]
    case = cases.exported(of, marks, note=note)
    says_the_same(parse(annotated.write(case)), case)


def test_words_behind_a_head_line_belong_to_the_note() -> None:
    head = head_line("**Claim** (blue) · #nato · 2024-10-02T14:31:07Z · ask him")
    assert head == HeadLine("Claim", "blue", ("nato",), AT, rest="ask him")
    assert head_line("**Claim** (blue) #new #two") == HeadLine("Claim", "blue", ("new", "two"))
    assert head_line("just a note") is None


@pytest.mark.parametrize("below", ["\n    typed", "\n\n    typed", "\ntyped", "\n\ttyped"])
def test_a_note_may_be_typed_below_its_head_line_in_any_way(below: str) -> None:
    of = document("One two three.")
    written = annotated.write(cases.exported(of, [annotation("k00001", passage(of, "two"))]))
    parsed = parse(written.rstrip("\n") + below + "\n\n## My draft\n")
    assert parsed.definitions["k00001"].note == "typed"


# --- front matter --------------------------------------------------------------------------------


def test_front_matter_as_obsidian_leaves_it_says_the_same() -> None:
    written = annotated.write(cases.exported(document("x")))
    head, _end, rest = written.removeprefix("---\n").partition("\n---\n")
    obsidian = (
        head.replace('"Jens Stoltenberg mundur"', "Jens Stoltenberg mundur")
        .replace('["A. Wartawan", "B. Penulis"]', '\n  - A. Wartawan\n  - "B. Penulis"')
        .replace("[nato, budget/2014]", "\n  - nato\n  - budget/2014")
        .replace('"thedesignweb.co.id"', "'thedesignweb.co.id' # a site")
        + "\nmine: [x]\n# a comment\naliases:\n  - other"
    )
    assert parse(f"---\n{obsidian}\n---\n{rest}").matter == parse(written).matter


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=9), max_size=3))
def test_any_title_and_any_names_come_back(title: str, names: list[str]) -> None:
    article = replace(ARTICLE, title=title, bylines=tuple(names))
    case = replace(cases.exported(document("x")), article=article)
    matter_is_the_same(parse(annotated.write(case)), case)


# --- broken files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("<!-- /galley:article -->", ""),
        lambda text: text.replace("<!-- galley:article id=a01j9zk3 -->", ""),
        lambda text: text.replace("<!-- /galley:note -->", ""),
        lambda text: text + text,
        lambda text: text + "\n[^k00001]: **Claim** (blue)\n",
        lambda text: text.replace("# Headline", "```"),
        lambda text: text.replace("galley-id: a01j9zk3\n", "").replace(" id=a01j9zk3", ""),
        lambda text: "",
    ],
)
def test_a_file_whose_parts_cannot_be_told_apart_is_refused_in_plain_words(broken: object) -> None:
    of = document("One two three.")
    mark = annotation("k00001", passage(of, "two"))
    assert callable(broken)
    with pytest.raises(Detached) as refused:
        parse(broken(annotated.write(cases.exported(of, [mark], note="A note."))))
    assert refused.value.advice


def test_markers_may_be_comments_of_tools_that_know_no_html() -> None:
    of = document("One two three.")
    mark = annotation("k00001", passage(of, "two"))
    case = cases.exported(of, [mark], note="A note.")
    written = re.sub("<!-- (/?galley:.*?) -->", r"[//]: # (\1)", annotated.write(case))
    says_the_same(parse(written), case)


def test_markers_in_code_end_nothing() -> None:
    code = block("<!-- /galley:article -->\n```\n<!-- galley:note -->", kind="code")
    case = cases.exported(document("x", code, "y"))
    says_the_same(parse(annotated.write(case)), case)


def test_users_own_words_around_the_article_are_nothing_of_its() -> None:
    of = document("One two three.")
    written = annotated.write(cases.exported(of, [annotation("k00001", passage(of, "two"))]))
    edited = written.replace("<!-- galley:article", "```\nMy ==own== words.\n\n<!-- galley:article")
    edited = edited.replace("/galley:article -->", "/galley:article -->\n\nSee[^1]. ==x==[^k00001]")
    parsed = parse(edited + "\n[^1]: mine\n")
    assert parsed.text == of.text
    assert parsed.places == {"k00001": (passage(of, "two"),)}
    assert parsed.definitions["1"].note == "mine"


HOSTILE_UNITS = (
    *("[", "![", "](", "==a", "*", "_a", "`a``", "<!--", "<mark>", "> ", "- ", "\t- a\n", "|-|\n"),
    *("<table><td>", '<td colspan="200" rowspan="200">', "a|b\n-|-\n", "[^k]: a\n", "&#", "***a*"),
)


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_a_long_hostile_article_is_read_or_refused(unit: str) -> None:
    written = annotated.write(cases.exported(document("Here.")))
    try:
        parsed = parse(written.replace("Here.", unit * (50_000 // len(unit))))
    except Detached:
        return
    assert parsed.id == ARTICLE.id
