"""Broken and hostile PDFs end in the child process, in time, with an article or a clear refusal."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import NotAnArticle
from reader.intake.child import Child
from reader.model import Captured
from tests.reader.intake.pdf_made import Page, assembled, pdf, source

GAVE_UP = ("given up", "breaks Galley")


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as child:
        yield child


def sample() -> bytes:
    page = Page()
    page.say(50, 760, "A pump for the polder", 20, "bold")
    for row in range(30):
        page.say(50, 700 - 12 * row, "The board met on Tuesday, and nobody asked (or said) why.")
    page.rule(50, 300, 400)
    page.picture(50, 100, 150, 100)
    page.mark("Highlight", (50, 698, 120, 708), "/Contents (Why?) /T (Jan)")
    return pdf([page, page], {"Title": "A pump", "Author": "Marit Okafor"})


SAMPLE = sample()


def outcome(child: Child, content: bytes) -> Captured | str:
    """The article, or the sentence of the refusal."""
    try:
        return child.to_article(source(content))
    except NotAnArticle as refused:
        return refused.sentence if refused.advice else "no advice"


def test_a_file_cut_short_anywhere_is_an_article_or_refused(child: Child) -> None:
    whole = child.to_article(source(SAMPLE))
    assert len(whole.document.text) > 1000
    for end in range(0, len(SAMPLE), max(1, len(SAMPLE) // 60)):
        told = outcome(child, b"%PDF-" + SAMPLE[5:end])
        assert isinstance(told, Captured) or not any(words in told for words in GAVE_UP)


EDIT = st.tuples(
    st.integers(0, len(SAMPLE) - 1),
    st.integers(0, 20),
    st.binary(max_size=8)
    | st.sampled_from([b"99999999999", b"-1", b"[1 0 R]", b"<<", b">>", b" 1e38 ", b"/Kids"]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(EDIT, min_size=1, max_size=12))
def test_changed_bytes_break_nothing(child: Child, edits: list[tuple[int, int, bytes]]) -> None:
    content = bytearray(SAMPLE)
    for at, length, new in edits:
        content[at : at + length] = new
    content[:5] = b"%PDF-"
    told = outcome(child, bytes(content))
    assert isinstance(told, Captured) or not any(words in told for words in GAVE_UP)


def stream(content: bytes, rest: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {rest} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def one_page(content: bytes, page: str = "", *others: bytes) -> bytes:
    """A PDF of one page with that content stream; `others` are objects from number 6 on."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    resources = "/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    box = "" if "MediaBox" in page else "/MediaBox [0 0 595 842]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents 4 0 R {page} >>".encode(),
        content,
        font,
        *others,
    ]
    return assembled(objects, "/Root 1 0 R")


WORDS = b"BT /F 10 Tf 50 700 Td (The board met on Tuesday and nobody asked why.) Tj ET\n"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X 6 0 R >> >>"

HOSTILE = {
    "a bomb of spaces": lambda: one_page(stream(b" " * 30_000_000 + WORDS)),
    "a bomb in a bomb": lambda: one_page(
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(DOUBLE)
        + DOUBLE
        + b"\nendstream"
    ),
    "a form that paints itself": lambda: one_page(
        stream(WORDS + b"/X Do"), "", stream(WORDS + b"/X Do", FORM)
    ),
    "a page without bounds": lambda: one_page(stream(WORDS), "/MediaBox [-1e30 -1e30 1e30 1e30]"),
    "a page without room": lambda: one_page(stream(WORDS), "/MediaBox [0 0 0 0]"),
    "letters out of all bounds": lambda: one_page(
        stream(WORDS + b"BT /F 1e30 Tf 1e30 0 0 1e30 1e35 -1e35 Tm (far away) Tj ET\n" + WORDS)
    ),
    "letters without size": lambda: one_page(
        stream(WORDS + b"BT /F 0 Tf 0 0 0 0 50 50 Tm (nowhere) Tj ET\n")
    ),
    "the same word 100,000 times": lambda: one_page(stream(WORDS * 20_000)),
    "a picture of a million pixels a side": lambda: one_page(
        stream(WORDS + b"q 500 0 0 500 50 50 cm /X Do Q"),
        "",
        stream(
            b"x",
            "/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000"
            " /ColorSpace /DeviceRGB /BitsPerComponent 8",
        ),
    ),
    "100,000 lines drawn": lambda: one_page(
        stream(WORDS + b"".join(b"%d 0 m %d 800 l S\n" % (x, x) for x in range(100_000)))
    ),
    "100,000 marks": lambda: one_page(
        stream(WORDS),
        "/Annots [%s]" % ("7 0 R " * 100_000),
        stream(b"", FORM),
        b"<< /Type /Annot /Subtype /Highlight /Rect [50 690 300 712] /Contents (again)"
        b" /QuadPoints [50 712 300 712 50 690 300 690] >>",
    ),
    "a tree of pages that bites its tail": lambda: assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 900 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 900 >>",
        ],
        "/Root 1 0 R",
    ),
    "arrays 100,000 deep": lambda: one_page(stream(WORDS), "/Annots " + "[" * 100_000),
    "nothing but brackets": lambda: b"%PDF-1.7\n" + b"<<" * 1_000_000,
}
DOUBLE = zlib.compress(zlib.compress(b"\0" * 50_000_000, 9), 9)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_with_an_article_or_a_clear_word(child: Child, name: str) -> None:
    told = outcome(child, HOSTILE[name]())
    assert isinstance(told, Captured) or "PDF" in told or "given up" in told
    assert isinstance(child.to_article(source(SAMPLE)), Captured), "and the next one is read"
