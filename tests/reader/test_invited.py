"""What a browser hands over is an address of the public web, or nothing."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import BadRequest, FetchFailed
from reader.intake.fetch import fetch
from reader.invited import BOOKMARKLET, Invitation, invitation
from tests.reader.intake.sources import AT
from tests.reader.sites import Shown, serving


def link(**given: str) -> str:
    return f"galley://add?{urlencode(given)}"


@given(st.text(max_size=200), st.text(max_size=500))
def test_what_was_handed_over_is_what_is_asked_about(title: str, words: str) -> None:
    url = "https://news.example/a?b=c&d=é#e"
    asked = invitation(link(url=url, title=title, quote=words))
    assert asked.url == url
    assert asked.title == " ".join(title.split())[:300]
    assert asked.quote == words.strip()


def test_the_address_alone_is_enough_however_the_system_writes_it() -> None:
    address = "https://news.example/a"
    for words in (f"galley://add?url={quote(address, safe='')}", f"GALLEY://add/?url={address}"):
        assert invitation(words) == Invitation(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://news.example/a",
        "data:text/html,x",
        "galley://add?url=x",
        "//news.example/a",
        "https://",
        "https://user:secret@news.example/",
        "http://localhost/",
        "http://127.0.0.1:8080/admin",
        "http://[::1]/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://printer/",
        "http://router.local/",
        "https://news.example/a b",
        "https://news.example/\x00",
        "https://[news.example/",
        "https://news.example:99999/",
        "https://news.example/" + "a" * 5000,
    ],
)
def test_no_other_address_is_taken(url: str) -> None:
    with pytest.raises(BadRequest):
        invitation(link(url=url))


@pytest.mark.parametrize(
    "words", ["galley://erase?id=a1", "galley:", "galley://add", "galley://add?" + "url=x&" * 9999]
)
def test_nothing_else_is_done(words: str) -> None:
    with pytest.raises(BadRequest):
        invitation(words)


@given(st.text())
def test_whatever_comes_ends_in_a_sentence(words: str) -> None:
    with pytest.raises(BadRequest) as raised:
        invitation(f"galley:{words}")
    assert raised.value.sentence.endswith(".")


def test_a_name_that_leads_into_a_private_network_is_not_followed_there() -> None:
    with serving() as sites:
        sites.show("/pump", Shown("<article><p>The pump.</p></article>"))
        with pytest.raises(FetchFailed, match="private network"):
            fetch(sites.url("/pump", "localhost"), at=AT, from_web=True)
        assert sites.asked == []
        assert fetch(sites.url("/pump", "localhost"), at=AT).status == 200


def test_the_bookmark_hands_over_nothing_but_the_address_title_and_selection() -> None:
    assert BOOKMARKLET.startswith("javascript:location.href='galley://add?url='")
    assert "document.cookie" not in BOOKMARKLET
