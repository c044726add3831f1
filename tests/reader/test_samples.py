"""The samples: what a journalist sees on the first start."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import changes, intake, records
from reader.anchoring import find_quote
from reader.library import Library
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Captured,
    Cell,
    Change,
    Figure,
    Footnote,
    Item,
    Label,
    LabelId,
    Link,
    List,
    Place,
    Quote,
    Revision,
    Sha256,
    StoredPicture,
    key_of,
    sha256,
)
from reader.samples import SampleMark, marks, samples, sources
from reader.text import words

T = TypeVar("T")
AT = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
LABELS = tuple(
    Label(LabelId(f"l000000{order}"), name, colour, order)
    for order, (name, colour) in enumerate(changes.FIRST_LABELS)
)


@dataclass(frozen=True)
class Facts:
    title: str
    byline: str
    site: str
    published: str
    lang: str
    direction: str = "ltr"


FACTS = {
    "before-the-ink-dries": Facts(
        "Before the ink dries: a page to mark up",
        "Nell Arkwood",
        "Galley samples",
        "2025-09-24T08:00:00+00:00",
        "en",
    ),
    "the-river-that-moved-a-border": Facts(
        "The river that moved a border",
        "Ida Marwick",
        "The Delta Review",
        "2025-05-18T06:30:00+02:00",
        "en",
    ),
    "qarya-tantazir-al-jisr": Facts(
        "قرية على ضفة النهر تنتظر الجسر منذ ثلاثين عاماً",
        "سلمى العوسجي",
        "صحيفة السدرة",
        "2025-10-14T09:00:00+03:00",
        "ar",
        "rtl",
    ),
    "yoru-no-toshokan": Facts(
        "小さな町の図書館が夜も開いている理由",
        "沖名千景",
        "北の窓",
        "2025-09-27T18:00:00+09:00",
        "ja",
    ),
    "harga-beras-naik-lagi": Facts(
        "Harga beras naik lagi, pedagang menunggu",
        "Laras Pandansari",
        "Suara Pasar",
        "2025-09-22T05:00:00+07:00",
        "id",
    ),
}


@cache
def captured() -> dict[str, Captured]:
    return {
        (source.name or "").removesuffix(".html"): intake.to_article(source)
        for source in sources(AT)
    }


def change_with(labels: tuple[Label, ...] = LABELS) -> tuple[Change, Mapping[Sha256, bytes]]:
    article_ids = (ArticleId(f"a{n:07}") for n in range(100))
    annotation_ids = (AnnotationId(f"k{n:05}") for n in range(100))
    return samples(lambda: next(article_ids), lambda: next(annotation_ids), labels, at=AT)


def made(change: Change, kind: type[T]) -> list[T]:
    return [edit.after for edit in change.edits if isinstance(edit.after, kind)]


def containers(stem: str) -> set[str]:
    blocks = captured()[stem].document.blocks
    return {type(each).__name__ for block in blocks for each in block.containers}


# --- the pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", FACTS)
def test_a_sample_comes_in_with_its_title_byline_site_date_and_language(stem: str) -> None:
    facts, sample = FACTS[stem], captured()[stem]
    assert sample.title == facts.title == sample.document.blocks[0].text
    assert sample.bylines == (facts.byline,)
    assert sample.site == facts.site
    assert sample.published == facts.published
    assert sample.lang == facts.lang == sample.document.lang
    assert sample.document.direction == facts.direction
    assert sample.canonical == f"https://example.org/samples/{stem}.html"
    assert sample.excerpt


@pytest.mark.parametrize(
    ("stem", "kinds", "within"),
    [
        ("before-the-ink-dries", {"heading", "paragraph", "code"}, {"List", "Item"}),
        (
            "the-river-that-moved-a-border",
            {"heading", "paragraph", "code", "picture", "caption"},
            {"List", "Item", "Quote", "Table", "Cell", "Figure", "Footnote"},
        ),
        ("qarya-tantazir-al-jisr", {"heading", "paragraph"}, {"List", "Item", "Quote"}),
        (
            "yoru-no-toshokan",
            {"heading", "paragraph"},
            {"List", "Item", "Quote", "Table", "Cell"},
        ),
        (
            "harga-beras-naik-lagi",
            {"heading", "paragraph", "picture", "caption"},
            {"List", "Item", "Quote", "Table", "Cell", "Figure"},
        ),
    ],
)
def test_a_sample_shows_the_kinds_of_blocks_it_was_written_for(
    stem: str, kinds: set[str], within: set[str]
) -> None:
    assert {block.kind for block in captured()[stem].document.blocks} == kinds
    assert containers(stem) == within


@pytest.mark.parametrize("stem", FACTS)
def test_every_paragraph_of_a_sample_comes_in_once(stem: str) -> None:
    page = (files("resources") / "samples" / f"{stem}.html").read_text("utf-8")
    leaves = re.findall(r"<(?:p|h1|h2|th|td|figcaption|pre)\b", page)
    texts = [block.text for block in captured()[stem].document.blocks]
    items = re.findall(r"<li>", page)
    pictures = re.findall(r"<img\b", page)
    assert len(texts) == len(leaves) + len(items) + len(pictures)
    long_ones = [text for text in texts if len(text) > 30]
    assert len(long_ones) == len(set(long_ones))


@pytest.mark.parametrize("stem", ["before-the-ink-dries", "yoru-no-toshokan"])
def test_a_numbered_list_holds_a_bulleted_one(stem: str) -> None:
    lists = [
        tuple(each.ordered for each in block.containers if isinstance(each, List))
        for block in captured()[stem].document.blocks
    ]
    assert (True, False) in lists


def test_the_items_of_the_arabic_list_are_numbered_one_to_four() -> None:
    blocks = captured()["qarya-tantazir-al-jisr"].document.blocks
    ordinals = [each.ordinal for b in blocks for each in b.containers if isinstance(each, Item)]
    assert ordinals == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("stem", "rows", "columns"),
    [
        ("the-river-that-moved-a-border", 5, 3),
        ("yoru-no-toshokan", 5, 3),
        ("harga-beras-naik-lagi", 4, 5),
    ],
)
def test_a_table_has_a_header_row_and_no_hole(stem: str, rows: int, columns: int) -> None:
    blocks = captured()[stem].document.blocks
    cells = [each for b in blocks for each in b.containers if isinstance(each, Cell)]
    assert [(c.row, c.column) for c in cells] == [
        (row, column) for row in range(rows) for column in range(columns)
    ]
    assert all(cell.header == (cell.row == 0) for cell in cells)


def test_the_shares_of_the_library_hours_make_a_hundred() -> None:
    texts = [block.text for block in captured()["yoru-no-toshokan"].document.blocks]
    shares = [int(text[:-1]) for text in texts if re.fullmatch(r"\d+%", text)]
    visits = [int(text[:-1].replace(",", "")) for text in texts if re.fullmatch(r"[\d,]+人", text)]
    assert sum(shares) == 100
    assert sum(visits) == 38_000


def test_the_footnote_is_one_and_ends_with_its_words() -> None:
    blocks = captured()["the-river-that-moved-a-border"].document.blocks
    notes = [b for b in blocks if any(isinstance(each, Footnote) for each in b.containers)]
    assert len(notes) == 1
    assert notes[0].text.endswith("the election of a chairman, who died in 2014.")


def test_a_caption_stands_right_after_its_picture_in_one_figure() -> None:
    for stem in ("the-river-that-moved-a-border", "harga-beras-naik-lagi"):
        blocks = captured()[stem].document.blocks
        at = [block.kind for block in blocks].index("picture")
        assert blocks[at + 1].kind == "caption"
        assert blocks[at].containers == blocks[at + 1].containers
        assert isinstance(blocks[at].containers[-1], Figure)


@pytest.mark.parametrize("stem", sorted(set(FACTS) - {"yoru-no-toshokan"}))
def test_a_sample_is_a_short_read(stem: str) -> None:
    assert 250 <= sum(1 for _ in words(captured()[stem].document.text)) <= 620


def test_the_japanese_sample_is_about_a_thousand_characters() -> None:
    text = captured()["yoru-no-toshokan"].document.text
    assert 800 <= len(re.sub(r"\s", "", text)) <= 1100


@pytest.mark.parametrize("stem", FACTS)
def test_links_lead_to_example_org_only(stem: str) -> None:
    links = [
        span.style.href
        for block in captured()[stem].document.blocks
        for span in block.spans
        if isinstance(span.style, Link)
    ]
    assert all(link.startswith("https://example.org/") for link in links)


def test_a_quotation_is_the_only_thing_in_its_block_quote() -> None:
    for stem in set(FACTS) - {"before-the-ink-dries"}:
        blocks = captured()[stem].document.blocks
        quoted = [b for b in blocks if any(isinstance(each, Quote) for each in b.containers)]
        assert len(quoted) == 1


# --- the marks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", marks(), ids=lambda mark: mark.quote[:24])
def test_the_quote_of_a_mark_stands_exactly_once(mark: SampleMark) -> None:
    text = captured()[mark.article].document.text
    assert len(find_quote(text, mark.quote, mark.prefix)) == 1


def river_marks() -> list[tuple[Annotation, Place]]:
    change, _blobs = change_with()
    river = next(a for a in made(change, Article) if a.title == "The river that moved a border")
    places = {place.annotation: place for place in made(change, Place)}
    return [(a, places[a.id]) for a in made(change, Annotation) if a.article == river.id]


def test_the_marked_sample_shows_every_label() -> None:
    assert {annotation.label for annotation, _place in river_marks()} == {
        label.id for label in LABELS
    }


def test_two_marks_overlap() -> None:
    passages = [place.passage for _annotation, place in river_marks() if place.passage]
    assert sum(a.overlaps(b) for a, b in combinations(passages, 2)) == 1


def test_one_mark_runs_across_a_paragraph() -> None:
    document = captured()["the-river-that-moved-a-border"].document
    spread = [
        len(list(document.pieces(place.passage))) for _, place in river_marks() if place.passage
    ]
    assert sorted(spread) == [1, 1, 1, 1, 1, 2]


def test_one_mark_is_private_and_one_was_found_wrong() -> None:
    annotations = [annotation for annotation, _place in river_marks()]
    assert [a.anchor.exact for a in annotations if a.private] == ["a chairman, who died in 2014"]
    assert [(a.anchor.exact, a.checked, a.checked_at) for a in annotations if a.checked_at] == [
        ("31 June", "wrong", AT)
    ]
    assert all(annotation.edited is None for annotation in annotations)


# --- the change ----------------------------------------------------------------------------------


def test_the_samples_are_one_change_of_new_records() -> None:
    change, _blobs = change_with()
    assert change.what == "samples"
    assert all(edit.before is None for edit in change.edits)
    keys = [edit.key for edit in change.edits]
    assert len(keys) == len(set(keys))
    assert [key_of(e.before) for e in change.inverse().edits if e.before] == keys[::-1]


def test_the_change_brings_every_blob_that_it_names() -> None:
    change, blobs = change_with()
    named = {
        digest
        for revision in made(change, Revision)
        for digest in (revision.source, revision.document, revision.text)
    } | {picture.sha256 for picture in made(change, StoredPicture)}
    assert named == set(blobs)
    assert all(sha256(content) == digest for digest, content in blobs.items())


def test_the_welcome_is_the_newest_article() -> None:
    change, _blobs = change_with()
    newest_first = sorted(made(change, Article), key=lambda article: article.added, reverse=True)
    assert [article.title for article in newest_first] == [f.title for f in FACTS.values()]
    assert newest_first[0].added == AT


def test_every_place_holds_the_words_of_its_mark() -> None:
    change, blobs = change_with()
    texts = {r.article: blobs[r.text].decode() for r in made(change, Revision)}
    places = {place.annotation: place for place in made(change, Place)}
    for annotation in made(change, Annotation):
        passage = places[annotation.id].passage
        assert passage is not None
        assert passage.of(texts[annotation.article]) == annotation.anchor.exact


def test_every_picture_is_kept_with_its_true_size() -> None:
    change, blobs = change_with()
    pictures = made(change, StoredPicture)
    wanted = {src for sample in captured().values() for src in sample.pictures}
    assert {picture.src for picture in pictures} == wanted
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.sha256 is not None
        content = blobs[picture.sha256]
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert (picture.width, picture.height) == struct.unpack(">II", content[16:24])
        assert picture.width == 1190
        assert len(content) < 60_000


def test_the_change_survives_the_journal() -> None:
    change, _blobs = change_with()
    assert records.loads(Change, records.dumps(change)) == change


def test_without_labels_the_samples_come_unmarked() -> None:
    change, _blobs = change_with(())
    assert len(made(change, Article)) == len(FACTS)
    assert not made(change, Annotation)


def some_labels() -> Iterator[st.SearchStrategy[Label]]:
    for order, (name, colour) in enumerate(changes.FIRST_LABELS):
        names = st.sampled_from([name, "Zitat", "उद्धरण", "引用", "اقتباس"])
        yield st.builds(
            Label, st.just(LabelId(f"l{order:07}")), names, st.just(colour), st.just(order)
        )


@settings(max_examples=20, deadline=None)
@given(st.tuples(*some_labels()).flatmap(st.permutations))
def test_a_renamed_label_is_found_by_its_colour(labels: list[Label]) -> None:
    change, _blobs = change_with(tuple(labels))
    colours = {label.id: label.colour for label in labels}
    wanted = [dict(changes.FIRST_LABELS)[mark.label] for mark in marks()]
    assert [colours[a.label] for a in made(change, Annotation)] == wanted


def test_a_single_label_dresses_every_mark() -> None:
    only = Label(LabelId("l0000009"), "देखना", "teal", 0)
    change, _blobs = change_with((only,))
    assert {annotation.label for annotation in made(change, Annotation)} == {only.id}


def test_a_library_takes_the_samples_and_gives_them_back_on_undo(tmp_path: Path) -> None:
    library = Library(tmp_path / "Desk.galley")
    change, blobs = samples(
        library.new_article_id, library.new_annotation_id, library.labels(), at=AT
    )
    named = changes.naming_tags(change, library.tags())
    number = library.apply(named, at=AT, by="window", blobs=blobs)
    rows = library.articles()
    assert [row.article.title for row in rows] == [facts.title for facts in FACTS.values()]
    assert library.verify().problems == ()
    library.apply(named.inverse(), at=AT, by="window", undoes=number)
    assert (library.count(), library.tags()) == (0, {})
    library.close()
