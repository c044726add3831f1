"""Bytes to the items of a feed: RSS and Atom by feedparser, JSON Feed by hand; and the feeds that
a page names.

What a feed says is someone else's: titles become plain words, content stays HTML until an item is
kept, and then goes the way of any page. An item that is kept with no more than the feed gives is a
JSON Feed of one item, so that it can be read again from its own bytes.
"""

from __future__ import annotations

import calendar
import html as entities
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from reader import model
from reader.errors import NotAFeed, NotAnArticle
from reader.intake import blocks, charset, dates, html
from reader.intake.document import captured
from reader.intake.mended_xml import mended
from reader.intake.metadata import Metadata
from reader.messages import _
from reader.model import Block, Captured, Feed, FeedItem, Outline, Picture, Source, Span, sha256
from reader.text import clean, opening
from reader.values import dataclass

Json = Any

MEDIA_TYPE = "application/feed+json"
"""Of a JSON Feed: https://www.jsonfeed.org/version/1.1/"""

MOST_ITEMS = 500
"""Items that are taken of a feed, the newest ones."""

MOST_READ = 2000
"""Items that are read of a longer one, half of them from its beginning and half from its end:
archives stand in either order, and feedparser takes half a millisecond for each."""

LONGEST_CONTENT = 1_000_000
"""Characters of HTML: of more the excerpt is taken, and its page may be asked for."""

_LONGEST_TITLE = 500
_LONGEST_EXCERPT = 600
_MOST_BYLINES = 10
_SMALL = 80
"""Pixels: what is less wide is no picture of a story."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """An item, and when it was published in seconds since 1970, as far as that is known."""

    item: FeedItem
    moment: float | None


def read(source: Source) -> Feed:
    """The feed in these bytes, its newest items first; NotAFeed if there is none."""
    written = charset.decode(source.content, source.charset).lstrip("\ufeff \t\r\n")
    if written.startswith("{"):
        feed, items = _json_feed(written, source.url)
    else:
        feed, items = _xml_feed(written, source.url)
    return Feed(feed.title, feed.site, _newest(items))


def _newest(dated: Sequence[_Dated]) -> tuple[FeedItem, ...]:
    """The newest ones in order; as the feed has them where one has no date."""
    moments = [each.moment for each in dated if each.moment is not None]
    if len(moments) == len(dated):
        dated = sorted(dated, key=lambda each: each.moment or 0.0, reverse=True)
    unique: dict[str, FeedItem] = {}
    for each in dated:
        unique.setdefault(each.item.identity, each.item)
    return tuple(unique.values())[:MOST_ITEMS]


def _not_a_feed() -> NotAFeed:
    return NotAFeed(
        _("There is no feed at this address."),
        _("Look for a link that says RSS, Atom or feed on the site, and give its address."),
    )


# --- RSS and Atom --------------------------------------------------------------------------------

_ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ANY_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)


def _xml_feed(written: str, url: str | None) -> tuple[Feed, list[_Dated]]:
    # Before feedparser sees it: of a page that is none it would make what it can.
    if _ANY_FEED.search(written[:65_536]) is None:
        raise _not_a_feed()
    parsed = _parsed(_capped(mended(written)), url)
    about: Mapping[str, Any] = parsed.get("feed") or {}
    entries: Sequence[Mapping[str, Any]] = parsed.get("entries") or ()
    if not parsed.get("version") and not entries:
        raise _not_a_feed()
    title = _plain(about.get("title"))
    is_atom = str(parsed.get("version")).startswith("atom")
    lang = _string(about.get("language"))[:40] or None
    items = [_entry(each, url, lang, named=is_atom) for each in entries]
    return Feed(title, _address(about.get("link"), url)), items


_HERE = "http://here.invalid"
"""Stands for the site of a feed while feedparser completes addresses: what it made of an id that
was none can so be told from one that was."""


def _parsed(written: str, url: str | None) -> Mapping[str, Any]:
    """What feedparser makes of it. It is never given words that could be an address or a file's
    name; what it would clean we clean ourselves, in a quarter of the time."""
    # Here and not above: the child that reads pages seldom reads feeds.
    import feedparser

    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(written.encode()),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": f"{_HERE}{_path(url or '') or '/'}",
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it raises whatever its many parts do on broken feeds
        raise _not_a_feed() from error
    return parsed


def _capped(written: str) -> str:
    """The feed without the items in its middle, if it has too many."""
    ends = [found.end() for found in _ITEM_END.finditer(written)]
    if len(ends) <= MOST_READ:
        return written
    half = MOST_READ // 2
    return written[: ends[half - 1]] + written[ends[-half - 1] :]


def _entry(entry: Mapping[str, Any], url: str | None, lang: str | None, *, named: bool) -> _Dated:
    """`lang` is the feed's own; `named` says that authors stand apart from their addresses, as in
    Atom."""
    content, base = _content(entry)
    where = _address(base, url) or url
    # Not by `get`: feedparser would give one date for the other, and a warning with it.
    written = next((str(entry[name]) for name in _DATES if name in entry), "")
    summary = _markup(entry.get("summary_detail")) or _string(entry.get("summary"))
    item = _item(
        given=_string(entry.get("id")),
        title=_plain(entry.get("title")),
        url=_link(entry, url),
        published=_date(written) or _of_parsed(entry),
        bylines=_authors(entry, named=named),
        lang=_lang(entry) or lang,
        summary=summary,
        content=content,
        base=where,
        picture=_picture(entry, where),
    )
    return _Dated(item, _moment(entry, item.published))


_DATES = ("published", "updated", "created")


def _link(entry: Mapping[str, Any], base: str | None) -> str | None:
    """The page of an entry; a `guid` is one only where it is a whole address, whatever it says."""
    link, id = _string(entry.get("link")), _string(entry.get("id"))
    is_given = any(each.get("rel") == "alternate" for each in entry.get("links") or ())
    whole = "" if id.startswith(_HERE) else id
    return _address(link if is_given or link != id else "", base) or _address(whole, None)


def _content(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The longest text that an entry gives of itself, and what its links are relative to."""
    given: list[Mapping[str, Any]] = [*(entry.get("content") or ())]
    if entry.get("summary_detail"):
        given.append(entry["summary_detail"])
    longest = max(given, key=lambda each: len(str(each.get("value") or "")), default={})
    return _markup(longest), _string(longest.get("base"))


def _is_markup(detail: Mapping[str, Any] | None) -> bool:
    return str((detail or {}).get("type")) in ("text/html", "application/xhtml+xml")


_APPEARED = re.compile(
    r"\s*<p>The post\b(?:(?!</p>).){1,1500}\bappeared first on\b(?:(?!</p>).){1,800}</p>\s*$",
    re.DOTALL,
)
"""What WordPress writes under everything: it is about the feed and no part of the text."""


def _markup(detail: Mapping[str, Any] | None) -> str:
    """A text construct as HTML; one that has no tags has lines, whatever it says that it is."""
    value = _string((detail or {}).get("value"))
    if not _is_markup(detail):
        return _as_markup(value)
    return _APPEARED.sub("", value) if "<" in value else _as_markup(entities.unescape(value))


def _as_markup(words: str) -> str:
    """Plain words as HTML: paragraphs between blank lines, and the lines in them."""
    parts = re.split(r"\n[ \t\r]*\n", entities.escape(words.replace("\r\n", "\n")).strip())
    return "".join(f"<p>{'<br>'.join(part.splitlines())}</p>" for part in parts if part.strip())


def _of_parsed(entry: Mapping[str, Any]) -> str | None:
    """The date that feedparser understood: it knows forms that `dates` does not."""
    moment = _moment(entry, None)
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _moment(entry: Mapping[str, Any], published: str | None) -> float | None:
    for name in _DATES:
        if f"{name}_parsed" in entry:
            try:
                # As a time and not as a number, so that only years come through that there are.
                seconds = calendar.timegm(entry[f"{name}_parsed"])
                return datetime.fromtimestamp(seconds, UTC).timestamp()
            except (ValueError, OverflowError, OSError, TypeError):
                continue
    return _seconds(published)


def _seconds(published: str | None) -> float | None:
    try:
        at = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


_MAIL_AND_NAME = re.compile(r"\S+@\S+\s+\((.{1,200})\)")
_NAME_AND_MAIL = re.compile(r"(.{1,200}?)\s*[<(]\S+@\S+[>)]")


def _authors(entry: Mapping[str, Any], *, named: bool) -> tuple[str, ...]:
    """Names alone: `desk@paper.example (Ana Reis)` is how RSS has them."""
    whole = _string(entry.get("author"))[:500]
    if "@" in whole and not named:
        found = _MAIL_AND_NAME.fullmatch(whole) or _NAME_AND_MAIL.fullmatch(whole)
        return _names([found[1]] if found else [])
    return _names(_string(each.get("name")) for each in entry.get("authors") or ())


def _names(given: Iterable[str]) -> tuple[str, ...]:
    tidy = (_plain(name)[:200] for name in given)
    return tuple(dict.fromkeys(name for name in tidy if name))[:_MOST_BYLINES]


def _lang(entry: Mapping[str, Any]) -> str | None:
    details = [entry.get("title_detail") or {}, *(entry.get("content") or ())]
    said = next((each["language"] for each in details if each.get("language")), None)
    return _string(said)[:40] or None


def _picture(entry: Mapping[str, Any], base: str | None) -> str | None:
    """The largest picture that stands beside the text of an entry."""
    media = [each for each in entry.get("media_content") or () if _is_picture(each)]
    widest = sorted(media, key=lambda each: _whole(each.get("width")), reverse=True)
    enclosed = [each for each in entry.get("links") or () if each.get("rel") == "enclosure"]
    image = entry.get("image")
    shown = [
        *(each.get("url") for each in widest),
        *(each.get("href") for each in enclosed if _is_picture(each)),
        *(each.get("url") for each in entry.get("media_thumbnail") or () if not _is_small(each)),
        image.get("href") if isinstance(image, Mapping) else None,
    ]
    return next((found for each in shown if (found := _address(each, base))), None)


_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


def _is_small(media: Mapping[str, Any]) -> bool:
    """Whether a picture is a face or a sign rather than something to look at."""
    return 0 < _whole(media.get("width")) < _SMALL


def _is_picture(media: Mapping[str, Any]) -> bool:
    if _is_small(media):
        return False
    said = str(media.get("medium") or media.get("type") or "")
    if said:
        return said.startswith("image")
    return _PICTURE_NAME.search(_path(str(media.get("url")))) is not None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _whole(said: object) -> int:
    return int(said[:6]) if isinstance(said, str) and said.isascii() and said.isdigit() else 0


# --- JSON Feed -----------------------------------------------------------------------------------


def _json_feed(written: str, url: str | None) -> tuple[Feed, list[_Dated]]:
    try:
        held = json.loads(written)
    except (ValueError, RecursionError):
        raise _not_a_feed() from None
    if not isinstance(held, dict) or "jsonfeed.org/version/" not in str(held.get("version")):
        raise _not_a_feed()
    site = _address(held.get("home_page_url"), url)
    given = held.get("items")
    items = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    half = MOST_READ // 2
    few = items if len(items) <= MOST_READ else [*items[:half], *items[-half:]]
    title = _plain(held.get("title"))
    return Feed(title, site), [_json_item(each, held, url) for each in few]


def _json_item(each: Mapping[str, Json], feed: Mapping[str, Json], url: str | None) -> _Dated:
    link = _address(each.get("url"), url) or _address(each.get("external_url"), url)
    own = each.get("_galley")
    base = _address(own.get("base"), None) if isinstance(own, dict) else None
    markup = _string(each.get("content_html")) or _as_markup(_string(each.get("content_text")))
    item = _item(
        given=_string(each.get("id")),
        title=_plain(each.get("title")),
        url=link,
        published=_date(_string(each.get("date_published")) or _string(each.get("date_modified"))),
        bylines=_names(_json_authors(each) or _json_authors(feed)),
        lang=(_string(each.get("language")) or _string(feed.get("language")))[:40] or None,
        summary=_as_markup(_string(each.get("summary"))),
        content=markup,
        base=base or link or url,
        picture=_address(each.get("image"), url) or _address(each.get("banner_image"), url),
    )
    return _Dated(item, _seconds(item.published))


def _json_authors(held: Mapping[str, Json]) -> list[str]:
    authors = held.get("authors")
    several = authors if isinstance(authors, list) else [held.get("author")]
    return [_string(each.get("name")) for each in several if isinstance(each, dict)]


# --- one item ------------------------------------------------------------------------------------


def _item(
    *,
    given: str,
    title: str,
    url: str | None,
    published: str | None,
    bylines: tuple[str, ...],
    lang: str | None,
    summary: str,
    content: str,
    base: str | None,
    picture: str | None,
) -> FeedItem:
    whole = content or summary
    words = _words(whole)
    excerpt = (_words(summary) if summary and summary != whole else words)[:_LONGEST_EXCERPT]
    named = title or opening(excerpt) or url or published or "?"
    return FeedItem(
        identity=sha256((given or url or f"{title}\n{published}\n{words[:2000]}").encode()),
        title=named,
        url=url,
        published=published,
        bylines=bylines,
        lang=lang,
        excerpt=excerpt,
        content=whole if len(whole) <= LONGEST_CONTENT else "",
        base=base,
        picture=picture,
        characters=len(words),
    )


# --- words and addresses -------------------------------------------------------------------------

_INLINE = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|small|sup|sub|br|cite|code|q|mark|font)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]{2,20}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_BREAK = re.compile(rf"(?=</?(?:{'|'.join(sorted(html.BLOCKS))}|br)\b)", re.IGNORECASE)


def _string(value: object) -> str:
    """A text as it can be stored; empty for whatever else stands there."""
    return value.encode("utf-8", errors="replace").decode() if isinstance(value, str) else ""


def _plain(value: object) -> str:
    """A title or a name as plain words, also where it is HTML that was escaped once too often."""
    words = _string(value)[: 4 * _LONGEST_TITLE]
    for _layer in range(3):
        words = _INLINE.sub("", words)
        if _ENTITY.search(words) is None:
            break
        words = entities.unescape(words)
    return " ".join(clean(_string(words))[0].split())[:_LONGEST_TITLE]


def _words(markup: str) -> str:
    """All the words of some HTML, on one line."""
    if not markup.strip():
        return ""
    try:
        root = html.parse(f"<html><body>{_BREAK.sub(' ', markup)}</body></html>")
    except NotAnArticle:
        return ""
    for element in html.find_all(root, "//script | //style | //template"):
        element.text = None
        del element[:]
    return " ".join(clean(html.text_of(root))[0].split())


def _address(value: object, base: str | None) -> str | None:
    """An address of the web, made absolute; None for anything else."""
    written = re.sub(r"[\t\r\n]", "", _string(value).strip()).removeprefix(_HERE)
    if not written or len(written) > 2000:
        return None
    try:
        whole = urljoin(base or "", written)
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.hostname else None


def _date(written: str) -> str | None:
    written = written.strip()[:100]
    return dates.iso(written) or dates.in_words(written) if written else None


# --- one item as an article ----------------------------------------------------------------------


def source_of(item: FeedItem, feed: Feed, *, at: datetime) -> Source:
    """An item with what its feed gives of it, as a source of its own: a JSON Feed of one item."""
    held = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.site,
        "items": [
            {
                "id": item.url or item.identity,
                "url": item.url,
                "title": item.title,
                "content_html": item.content or _as_markup(item.excerpt),
                "date_published": item.published,
                "authors": [{"name": name} for name in item.bylines],
                "image": item.picture,
                "language": item.lang,
                "_galley": {"base": item.base},
            }
        ],
    }
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    return Source(content, MEDIA_TYPE, at, charset="utf-8", url=item.url)


def to_article(source: Source) -> Captured:
    """The article of a JSON Feed of one item; NotAnArticle for one of several, or without words."""
    try:
        feed = read(source)
    except NotAFeed:
        raise NotAnArticle(
            _("This file holds no text that could be read."), _("Choose another one.")
        ) from None
    if len(feed.items) != 1:
        raise NotAnArticle(
            _("This is a feed, not an article."),
            _("Subscribe to it among the feeds, or add the address of one of its articles."),
        )
    [item] = feed.items
    facts = Metadata(
        title=item.title,
        bylines=item.bylines,
        site=feed.title or None,
        canonical=item.url,
        published=item.published,
        declared_lang=item.lang,
        picture=item.picture,
        url=item.url,
    )
    found = _blocks(item)
    if not any(block.kind != "picture" for block in found):
        raise NotAnArticle(
            _("The feed gives no more than the title of this article."),
            _("Open its page, or add its address."),
        )
    return captured(source, facts, found)


def _blocks(item: FeedItem) -> list[Block]:
    """The text of an item; the picture that stands beside it leads where the text has none."""
    root = html.parse(f"<html><body>{item.content}</body></html>")
    body = root.find("body")
    whole = root if body is None else body
    found = blocks.read([whole], base=item.base, headline=item.title, is_page=False)
    has_picture = any(isinstance(span.style, Picture) for each in found for span in each.spans)
    if item.picture is None or has_picture:
        return found
    lead = model.leaf("picture", "", [Span(0, 1, Picture(item.picture))])
    return [lead, *found] if lead is not None else found


# --- the feeds of a page -------------------------------------------------------------------------

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
)
_FEED_PATH = re.compile(r"(?:^|/)(?:rss|atom|feeds?)(?:\.xml|\.json)?/?$|\.(?:rss|atom)$")
_OF_COMMENTS = re.compile(r"\bcomments?\b|/comments/", re.IGNORECASE)
_MOST_LINKS = 20

USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Where the feed of a site stands that names none."""


def links(source: Source) -> tuple[Outline, ...]:
    """The feeds that a page names, those of comments last; none where it names none."""
    try:
        root = html.parse(charset.decode(source.content, source.charset))
    except NotAnArticle:
        return ()
    found: dict[str, Outline] = {}
    for each in (*_links(root, source), *_anchors(root, source)):
        found.setdefault(each.url, each)
    inorder = sorted(found.values(), key=_is_of_comments)
    return tuple(inorder)[:_MOST_LINKS]


def _is_of_comments(feed: Outline) -> bool:
    return _OF_COMMENTS.search(f"{feed.url} {feed.title}") is not None


def _links(root: html.Element, source: Source) -> Iterator[Outline]:
    for link in html.find_all(root, "//link[@href]"):
        is_other = "alternate" in str(link.get("rel")).casefold().split()
        if is_other and str(link.get("type")).strip().casefold() in _FEED_TYPES:
            address = _address(link.get("href"), _base(root, source))
            if address:
                yield Outline(address, _plain(link.get("title")), source.url)


def _anchors(root: html.Element, source: Source) -> Iterator[Outline]:
    """Links in the text whose address is that of a feed, for pages that name none in their head."""
    for link in html.find_all(root, "//a[@href]"):
        address = _address(link.get("href"), _base(root, source))
        if address and _FEED_PATH.search(_path(address).casefold()):
            yield Outline(address, _plain(html.text_of(link)), source.url)


def _base(root: html.Element, source: Source) -> str | None:
    said = next(iter(html.find_values(root, "//base/@href")), None)
    return _address(said, source.url) or source.url
