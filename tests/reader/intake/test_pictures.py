"""Which pictures of an article are kept, in which size, and why others are not."""

import base64
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import intake
from reader.intake import offers, page, pictures
from reader.intake.offers import Candidate
from reader.intake.pictures import Kept
from reader.model import Captured, Carried, Offer, Picture, sha256
from reader.records import dumps
from tests.reader.intake.sources import PROSE, html


def png(width: int, height: int, more: bytes = b"") -> bytes:
    """The head of a picture of this size, and an empty body."""
    size = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", more) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def data(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


PNG = png(640, 400, bytes(1000))
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='6'><rect/><script/></svg>"
FAR = "https://lowlandpost.example/far.png"


def captured(markup: str, head: str = "") -> Captured:
    return intake.to_article(html(f"<head>{head}</head><article>{PROSE}{markup}</article>"))


def gathered(markup: str) -> tuple[dict[str, Kept], dict[str, str]]:
    return pictures.gather(captured(markup))


def carrying(
    *came: Carried, markup: str = "<img src='/far.png'>", lead: str | None = None
) -> tuple[dict[str, Kept], dict[str, str]]:
    """What is kept of an article that these came with."""
    return pictures.gather(replace(captured(markup), carried=came, picture=lead))


def test_a_picture_within_the_page_is_kept_with_its_size() -> None:
    found, missing = gathered(f"<img src='{data(PNG)}'>")
    assert list(found.values()) == [Kept(PNG, "image/png", 640, 400)]
    assert missing == {}


def test_the_bytes_of_a_picture_within_the_page_do_not_stand_in_its_text() -> None:
    article = captured(f"<img src='{data(PNG)}' alt='The pump'><p><img src='/far.png'></p>")
    name = f"cid:{sha256(PNG)}"
    assert article.pictures == (name, FAR)
    assert article.carried == (Carried(name, PNG),)
    assert [
        span.style
        for block in article.document.blocks
        for span in block.spans
        if isinstance(span.style, Picture)
    ] == [Picture(name, "The pump"), Picture(FAR)]
    assert len(dumps(article.document)) < len(PNG)


@given(st.lists(st.sampled_from([data(PNG), "/far.png", data(PNG[:900]), "data:,no"]), max_size=5))
def test_lifting_pictures_out_of_the_text_changes_nothing_of_it(srcs: list[str]) -> None:
    source = html(f"<article>{PROSE}{''.join(f'<img src={src!r}>' for src in srcs)}</article>")
    plain, lifted = page.to_article(source), intake.to_article(source)
    assert lifted.document.text == plain.document.text
    assert pictures.lifted(lifted) == lifted
    assert sorted(map(len, pictures.gather(plain))) == sorted(map(len, pictures.gather(lifted)))


def test_a_picture_elsewhere_is_missing_and_not_fetched() -> None:
    found, missing = gathered("<img src='/far.png'>")
    assert found == {}
    assert missing == {FAR: "It has not been fetched."}


def test_a_picture_that_came_along_is_kept_under_the_name_that_the_text_has_for_it() -> None:
    found, missing = carrying(Carried(FAR, PNG))
    assert (found[FAR].content, missing) == (PNG, {})


def test_why_a_picture_did_not_come_is_kept_in_its_place() -> None:
    assert carrying(Carried(FAR, b"", "It went away.")) == ({}, {FAR: "It went away."})


def test_the_picture_that_leads_an_article_is_kept_but_missed_by_nobody() -> None:
    lead = "https://lowlandpost.example/lead.png"
    found, missing = carrying(Carried(lead, PNG), Carried(FAR, PNG), lead=lead)
    assert (list(found), missing) == ([FAR, lead], {})
    assert carrying(Carried(FAR, PNG), Carried(lead, b"", "Gone."), lead=lead)[1] == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<script>" * 200, "page"),
        (b"words " * 200, "PNG"),
        (b"", "PNG"),
        (PNG[:20], "damaged"),
        (png(10_000, 5_001), "50 million"),
        (png(0, 9), "damaged"),
        (b"\0\0\0\x1cftypavif" + bytes(900), "AVIF"),
        (b"\0\0\0\x1cftypheic" + bytes(900), "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "safe"),
        (PNG + bytes(pictures.MOST_BYTES), "10 MB"),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_missing_with_the_reason(
    content: bytes, reason: str
) -> None:
    found, missing = carrying(Carried(FAR, content))
    assert found == {}
    assert reason in missing[FAR]


def test_a_drawing_is_kept_as_what_is_safe_of_it() -> None:
    src = data(DRAWING + b" " * 800, "image/svg+xml")
    [kept] = gathered(f"<img src='{src}'>")[0].values()
    assert (kept.media_type, kept.width, kept.height) == ("image/svg+xml", 8, 6)
    assert b"script" not in kept.content


def test_pictures_that_are_too_much_together_are_missing_from_where_it_is_too_much() -> None:
    large = PNG + bytes(pictures.MOST_BYTES - len(PNG))
    markup = "".join(f"<p><img src='/{number}.png'></p>" for number in range(8))
    came = [Carried(f"https://lowlandpost.example/{number}.png", large) for number in range(8)]
    found, missing = carrying(*came, markup=markup)
    assert len(found) == pictures.MOST_IN_ALL // pictures.MOST_BYTES
    assert list(missing) == [each.src for each in came[len(found) :]]


# --- the sizes that a page offers ----------------------------------------------------------------


def offered(markup: str) -> tuple[Offer, ...]:
    return captured(markup).offers


@pytest.mark.parametrize(
    ("srcset", "best"),
    [
        ("s.png 320w, m.png 1024w, l.png 1600w, xl.png 4000w", "l.png"),
        ("s.png 320w, xl.png 4000w, xxl.png 8000w", "xl.png"),
        ("s.png 320w,m.png 1200w", "m.png"),
        ("m.png, l.png 2x, xl.png 3x", "l.png"),
        ("a,b.png 1000w,  c.png?w=1,2 1400w ", "c.png?w=1,2"),
        ("m.png 1e3w, l.png 5q, n.png 900w", "n.png"),
        ("/far.png 300w", None),
        ("data:image/gif;base64,R0lGOD 900w", None),
        ("http://[::1 900w", None),
        ("m.png 900w 300h, s.png 300w", "m.png"),
        ("m.png 1x,l.png 2x,", "l.png"),
        ("," * 19_000, None),
        (" " * 100_000, None),
        ("a " * 50_000, None),
        ("", None),
    ],
)
def test_of_several_sizes_the_one_for_a_page_is_chosen(srcset: str, best: str | None) -> None:
    chosen = offered(f"<img src='/far.png' srcset='{srcset}' alt='x'>")
    there = "https://lowlandpost.example/2024/10/"
    assert chosen == (() if best is None else (Offer(FAR, there + best),))


def test_sizes_in_formats_that_are_not_shown_do_not_count() -> None:
    sources = (
        "<source type='image/avif' srcset='/a.avif 1600w'>"
        "<source type='image/webp' srcset='/a.webp 1200w'>"
    )
    [offer] = offered(f"<picture>{sources}<img src='/far.png' alt='x'></picture>")
    assert offer == Offer(FAR, "https://lowlandpost.example/a.webp")


def test_only_pictures_of_the_article_are_offered() -> None:
    sets = "srcset='/l.png 1600w'"
    page = f"<header><img src='/logo.png' {sets}></header><article>{PROSE}</article>"
    assert intake.to_article(html(page)).offers == ()


def test_the_widest_that_is_not_too_wide_is_the_best() -> None:
    assert offers.best([Candidate("a", 900), Candidate("b", 2001)]) == "b"
    assert offers.best([Candidate("a", 1000), Candidate("b", 2001)]) == "a"
    assert offers.best([Candidate("a", 5000), Candidate("b", 3000)]) == "b"
