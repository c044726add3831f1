"""Hypothesis strategies for the values of the model, in many scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from reader import anchoring, model
from reader.model import (
    AnnotationId,
    ArticleId,
    Block,
    Document,
    FeedId,
    LabelId,
    Passage,
    Sha256,
    StoryId,
)
from reader.text import tag
from tests.reader.moves import SENTENCES

_LETTERS = st.sampled_from(
    "abcxyzéßñقسدשלक्षिา国会が한😀👍🏽\u0301\u0323\u200d\u200f\u00a0 \n\t.,“”«»==|<&"
)


def texts(min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Raw text: real sentences, odd letters, anything that UTF-8 can hold."""
    return st.one_of(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join),
        st.text(_LETTERS, min_size=min_size, max_size=max_size),
        st.text(
            st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size // 3 + 1
        ),
    ).filter(lambda text: len(text) >= min_size)


def long_texts() -> st.SearchStrategy[str]:
    """Real sentences one after another, scripts and directions mixed: several lines of a page."""
    return st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=9).map(" ".join)


def times() -> st.SearchStrategy[datetime]:
    """Our own times: aware, in UTC."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return st.one_of(
        st.integers(0, 10**8).map(lambda seconds: start + timedelta(seconds=seconds)),
        st.datetimes(
            min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
            max_value=datetime(2100, 1, 1),  # noqa: DTZ001
            timezones=st.just(UTC),
        ),
    )


def _ids(first: str, length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=length, max_size=length).map(
        lambda rest: first + rest
    )


def article_ids() -> st.SearchStrategy[ArticleId]:
    return _ids("a", 7).map(ArticleId)


def annotation_ids() -> st.SearchStrategy[AnnotationId]:
    return _ids("k", 5).map(AnnotationId)


def label_ids() -> st.SearchStrategy[LabelId]:
    return _ids("l", 7).map(LabelId)


def story_ids() -> st.SearchStrategy[StoryId]:
    return _ids("s", 7).map(StoryId)


def digests() -> st.SearchStrategy[Sha256]:
    return st.text("0123456789abcdef", min_size=64, max_size=64).map(Sha256)


def tags() -> st.SearchStrategy[tuple[str, ...]]:
    """Tags as they are kept."""
    words = st.sampled_from(["nato", "budget/2014", "Wahl", "選挙", "انتخابات", "बजट", "x-1"])
    return st.lists(words.map(lambda word: tag(word) or "x"), max_size=3, unique=True).map(tuple)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


# --- documents -----------------------------------------------------------------------------------

_STYLES = st.one_of(
    st.sampled_from(["strong", "emphasis", "code", "sub", "sup", "deleted"]),
    st.builds(model.Link, st.just("https://example.org/a?b=c&d"), texts(max_size=9)),
)


@st.composite
def _spans(draw: st.DrawFn, raw: str) -> list[model.Span]:
    bounds = st.integers(0, len(raw))
    pairs = draw(st.lists(st.tuples(bounds, bounds, _STYLES), max_size=3))
    return [model.Span(min(a, b), max(a, b), style) for a, b, style in pairs]


@st.composite
def blocks(draw: st.DrawFn, n: int = 0) -> Block:
    """A leaf that is no headline; its containers are numbered from `n`."""
    kind = draw(st.sampled_from(["paragraph", "paragraph", "paragraph", "heading", "code", "list",
                                 "quote", "cell", "footnote", "picture"]))  # fmt: skip
    if kind == "picture":
        picture = model.Picture(f"https://example.org/{n}.png", draw(texts(max_size=9)))
        block = model.leaf("picture", "", [model.Span(0, 1, picture)])
        assert block is not None
        return block
    containers: Sequence[model.Container] = {
        "list": (model.List(n, True, 3), model.Item(n + 1, 3)),
        "quote": (model.Quote(n),),
        "cell": (model.Table(n), model.Cell(n + 1, 0, 0, header=True)),
        "footnote": (model.Footnote(n, "1"),),
    }.get(kind, ())
    kept: model.BlockKind = kind if kind in ("heading", "code") else "paragraph"  # type: ignore[assignment]  # narrowed by the line itself
    raw = draw(texts(1))
    block = model.leaf(
        kept, raw, draw(_spans(raw)), containers=tuple(containers), level=2 * (kept == "heading")
    )
    return block or Block(kept, "x", containers=tuple(containers), level=2 * (kept == "heading"))


@st.composite
def documents(draw: st.DrawFn, max_blocks: int = 6) -> Document:
    """A document with its headline and up to `max_blocks` further leaves, in canonical text."""
    headline = model.leaf("heading", draw(texts(1, 40)), level=1)
    rest = [draw(blocks(10 * n)) for n in range(draw(st.integers(0, max_blocks)))]
    return Document(
        (headline or Block("heading", "x", level=1), *rest),
        lang=draw(st.sampled_from([None, "id", "ar", "zh-Hans"])),
        direction=draw(st.sampled_from(["ltr", "rtl"])),
    )


@st.composite
def passages(draw: st.DrawFn, text: str) -> Passage:
    """Some passage of a text that holds more than white space (the text must)."""
    at = draw(st.sampled_from([i for i, char in enumerate(text) if not char.isspace()]))
    start = draw(st.integers(max(0, at - 40), at))
    end = draw(st.integers(at + 1, min(len(text), at + 40)))
    passage = model.trimmed(text, Passage(start, end))
    assert passage is not None
    return passage


# --- records -------------------------------------------------------------------------------------


def articles(id: st.SearchStrategy[ArticleId] | None = None) -> st.SearchStrategy[model.Article]:
    words = texts(max_size=20)
    return st.builds(
        model.Article,
        id=article_ids() if id is None else id,
        title=words,
        added=times(),
        revision=st.integers(1, 9),
        bylines=st.lists(words, max_size=2).map(tuple),
        site=maybe(words),
        url=maybe(st.just("https://example.org/a?utm_source=x")),
        canonical=maybe(st.just("https://example.org/a")),
        published=maybe(st.sampled_from(["2024", "2024-10-01", "2024-10-01T07:00:00+07:00"])),
        modified=maybe(st.just("2024-10")),
        lang=maybe(st.sampled_from(["id", "ar"])),
        excerpt=words,
        picture=maybe(words),
        archived=st.booleans(),
        starred=st.booleans(),
        tags=tags(),
        note=words,
        trashed=maybe(times()),
    )


def revisions() -> st.SearchStrategy[model.Revision]:
    return st.builds(
        model.Revision,
        article=article_ids(),
        number=st.integers(1, 9),
        captured=times(),
        why=st.sampled_from(["added", "again", "reread"]),
        source=digests(),
        document=digests(),
        text=digests(),
        media_type=st.just("text/html"),
        charset=maybe(st.just("utf-8")),
        url=maybe(texts(max_size=9)),
        name=maybe(texts(max_size=9)),
        status=maybe(st.just(200)),
        etag=maybe(texts(max_size=9)),
        last_modified=maybe(texts(max_size=9)),
        canonicaliser=st.integers(1, 2),
        set_aside=maybe(texts(max_size=9)),
    )


@st.composite
def anchors(draw: st.DrawFn) -> model.Anchor:
    text = "\n".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2)))
    return anchoring.describe(text, draw(passages(text)))


def annotations() -> st.SearchStrategy[model.Annotation]:
    return st.builds(
        model.Annotation,
        id=annotation_ids(),
        article=article_ids(),
        revision=st.integers(1, 9),
        anchor=anchors(),
        label=label_ids(),
        created=times(),
        note=texts(),
        tags=tags(),
        private=st.booleans(),
        checked=st.sampled_from(["none", "holds", "wrong"]),
        checked_at=maybe(times()),
        edited=maybe(times()),
        trashed=maybe(times()),
    )


def some_passages() -> st.SearchStrategy[Passage]:
    return st.builds(
        lambda start, length: Passage(start, start + length),
        st.integers(0, 10**6),
        st.integers(0, 10**4),
    )


def places() -> st.SearchStrategy[model.Place]:
    return st.builds(
        model.Place,
        annotation=annotation_ids(),
        revision=st.integers(1, 9),
        passage=maybe(some_passages()),
        state=st.sampled_from(["exact", "moved", "changed", "unsure", "orphan"]),
        score=st.floats(0, 1),
        came_from=maybe(st.integers(1, 9)),
        settled=st.booleans(),
    )


_COLOURS = st.sampled_from(["yellow", "blue", "orange", "green", "grey", "red", "teal", "pink"])


def labels() -> st.SearchStrategy[model.Label]:
    return st.builds(
        model.Label, label_ids(), texts(max_size=9), _COLOURS, st.integers(0, 20), st.booleans()
    )


def tag_records() -> st.SearchStrategy[model.Tag]:
    names = st.sampled_from(["NATO", "Wahl", "選挙"])
    return st.builds(lambda name, colour: model.Tag(name.casefold(), name, colour),
                     names, maybe(_COLOURS))  # fmt: skip


def stories() -> st.SearchStrategy[model.Story]:
    items = st.lists(article_ids() | annotation_ids(), max_size=4, unique=True)
    return st.builds(model.Story, story_ids(), texts(max_size=20), texts(), items.map(tuple))


def stored_pictures() -> st.SearchStrategy[model.StoredPicture]:
    return st.builds(
        model.StoredPicture,
        article=article_ids(),
        src=texts(1, 20),
        sha256=maybe(digests()),
        missing=maybe(texts(max_size=9)),
        media_type=maybe(st.just("image/png")),
        width=st.integers(0, 9999),
        height=st.integers(0, 9999),
    )


def conflicts() -> st.SearchStrategy[model.Conflict]:
    keys = st.one_of(articles(), annotations()).map(model.key_of)
    words = texts(max_size=20)
    return st.builds(
        model.Conflict, keys, st.sampled_from(["note", "label"]), words, words, words, times()
    )


def feed_ids() -> st.SearchStrategy[FeedId]:
    return _ids("f", 7).map(FeedId)


def subscriptions() -> st.SearchStrategy[model.Subscription]:
    hosts = st.sampled_from(["polder.example", "alto.example", "例え.example"])
    urls = st.builds(lambda host, n: f"https://{host}/{n}?a=b&c=d", hosts, st.integers(0, 10**6))
    return st.builds(
        model.Subscription,
        id=feed_ids(),
        url=urls,
        title=texts(max_size=20),
        added=times(),
        name=texts(max_size=20),
        site=maybe(urls),
        folder=st.sampled_from(["", "News", "News/Inside", "選挙", "R & D", "<b>"]),
        by_itself=st.booleans(),
        retired=maybe(times()),
    )


def saved_searches() -> st.SearchStrategy[model.SavedSearch]:
    return st.builds(
        model.SavedSearch,
        id=_ids("q", 7).map(model.SearchId),
        name=texts(1, 20),
        words=texts(1, 20),
        order=st.integers(0, 99),
    )


def feed_items() -> st.SearchStrategy[model.FeedItem]:
    return st.builds(
        model.FeedItem,
        identity=digests(),
        title=texts(1, 20),
        url=maybe(st.integers(0, 9).map(lambda n: f"https://polder.example/{n}")),
        published=maybe(st.sampled_from(["2024-10-01", "2024-10-01T07:00:00+07:00", "never"])),
        bylines=st.lists(texts(max_size=9), max_size=2).map(tuple),
        lang=maybe(st.just("id")),
        excerpt=texts(max_size=20),
        content=texts(max_size=40),
        base=maybe(st.just("https://polder.example/")),
        picture=maybe(st.just("https://polder.example/i.png")),
        characters=st.integers(0, 9999),
    )


def any_records() -> st.SearchStrategy[model.Record]:
    return st.one_of(
        articles(),
        revisions(),
        annotations(),
        places(),
        labels(),
        tag_records(),
        stories(),
        stored_pictures(),
        conflicts(),
        subscriptions(),
        saved_searches(),
    )


@st.composite
def edits(draw: st.DrawFn) -> model.Edit:
    """An edit of any record: made, removed, or an article with other fields."""
    record = draw(any_records())
    how = draw(st.sampled_from(["made", "removed", "edited"]))
    if how == "edited" and isinstance(record, model.Article):
        return model.Edit(record, draw(articles(st.just(record.id))))
    return model.Edit(None, record) if how == "made" else model.Edit(record, None)


def changes() -> st.SearchStrategy[model.Change]:
    """Changes of every shape; they fit no library (see test_library for those that do)."""
    return st.builds(
        model.Change,
        st.sampled_from(["add", "mark", "edit-note", "remove", "merge"]),
        st.lists(edits(), min_size=1, max_size=4).map(tuple),
    )
