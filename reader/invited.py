"""What a browser hands over: `galley://add?url=…`, from the bookmarklet or from any page.

Any page may write such a link, so nothing in it is trusted: only http and https, only whole
addresses, nothing in a private network, nothing long. What comes of it is for the user to confirm.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from reader.errors import BadRequest
from reader.intake.fetch import is_private_name
from reader.messages import _
from reader.values import dataclass

BOOKMARKLET = (
    "javascript:location.href='galley://add?url='+encodeURIComponent(location.href)"
    "+'&title='+encodeURIComponent(document.title.slice(0,200))"
    "+'&quote='+encodeURIComponent(String(getSelection()).slice(0,1000))"
)
"""What a browser keeps as a bookmark: it hands the page that is shown over, with the words that
are selected in it."""

_LONGEST = 16_000
_LONGEST_ADDRESS = 4_000
_LONGEST_TITLE = 300
_LONGEST_QUOTE = 2_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """A page that should be added, what it is said to be called, and words to mark in it."""

    url: str
    title: str = ""
    quote: str = ""


def invitation(words: str) -> Invitation:
    """What an address of our own asks for; BadRequest says why it is not done."""
    if len(words) > _LONGEST:
        raise _refused(_("The address that was handed over is too long."))
    parts = urlsplit(words.strip())
    what = (parts.netloc or parts.path.strip("/")).strip("/").casefold()
    if parts.scheme.casefold() != "galley" or what != "add":
        raise _refused(_("Galley was asked for something that it does not do."))
    try:
        given = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        raise _refused(_("The address that was handed over cannot be read.")) from None
    url = _first(given, "url")
    _check(url)
    title = " ".join(_first(given, "title").split())[:_LONGEST_TITLE]
    return Invitation(url, title, _first(given, "quote").strip()[:_LONGEST_QUOTE])


def _first(given: dict[str, list[str]], name: str) -> str:
    return given.get(name, [""])[0]


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        raise _refused(_("The address that was handed over cannot be read.")) from None
    if parts.scheme.casefold() not in ("http", "https"):
        raise _refused(_("A page handed over an address that is none of the web."))
    if not host or len(url) > _LONGEST_ADDRESS or any(c.isspace() or c < " " for c in url):
        raise _refused(_("The address that was handed over cannot be read."))
    if parts.username is not None or parts.password is not None:
        raise _refused(_("A page handed over an address with a name or password in it."))
    if is_private_name(host):
        raise _refused(_("A page handed over an address in a private network."))


def _refused(sentence: str) -> BadRequest:
    return BadRequest(sentence, _("Nothing was added. If you want the page, add it yourself."))
