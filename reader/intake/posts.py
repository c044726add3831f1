"""Posts of other sites that pages embed: the address of each, where the page shows no link to it.

They come as quotes that a script will dress up, or, in pages saved after the script ran, as frames.
"""

from __future__ import annotations

import re

from reader.intake.html import Element

_NAMED = ("data-instgrm-permalink", "data-permalink", "data-href", "data-url", "cite")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,500}$")
_TWEET = re.compile(
    r"https?://platform\.(?:twitter|x)\.com/embed/.{0,500}?[?&]id=(\d{5,25})(?:&|$)"
)
_FRAMED = re.compile(
    r"(https?://(?:www\.)?(?:instagram\.com/(?:p|reel|tv)/[\w-]{3,40}/"
    r"|threads\.net/@[\w.]{1,40}/post/[\w-]{3,40}/|[\w.-]{3,60}/@[\w.]{1,40}/\d{9,25}/))embed\b"
)


def quoted(quote: Element) -> str | None:
    """The address of the post that a quote is, if no link in it leads there."""
    named = (quote.get(name) for name in _NAMED)
    address = next((one for one in named if one and _ADDRESS.match(one)), None)
    if address is None:
        return None
    bare = address.partition("?")[0].rstrip("/")
    if any((link.get("href") or "").startswith(bare) for link in quote.iter("a")):
        return None
    return address


def framed(frame: Element) -> str | None:
    """The address of the post that a frame shows; None if it shows something else."""
    source = (frame.get("src") or "")[:2000]
    if (tweet := _TWEET.match(source)) is not None:
        return f"https://x.com/i/status/{tweet[1]}"
    found = _FRAMED.match(source)
    return found[1] if found is not None else None
