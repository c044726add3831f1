"""What a page says about its article: headline, bylines, dates, site, address, language.

Sources in this order: JSON-LD, OpenGraph and other meta elements, microdata and `rel=author`,
`<time>` and class names, the address. What does not look like its kind is passed over.
"""

from __future__ import annotations

import html as entities
import json
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from reader.intake import dates, language
from reader.intake.html import BLOCKS, Element, find_all, find_values
from reader.values import dataclass

T = TypeVar("T")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says, cleaned; `declared_lang` is not yet compared with the text.

    `body` is the article's text where the page carries it as JSON-LD, else empty.
    """

    title: str = ""
    bylines: tuple[str, ...] = ()
    site: str | None = None
    canonical: str | None = None
    published: str | None = None
    modified: str | None = None
    declared_lang: str | None = None
    excerpt: str = ""
    picture: str | None = None
    body: str = ""
    url: str | None = None

    def titled(self, title: str) -> Metadata:
        """The same under another title."""
        return replace(self, title=title)


def read(root: Element, url: str | None) -> Metadata:
    """The metadata of a whole page at its final address."""
    page = _Page(root, url)
    site = _site(page)
    return Metadata(
        title=_title(page, site),
        bylines=_bylines(page, site),
        site=site,
        canonical=_canonical(page),
        published=_published(page),
        modified=_modified(page),
        declared_lang=_declared_lang(page),
        excerpt=_excerpt(page),
        picture=_picture(page),
        body=_string(page.article.get("articleBody"), longest=2_000_000),
        url=url,
    )


class _Page:
    """A page's elements by what they are good for, each gathered once."""

    def __init__(self, root: Element, url: str | None) -> None:
        self.root = root
        self.url = url
        self.metas = _metas(root)
        self.things = _things(root)
        self.article = _article(self.things, url)
        self.base = _base(root, url)

    def meta(self, *names: str) -> Iterator[str]:
        """The contents of meta elements with these names, in the order of the names."""
        for name in names:
            yield from self.metas.get(name, ())

    def absolute(self, address: str | None) -> str | None:
        """An http address made absolute; None if it is none."""
        try:
            whole = urljoin(self.base or "", (address or "").strip())
            parts = urlsplit(whole)
        except ValueError:
            return None
        return whole if parts.scheme in ("http", "https") and parts.netloc else None


def _base(root: Element, url: str | None) -> str | None:
    """What the addresses on a page are relative to."""
    try:
        return urljoin(url or "", next(iter(find_values(root, "//base/@href")), "")) or None
    except ValueError:
        return url


def _metas(root: Element) -> Mapping[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = _tidy(element.get("content") or "")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (element.get(attribute) or "").lower().split()[:5]:
                metas.setdefault(name, []).append(content)
    return metas


def _tidy(written: str, longest: int = _LONGEST) -> str:
    """One line without markup and entities, cut to `longest` characters."""
    written = written[: 4 * longest]
    if "&" in written:
        written = entities.unescape(written)
    if "<" in written:
        written = re.sub(r"<[^<>]{0,300}>", "", written)
    return " ".join(written.replace("\u200b", "").replace("\xad", "").split())[:longest]


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _text(element: Element, longest: int = _LONGEST) -> str:
    pieces: list[str] = []
    length = 0
    for node in element.iter():
        hidden = node.tag in ("script", "style")
        for piece in (None if hidden else node.text, node.tail if node is not element else None):
            if piece:
                pieces.append(piece)
                length += len(piece)
        if node.tag in BLOCKS or node.tag == "br":
            pieces.append(" ")
        if length > longest:
            break
    return _tidy("".join(pieces), longest)


# --- JSON-LD -------------------------------------------------------------------------------------

Thing = Mapping[str, Any]
_MOST_THINGS = 5000
_ARTICLES = {"Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Review", "Article"}


def _things(root: Element) -> list[Thing]:
    """Every JSON-LD object of the page, outer ones first, references by `@id` resolved."""
    things: list[Thing] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting = deque([_json(script.text or "")])
        while waiting and len(things) < _MOST_THINGS:
            value = waiting.popleft()
            if isinstance(value, dict):
                things.append(value)
                waiting.extend(value.values())
            elif isinstance(value, list):
                waiting.extend(value)
    return things


def _json(written: str) -> Any:
    written = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://)?\s*\]\]>)\s*;?\s*$", "", written
    )
    try:
        return json.loads(written.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _article(things: list[Thing], url: str | None) -> Thing:
    """The object that describes this page's article; empty if none does."""
    articles = [thing for thing in things if _types(thing) & _ARTICLES or _is_article(thing)]
    here = [thing for thing in articles if url and _same_page(thing, url)]
    told = [thing for thing in articles if "headline" in thing or "articleBody" in thing]
    best = _first([*here[:1], *told[:1], *articles[:1]]) or {}
    by_id = {thing["@id"]: thing for thing in things if _identifies(thing)}
    return {name: _resolved(value, by_id) for name, value in best.items()}


def _types(thing: Thing) -> set[str]:
    types = thing.get("@type")
    named = types if isinstance(types, list) else [types]
    return {name.rsplit("/", 1)[-1] for name in named if isinstance(name, str)}


def _is_article(thing: Thing) -> bool:
    return any(name.endswith("Article") for name in _types(thing))


def _same_page(thing: Thing, url: str) -> bool:
    main = thing.get("mainEntityOfPage")
    addresses = [thing.get("url"), main.get("@id") if isinstance(main, dict) else main]
    return any(isinstance(given, str) and _path(given) == _path(url) for given in addresses)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _identifies(thing: Thing) -> bool:
    return isinstance(thing.get("@id"), str) and len(thing) > 1


def _resolved(value: Any, by_id: Mapping[str, Thing]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) if isinstance(one, dict) else one for one in value[:50]]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value


def _string(value: Any, longest: int = _LONGEST) -> str:
    """A JSON-LD value as text: the first of a list, the name of an object."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url")
    if longest > _LONGEST:
        return entities.unescape(value[:longest]) if isinstance(value, str) else ""
    return _tidy(value, longest) if isinstance(value, str) else ""


# --- headline and site ---------------------------------------------------------------------------

_BETWEEN = re.compile(r"\s+[|\-–—·•:»/\\~]\s+|\s*[|｜]\s*")


def _title(page: _Page, site: str | None) -> str:
    headline = _string(page.article.get("headline")) or _string(page.article.get("name"))
    shown = [_text(h1, 400) for h1 in find_all(page.root, "//h1[not(ancestor::nav)]")[:20]]
    given = [
        headline,
        *page.meta("og:title", "twitter:title", "dc.title", "dcterms.title"),
        *page.meta("citation_title", "sailthru.title", "parsely-title", "headline"),
    ]
    titles = find_all(page.root, "//title[not(ancestor::svg)]")
    tab = _text(titles[0]) if titles else ""
    for candidate in given:
        if len(candidate) > 1 and not _is_site(candidate, page, site):
            return _whole(_without_site(candidate, shown, site), shown)
    return _from_tab(tab, shown, site) or next((h1 for h1 in shown if h1), "") or tab


def _is_site(candidate: str, page: _Page, site: str | None) -> bool:
    host = urlsplit(page.url).netloc.removeprefix("www.") if page.url else ""
    return _letters(candidate) in {_letters(site or ""), _letters(host)} - {""}


def _without_site(title: str, shown: list[str], site: str | None) -> str:
    """The title without the site's name at its end or beginning."""
    if any(_letters(title) == _letters(h1) for h1 in shown):
        return title
    gaps = list(_BETWEEN.finditer(title))[-4:]
    for gap in gaps:
        head, last = title[: gap.start()].strip(), title[gap.end() :].strip()
        if _letters(head) and any(_letters(head) == _letters(h1) for h1 in shown):
            return head
        if site and head and _letters(last) == _letters(site):
            return head
        if site and last and _letters(head) == _letters(site):
            return last
    return title


def _whole(title: str, shown: list[str]) -> str:
    """The headline on the page where the one given is its beginning, cut off."""
    cut = _letters(title.rstrip("….").strip())
    if len(cut) < 20 or not title.endswith(("…", "...")):
        return title
    return next((h1 for h1 in shown if _letters(h1).startswith(cut)), title)


def _from_tab(tab: str, shown: list[str], site: str | None) -> str:
    """The headline in the text of the browser's tab."""
    bare = _without_site(tab, shown, site)
    if bare != tab or not tab:
        return bare
    gaps = list(_BETWEEN.finditer(tab))
    if not gaps:
        return tab
    head = tab[: gaps[-1].start()].strip()
    return head if len(head.split()) > 3 or len(head) > 15 else tab


def _letters(written: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", written)).casefold()


def _site(page: _Page) -> str | None:
    publisher = _string(page.article.get("publisher"))
    websites = (_string(one.get("name")) for one in page.things if "WebSite" in _types(one))
    named = _first(
        [*page.meta("og:site_name"), publisher, *websites, *page.meta("application-name")]
    )
    if named and "://" not in named and len(named) < 100:
        return named
    return urlsplit(page.url).netloc.removeprefix("www.") or None if page.url else None


# --- bylines -------------------------------------------------------------------------------------

_BY = re.compile(
    r"^\W*(?:(?:written|posted|published|words|story|text|reported|reporting|reviewed|автор"
    r"|geschrieben|ein artikel|escrito|publicado|scritto|ditulis|penulis|reporter|author|auteur"
    r"|autor(?:a|es|en|e|in)?|autore|autori|yazar|tekst|skrevet|foto|editor"
    r"|(?:redaktion|redaksi)(?=:)|авторы|автори|tác giả|oleh|от)"
    r"\s*(?:[:：]|\b(?:by|von|por|da|oleh|av|af)\b:?)?"
    r"|by|von|par|por|oleh|di|door|från|av|af|od|szerző|írta|โดย|作者|記者|记者|كتب|بقلم|מאת|द्वारा)"
    r"(?=[\s:：])\s*[:：]?\s*",
    re.IGNORECASE,
)
_NAMES_END = re.compile(
    r"\s*(?:[;|•·/\n]|,(?! ?(?:jr|sr|phd|md|ii|iii)\b)|、|，|،"
    r"|\s(?:and|und|et|y|e|en|og|och|dan|i|og|ve|и|та|&|with|mit|\+)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|^(?:admin|administrator|null|none|undefined|unknown|author|authors"
    r"|share|follow|subscribe|staff|editor|redaktion|redaksi|web|online|updated|published"
    r"|advertisement|comments?|agencies|reply|in|on|at|am)$"
    r"|\b(?:powered by|facebook|twitter)\b|\b(?:min|minutes?) read\b|©",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s\([^()]{1,20}\)")
"""An agency's short name for the author, or the author's place: `Elena Muster (emu)`."""
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|author-?names?|auth(?:or)?-link|contributors?|writer"
    r"|autor(?:e|en|es|i)?|auteurs?|penulis|yazar|reporter|journalist|forfatter|p-author|writtenby)"
    r"(?:[\s_-]|$)",
    re.IGNORECASE,
)


def _bylines(page: _Page, site: str | None) -> tuple[str, ...]:
    """The names that the first source gives; where it gives the site's own, the persons of another.

    Many sites put their own name where the author belongs and show the person to readers only.
    """
    host = host_of(page.url)
    publisher = _string(page.article.get("publisher"))
    own = {_letters(name) for name in (site or "", publisher, host, host.partition(".")[0])}
    impersonal: tuple[str, ...] = ()
    for source in _BYLINE_SOURCES:
        names = _named(source(page))
        persons = tuple(name for name in names if _letters(name) not in own)
        if persons and (not impersonal or all(map(_looks_personal, persons))):
            return persons if any(map(_looks_personal, persons)) else names
        impersonal = impersonal or names
    return impersonal


def _looks_personal(name: str) -> bool:
    """Whether it is written as a first and a last name are."""
    words = name.split()
    if language.is_dense(name):
        return len(name) < 10
    return 1 < len(words) < 5 and all(word[0].isupper() or not word[0].isalpha() for word in words)


def _named(given: Iterable[str]) -> tuple[str, ...]:
    """Single names in order, without their prefix and without what is no name."""
    names: dict[str, str] = {}
    for written in given:
        written = _IN_BRACKETS.sub("", _BY.sub("", _BY.sub("", written[:600])))
        for name in _NAMES_END.split(written):
            name = name.strip(' \t,.;:-–—|()[]"')
            if 1 < len(name) <= 80 and len(name.split()) <= 8 and not _NO_NAME.search(name):
                names.setdefault(_letters(name), name)
    names.pop("", None)
    return tuple(list(names.values())[:20])


def names_only(written: str, bylines: Iterable[str]) -> bool:
    """Whether a line says these names and nothing else, but for a word like `By`."""
    names = _named([written])
    return bool(names) and set(map(_letters, names)) <= set(map(_letters, bylines))


def _authors_of_article(page: _Page) -> Iterator[str]:
    for role in ("author", "creator"):
        given = page.article.get(role)
        for one in given if isinstance(given, list) else [given]:
            yield _string(one)


def _authors_of_metas(page: _Page) -> list[str]:
    for name in (
        "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator",
        "citation_author", "parsely-author", "sailthru.author", "byl", "cxenseparse:author",
        "og:article:author", "twitter:creator:name", "content_author", "mediator_author",
    ):  # fmt: skip
        given = [value for value in page.meta(name) if not _NO_NAME.search(value)]
        if given:
            return given
    return []


def _authors_in_microdata(page: _Page) -> Iterator[str]:
    given = find_all(page.root, "//*[@itemprop='author' or @itemprop='creator']")[:20]
    for element in given:
        if _thing_around(element) is not _thing_around(given[0]):
            continue
        named = find_all(element, ".//*[@itemprop='name']")
        for one in named[:10] or [element]:
            yield one.get("content") or _text(one, 200)
    if not find_all(page.root, "//*[@itemprop='author']"):
        for link in find_all(page.root, "//a[contains(concat(' ', @rel, ' '), ' author ')]")[:10]:
            yield _text(link, 200)


def _thing_around(element: Element) -> Element | None:
    """The element of the thing that an author in microdata is the author of."""
    return next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)


_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|as?|i)?|auteurs?|autore|penulis|yazar(?:lar)?|profiles?|people"
    r"|persons?|reporters?|journalists?|contributors?|redakteure?|writers?|by)/",
    re.IGNORECASE,
)


def _authors_linked(page: _Page) -> Iterator[str]:
    """What links to profiles say that stand right after the headline."""
    for h1 in find_all(page.root, "//h1")[:1]:
        for link in find_all(h1, "following::*")[:_NEAR_HEADLINE]:
            if link.tag == "a" and _PROFILE.search(link.get("href") or ""):
                yield _text(link, 200)


def _authors_told(page: _Page) -> Iterator[str]:
    """A line right after the headline that begins with `By`, in the languages that have it."""
    for h1 in find_all(page.root, "//h1")[:1]:
        for element in find_all(h1, "following::*")[:_NEAR_HEADLINE]:
            said = _tidy(element.text or "", 100)
            if _SAYS_BY.match(said) and not _NO_NAME.search(said):
                yield said
                return


_SAYS_BY = re.compile(
    r"(?:[Bb]y|[Vv]on|[Pp]or|[Pp]ar|[Oo]leh|[Dd]oor|[Dd]i|[Aa]v|[Aa]f):? [A-ZÀ-Þ]"
)


def _authors_shown(page: _Page) -> Iterator[str]:
    for element in find_all(page.root, "//body//*[@class or @id or @data-testid]"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _BYLINE_CLASS.search(names[:300]):
            continue
        shown = _text(element, 300)
        if 2 < len(shown) < 120 and not _NO_NAME.search(shown):
            yield shown
            return


_BYLINE_SOURCES = (
    _authors_of_article,
    _authors_of_metas,
    _authors_in_microdata,
    _authors_linked,
    _authors_told,
    _authors_shown,
)

# --- dates ---------------------------------------------------------------------------------------

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "article:published", "published_time", "published-date", "publish-date",
    "publish_date", "publishdate", "published_at", "publication_date", "publication-date",
    "pubdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date",
    "dcterms.created", "citation_publication_date", "citation_date", "date", "date.publish",
    "originalpublicationdate", "dc.date.created", "rnews:datepublished", "created",
    "article.published", "article.created", "vr:published_time",
    "shareaholic:article_published_time", "release_date", "displaydate",
    "mediator_published_time", "iso-8601-publish-date", "og:release_date", "analytics-s-date",
    "ptime",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified",
    "last-modified", "lastmod", "dcterms.modified", "dc.date.modified", "modified",
    "update_date", "updated_time", "revised", "cxenseparse:modifiedtime",
)  # fmt: skip
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:pub(?:lished|lish|lication)?|post(?:ed)?|entry|article|story|news|create[d]?)"
    r"[_-]?(?:date|time|on|datetime)|date(?:line|time|published|-?display)?|time(?:stamp)?|pubdate"
    r"|published|fecha|datum|data|tanggal|tarih|dato|time-?date)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/_-]|$)"
    r"|(?<!\d)(20[012]\d)(0[1-9]|1[012])(0[1-9]|[12]\d|3[01])(?=\d{0,12}(?:\D|$))"
)
"""`/2024/10/01/`, or eight digits, which also begin the numbers of articles on many sites."""


def _published(page: _Page) -> str | None:
    given = [
        _string(page.article.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")
    ]
    stated = _first(map(_date, [*given, *page.meta(*_PUBLISHED_METAS)]))
    return stated or _first(
        search(page)
        for search in (_date_in_microdata, _date_in_time, _date_shown, _date_in_address)
    )


def _modified(page: _Page) -> str | None:
    stated = [_string(page.article.get("dateModified")), *page.meta(*_MODIFIED_METAS)]
    return _first(map(_date, stated)) or _date_in_microdata(page, "dateModified")


def _date(written: str) -> str | None:
    return dates.iso(written) or dates.in_words(written) if written else None


def _date_in_microdata(page: _Page, name: str = "datePublished") -> str | None:
    return _first(_date_of(one) for one in find_all(page.root, f"//*[@itemprop='{name}']")[:9])


def _date_of(element: Element) -> str | None:
    stated = element.get("datetime") or element.get("content") or element.get("title")
    return (dates.iso(stated) if stated else None) or dates.in_words(_text(element, 200))


def _date_in_time(page: _Page) -> str | None:
    times = find_all(page.root, "//time")[:50]
    marked = [
        time for time in times if time.get("pubdate") is not None or "publi" in _names(time).lower()
    ]
    near = find_all(page.root, "//article//time | //main//time | //header//time")[:20]
    return _first(map(_date_of, [*marked, *near, *times]))


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def _date_shown(page: _Page) -> str | None:
    """A date in an element whose class or id says that it is one, or near the headline."""
    month_first = _month_first(page)
    for element in find_all(page.root, "//body//*[@class or @id]"):
        if not _DATE_CLASS.search(_names(element)):
            continue
        shown = _text(element, 200)
        if 5 < len(shown) < 120 and (day := dates.in_words(shown, month_first=month_first)):
            return day
    return _date_by_headline(page, month_first)


def _month_first(page: _Page) -> bool:
    declared = (_declared_lang(page) or "").lower().replace("_", "-")
    return declared == "en-us" or declared == "en"


_NEAR_HEADLINE = 80


def _date_by_headline(page: _Page, month_first: bool) -> str | None:
    """A date in one of the short texts right after the headline."""
    for h1 in find_all(page.root, "//h1")[:2]:
        for element in find_all(h1, "following::*")[:_NEAR_HEADLINE]:
            words = (element.text or "").strip()
            if 5 < len(words) < 80 and (day := dates.in_words(words, month_first=month_first)):
                return day
    return None


def _date_in_address(page: _Page) -> str | None:
    found = _IN_ADDRESS.search(urlsplit(page.url).path) if page.url else None
    if found is None:
        return None
    year, *rest = (part for part in found.groups() if part)
    return dates.iso("-".join([year, *(part.zfill(2) for part in rest)]))


# --- the rest ------------------------------------------------------------------------------------


def _declared_lang(page: _Page) -> str | None:
    html = page.root
    return _first(
        [
            html.get("lang"),
            html.get("{http://www.w3.org/XML/1998/namespace}lang") or html.get("xml:lang"),
            _string(page.article.get("inLanguage")),
            *page.meta("og:locale", "content-language", "language", "dc.language", "inlanguage"),
            *find_values(page.root, "//body/@lang"),
        ]
    )


def _excerpt(page: _Page) -> str:
    given = [
        _string(page.article.get("description")),
        *page.meta("og:description", "description", "twitter:description", "dc.description",
                   "dcterms.description"),
    ]  # fmt: skip
    return _first(words for words in given if len(words) > 1) or ""


def _picture(page: _Page) -> str | None:
    shown = [
        *page.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
        *page.meta("twitter:image:src", "thumbnail"),
        *_pictures(page.article.get("image")),
    ]
    return _first(map(page.absolute, shown))


def _pictures(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = one.get("url") or one.get("contentUrl")
        if isinstance(one, str):
            yield one


def _canonical(page: _Page) -> str | None:
    """`rel=canonical`, else `og:url`, if it is a page of the same site; else the final address."""
    linked = find_values(page.root, "//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
    for given in (*linked[:3], *page.meta("og:url")):
        address = page.absolute(given)
        if address and _may_stand_for(address, page.url):
            return address
    return page.url


def _may_stand_for(canonical: str, url: str | None) -> bool:
    parts = urlsplit(canonical)
    if parts.path in ("", "/") and not parts.query:
        return False
    return url is None or _same_site(parts.netloc, urlsplit(url).netloc)


def _same_site(one: str, other: str) -> bool:
    one, other = (_bare_host(host) for host in (one, other))
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def host_of(url: str | None) -> str:
    """The host of an address, as it is on any kind of device; empty without one."""
    return _bare_host(urlsplit(url).netloc) if url else ""


def _bare_host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].partition(":")[0].lower()
    return re.sub(r"^(?:www\d?|m|mobile|amp|edition)\.(?=.+\.)", "", host)
