"""Lists of feeds: what is written comes back, and what others write is understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import NotAFeed
from reader.intake import opml
from reader.intake.child import Child
from reader.model import FeedId, Outline, Source, Subscription
from reader.text import clean
from tests.reader import strategies as make
from tests.reader.intake.sources import AT


def source(written: str | bytes) -> Source:
    content = written if isinstance(written, bytes) else written.encode()
    return Source(content, "text/x-opml", AT)


def tidy(words: str) -> str:
    return " ".join(clean(words)[0].split())


@settings(max_examples=30)
@given(st.lists(make.subscriptions(), min_size=1, max_size=5, unique_by=lambda feed: feed.url))
def test_a_list_that_is_written_comes_back(feeds: list[Subscription]) -> None:
    feeds.sort(key=lambda feed: feed.folder)
    found = opml.read(source(opml.write(feeds, at=AT)))
    assert [(each.url, each.site, each.folder) for each in found] == [
        (feed.url, feed.site, feed.folder) for feed in feeds
    ]
    assert [each.title for each in found] == [tidy(feed.shown_name) for feed in feeds]


def test_lists_of_other_readers_are_understood() -> None:
    found = opml.read(
        source(
            """<?xml version="1.0" encoding="ISO-8859-1"?>
            <!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
            <OPML version="1.0"><head><title>&x;</title></head><body>
            <outline text="News &amp; more"><outline title="Inside"><outline text="Deep"
              xmlUrl="feed://polder.example/rss" htmlUrl="https://polder.example/"/></outline>
              <outline TYPE="rss" TEXT="Alto" XMLURL="https://alto.example/rss"/></outline>
            <outline text="a/b"><outline xmlUrl="feed:https://b.example/&amp;x=1" title="B"/>
            </outline>
            <outline text="Twice" xmlUrl="https://alto.example/rss"/>
            <outline text="No feed" xmlUrl="javascript:alert(1)"/>
            <outline text="Unclosed & bad" xmlUrl="https://u.example/f">
            """
        )
    )
    assert found == (
        Outline(
            "http://polder.example/rss", "Deep", "https://polder.example/", "News & more/Inside"
        ),
        Outline("https://alto.example/rss", "Alto", None, "News & more"),
        Outline("https://b.example/&x=1", "B", None, "a∕b"),
        Outline("https://u.example/f", "Unclosed bad"),
    )


@pytest.mark.parametrize(
    "written", ["", "hello", "<rss><channel/></rss>", "<opml/>", "<opml><body/></opml>", "<" * 9000]
)
def test_what_holds_no_feeds_is_refused(written: str) -> None:
    with pytest.raises(NotAFeed, match="OPML file"):
        opml.read(source(written))


def test_a_list_nested_beyond_all_measure_ends() -> None:
    deep = "<outline text='x'>" * 20_000 + "<outline xmlUrl='https://a.example/f'/>"
    with Child() as child:
        try:
            found = child.outlines(source(f"<opml><body>{deep}"))
        except NotAFeed:
            found = ()
    assert len(found) <= 1


SEED = opml.write(
    [
        Subscription(FeedId("f1"), "https://a.example/f", "Dike & sea", AT, folder="News/Inside"),
        Subscription(FeedId("f2"), "https://b.example/f?a=b&c", "選挙", AT),
    ],
    at=AT,
)
PIECES = ("<", "&", '"', "\0", "&#xD800;", "<outline>", "</outline>", "<!--", "<![CDATA[", "/>")


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 9), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_broken_is_a_list_or_none(breaks: list[tuple[int, int, str]]) -> None:
    written = SEED
    for at, lost, piece in breaks:
        written = written[:at] + piece + written[at + lost :]
    try:
        found = opml.read(source(written))
    except NotAFeed:
        return
    assert all(each.url.startswith("http") for each in found)
