"""Pages and pictures from the web: the only place in the program that touches the network.

It asks once for one thing, as anyone without cookies would: no referrer, no scripts, nothing but
http and https, and no more than the limits. Redirects are followed by hand so that each one is
looked at, also from https to http, as browsers do: nothing secret is ever sent. One that leads
from the public web into a private network is refused, because a page must not make this computer
read its neighbours. Whoever asks again for a page says which version is known, so that the site
can answer in one line that it is still the same. Each request is told to whoever asks for it.

Certificates and proxies are the system's. Behind a proxy nobody sees which computer answers: there
the name of a host alone says whether it is in a private network.
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
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from reader.errors import FetchFailed
from reader.intake import pictures, sniff
from reader.intake.unpacking import ACCEPTED, UnknownPacking, Unpacking
from reader.messages import _
from reader.model import Asked, Asking, Source
from reader.values import dataclass
from reader.version import program_version


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all, bytes (also unpacked), redirects."""

    seconds: float = 20.0
    size: int = 20_000_000
    redirects: int = 5


USUAL = Limits()
OF_PICTURE = Limits(seconds=15.0, size=pictures.MOST_BYTES)


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

Tell = Callable[[Asked], None]
"""Hears of each request once it is over, well or badly; called on the thread that asks."""


class TooSlow(FetchFailed):
    """It was not there in the time that there is."""


class TooLarge(FetchFailed):
    """It is, or would unpack to, more than is taken."""


class InPrivateNetwork(FetchFailed):
    """It lies where what comes from the web must not lead."""


def no_turn(_host: str) -> AbstractContextManager[None]:
    """Lets everyone ask at once."""
    return nullcontext()


def to_nobody(_asked: Asked) -> None:
    """Forgets what was asked."""


def is_private(address: str) -> bool:
    """Whether an IP address belongs to this computer or its own network, not to the web."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global


def was_private(asked: Asked) -> bool:
    """Whether what answered a request is in a private network."""
    if asked.by_proxy:
        return is_private_name(urlsplit(asked.url).hostname or "")
    return asked.address is not None and is_private(asked.address)


_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")


def is_private_name(host: str) -> bool:
    """Whether a host that a proxy will look up says itself that it is none of the public web."""
    name = host.casefold().rstrip(".")
    try:
        return is_private(str(ipaddress.ip_address(name.partition("%")[0])))
    except ValueError:
        return "." not in name or name.endswith(tuple(f".{each}" for each in _PRIVATE_NAMES))


def fetch(
    url: str,
    *,
    limits: Limits = USUAL,
    at: datetime,
    private: Callable[[str], bool] = is_private,
    tell: Tell = to_nobody,
    from_web: bool = False,
) -> Source:
    """The page at this address with its final address and headers; FetchFailed says why not.

    `private` judges the IP addresses that are connected to; what a page on the web asked for
    (`from_web`) is in no private network from the start.
    """
    errand = _Errand(limits, private, "page", at, tell)
    errand.was_public = from_web
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
    why: Asking = "check",
    tell: Tell = to_nobody,
) -> Source | None:
    """The page at this address as it is now; None where the site says that it is as it was.

    What a site answers for good instead of a page that is known, because it is gone or kept from
    us, comes as a source too, with that status; FetchFailed is for what may pass. Each request is
    made within `turn(host)`, which may wait: that does not count against the limit of time.
    """
    errand = _Errand(limits, private, why, at, tell, known, turn)
    with _answer(url, errand) as (address, response):
        if response.status == 304 and known.of(address):
            return None
        refusal = _refusal(response, at)
        if refusal is not None and response.status not in _FOR_GOOD:
            raise refusal
        return _source(response, errand.body(response), address, at)


def fetch_picture(
    url: str,
    *,
    of_private_page: bool,
    limits: Limits = OF_PICTURE,
    at: datetime,
    private: Callable[[str], bool] = is_private,
    tell: Tell = to_nobody,
    stop: threading.Event | None = None,
) -> bytes:
    """The bytes at the address of a picture, whatever they are; FetchFailed says why not.

    Only for a page that was in a private network itself is one in there asked for. Once `stop` is
    set it is given up, at any point.
    """
    errand = _Errand(limits, private, "picture", at, tell, stop=stop)
    errand.was_public = not of_private_page
    with _answer(url, errand) as (_address, response):
        refusal = _refusal(response, at)
        if refusal is not None:
            raise refusal
        return errand.body(response)


@contextmanager
def _answer(url: str, errand: _Errand) -> Iterator[tuple[str, http.client.HTTPResponse]]:
    """The address that this one leads to, and its response; FetchFailed if it leads on and on."""
    address = _sound(url)
    for _hop in range(errand.limits.redirects + 1):
        with errand.turn_at(address), errand.hop(address):
            response = errand.ask(address)
            target = response.headers.get("Location")
            if response.status in (301, 302, 303, 307, 308) and target:
                response.close()
                address = _further(address, _latin(target))
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
class _Hop:
    """One request of an errand, as far as it has come."""

    address: str | None = None
    by_proxy: bool = False
    status: int | None = None
    size: int = 0


@dataclass(slots=True)
class _Errand:
    """What one fetch has used up so far, and the connections it has open."""

    limits: Limits
    private: Callable[[str], bool]
    why: Asking
    at: datetime
    tell: Tell
    known: Validators = NOTHING_KNOWN
    turn: Turn = no_turn
    stop: threading.Event | None = None
    began: float = field(default_factory=time.monotonic)
    waited: float = 0.0
    was_public: bool = False
    is_late: bool = False
    now: _Hop = field(default_factory=_Hop)
    sockets: list[socket.socket] = field(default_factory=list)

    def left(self) -> float:
        """Seconds until the errand's time is up, and a little more than none."""
        return max(0.01, self.began + self.waited + self.limits.seconds - time.monotonic())

    @contextmanager
    def turn_at(self, address: str) -> Iterator[None]:
        """Waits until the host may be asked; the waiting costs no time of the errand."""
        came = time.monotonic()
        with self.turn(urlsplit(address).hostname or ""):
            self.waited += time.monotonic() - came
            yield

    @contextmanager
    def hop(self, address: str) -> Iterator[None]:
        """One request within the time limit, told of at its end."""
        self.now, failure = _Hop(), None
        at = self.at + timedelta(seconds=time.monotonic() - self.began)
        try:
            with _Deadline(self):
                yield
        except FetchFailed as error:
            failure = error.sentence
            raise
        finally:
            now = self.now
            self.tell(
                Asked(
                    at, address, self.why, now.address, now.by_proxy, now.status, now.size, failure
                )
            )

    def connect(self, where: tuple[str, int], *_usual: object) -> socket.socket:
        """A connection to a host, one of its addresses after the other, each looked at before.

        An address that stays silent leaves time for the next: many networks have a broken IPv6.
        """
        found = _looked_up(where, self.left())
        failure: OSError = OSError("no address")
        for number, (family, kind, protocol, _name, there) in enumerate(found, 1):
            is_near = not self.now.by_proxy and self._look_at(str(there[0]))
            sock = socket.socket(family, kind, protocol)
            self.sockets.append(sock.dup())  # TLS takes the socket itself over
            sock.settimeout(self.left() if number == len(found) else min(self.left(), _PATIENCE))
            try:
                sock.connect(there)
            except OSError as error:
                sock.close()
                failure = error
                continue
            sock.settimeout(self.left())
            self.now.address = str(there[0])
            self.was_public |= not is_near and not self.now.by_proxy
            return sock
        raise failure

    def _look_at(self, address: str) -> bool:
        """Whether this address is private; InPrivateNetwork if a public one led to it."""
        is_near = self.private(address)
        if is_near and self.was_public:
            raise _leads_astray()
        return is_near

    def _look_at_name(self, host: str) -> None:
        is_near = is_private_name(host)
        if is_near and self.was_public:
            raise _leads_astray()
        self.was_public |= not is_near

    def ask(self, address: str) -> http.client.HTTPResponse:
        """The response to a GET, whatever its status; FetchFailed if there is none."""
        proxy = _proxy_for(address)
        self.now.by_proxy = proxy is not None
        if proxy is not None:
            self._look_at_name(urlsplit(address).hostname or "")
        try:
            request = _request(address, self.why, self.known.headers(address))
            response = _opener(self, address, proxy).open(request, timeout=self.left())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failure(error) from error
        assert isinstance(response, http.client.HTTPResponse)
        assert self.now.address is not None, "a connection that nobody looked at"
        self.now.status = response.status
        return response

    def body(self, response: http.client.HTTPResponse) -> bytes:
        """The unpacked body, within the limits."""
        try:
            return b"".join(self._pieces(response))
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            raise self._failure(error) from error

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        unpacking = Unpacking(response.headers.get("Content-Encoding"))
        expected, total = response.length, 0
        while packed := response.read1(65_536):
            self.now.size += len(packed)
            for piece in unpacking.pieces(packed):
                total += len(piece)
                self._weigh(total)
                yield piece
            if self.is_late or time.monotonic() > self.began + self.waited + self.limits.seconds:
                raise TimeoutError
        if self.is_late:
            raise TimeoutError
        if not unpacking.is_whole or (expected is not None and self.now.size < expected):
            raise _broken_off()

    def _weigh(self, total: int) -> None:
        """TooLarge if so many bytes are too many, or come of too few."""
        if max(total, self.now.size) > self.limits.size:
            raise TooLarge(
                _("This page is larger than {size} MB.").format(
                    size=max(1, self.limits.size // 1_000_000)
                ),
                _("Save the article as text and add that file."),
            )
        if total > _SMALL and total > _TIGHTEST * self.now.size:
            raise TooLarge(
                _("This page unpacks to far more than any page holds."),
                _("Open it in a browser; if you can read it there, save the page and add it."),
            )

    def _failure(self, error: Exception) -> FetchFailed:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, FetchFailed):
            return reason
        return _too_slow() if self.is_late else _explained(reason)


def _looked_up(where: tuple[str, int], seconds: float) -> list[Any]:
    """The addresses of a host; the system itself may take half a minute to say that it has none."""
    answers: SimpleQueue[list[Any] | OSError] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(*where, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else socket.gaierror(str(error)))

    threading.Thread(target=look_up, name="galley-names", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


_PATIENCE = 5.0
"""Seconds for an address that is not the host's last."""
_SMALL = 5_000_000
_TIGHTEST = 250
"""More than a small body, of so many times fewer bytes, is a bomb: pages pack 5 to 50 to 1."""
_GLANCE = 0.1


class _Deadline:
    """Ends the errand's connections when its time is up or nobody waits for it any more, even one
    that drips byte by byte or never ends its greeting."""

    def __init__(self, errand: _Errand) -> None:
        self._errand = errand
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="galley-deadline", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        while self._errand.sockets:
            self._errand.sockets.pop().close()

    def _watch(self) -> None:
        end = time.monotonic() + self._errand.left()
        stop = self._errand.stop
        while (left := end - time.monotonic()) > 0 and not (stop and stop.is_set()):
            if self._over.wait(left if stop is None else min(left, _GLANCE)):
                return
        self._errand.is_late = True
        # Until the errand has noticed: it may be about to connect to the next address.
        while True:
            for sock in list(self._errand.sockets):
                with suppress(OSError):  # it is not connected yet, or was closed already
                    sock.shutdown(socket.SHUT_RDWR)
            if self._over.wait(_GLANCE):
                return


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, errand: _Errand) -> None:
        super().__init__()
        self._errand = errand

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_made(http.client.HTTPConnection, self._errand), request)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, errand: _Errand) -> None:
        super().__init__(context=_trust())
        self._errand = errand

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        made = _made(http.client.HTTPSConnection, self._errand)
        return self.do_open(made, request, context=_trust())


@cache
def _trust() -> ssl.SSLContext:
    """The system's certificates; reading them takes longer than many a page."""
    return ssl.create_default_context()


def _made(
    kind: type[http.client.HTTPConnection | http.client.HTTPSConnection], errand: _Errand
) -> Any:
    """What `do_open` calls to make its connection, which the errand connects."""

    def make(host: str, **options: Any) -> http.client.HTTPConnection:
        connection: Any = kind(host, **options)
        # There is no public way in between the connection and what TLS or a proxy is sent over it.
        connection._create_connection = errand.connect
        made: http.client.HTTPConnection = connection
        return made

    return make


def _proxy_for(address: str) -> str | None:
    """The proxy by which the system reaches an address; FetchFailed if it is none of the web's."""
    parts = urlsplit(address)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(parts.netloc):
        return None
    kind, mark, _host = proxy.partition("://")
    if mark and kind.lower() not in ("http", "https"):
        raise FetchFailed(
            _("Your system reaches the web by a proxy that Galley cannot use ({kind}).").format(
                kind=kind
            ),
            _("Open the page in a browser, save it, and add that file."),
        )
    return proxy


def _opener(errand: _Errand, address: str, proxy: str | None) -> urllib.request.OpenerDirector:
    """http and https only: no file:, no ftp:, no cookies, no redirects, no error handling."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(
        urllib.request.ProxyHandler({urlsplit(address).scheme: proxy} if proxy else {})
    )
    opener.add_handler(_Plain(errand))
    opener.add_handler(_Secure(errand))
    opener.addheaders = []
    return opener


_OF_PAGE = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5"
_ACCEPT: Mapping[Asking, str] = {
    "page": _OF_PAGE,
    "check": _OF_PAGE,
    "feed": "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,*/*;q=0.5",
    # Without AVIF, which few sites would send otherwise and Qt does not read.
    "picture": "image/webp,image/png,image/jpeg,image/gif,image/svg+xml;q=0.8,*/*;q=0.1",
}


def _request(address: str, why: Asking, more: Mapping[str, str]) -> urllib.request.Request:
    return urllib.request.Request(  # noqa: S310 - `_sound` lets http and https through only
        address,
        headers={
            "User-Agent": f"Galley/{program_version()}",
            "Accept": _ACCEPT[why],
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
            **more,
        },
    )


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


def _further(address: str, target: str) -> str:
    """Where a redirect from an address leads; FetchFailed if that is not of the web."""
    try:
        return _sound(urljoin(address, target))
    except ValueError:
        raise _not_an_address(target) from None


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
    if status == 407:
        return FetchFailed(
            _("The proxy of your network does not let Galley through (status 407)."), in_browser
        )
    if status in (401, 402, 403, 451):
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
    return TooSlow(
        _("The site took too long to answer."), _("Try again, or save the page in your browser.")
    )


def _broken_off() -> FetchFailed:
    return FetchFailed(
        _("The connection broke off before the whole page was here."), _("Try again.")
    )


def _leads_astray() -> FetchFailed:
    return InPrivateNetwork(
        _("This page leads into a private network, and Galley does not follow it there."),
        _("If you trust it, open it in a browser and save the page."),
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
    if isinstance(reason, UnknownPacking):
        return FetchFailed(
            _("This server packs its pages in a way that Galley did not ask for."),
            _("Open the page in a browser, save it, and add that file."),
        )
    if isinstance(reason, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return _broken_off()
    if isinstance(reason, http.client.HTTPException):
        return FetchFailed(
            _("What the site answers does not keep to the rules of the web."),
            _("Open it in a browser; if you can read it there, save the page and add it."),
        )
    return FetchFailed(
        _("The page could not be fetched ({reason}).").format(reason=str(reason)[:200]),
        _("Try again, or open it in a browser and save the page."),
    )
