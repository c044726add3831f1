"""Letters come in as articles: newsletters without their frame, letters as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.intake import sniff
from reader.model import Captured, Cell, Quote
from tests.reader.intake.broken import comes_in_or_is_refused, mutations
from tests.reader.intake.packages import PUMP, source

LAYOUT = """<html><head><style>p {color: red}</style></head><body>
<div style="display:none;max-height:0">A preview for the list</div>
<table width="100%"><tr><td><table><tr><td><a href="https://news.example/5?u=1">View in your
browser</a></td></tr><tr><td><img src="cid:logo@x" width="300" alt="The Post"></td></tr>
<tr><td><h1>The pump stopped</h1></td></tr></table>
<table><tr><td width="50%"><p>The board met on <b>Tuesday</b>.</p></td>
<td width="50%"><p>The town was <a href="https://town.example/">not asked</a>.</p></td></tr>
<tr><td><p>Nobody knows why.</p></td><td><p>Nobody says so.</p></td></tr></table>
<table border="1"><tr><th>Year</th><th>Cost</th></tr><tr><td>2024</td><td>12</td></tr></table>
<table><tr><td><p>You are receiving this because you signed up.</p>
<p>1 Dike Road, Lowland</p><p><a href="https://news.example/leave">Unsubscribe</a></p></td></tr>
</table><img src="https://news.example/open.gif" width="1" height="1">
<img src="https://news.example/seen.gif" style="height:1px">
</td></tr></table></body></html>"""


def letter(
    plain: str = "",
    page: str = "",
    *,
    images: Sequence[tuple[str, bytes]] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> EmailMessage:
    made = EmailMessage(SMTP)
    made["From"] = "Ana Pinto <ana@lowlandpost.example>"
    made["To"] = "reader@paper.example"
    made["Subject"] = "The pump — stopped"
    made["Date"] = "Tue, 01 Oct 2024 08:30:00 +0200"
    made["Message-ID"] = "<1@lowlandpost.example>"
    for name, value in headers:
        made[name] = value
    if plain:
        made.set_content(plain)
    if page:
        add = made.add_alternative if plain else made.set_content
        add(page, subtype="html")
    for id, content in images:
        [body] = [part for part in made.walk() if part.get_content_type() == "text/html"]
        body.add_related(content, "image", "png", cid=f"<{id}>", filename="logo.png")
    return made


def read(made: EmailMessage | bytes) -> Captured:
    content = made if isinstance(made, bytes) else made.as_bytes()
    return intake.to_article(source(content, "letter.eml"))


def texts(captured: Captured) -> list[str]:
    return [block.text for block in captured.document.blocks]


def test_a_newsletter_comes_in_without_its_frame() -> None:
    made = letter(
        "The same in plain words.",
        LAYOUT,
        images=[("logo@x", PUMP.read_bytes())],
        headers=[("List-ID", '"The Lowland Post" <news.lowlandpost.example>')],
    )
    captured = read(made)
    assert texts(captured) == [
        "The pump — stopped",
        "\ufffc",
        "The board met on Tuesday.",
        "The town was not asked.",
        "Nobody knows why.",
        "Nobody says so.",
        *("Year", "Cost", "2024", "12"),
    ]
    in_cells = [
        block.text
        for block in captured.document.blocks
        if any(isinstance(each, Cell) for each in block.containers)
    ]
    assert in_cells == ["Year", "Cost", "2024", "12"]
    assert captured.title == "The pump — stopped"
    assert (captured.bylines, captured.site) == (("Ana Pinto",), "The Lowland Post")
    assert captured.published == "2024-10-01T08:30:00+02:00"
    assert captured.url == "https://news.example/5?u=1"
    assert captured.pictures == ("logo.png",)
    assert captured.carried[0].content == PUMP.read_bytes()


def test_the_address_on_the_web_is_told_by_a_link_else_by_a_header() -> None:
    post = ("List-Post", "<https://x.example/p/pump>")
    assert read(letter("Words.", headers=[post])).url == "https://x.example/p/pump"
    assert read(letter("Words.", headers=[("List-Post", "<mailto:a@b.example>")])).url is None


def test_the_end_that_any_newsletter_has_is_left_out_and_no_more() -> None:
    said = "The new law on copyright, she said, is why all of it took so long. " * 4
    page = f"<p>{said}</p><p>© 2024 The Post. All rights reserved.</p><p>1 Dike Road</p>"
    captured = read(letter(page=page, headers=[("List-Id", "<a.example>")]))
    assert texts(captured)[1:] == [said.strip()]
    assert texts(read(letter(page=page)))[-1] == "1 Dike Road"


def test_what_one_person_wrote_stays_as_it_was_written() -> None:
    page = "<p>Read more:</p><p>The pump is on the web.</p><p>Share</p>"
    captured = read(letter(page=page))
    assert texts(captured)[1:] == ["Read more:", "The pump is on the web.", "Share"]
    assert captured.site == "lowlandpost.example"


def test_plain_words_are_paragraphs_and_what_they_quote_is_quoted() -> None:
    plain = "Dear all,\n\nIt stopped.\n\n> Did it?\n>> It may.\n\nIt did.\n"
    captured = read(letter(plain))
    quoted = [
        (sum(isinstance(each, Quote) for each in block.containers), block.text)
        for block in captured.document.blocks[1:]
    ]
    assert quoted == [
        *((0, "Dear all,"), (0, "It stopped."), (1, "Did it?"), (2, "It may."), (0, "It did.")),
    ]


def test_flowed_lines_are_joined() -> None:
    plain = "The board met on \r\nTuesday, and \r\nleft.\r\n\r\n> Quoted \r\n> as well.\r\n"
    content = (
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: S\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n" + plain.encode()
    )
    assert texts(read(content)) == ["S", "The board met on Tuesday, and left.", "Quoted as well."]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("iso-8859-1", "“Café” — naïve".encode("cp1252")),
        ("us-ascii", "“Café” — naïve".encode()),
        ("utf-8", "“Café” — naïve".encode()),
        ("no-such-charset", "“Café” — naïve".encode()),
        ("utf-8", "“Café” — naïve".encode("cp1252")),
    ],
)
def test_wrong_and_right_character_sets_are_read(declared: str, written: bytes) -> None:
    head = (
        "From: a@b.example\nTo: c@d.example\nSubject: S\n"
        f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    )
    assert texts(read(head.encode() + written))[1:] == ["“Café” — naïve"]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("=?utf-8?q?Caf=C3=A9?= =?utf-8?b?4oCUIG9rCg==?=", "Café— ok"),
        ("=?iso-8859-1?q?Caf=E9?=", "Café"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("Plain\n folded", "Plain folded"),
        ("Café", "Café"),
    ],
)
def test_subjects_are_read_however_they_are_written(subject: str, words: str) -> None:
    content = f"From: a@b.example\nTo: c@d.example\nSubject: {subject}\n\nBody.\n".encode()
    assert read(content).title == words


def test_a_forwarded_letter_counts_and_what_is_attached_is_told() -> None:
    made = letter("See below.")
    inner = letter("What was said.")
    inner.replace_header("Subject", "Before")
    made.add_attachment(inner)
    made.add_attachment(b"%PDF-1.7", "application", "pdf", filename="minutes_2024.pdf")
    captured = read(made)
    assert texts(captured) == [
        "The pump — stopped",
        "See below.",
        "Before",
        "Ana Pinto <ana@lowlandpost.example>, Tue, 01 Oct 2024 08:30:00 +0200",
        "What was said.",
    ]
    assert captured.note == "Attached to the letter: minutes\\_2024.pdf."


def test_a_letter_that_anyone_may_send_from_names_no_publication() -> None:
    made = letter("Words.")
    made.replace_header("From", "someone@gmail.com")
    captured = read(made)
    assert (captured.bylines, captured.site) == (("someone@gmail.com",), None)


def test_a_mailbox_is_all_its_letters_or_each_for_itself() -> None:
    one, other = letter("One.\n\n>From here on.\n"), letter("Other.")
    other.replace_header("Subject", "Another/one")
    content = b"".join(
        b"From ana@lowlandpost.example Tue Oct  1 08:30:00 2024\n"
        + each.as_bytes().replace(b"\r\n", b"\n")
        + b"\n"
        for each in (one, other)
    )
    box = source(content, "box.mbox")
    whole = intake.to_article(box)
    assert whole.title == "box"
    assert [block.text for block in whole.document.blocks if block.level == 2] == [
        "The pump — stopped",
        "Another/one",
    ]
    first, second = intake.parts(box)
    assert (first.title, second.title) == ("The pump — stopped", "Another/one")
    assert second.source.name == "0002 Another one.eml"
    assert texts(intake.to_article(first.source))[1:] == ["One.", "From here on."]
    assert texts(intake.to_article(second.source))[1:] == ["Other."]


def test_a_letter_is_told_from_a_saved_page_and_from_text() -> None:
    assert sniff.media_type(letter("Words.").as_bytes()) == "message/rfc822"
    saved = b"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\nTo: x\n\n"
    saved += b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n"
    assert sniff.media_type(saved) != "message/rfc822"
    assert sniff.media_type(b"From: here\nTo: there\n\nA poem about the way.") == "text/plain"
    assert sniff.media_type(b"From here on it went well.\n\nSubject: x") == "text/plain"


def test_a_letter_without_words_says_where_they_may_be() -> None:
    with pytest.raises(NotAnArticle, match="no words") as caught:
        read(letter(page="<p> </p>"))
    assert "attached" in caught.value.advice


def test_letters_within_letters_without_end_come_to_one() -> None:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: S\nContent-Type: message/rfc822\n\n"
    nested = head * 200 + b"From: a@b.example\nTo: c@d.example\nSubject: S\n\nEnd."
    assert read(nested).title == "S"


@settings(max_examples=50)
@given(st.data())
def test_any_letter_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    comes_in_or_is_refused(mutations(data, NEWSLETTER), "letter.eml")


@settings(max_examples=50)
@given(st.data())
def test_any_mailbox_however_broken_comes_in_or_is_refused(data: st.DataObject) -> None:
    box = (b"From a@b.example Tue Oct  1 08:30:00 2024\n" + NEWSLETTER + b"\n\n") * 3
    comes_in_or_is_refused(mutations(data, box), "box.mbox")


def _newsletter() -> bytes:
    made = letter("Plain.", LAYOUT, images=[("logo@x", b"\x89PNG\r\n\x1a\n")])
    made.add_attachment(letter("What was said."))
    return made.as_bytes()


NEWSLETTER = _newsletter()
