"""Whatever file is given, what comes of it is what is in it, or one plain sentence."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader import records
from reader.errors import NotAnArticle
from reader.intake import elsewhere
from reader.intake.child import Child
from reader.intake.elsewhere import koreader, lua, stand_in, tables
from reader.intake.packed import packed
from reader.model import Brought, Saved
from tests.reader.intake.elsewhere import made

WHOLE = [(name, made.content(name)) for name in made.names()]
WHOLE += [("omnivore.zip", made.omnivore().content), ("pocket.zip", made.pocket().content)]


def answered(content: bytes, name: str = "export") -> Brought | str:
    """What is in a file, or the sentence that says why nothing is."""
    try:
        found = elsewhere.brought(made.source(content, name))
    except NotAnArticle as error:
        return str(error)
    # Whatever it is, it can be told to the near end, and shown until its text comes.
    assert records.loads(Brought, records.dumps(found)) == found
    for saved in found.saved:
        if saved.content is None:
            kept = stand_in.source(saved, made.AT)
            assert stand_in.standing_in(saved, kept).document.text
    return found


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_file_that_was_cut_or_changed_gives_an_answer(data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from(WHOLE))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 400)))
    new = data.draw(st.one_of(st.binary(max_size=20), st.sampled_from(SIGNS)))
    assert answered(whole[:start] + new + whole[end:], name)


SIGNS = [
    b'"', b"'", b",", b"\n", b"{", b"}", b"[", b"]", b"null", b"-1", b"1e999", b"\\ud800", b"\0",
    b"<", b"</p>", b"&#0;", b"&lt;", b"--[[", b"]]", b"\\", b"==========\n", b"0" * 400,
    "\u202e".encode(), b"\xff\xfe", b'{"a": [', b"true", b"function() end", b"http://[",
]  # fmt: skip


_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["https://paper.example/a", "http://[", "2024-04-01", "#", "\ud800"]),
)
_NAMES = sorted(
    set(re.findall(rb'"(\w+)":', b"".join(whole for name, whole in WHOLE if ".json" in name)))
)


def _nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    names = st.sampled_from([name.decode() for name in _NAMES])
    return st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6))


@settings(max_examples=150, deadline=None)
@given(st.recursive(_PLAIN, _nested, max_leaves=30))
@example({"annotations": [{"uri": None, "target": 1}]})
@example([{"is_archived": [], "url": {}}])
def test_json_of_any_shape_gives_an_answer(value: object) -> None:
    written = json.dumps(value, ensure_ascii=True)
    assert answered(written.encode())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", "return ", "return {", "-- a\nreturn {a="]))
def test_a_table_is_read_and_never_run(written: str, start: str) -> None:
    try:
        found = lua.table(start + written)
    except ValueError:
        return
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    "code",
    [
        'return os.execute("touch /tmp/ran")',
        'return { ["a"] = os.execute("touch /tmp/ran") }',
        'return { ["a"] = (function() while true do end end)() }',
        'return { ["a"] = "b" .. "c" }',
        'os.execute("touch /tmp/ran") return {}',
        'return {} os.execute("touch /tmp/ran")',
        "return setmetatable({}, {})",
        "return " + "{" * 100 + "}" * 100,
    ],
)
def test_code_in_a_table_is_no_table(code: str) -> None:
    with pytest.raises(ValueError, match=r"no |not |nested"):
        lua.table(code)


def test_a_table_of_data_says_what_lua_would() -> None:
    written = r"""-- a comment
    return { [1] = "one\10two\
three", two = 'A\065\x41\z
       !', [[ a [ long ] one ]], --[==[ no ]==]
    [-2] = -0.5e1; nested = { true, false, nil } , bytes = "\195\169" }"""
    assert lua.table(written) == {
        1: " a [ long ] one ",
        "two": "AAA!",
        -2: -5.0,
        "nested": {1: True, 2: False, 3: None},
        "bytes": "é",
    }


def test_a_bomb_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made_:
        made_.writestr("metadata_0_to_20.json", b" " * 70_000_000)
    assert "far more packed" in str(answered(out.getvalue()))


def test_a_text_too_large_for_its_package_leaves_the_link() -> None:
    files = [
        ("metadata_0_to_20.json", made.content("omnivore-metadata.json")),
        ("content/who-owns-the-harbour-18ea.html", b"<p>" + b"a " * 31_000_000),
    ]
    found = answered(packed(files))
    assert isinstance(found, Brought)
    assert [each.content for each in found.saved] == [None, None]
    assert [each.name for each in found.missed] == ["Who owns the harbour"]


def test_deep_json_is_a_damaged_file() -> None:
    assert "damaged" in str(answered(b"[" * 200_000))
    assert answered(b'{"annotations":' * 5_000 + b"1" + b"}" * 5_000)


def test_a_cell_without_an_end_costs_what_follows_it() -> None:
    rows = b"title,url,time_added,tags,status\nA,https://paper.example/a,1,,unread\n"
    found = answered(rows + b'"' + b"x" * (tables.LONGEST_CELL + 10))
    assert isinstance(found, Brought)
    assert [each.title for each in found.saved] == ["A"]
    assert [each.name for each in found.missed] == ["Row 3"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_files_in_other_encodings_are_read(encoding: str) -> None:
    written = made.content("readwise.csv").decode().encode(encoding)
    found = answered(written)
    assert isinstance(found, Brought)
    assert found.saved[0].title == "The Quiet River"


def test_an_old_windows_file_is_read() -> None:
    rows = "title,url,time_added,tags,status\nCafé,https://paper.example/a,1,,unread\n"
    found = answered(rows.encode("cp1252"))
    assert isinstance(found, Brought)
    assert found.saved[0].title == "Café"


def test_names_and_notes_without_end_are_cut() -> None:
    long = "word " * 200_000
    rows = f'title,url,time_added,tags,status\n"{long}",https://paper.example/a,1,,unread\n'
    found = answered(rows.encode())
    assert isinstance(found, Brought)
    assert len(found.saved[0].title) <= 1_000


def test_what_no_program_wrote_is_refused_with_advice() -> None:
    for content in (b"Hello.", b"<p>Hello.</p>", b"{}", b"[]", b"a,b\n1,2\n", b"return 1"):
        assert isinstance(answered(content), str)


def test_the_far_end_brings_what_the_near_end_would() -> None:
    with Child() as child:
        for source in (made.export("readwise.csv"), made.omnivore()):
            assert child.brought(source) == elsewhere.brought(source)
        with pytest.raises(NotAnArticle, match="no export"):
            child.brought(made.source(b"Hello."))


def test_no_highlight_gets_lost_between_its_book_and_its_page() -> None:
    [book] = koreader.from_sidecar(made.content("koreader-old.lua").decode(), "").saved
    kept = stand_in.source(book, made.AT)
    captured = stand_in.standing_in(book, kept)
    words = captured.document.text
    assert [mark.passage.of(words) for mark in captured.remarks if mark.passage] == [
        mark.quote for mark in book.remarks
    ]


def test_what_stands_in_is_never_empty() -> None:
    saved = Saved(url="https://paper.example/a")
    assert stand_in.to_article(stand_in.source(saved, made.AT)).title == "https://paper.example/a"
