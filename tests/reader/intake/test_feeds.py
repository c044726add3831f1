"""Feeds as sites write them: the same items come of every format, and broken ones too."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader import intake, records
from reader.errors import NotAFeed, NotAnArticle
from reader.intake import feeds, sniff
from reader.intake.child import Child
from reader.model import Feed, FeedItem, Link, Picture, Source, sha256
from reader.text import clean
from reader.values import dataclass
from tests.reader.intake.sources import AT, PROSE
from tests.reader.strategies import texts

URL = "https://polder.example/news/feed.xml"


def source(written: str | bytes, *, charset: str | None = None, url: str | None = URL) -> Source:
    content = written if isinstance(written, bytes) else written.encode()
    return Source(content, "application/xml", AT, charset=charset, url=url)


def read(written: str | bytes) -> Feed:
    return feeds.read(source(written))


def rss(*items: str, about: str = "<title>The Polder Times</title><link>/</link>") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel>{about}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def atom(*entries: str, about: str = "<title>The Polder Times</title>") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{about}'
        f"{''.join(f'<entry>{entry}</entry>' for entry in entries)}</feed>"
    )


def only(feed: Feed) -> FeedItem:
    [item] = feed.items
    return item


# --- laws ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One item, whatever format it is written in."""

    id: str
    title: str
    words: str
    name: str


def plain(words: str) -> str:
    return " ".join(clean(words)[0].split())


def sayable() -> st.SearchStrategy[str]:
    """Words that no format reads as anything else: not as markup, nor as an entity or a mail."""
    strange = dict.fromkeys(map(ord, "<>&@"))
    words = texts(1, 40).map(lambda text: plain(f"w{text.translate(strange)}"))
    return words.filter(lambda text: not is_garbled(text))


def is_garbled(text: str) -> bool:
    """UTF-8 that was read as Latin-1, which feedparser puts right."""
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


def told() -> st.SearchStrategy[list[Told]]:
    each = st.builds(Told, st.uuids().map(str), sayable(), sayable(), sayable())
    return st.lists(each, max_size=4, unique_by=lambda item: item.id)


def as_rss(items: list[Told]) -> str:
    return rss(
        *(
            f"<guid isPermaLink='false'>{each.id}</guid><title>{escape(each.title)}</title>"
            f"<link>/{each.id}</link><pubDate>Tue, 01 Oct 2024 09:0{n}:00 +0200</pubDate>"
            f"<dc:creator>{escape(each.name)}</dc:creator>"
            f"<content:encoded>{escape(f'<p>{each.words}</p>')}</content:encoded>"
            for n, each in enumerate(items)
        )
    )


def as_atom(items: list[Told]) -> str:
    return atom(
        *(
            f"<id>{each.id}</id><title>{escape(each.title)}</title><link href='/{each.id}'/>"
            f"<published>2024-10-01T09:0{n}:00+02:00</published>"
            f"<author><name>{escape(each.name)}</name></author>"
            f"<content type='html'>{escape(f'<p>{each.words}</p>')}</content>"
            for n, each in enumerate(items)
        )
    )


def as_json(items: list[Told]) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Polder Times",
            "items": [
                {
                    "id": each.id,
                    "title": each.title,
                    "url": f"/{each.id}",
                    "date_published": f"2024-10-01T09:0{n}:00+02:00",
                    "authors": [{"name": each.name}],
                    "content_html": f"<p>{each.words}</p>",
                }
                for n, each in enumerate(items)
            ],
        }
    )


@settings(max_examples=20)
@given(told())
def test_the_same_items_come_of_every_format(items: list[Told]) -> None:
    found = [read(write(items)) for write in (as_rss, as_atom, as_json)]
    for feed in found:
        assert feed.title == "The Polder Times"
        assert [
            (each.title, each.excerpt, each.bylines, each.url, each.published)
            for each in feed.items
        ] == [
            (
                each.title,
                each.words,
                (each.name,),
                f"https://polder.example/{each.id}",
                f"2024-10-01T09:0{n}:00+02:00",
            )
            for n, each in reversed(list(enumerate(items)))
        ]
        assert len({each.identity for each in feed.items}) == len(items)


@settings(max_examples=20)
@given(sayable(), st.lists(sayable(), min_size=1, max_size=3), sayable())
def test_an_item_that_is_kept_as_it_is_given_reads_as_an_article(
    title: str, lines: list[str], name: str
) -> None:
    lines = [f"v{line}" for line in lines]  # one that is the title would go
    content = "".join(f"<p>{line}</p>" for line in lines)
    item = FeedItem(
        sha256(b"1"), title, "https://polder.example/1", "2024-10-01", (name,), "nl",
        content=content, characters=9,
    )  # fmt: skip
    kept = feeds.source_of(item, Feed("The Polder Times"), at=AT)
    assert sniff.media_type(kept.content, said=None) == feeds.MEDIA_TYPE
    captured = intake.to_article(kept)
    assert captured.title == title
    assert captured.document.text.split("\n")[1:] == [plain(line) for line in lines]
    assert (captured.bylines, captured.site) == ((name,), "The Polder Times")
    assert (captured.canonical, captured.published) == ("https://polder.example/1", "2024-10-01")


SEEDS = (
    as_rss([Told("1", "Dike & sea", "Forty centimetres.", "Ana"), Told("2", "b", "c", "d")]),
    as_atom([Told("1", "Dike & sea", "Forty centimetres.", "Ana")]),
    as_json([Told("1", "Dike & sea", "Forty centimetres.", "Ana")]),
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    " xmlns='http://purl.org/rss/1.0/'><channel><title>R</title></channel>"
    "<item rdf:about='/1'><title>I</title><link>/1</link></item></rdf:RDF>",
    rss(
        '<media:group><media:content url="a.jpg" width="9"/></media:group><enclosure url="b.png"/>'
    ),
)
PIECES = (
    "<", ">", "&", '"', "]]>", "<![CDATA[", "<![", "<!--", "<?", "&#xD800;", "&#99999999;", "\0",
    "<item>", "</item>", "</entry>", "<content type='xhtml'>", "<link href='http://[x'/>",
    "xml:base='http://[x'", "<pubDate>Mon, 32 Foo 99999</pubDate>", "\\ud800", '{"a":', "]", "{}",
    "<media:content url='http://[::1' width='x'/>", "<!DOCTYPE rss [<!ENTITY a 'b'>]>&a;",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A feed into which something else was written, once or several times."""
    written = draw(st.sampled_from(SEEDS))
    for _each in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(written)))
        end = min(len(written), start + draw(st.sampled_from([0, 0, 1, 9, 80])))
        piece = draw(st.sampled_from(PIECES) | st.just(written[start : start + 60] * 3))
        written = written[:start] + piece + written[end:]
    return written


@settings(max_examples=200)
@given(broken())
@example("<rss>&#xD800;</rss>")
@example('{"version":"https://jsonfeed.org/version/1","title":"\\ud800","items":[1,{"id":{}}]}')
@example("<feed><entry><link/><media:content/></entry>")
def test_whatever_is_broken_is_a_feed_or_none(written: str) -> None:
    try:
        feed = read(written)
    except NotAFeed:
        return
    assert records.loads(Feed, records.dumps(feed)) == feed
    for item in feed.items:
        assert item.title
        assert all(part is None or part.startswith("http") for part in (item.url, item.picture))
        try:
            intake.to_article(feeds.source_of(item, feed, at=AT))
        except NotAnArticle:
            continue


# --- examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&amp;T buys", "AT&T buys"),
        ("AT&amp;amp;T buys", "AT&T buys"),
        ("AT&amp;amp;amp;T buys", "AT&T buys"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("<![CDATA[<em>Dike</em> &#8211; sea]]>", "Dike – sea"),
        ("&amp;lt;i&amp;gt;Twice&amp;lt;/i&amp;gt;", "Twice"),
        ("5 &lt; 6, says she", "5 < 6, says she"),
        ("  two \n lines ", "two lines"),
        ("選挙 &#x2014; انتخابات", "選挙 — انتخابات"),
    ],
)
def test_a_title_is_plain_words_however_often_it_was_escaped(written: str, title: str) -> None:
    assert only(read(rss(f"<title>{written}</title>"))).title == title


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", None),
        ("iso-8859-1", "utf-8", None),
        ("iso-8859-1", "iso-8859-1", None),
        ("windows-1252", "", "windows-1252"),
        ("utf-16", "utf-16", None),
        ("shift_jis", "shift_jis", None),
    ],
)
def test_a_feed_is_read_in_the_characters_it_is_written_in(
    encoding: str, declared: str, header: str | None
) -> None:
    word = "選挙" if encoding == "shift_jis" else "Café – élu"
    word = word.replace("–", "-") if encoding == "iso-8859-1" else word
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    written = rss(f"<title>{word}</title>").replace('<?xml version="1.0"?>', declaration)
    found = feeds.read(source(written.encode(encoding), charset=header))
    assert only(found).title == word


def test_an_item_without_id_link_and_date_is_told_by_its_words() -> None:
    first = read(rss("<description>The pump is replaced. More of it.</description>"))
    again = read(rss("<description>The pump is replaced. More of it.</description>"))
    other = read(rss("<description>The pump is not replaced.</description>"))
    assert only(first).title == "The pump is replaced."
    assert only(first).url is None
    assert only(first) == only(again)
    assert only(first).identity != only(other).identity


@pytest.mark.parametrize(
    ("base", "there"),
    [
        ("https://other.example/a/", "https://other.example/a/"),
        ("/a/", "https://polder.example/a/"),
        ("a/", "https://polder.example/news/a/"),
        ("", "https://polder.example/news/"),
        ("http://[", "https://polder.example/news/"),
    ],
)
def test_links_are_relative_to_what_the_feed_says(base: str, there: str) -> None:
    item = only(
        read(
            atom(
                "<title>x</title><link href='one'/>"
                "<content type='xhtml' xml:base='deep/'><div xmlns='http://www.w3.org/1999/xhtml'>"
                "<p>See <a href='two'>this</a>.</p></div></content>",
                about="<title>T</title>",
            ).replace("<feed ", f"<feed xml:base='{base}' ")
        )
    )
    assert item.url == f"{there}one"
    captured = intake.to_article(feeds.source_of(item, Feed("T"), at=AT))
    [link] = [span.style for block in captured.document.blocks for span in block.spans]
    assert link == Link(f"{there}deep/two")


def test_what_is_no_address_of_the_web_is_none() -> None:
    bad = ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://[", "urn:x:1")
    items = [f"<title>{n}</title><link>{link}</link>" for n, link in enumerate(bad)]
    assert [each.url for each in read(rss(*items)).items] == [None] * len(bad)


def test_the_largest_picture_beside_the_text_leads_it_and_one_within_stays_alone() -> None:
    media = (
        '<media:content url="/s.jpg" type="image/jpeg" width="90"/>'
        '<media:content url="/l.jpg" medium="image" width="900"/>'
        '<media:thumbnail url="/face.png" width="30"/>'
        '<media:content url="/film.mp4" medium="video" width="1900"/>'
    )
    beside = only(read(rss(f"<title>x</title>{media}<description>Words.</description>")))
    within = only(
        read(rss(f"<title>x</title>{media}<description>&lt;img src='/i.png'&gt;W</description>"))
    )
    assert beside.picture == "https://polder.example/l.jpg"
    for item, src in ((beside, "l.jpg"), (within, "i.png")):
        captured = intake.to_article(feeds.source_of(item, Feed("T"), at=AT))
        spans = [span.style for block in captured.document.blocks for span in block.spans]
        assert spans == [Picture(f"https://polder.example/{src}")]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("<author>desk@polder.news (Ana Reis)</author>", ("Ana Reis",)),
        ("<author>Ana Reis &lt;desk@polder.example&gt;</author>", ("Ana Reis",)),
        ("<author>desk@polder.example</author>", ()),
        ("<dc:creator>Ana Reis</dc:creator><dc:creator>Bo Li</dc:creator>", ("Ana Reis", "Bo Li")),
        ("", ()),
    ],
)
def test_bylines_are_names_without_addresses(written: str, names: tuple[str, ...]) -> None:
    assert only(read(rss(f"<title>x</title>{written}"))).bylines == names


def test_a_guid_that_is_no_whole_address_is_no_page() -> None:
    bare = only(read(rss("<title>x</title><guid>17</guid>")))
    whole = only(read(rss("<title>x</title><guid>https://polder.example/17</guid>")))
    assert (bare.url, whole.url) == (None, "https://polder.example/17")


def test_what_wordpress_writes_under_everything_is_no_part_of_the_text() -> None:
    under = '<p>The post <a href="x">Dike</a> appeared first on <a href="y">Polder</a>.</p>'
    text = escape(f"<p>The post office met.</p><p>It goes on [&#8230;]</p>\n{under}\n")
    item = only(read(rss(f"<title>x</title><description>{text}</description>")))
    assert item.excerpt == "The post office met. It goes on […]"
    assert item.content.endswith("[&#8230;]</p>")


def test_words_without_markup_keep_their_lines() -> None:
    item = only(
        read(rss("<title>x</title><description>Agenda:\n1. A &amp;amp; B\n\nMore</description>"))
    )
    captured = intake.to_article(feeds.source_of(item, Feed("T"), at=AT))
    assert captured.document.text.split("\n")[1:] == ["Agenda:", "1. A & B", "More"]


def test_the_language_of_a_feed_is_that_of_its_items() -> None:
    about = "<title>T</title><language>id</language>"
    assert only(read(rss("<title>x</title>", about=about))).lang == "id"


def test_a_summary_is_the_excerpt_and_the_content_the_text() -> None:
    item = only(
        read(
            rss(
                "<title>x</title><description>In short.</description>"
                f"<content:encoded><![CDATA[<script>no()</script>{PROSE}]]></content:encoded>"
            )
        )
    )
    assert item.excerpt == "In short."
    assert item.characters > 250
    assert "no()" not in intake.to_article(feeds.source_of(item, Feed("T"), at=AT)).document.text


def test_of_a_long_feed_the_newest_items_come_from_either_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "MOST_READ", 200)
    monkeypatch.setattr(feeds, "MOST_ITEMS", 50)
    dated = [
        f"<guid>{n}</guid><title>{n}</title><pubDate>{n % 28 + 1:02} Oct {1900 + n // 28} 09:00:00"
        " GMT</pubDate>"
        for n in range(300)
    ]
    for items in (dated, dated[::-1]):
        found = read(rss(*items)).items
        assert [each.title for each in found] == [str(n) for n in range(299, 249, -1)]


@pytest.mark.parametrize(
    "written",
    [
        "", "   ", "hello", "<html><body><p>A page</p></body></html>", "{}", "[1]", "{", "null",
        '{"version": "1"}', "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<opml version='2.0'><body/></opml>", "[" * 100_000, "{" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said_to_be_none(written: str) -> None:
    with pytest.raises(NotAFeed, match="no feed"):
        read(written)


def test_entities_neither_grow_nor_reach_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    lines = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))
    doctype = f"<!DOCTYPE rss [<!ENTITY l0 'lol'>{lines}<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    written = doctype + rss("<title>a&l9;&x;b</title>").removeprefix('<?xml version="1.0"?>')
    assert "SECRET" not in repr(found := read(written))
    assert len(records.dumps(found)) < 5000
    with pytest.raises(NotAFeed):
        feeds.read(source(str(secret)))


def test_a_feed_is_no_article_and_leads_to_subscribing() -> None:
    two = [Told("1", "a", "b", "c"), Told("2", "a", "b", "c")]
    for written in (rss("<title>x</title>"), as_json([]), as_json(two)):
        with pytest.raises(NotAnArticle, match="Subscribe"):
            intake.to_article(source(written))


def test_an_item_of_which_the_feed_gives_nothing_is_no_article() -> None:
    item = only(read(rss("<title>x</title><link>/1</link>")))
    with pytest.raises(NotAnArticle, match="no more than the title"):
        intake.to_article(feeds.source_of(item, Feed("T"), at=AT))


def test_the_child_reads_feeds_and_refuses_as_we_do() -> None:
    with Child() as child:
        written = source(SEEDS[0])
        assert child.feed(written) == feeds.read(written)
        with pytest.raises(NotAFeed, match="no feed"):
            child.feed(source("hello"))
        page = replace(source("<link rel=alternate type=application/atom+xml href=a>"))
        assert child.feed_links(page) == feeds.links(page)


def test_a_feed_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    tangled = source("<rss>" + "<item><description>" * 200_000)
    with Child(seconds=0.5) as child:
        with pytest.raises(NotAFeed, match="given up"):
            child.feed(tangled)
        assert child.feed(source(rss("<title>x</title>"))).items[0].title == "x"


# --- the feeds of a page -------------------------------------------------------------------------


def test_a_page_names_its_feeds_and_those_of_comments_come_last() -> None:
    page = """
        <head><base href="/deep/"><link rel="alternate" type="application/rss+xml"
            title="Comments" href="/comments/feed"><link rel="ALTERNATE home"
            type="application/atom+xml" title="All &amp;amp; more" href="all.atom">
            <link rel="alternate" type="application/json" href="/wp-json/1">
            <link rel="alternate" hreflang="de" href="/de"><link rel="alternate"
            type="application/rss+xml" href="javascript:x"></head>
        <a href="/sport/rss.xml">Sport</a><a href="/feeding-birds">Birds</a>"""
    found = feeds.links(source(page, url="https://polder.example/a/b"))
    assert [(each.url.removeprefix("https://polder.example"), each.title) for each in found] == [
        ("/deep/all.atom", "All & more"),
        ("/sport/rss.xml", "Sport"),
        ("/comments/feed", "Comments"),
    ]
    assert feeds.links(source("")) == ()
