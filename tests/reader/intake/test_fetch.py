"""Against a server of our own on this computer; the check of addresses is told what is private."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reader import intake
from reader.errors import FetchFailed
from reader.intake import fetch as fetching
from reader.intake.fetch import Limits, Validators, fetch, fetch_again, is_private
from reader.model import Source
from tests.reader.intake.sources import AT, PROSE

PAGE = f"<!doctype html><title>Pómp</title><article>{PROSE}</article>".encode()


class Site(BaseHTTPRequestHandler):
    """Behaves well or badly, by path."""

    protocol_version = "HTTP/1.1"
    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
        name = self.path.split("?")[0].strip("/").replace("-", "_")
        if name.startswith("status_"):
            return self.answer(b"no", status=int(name[7:]))
        getattr(self, f"get_{name}", partial(self.answer, PAGE))()

    def answer(
        self, body: bytes, *, status: int = 200, length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def get_tagged(self) -> None:
        if self.headers.get("If-None-Match") == '"7"':
            return self.answer(b"", status=304)
        self.answer(PAGE, ETag='"7"', Last_Modified="Tue, 01 Oct 2024 10:00:00 GMT")

    def get_gzip(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def get_deflate(self) -> None:
        self.answer(zlib.compress(PAGE), Content_Encoding="deflate")

    def get_raw_deflate(self) -> None:
        packer = zlib.compressobj(wbits=-15)
        self.answer(packer.compress(PAGE) + packer.flush(), Content_Encoding="deflate")

    def get_brotli(self) -> None:
        self.answer(b"\x0b\x02\x80abc\x03", Content_Encoding="br")

    def get_damaged(self) -> None:
        self.answer(gzip.compress(PAGE)[:40] + b"!!!!" * 20, Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.answer(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")

    def get_huge(self) -> None:
        self.answer(b"words " * 400_000)

    def get_broken_off(self) -> None:
        self.answer(PAGE, length=len(PAGE) + 500)
        self.close_connection = True

    def get_moved(self) -> None:
        self.answer(b"", status=302, Location="/elsewhere?x=ü")

    def get_circle(self) -> None:
        self.answer(b"", status=301, Location="/circle")

    def get_to_file(self) -> None:
        self.answer(b"", status=302, Location="file:///etc/passwd")

    def get_to_neighbour(self) -> None:
        self.answer(b"", status=302, Location="/secret")

    def get_cyrillic(self) -> None:
        line = "<p>Совет собрался во вторник, и насос, о котором спорили год, заменят до зимы.</p>"
        words = f"<title>Насос</title><article>{line * 3}</article>"
        self.answer(words.encode("cp1251"), Content_Type="text/html; charset=windows-1251")

    def get_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _step in range(100):
                self.wfile.write(b"<p>")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def get_cookie(self) -> None:
        self.answer(b"", status=302, Location="/after", Set_Cookie="spy=1")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[tuple[str, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []
    handler = type("Here", (Site,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def nothing_is_private(address: str) -> bool:
    return False


def get(url: str, limits: Limits = Limits(seconds=5)) -> Source:  # noqa: B008 - a frozen value
    return fetch(url, limits=limits, at=AT, private=nothing_is_private)


Server = tuple[str, list[dict[str, str]]]


def test_a_page_comes_with_what_the_server_said_of_it(site: Server) -> None:
    source = get(site[0] + "/tagged")
    assert source.content == PAGE
    assert (source.media_type, source.charset, source.status) == ("text/html", "utf-8", 200)
    assert (source.etag, source.last_modified) == ('"7"', "Tue, 01 Oct 2024 10:00:00 GMT")
    assert source.url == site[0] + "/tagged"
    assert source.got_at == AT


def test_the_request_says_who_asks_and_nothing_else(site: Server) -> None:
    get(site[0] + "/cookie#part")
    for request in site[1]:
        assert request["user-agent"].startswith("Galley/")
        assert not {"cookie", "referer", "authorization"} & set(request)
        assert "#" not in request["path"]
    assert [request["path"] for request in site[1]] == ["/cookie", "/after"]


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw-deflate"])
def test_packed_pages_are_unpacked(site: Server, how: str) -> None:
    assert get(f"{site[0]}/{how}").content == PAGE


def test_redirects_are_followed_and_the_final_address_is_kept(site: Server) -> None:
    assert get(site[0] + "/moved").url == site[0] + "/elsewhere?x=%C3%BC"


def test_the_header_tells_the_character_set(site: Server) -> None:
    captured = intake.to_article(get(site[0] + "/cyrillic"))
    assert (captured.title, captured.lang) == ("Насос", "ru")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/circle", "circles"),
        ("/to-file", "http"),
        ("/status-404", "no page"),
        ("/status-410", "no page"),
        ("/status-403", "does not show"),
        ("/status-503", "trouble"),
        ("/status-204", "no page"),
        ("/broken-off", "broke off"),
        ("/damaged", "damaged"),
        ("/brotli", "packs"),
    ],
)
def test_each_failure_has_its_sentence_and_advice(site: Server, path: str, sentence: str) -> None:
    with pytest.raises(FetchFailed, match=sentence) as caught:
        get(site[0] + path)
    assert caught.value.advice


@pytest.mark.parametrize("path", ["/bomb", "/huge"])
def test_a_page_beyond_the_cap_is_given_up_also_unpacked(site: Server, path: str) -> None:
    with pytest.raises(FetchFailed, match="larger than"):
        get(site[0] + path, Limits(seconds=5, size=1_000_000))


def test_a_page_that_drips_is_given_up_in_time(site: Server) -> None:
    with pytest.raises(FetchFailed, match="too long"):
        get(site[0] + "/drip", Limits(seconds=0.4))


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(FetchFailed, match="too long"):
            get(url, Limits(seconds=0.4))


def test_the_public_web_does_not_lead_into_a_private_network(site: Server) -> None:
    is_neighbour = iter([False, True])
    with pytest.raises(FetchFailed, match="private network"):
        fetch(site[0] + "/to-neighbour", at=AT, private=lambda address: next(is_neighbour))
    assert [request["path"] for request in site[1]] == ["/to-neighbour"]


def test_within_a_private_network_redirects_are_followed(site: Server) -> None:
    assert fetch(site[0] + "/moved", at=AT).status == 200


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.example/a", "javascript:alert(1)", "data:text/html,x", "C:\\x"],
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(FetchFailed, match="http"):
        get(url)


@pytest.mark.parametrize(
    "url", ["http://", "https:///path", "http://[::1", "http://x:99999/", "http://a b/"]
)
def test_what_is_no_address_is_a_sentence_not_a_crash(url: str) -> None:
    with pytest.raises(FetchFailed, match="not a web address"):
        get(url)


def test_nobody_at_home_is_a_sentence_not_a_crash() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(FetchFailed, match="does not answer"):
        get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "172.20.0.1", "169.254.169.254", "::1", "fe80::1%eth0",
     "fd00::1", "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1"],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_known(address: str) -> None:
    assert not is_private(address)


def test_addresses_in_other_scripts_are_asked_in_ascii() -> None:
    assert fetching._sound("HTTP://Bücher.example/ä b?q=语#x") == (
        "http://xn--bcher-kva.example/%C3%A4%20b?q=%E8%AF%AD"
    )


# --- a page that is known ------------------------------------------------------------------------


def again(url: str, known: Validators) -> Source | None:
    limits = Limits(seconds=5)
    return fetch_again(url, known, limits=limits, at=AT, private=nothing_is_private)


def test_a_site_may_answer_that_a_page_is_as_it_was(site: Server) -> None:
    url = site[0] + "/tagged"
    first = get(url)
    known = Validators(url, first.etag, first.last_modified)
    assert again(url, known) is None
    assert site[1][-1]["if-none-match"] == '"7"'
    assert site[1][-1]["if-modified-since"] == "Tue, 01 Oct 2024 10:00:00 GMT"
    newer = again(url, Validators(url, '"6"'))
    assert newer is not None
    assert newer.content == PAGE


def test_what_is_known_of_a_page_is_told_to_no_other_address(site: Server) -> None:
    known = Validators(site[0] + "/elsewhere?x=%C3%BC", '"7"')
    assert again(site[0] + "/moved", known) is not None
    told = {request["path"]: request.get("if-none-match") for request in site[1]}
    assert told == {"/moved": None, "/elsewhere?x=%C3%BC": '"7"'}


def test_an_answer_that_nothing_changed_is_taken_only_from_whom_it_was_asked(site: Server) -> None:
    with pytest.raises(FetchFailed, match="304"):
        again(site[0] + "/status-304", Validators(site[0] + "/other", '"7"'))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_what_a_site_says_for_good_instead_of_a_known_page_is_kept(
    site: Server, status: int
) -> None:
    source = again(f"{site[0]}/status-{status}", Validators())
    assert source is not None
    assert (source.status, source.content) == (status, b"no")


@pytest.mark.parametrize("status", [429, 500, 503, 304, 204])
def test_what_may_pass_is_a_failure_that_names_its_status(site: Server, status: int) -> None:
    with pytest.raises(FetchFailed) as caught:
        again(f"{site[0]}/status-{status}", Validators())
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 02 Oct 2024 14:31:55 GMT", 120.0),
        ("Wed, 02 Oct 2024 14:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("9" * 400, 999999999.0),
        (None, None),
    ],
)
def test_how_long_a_site_asks_to_be_left_alone(said: str | None, seconds: float | None) -> None:
    assert fetching._seconds(said, AT) == seconds


def test_each_request_is_made_within_its_turn_which_costs_no_time(site: Server) -> None:
    turns: list[str] = []

    @contextmanager
    def turn(host: str) -> Iterator[None]:
        time.sleep(0.6)
        turns.append(f"{host} {len(site[1])}")
        yield
        turns.append(f"{host} {len(site[1])}")

    source = fetch_again(
        site[0] + "/moved", Validators(), limits=Limits(seconds=1), at=AT,
        private=nothing_is_private, turn=turn,
    )  # fmt: skip
    assert source is not None
    assert turns == ["127.0.0.1 0", "127.0.0.1 1", "127.0.0.1 1", "127.0.0.1 2"]
