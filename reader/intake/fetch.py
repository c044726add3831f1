"""A page from the web: the only place in the program that touches the network.

It asks once for one page, as anyone without cookies would: no referrer, no scripts, nothing but
http and https, and no more than the limits. Redirects are followed by hand so that each one is
looked at; one that leads from the public web into a private network is refused, because a page
must not make this computer read its neighbours. Whoever asks again for a page says which version
is known, so that the site can answer in one line that it is still the same.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from reader.errors import FetchFailed
from reader.intake import sniff
from reader.messages import _
from reader.model import Source
from reader.values import dataclass
from reader.version import program_version


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all, bytes (also unpacked), redirects."""

    seconds: float = 20.0
    size: int = 20_000_000
    redirects: int = 5


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said of the version of a page that is known: its address, ETag, Last-Modified."""

    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def of(self, address: str) -> bool:
        """Whether they may be told to this address: on the way to it others are asked too."""
        return self.url == address and (self.etag or self.last_modified) is not None

    def headers(self, address: str) -> Mapping[str, str]:
        """What makes a request for the address a conditional one."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        if not self.of(address):
            return {}
        return {name: value for name, value in told.items() if value is not None}


NOTHING_KNOWN = Validators()

Turn = Callable[[str], AbstractContextManager[None]]
"""What a request to a host is made within."""


def no_turn(_host: str) -> AbstractContextManager[None]:
    """Lets everyone ask at once."""
    return nullcontext()


def is_private(address: str) -> bool:
    """Whether an IP address belongs to this computer or its own network, not to the web."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global


def fetch(
    url: str,
    *,
    limits: Limits = USUAL,
    at: datetime,
    private: Callable[[str], bool] = is_private,
) -> Source:
    """The page at this address with its final address and headers; FetchFailed says why not.

    `private` judges the IP addresses that are connected to.
    """
    errand = _Errand(limits, private)
    with _answer(url, errand) as (address, response):
        refusal = _refusal(response, at)
        if refusal is not None:
            raise refusal
        return _source(response, errand.body(response), address, at)


def fetch_again(
    url: str,
    known: Validators,
    *,
    limits: Limits = USUAL,
    at: datetime,
    private: Callable[[str], bool] = is_private,
    turn: Turn = no_turn,
) -> Source | None:
    """The page at this address as it is now; None where the site says that it is as it was.

    What a site answers for good instead of a page that is known, because it is gone or kept from
    us, comes as a source too, with that status; FetchFailed is for what may pass. Each request is
    made within `turn(host)`, which may wait: that does not count against the limit of time.
    """
    errand = _Errand(limits, private, known, turn)
    with _answer(url, errand) as (address, response):
        if response.status == 304 and known.of(address):
            return None
        refusal = _refusal(response, at)
        if refusal is not None and response.status not in _FOR_GOOD:
            raise refusal
        return _source(response, errand.body(response), address, at)


@contextmanager
def _answer(url: str, errand: _Errand) -> Iterator[tuple[str, http.client.HTTPResponse]]:
    """The address that this one leads to, and its response; FetchFailed if it leads on and on."""
    address = _sound(url)
    for _hop in range(errand.limits.redirects + 1):
        with errand.turn_at(address), errand.time_limit():
            response = errand.ask(address)
            target = response.headers.get("Location")
            if response.status in (301, 302, 303, 307, 308) and target:
                response.close()
                address = _sound(urljoin(address, _latin(target)))
                continue
            try:
                yield address, response
            finally:
                response.close()
            return
    raise FetchFailed(
        _("This address leads in circles."), _("Open it in a browser and copy the address there.")
    )


# --- one errand ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Errand:
    """What one fetch has used up so far, and the connection it has open."""

    limits: Limits
    private: Callable[[str], bool]
    known: Validators = NOTHING_KNOWN
    turn: Turn = no_turn
    started: float = field(default_factory=time.monotonic)
    was_public: bool = False
    is_late: bool = False
    sockets: list[socket.socket] = field(default_factory=list)

    def left(self) -> float:
        return max(0.01, self.started + self.limits.seconds - time.monotonic())

    def time_limit(self) -> _Deadline:
        return _Deadline(self)

    @contextmanager
    def turn_at(self, address: str) -> Iterator[None]:
        """Waits until the host may be asked; the waiting costs no time of the errand."""
        came = time.monotonic()
        with self.turn(urlsplit(address).hostname or ""):
            self.started += time.monotonic() - came
            yield

    def connected(self, sock: socket.socket) -> None:
        """Refuse a private address after a public one; called before anything is sent."""
        self.sockets.append(sock)
        if not self.private(sock.getpeername()[0]):
            self.was_public = True
        elif self.was_public:
            sock.close()
            raise FetchFailed(
                _("This page leads into a private network, and Galley does not follow it there."),
                _("If you trust it, open it in a browser and save the page."),
            )

    def ask(self, address: str) -> http.client.HTTPResponse:
        """The response to a GET, whatever its status; FetchFailed if there is none."""
        try:
            request = _request(address, self.known.headers(address))
            response = _opener(self).open(request, timeout=self.left())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failure(error) from error
        assert isinstance(response, http.client.HTTPResponse)
        return response

    def body(self, response: http.client.HTTPResponse) -> bytes:
        """The unpacked body, within the limits."""
        try:
            return b"".join(self._pieces(response))
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            raise self._failure(error) from error

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        unpack = _unpacker(response.headers.get("Content-Encoding"))
        expected = response.length
        received = total = 0
        while packed := response.read1(65_536):
            received += len(packed)
            for piece in unpack(packed):
                total += len(piece)
                if total > self.limits.size or received > self.limits.size:
                    raise FetchFailed(
                        _("This page is larger than {size} MB.").format(
                            size=max(1, self.limits.size // 1_000_000)
                        ),
                        _("Save the article as text and add that file."),
                    )
                yield piece
            if self.is_late or time.monotonic() > self.started + self.limits.seconds:
                raise TimeoutError
        if self.is_late:
            raise TimeoutError
        if expected is not None and received < expected:
            raise FetchFailed(
                _("The connection broke off before the whole page was here."), _("Try again.")
            )

    def _failure(self, error: Exception) -> FetchFailed:
        if self.is_late:
            return _too_slow()
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, FetchFailed):
            return reason
        return _explained(reason)


class _Deadline:
    """Ends the errand's connection when its time is up, even one that drips byte by byte."""

    def __init__(self, errand: _Errand) -> None:
        self._errand = errand
        self._timer = threading.Timer(errand.left(), self._stop)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _stop(self) -> None:
        self._errand.is_late = True
        for sock in self._errand.sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed already


class _Connection(http.client.HTTPConnection):
    """Shows its errand the address it reached before it sends anything."""

    errand: _Errand

    def connect(self) -> None:
        super().connect()
        self.errand.connected(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    """The same over TLS."""

    errand: _Errand

    def connect(self) -> None:
        super().connect()
        self.errand.connected(self.sock)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, errand: _Errand) -> None:
        super().__init__()
        self._errand = errand

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_made(_Connection, self._errand), request)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, errand: _Errand, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._errand = errand
        self._context_of_system = context

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        made = _made(_SecureConnection, self._errand)
        return self.do_open(made, request, context=self._context_of_system)


def _made(kind: type[_Connection] | type[_SecureConnection], errand: _Errand) -> Any:
    """What `do_open` calls to make its connection."""

    def make(host: str, **options: Any) -> _Connection | _SecureConnection:
        connection = kind(host, **options)
        connection.errand = errand
        return connection

    return make


def _opener(errand: _Errand) -> urllib.request.OpenerDirector:
    """http and https only: no file:, no ftp:, no cookies, no redirects, no error handling."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(_Plain(errand))
    opener.add_handler(_Secure(errand, ssl.create_default_context()))
    opener.addheaders = []
    return opener


def _request(address: str, more: Mapping[str, str]) -> urllib.request.Request:
    return urllib.request.Request(  # noqa: S310 - `_sound` lets http and https through only
        address,
        headers={
            "User-Agent": f"Galley/{program_version()}",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **more,
        },
    )


# --- unpacking -----------------------------------------------------------------------------------

_PIECE = 1_000_000


def _unpacker(encoding: str | None) -> Callable[[bytes], Iterator[bytes]]:
    """From pieces as sent to pieces as meant, none larger than a megabyte."""
    match (encoding or "identity").strip().lower():
        case "identity" | "":
            return lambda packed: iter((packed,))
        case "gzip" | "x-gzip":
            return _inflater(zlib.decompressobj(wbits=31))
        case "deflate":
            return _deflated()
    raise FetchFailed(
        _("This server packs its pages in a way that Galley did not ask for."),
        _("Open the page in a browser, save it, and add that file."),
    )


def _inflater(unpacking: Any) -> Callable[[bytes], Iterator[bytes]]:
    def unpack(packed: bytes) -> Iterator[bytes]:
        while packed and not unpacking.eof:
            yield unpacking.decompress(packed, _PIECE)
            packed = unpacking.unconsumed_tail

    return unpack


def _deflated() -> Callable[[bytes], Iterator[bytes]]:
    """With or without the zlib header: servers disagree on what `deflate` means."""
    chosen: list[Callable[[bytes], Iterator[bytes]]] = []

    def unpack(packed: bytes) -> Iterator[bytes]:
        if not chosen:
            has_header = packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
            chosen.append(_inflater(zlib.decompressobj(wbits=15 if has_header else -15)))
        return chosen[0](packed)

    return unpack


# --- addresses -----------------------------------------------------------------------------------


def _sound(url: str) -> str:
    """The address in ASCII, without user and fragment; FetchFailed if it is not of the web."""
    try:
        parts = urlsplit(re.sub(r"[\t\r\n]", "", url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _not_an_address(url) from None
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchFailed(
            _("Galley fetches only addresses that begin with http:// or https://."),
            _("Add a file by its name, without file://."),
        )
    if not host:
        raise _not_an_address(url)
    try:
        ascii_host = host if ":" in host or host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _not_an_address(url) from None
    if re.search(r"[\s<>\"\\^`{|}\x00-\x20]", ascii_host):
        raise _not_an_address(url)
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc += f":{port}" if port is not None else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~[]")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?[]")
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def _not_an_address(url: str) -> FetchFailed:
    return FetchFailed(
        _("{url} is not a web address.").format(url=url.strip()[:200]),
        _("Copy it again from your browser."),
    )


def _latin(header: str) -> str:
    """A header's UTF-8 bytes, which `http.client` reads as Latin-1, as what they say."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


# --- the answer ----------------------------------------------------------------------------------


def _source(
    response: http.client.HTTPResponse, content: bytes, address: str, at: datetime
) -> Source:
    said = response.headers.get_content_type() if response.headers.get("Content-Type") else None
    name = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or None
    return Source(
        content,
        sniff.media_type(content, name=name, said=said),
        at,
        charset=response.headers.get_content_charset(),
        url=address,
        name=name,
        status=response.status,
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
    )


_FOR_GOOD = (401, 402, 403, 404, 410, 451)
"""What a site answers that does not show a page, and will not a minute later."""


def _refusal(response: http.client.HTTPResponse, at: datetime) -> FetchFailed | None:
    """Why this answer brings no page; None if it does."""
    refusal = _refused(response.status)
    if refusal is not None:
        refusal.status = response.status
        refusal.wait = _seconds(response.headers.get("Retry-After"), at)
    return refusal


def _seconds(retry_after: str | None, at: datetime) -> float | None:
    """How long a site asks to be left alone: it may name seconds or a time."""
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - at).total_seconds())
    except (TypeError, ValueError):
        return None


def _refused(status: int) -> FetchFailed | None:
    if 200 <= status < 300 and status not in (204, 205):
        return None
    in_browser = _("Open it in a browser; if you can read it there, save the page and add it.")
    if status in (404, 410):
        return FetchFailed(
            _("There is no page at this address (status {status}).").format(status=status),
            _("Look for a typing mistake, or search for its headline."),
        )
    if status in (401, 402, 403, 407, 451):
        return FetchFailed(
            _("The site does not show this page to Galley (status {status}).").format(
                status=status
            ),
            in_browser,
        )
    if status == 429 or status >= 500:
        return FetchFailed(
            _("The site is in trouble or too busy (status {status}).").format(status=status),
            _("Try again later."),
        )
    return FetchFailed(
        _("The site gave no page (status {status}).").format(status=status), in_browser
    )


def _too_slow() -> FetchFailed:
    return FetchFailed(
        _("The site took too long to answer."), _("Try again, or save the page in your browser.")
    )


def _explained(reason: object) -> FetchFailed:
    if isinstance(reason, TimeoutError):
        return _too_slow()
    if isinstance(reason, ssl.SSLCertVerificationError):
        return FetchFailed(
            _("The site's certificate is not valid, so nobody knows whose page this is."),
            _("Look at the address and at your computer's clock."),
        )
    if isinstance(reason, socket.gaierror):
        return FetchFailed(
            _("No site of this name was found."),
            _("Look for a typing mistake, and whether you are connected to the internet."),
        )
    if isinstance(reason, ConnectionRefusedError):
        return FetchFailed(_("The site does not answer."), _("Try again later."))
    if isinstance(reason, zlib.error):
        return FetchFailed(_("The page arrived damaged."), _("Try again."))
    return FetchFailed(
        _("The page could not be fetched ({reason}).").format(reason=str(reason)[:200]),
        _("Try again, or open it in a browser and save the page."),
    )
