"""Against a server of our own on this computer; the check of addresses is told what is private."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader import intake
from reader.errors import FetchFailed
from reader.intake import charset
from reader.intake import fetch as fetching
from reader.intake.fetch import (
    Limits,
    Validators,
    fetch,
    fetch_again,
    fetch_picture,
    is_private,
    is_private_name,
)
from reader.model import Asked, Source
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

    def raw(self, answer: bytes) -> None:
        """An answer that no server should give."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(answer)

    def pour(self, head: bytes, piece: bytes, pause: float = 0.0) -> None:
        """A head, and then the same piece for as long as anyone listens."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(head)
            while True:
                self.wfile.write(piece)
                time.sleep(pause)

    def get_garbage(self) -> None:
        self.raw(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n")

    def get_silence(self) -> None:
        self.raw(b"")

    def get_header_flood(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\n" + b"X-Flood: 1\r\n" * 5000 + b"\r\n")

    def get_endless_headers(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\n", b"X-Flood: 1\r\n", 0.001)

    def get_huge_header(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"x" * 200_000 + b"\r\n\r\n")

    def get_slow_headers(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.05)

    def get_go_on(self) -> None:
        self.pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001)

    def get_endless(self) -> None:
        self.pour(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>More. " * 9000)

    def chunked(self, chunks: bytes) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    def get_chunked(self) -> None:
        self.chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE))

    def get_chunks_without_end(self) -> None:
        self.chunked(b"%x\r\n%s\r\n" % (len(PAGE), PAGE))

    def get_chunk_cut_off(self) -> None:
        self.chunked(b"%x\r\n%s" % (len(PAGE) + 9, PAGE))

    def get_chunk_of_no_size(self) -> None:
        self.chunked(b"some\r\n" + PAGE)

    def get_chunk_below_nothing(self) -> None:
        self.chunked(b"-5\r\n" + PAGE + b"\r\n0\r\n\r\n")

    def get_endless_chunks(self) -> None:
        self.pour(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"64\r\n" + bytes(100) + b"\r\n",
        )

    def get_length_too_short(self) -> None:
        self.answer(PAGE + b"<p>Not announced.", length=len(PAGE))
        self.close_connection = True

    def get_length_of_no_sense(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + PAGE)

    def get_gzip_cut_off(self) -> None:
        packed = gzip.compress(PAGE * 50)
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed[: len(packed) // 2])

    def get_gzip_in_name_only(self) -> None:
        self.answer(PAGE, Content_Encoding="gzip")

    def get_slow_gzip(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
        self.pour(head + gzip.compress(bytes(9_000))[:12], b"\0", 0.05)

    def get_to_many(self) -> None:
        number = int(self.path.partition("?")[2] or 0)
        self.answer(b"", status=307, Location=f"/to-many?{number + 1}")

    def get_nowhere(self) -> None:
        self.answer(b"", status=302, Location="http://[::1")

    def get_to_user(self) -> None:
        self.answer(b"", status=302, Location=f"http://me:secret@{self.headers['Host']}/after")

    def get_called_latin(self) -> None:
        words = "<title>Pómp</title><article><p>Déjà vu, à l’été.</p></article>"
        self.answer(words.encode(), Content_Type="text/html; charset=iso-8859-1")

    def get_called_nonsense(self) -> None:
        self.answer(PAGE, Content_Type="text/html; charset=x-none-such-\xff")

    said = b""

    def get_said(self) -> None:
        self.raw(type(self).said)

    def get_cookie(self) -> None:
        self.answer(b"", status=302, Location="/after", Set_Cookie="spy=1")

    def do_CONNECT(self) -> None:
        """As a proxy that lets TLS through."""
        self.asked.append({"path": self.path})
        host, _colon, port = self.path.rpartition(":")
        with socket.create_connection((self.hosts.get(host, host), int(port))) as far:
            self.send_response(200)
            self.end_headers()
            pass_on = threading.Thread(target=relay, args=(self.connection, far))
            pass_on.start()
            relay(far, self.connection)
            pass_on.join()
        self.close_connection = True

    hosts: ClassVar[dict[str, str]] = {"paper.example": "127.0.0.1"}

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


def relay(one: socket.socket, other: socket.socket) -> None:
    """Pass on what one end says to the other, until it has said all."""
    with suppress(OSError):
        while said := one.recv(65_536):
            other.sendall(said)
        other.shutdown(socket.SHUT_WR)


Server = tuple[str, list[dict[str, str]]]


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """A site of its own, over TLS if it has a certificate, and what it was asked."""
    asked: list[dict[str, str]] = []
    handler = type("Here", (Site,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_asked: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http{'s' * bool(certificate)}://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site() -> Iterator[Server]:
    with serving() as site:
        yield site


def nothing_is_private(address: str) -> bool:
    return False


def get(url: str, limits: Limits = Limits(seconds=5)) -> Source:  # noqa: B008 - a frozen value
    return fetch(url, limits=limits, at=AT, private=nothing_is_private)


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
        ("/status-407", "proxy"),
        ("/broken-off", "broke off"),
        ("/silence", "broke off"),
        ("/chunks-without-end", "broke off"),
        ("/chunk-cut-off", "broke off"),
        ("/chunk-of-no-size", "broke off"),
        ("/chunk-below-nothing", "broke off"),
        ("/gzip-cut-off", "broke off"),
        ("/damaged", "damaged"),
        ("/gzip-in-name-only", "damaged"),
        ("/brotli", "packs"),
        ("/garbage", "rules of the web"),
        ("/header-flood", "rules of the web"),
        ("/endless-headers", "rules of the web"),
        ("/huge-header", "rules of the web"),
        ("/to-many", "circles"),
        ("/nowhere", "not a web address"),
    ],
)
def test_each_failure_has_its_sentence_and_advice(site: Server, path: str, sentence: str) -> None:
    with pytest.raises(FetchFailed, match=sentence) as caught:
        get(site[0] + path)
    assert caught.value.advice


@pytest.mark.parametrize("path", ["/bomb", "/huge", "/endless", "/endless-chunks"])
def test_a_page_beyond_the_cap_is_given_up_also_unpacked(site: Server, path: str) -> None:
    with pytest.raises(FetchFailed, match="larger than"):
        get(site[0] + path, Limits(seconds=5, size=300_000))


def test_what_unpacks_to_hundreds_of_times_its_size_is_given_up_before_the_cap(
    site: Server,
) -> None:
    with pytest.raises(FetchFailed, match="unpacks"):
        get(site[0] + "/bomb")


@pytest.mark.parametrize("path", ["/drip", "/slow-headers", "/slow-gzip", "/go-on"])
def test_what_drips_is_given_up_in_time(site: Server, path: str) -> None:
    with pytest.raises(FetchFailed, match="too long"):
        get(site[0] + path, Limits(seconds=0.3))


@pytest.mark.parametrize("path", ["/chunked", "/length-too-short", "/length-of-no-sense"])
def test_a_page_that_came_whole_is_taken_however_it_was_announced(site: Server, path: str) -> None:
    assert get(site[0] + path).content == PAGE


@pytest.mark.parametrize("path", ["/called-latin", "/called-nonsense"])
def test_a_wrong_character_set_does_not_spoil_the_words(site: Server, path: str) -> None:
    source = get(site[0] + path)
    assert "Pómp" in charset.decode(source.content, source.charset)


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(FetchFailed, match="too long"):
            get(url, Limits(seconds=0.3))


def test_a_name_that_is_looked_for_without_end_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_where, **_how: found.wait(5) and [])
    with pytest.raises(FetchFailed, match="too long"):
        get("http://paper.example/", Limits(seconds=0.1))
    found.set()


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "x..example"])
def test_a_name_that_nobody_has_is_a_sentence_not_a_crash(host: str) -> None:
    with pytest.raises(FetchFailed, match="No site of this name"):
        get(f"http://{host}/", Limits(seconds=2))


def test_a_greeting_without_end_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(FetchFailed, match="too long"):
            get(url, Limits(seconds=0.3))


def test_the_public_web_does_not_lead_into_a_private_network(site: Server) -> None:
    is_neighbour = iter([False, True])
    with pytest.raises(FetchFailed, match="private network"):
        fetch(site[0] + "/to-neighbour", at=AT, private=lambda address: next(is_neighbour))
    assert [request["path"] for request in site[1]] == ["/to-neighbour"]


def test_who_a_page_says_that_we_are_is_told_to_nobody(site: Server) -> None:
    assert get(site[0] + "/to-user").url == site[0] + "/after"
    assert all("authorization" not in request for request in site[1])


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


ANSWERS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<p>Wor",
    b"HTTP/1.1 302 Found\r\nLocation: /after\r\n\r\n",
    b"HTTP/1.0 200\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Wo\r\n0\r\nX: 1\r\n\r\n",
    b"HTTP/1.1 429 Slow\r\nRetry-After: Wed, 02 Oct 2024 14:31:55 GMT\r\n\r\n",
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ANSWERS), st.data())
def test_whatever_a_server_says_it_is_a_page_or_a_sentence(
    site: Server, answer: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(answer)))
    gone = data.draw(st.integers(0, 12))
    Site.said = answer[:at] + data.draw(st.binary(max_size=12)) + answer[at + gone :]
    try:
        came: Source | FetchFailed = get(site[0] + "/said", Limits(seconds=2, size=100_000))
    except FetchFailed as error:
        came = error
    assert isinstance(came, Source) or (came.sentence and came.advice)


# --- certificates --------------------------------------------------------------------------------

SELF_SIGNED = Path(__file__).with_name("self_signed.pem")
"""A key and a certificate for this computer that nobody vouches for."""


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    fetching._trust.cache_clear()
    with serving(SELF_SIGNED) as site:
        yield site
    fetching._trust.cache_clear()


def test_a_site_that_nobody_vouches_for_is_asked_for_nothing(secure: Server) -> None:
    with pytest.raises(FetchFailed, match="certificate is not valid"):
        get(secure[0] + "/story")
    assert secure[1] == []


def test_whom_the_system_trusts_is_trusted(secure: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    assert get(secure[0] + "/story").content == PAGE


def test_a_proxy_passes_on_what_it_cannot_read(
    secure: Server, proxy: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    monkeypatch.setenv("https_proxy", proxy[0])
    told: list[Asked] = []
    there = secure[0].replace("127.0.0.1", "localhost")
    assert fetch(there + "/story", at=AT, tell=told.append).content == PAGE
    assert [request["path"] for request in proxy[1]] == [there.removeprefix("https://")]
    assert [(each.url, each.by_proxy) for each in told] == [(there + "/story", True)]
    with pytest.raises(fetching.InPrivateNetwork):
        picture(there + "/p.png")
    with pytest.raises(FetchFailed, match="certificate is not valid"):
        get(secure[0].replace("127.0.0.1", "paper.example") + "/story")


# --- a picture -----------------------------------------------------------------------------------


def picture(url: str, *, of_private_page: bool = False, is_here: bool = False) -> bytes:
    return fetch_picture(url, of_private_page=of_private_page, at=AT, private=lambda _at: is_here)


def test_a_picture_is_whatever_its_address_holds(site: Server) -> None:
    assert picture(site[0] + "/moved") == PAGE
    assert "image/webp" in site[1][-1]["accept"]
    assert not {"cookie", "referer", "authorization"} & set(site[1][-1])


def test_a_picture_in_a_private_network_is_asked_for_only_by_a_page_from_there(
    site: Server,
) -> None:
    with pytest.raises(fetching.InPrivateNetwork):
        picture(site[0] + "/p.png", is_here=True)
    assert site[1] == []
    assert picture(site[0] + "/p.png", of_private_page=True, is_here=True) == PAGE


def test_a_picture_is_given_up_as_soon_as_nobody_waits_for_it(site: Server) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    with pytest.raises(FetchFailed):
        fetch_picture(
            site[0] + "/slow-headers", of_private_page=True, at=AT,
            limits=Limits(seconds=60), stop=stop,
        )  # fmt: skip
    timer.join()


# --- what was asked ------------------------------------------------------------------------------


def test_each_request_is_told_with_what_came_of_it(site: Server) -> None:
    told: list[Asked] = []
    fetch(site[0] + "/moved", at=AT, private=nothing_is_private, tell=told.append)
    assert [(each.url, each.status, each.size) for each in told] == [
        (site[0] + "/moved", 302, 0),
        (site[0] + "/elsewhere?x=%C3%BC", 200, len(PAGE)),
    ]
    assert {(each.why, each.address, each.by_proxy) for each in told} == {
        ("page", "127.0.0.1", False)
    }
    assert AT <= told[0].at <= told[1].at


@pytest.mark.parametrize("path", ["/status-404", "/broken-off", "/garbage", "/circle"])
def test_a_request_that_brought_nothing_is_told_with_the_reason(site: Server, path: str) -> None:
    told: list[Asked] = []
    with pytest.raises(FetchFailed) as caught:
        fetch(site[0] + path, at=AT, private=nothing_is_private, tell=told.append)
    assert len(told) == (6 if path == "/circle" else 1)
    assert told[-1].failure == (None if path == "/circle" else caught.value.sentence)


def test_where_nobody_was_reached_no_address_is_told() -> None:
    told: list[Asked] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(FetchFailed):
        fetch(f"http://127.0.0.1:{port}/", at=AT, tell=told.append)
    assert [(each.address, each.status) for each in told] == [(None, None)]


# --- by way of a proxy ---------------------------------------------------------------------------


@pytest.fixture
def proxy(site: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The site as the system's proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("http_proxy", site[0])
    return site


def test_the_proxy_of_the_system_is_used(proxy: Server) -> None:
    told: list[Asked] = []
    source = fetch("http://paper.example/story", at=AT, tell=told.append)
    assert (source.content, source.url) == (PAGE, "http://paper.example/story")
    assert proxy[1][0]["path"] == "http://paper.example/story"
    assert [(each.address, each.by_proxy) for each in told] == [("127.0.0.1", True)]


def test_hosts_that_need_no_proxy_are_asked_without(
    proxy: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    get(proxy[0] + "/story")
    assert proxy[1][0]["path"] == "/story"


def test_one_proxy_for_all_is_a_proxy_too(proxy: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("http_proxy")
    monkeypatch.setenv("all_proxy", proxy[0])
    assert fetch("http://paper.example/story", at=AT).content == PAGE


def test_a_proxy_of_another_kind_is_never_gone_around(
    proxy: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9050")
    with pytest.raises(FetchFailed, match="socks5"):
        get(proxy[0] + "/story")
    assert proxy[1] == []


@pytest.mark.parametrize("host", ["intranet", "nas.local", "10.0.0.7", "127.0.0.1", "[::1]"])
def test_behind_a_proxy_the_name_tells_what_is_private(proxy: Server, host: str) -> None:
    with pytest.raises(fetching.InPrivateNetwork):
        picture(f"http://{host}/p.png")
    assert proxy[1] == []
    assert picture(f"http://{host}/p.png", of_private_page=True) == PAGE


@pytest.mark.parametrize("host", ["paper.example", "8.8.8.8", "localnews.example", "x.example."])
def test_names_of_the_public_web_are_known(host: str) -> None:
    assert not is_private_name(host)
