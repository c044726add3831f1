"""Several articles in one file say, each of them, what a file of its own would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import Detached
from reader.export import annotated
from reader.export.merge import merge
from reader.export.merged import Merged
from reader.export.parse import parse
from reader.export.parsed import Matter
from reader.export.read_together import parse_all, portions
from reader.export.update_together import update
from reader.model import AnnotationId, ArticleId, Exported
from tests.bench.export_fuzz import expected
from tests.reader.export import cases, test_merge_laws
from tests.reader.export.cases import annotation, document, passage
from tests.reader.export.homecoming import LATER, NAME, Counting, after
from tests.reader.export.several import STORY, TITLE, as_number, hostile, seeds, written
from tests.reader.export.test_update import own_words
from tests.tools.markdown.check_export import ALL, check
from tests.tools.markdown.renderers import Missing
from tests.tools.markdown.rewriters import FORMATTERS

THREE = [
    as_number(
        cases.exported(
            of := document(f"One two three {word}.", "Four five.", headline=word.title()),
            [annotation("k00001", passage(of, "two"), note=f"A note on {word}.")],
            note=f"All of {word}.",
        ),
        number,
    )
    for number, word in enumerate(("dikes", "sluices", "polders"))
]
FILE = written(THREE)


def bases_of(file: str) -> Mapping[ArticleId, str]:
    return {ArticleId(each.parsed.id): each.text for each in portions(file)}


def updated(
    file: str,
    articles: Sequence[Exported],
    *,
    base: str | None = None,
    adopted: Mapping[ArticleId, Mapping[str, AnnotationId]] | None = None,
) -> str:
    """The file with these articles; it was last in step as `base`."""
    bases = bases_of(base) if base else None
    return update(
        file, articles, title=TITLE, story=STORY, tags=("dam",), bases=bases, adopted=adopted
    )


def owner(articles: Sequence[Exported]) -> Mapping[str, str]:
    return {mark.id: each.article.id for each in articles for mark, _place in each.marks}


def brought(
    file: str, now: Sequence[Exported], *, base: str, standing: Sequence[Merged] = ()
) -> list[Merged]:
    """What a file brings, article by article, as a library merges it."""
    ids = Counting()
    before = {each.id: each for each in parse_all(base, owner(now).get)}
    there = {each.id: each for each in parse_all(file, owner(now).get)}
    waiting = [each.conflicts for each in standing] or [()] * len(now)
    return [
        merge(
            before.get(each.article.id),
            there[each.article.id],
            each,
            name=NAME,
            at=LATER,
            ids=ids,
            standing=conflicts,
        )
        for each, conflicts in zip(now, waiting, strict=True)
    ]


def written_in(file: str, typed: Sequence[str], seed: int) -> str:
    """The file with the user's words put above, between and below its articles."""
    random = Random(seed)
    for words in typed:
        lines = file.split("\n")
        sections = [
            at for at, line in enumerate(lines) if line.startswith("<!-- galley:source id=a")
        ]
        at = random.choice([*sections, len(lines) - 1])
        file = "\n".join([*lines[:at], "", *words.split("\n"), "", *lines[at:]])
    return file


# --- laws ----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(seed=seeds, count=st.integers(1, 4))
def test_each_article_comes_back_as_from_a_file_of_its_own(seed: int, count: int) -> None:
    articles = hostile(seed, count)
    for case, found in zip(articles, parse_all(written(articles)), strict=True):
        alone = parse(annotated.write(case))
        made_of = alone.matter
        assert replace(found, matter=made_of, is_one_of_several=False, source="") == alone
        assert found.matter == Matter(
            format="1", id=alone.id, revision=made_of.revision, hash=made_of.hash
        )


@settings(max_examples=40)
@given(seed=seeds, html=st.booleans())
def test_a_portion_is_the_file_of_its_article_alone(seed: int, html: bool) -> None:
    articles = hostile(seed)
    marks = "html" if html else "equals"
    for case, each in zip(articles, portions(written(articles, marks=marks)), strict=True):
        assert each.text == written([case], marks=marks)
        assert parse(each.text) == each.parsed


@settings(max_examples=40)
@given(seed=seeds, typed=st.lists(own_words, max_size=3), crlf=st.booleans(), mark=st.booleans())
def test_words_around_the_articles_are_no_change_and_every_byte_stays(
    seed: int, typed: list[str], crlf: bool, mark: bool
) -> None:
    articles = hostile(seed)
    base = written(articles)
    file = written_in(base, typed, seed)
    file = ("\ufeff" if mark else "") + (file.replace("\n", "\r\n") if crlf else file)
    assert updated(file, articles, base=base) == file
    for found in brought(file, articles, base=base):
        assert found.change is None
        assert not found.listed


@settings(max_examples=60)
@given(one=seeds, other=seeds, chosen=st.lists(st.integers(0, 3), min_size=1, unique=True))
def test_a_file_that_nobody_wrote_in_becomes_the_new_export(
    one: int, other: int, chosen: list[int]
) -> None:
    base = written(hostile(one))
    states = hostile(other, 4)
    now = [states[at] for at in chosen]
    assert updated(base, now, base=base) == written(now)


@settings(max_examples=40)
@given(one=seeds, other=seeds, typed=own_words, chosen=st.sets(st.integers(0, 3), min_size=1))
def test_the_users_words_outlive_any_change_of_the_articles(
    one: int, other: int, typed: str, chosen: set[int]
) -> None:
    base = written(hostile(one))
    states = hostile(other, 4)
    now = [states[at] for at in chosen]
    file = written_in(base, [typed], one)
    once = updated(file, now, base=base)
    assert f"\n{typed}\n" in once
    assert updated(once, now, base=once) == once
    assert {each.id for each in parse_all(once)} == {each.article.id for each in now}


@settings(max_examples=60)
@given(seed=seeds, edit=seeds, which=st.integers(0, 2))
def test_an_edit_in_one_article_changes_that_one_as_in_a_file_of_its_own(
    seed: int, edit: int, which: int
) -> None:
    before = [as_number(test_merge_laws.start(seed + at), at) for at in range(3)]
    by_hand = [*before]
    by_hand[which] = test_merge_laws.edited(before[which], edit)
    base = written(before)
    found = brought(written(by_hand), before, base=base)
    assert [at for at, each in enumerate(found) if each.change or each.listed] in ([], [which])
    now = test_merge_laws.summary(after(before[which], found[which].change))
    assert test_merge_laws.named_once(now) == test_merge_laws.named_once(
        test_merge_laws.summary(by_hand[which])
    )


@settings(max_examples=60)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_no_line_of_a_note_that_was_typed_on_either_side_is_lost(
    seed: int, theirs: int, ours: int
) -> None:
    before = [as_number(test_merge_laws.start(seed + at), at) for at in range(2)]
    there = [test_merge_laws.edited(each, theirs + at) for at, each in enumerate(before)]
    here = [test_merge_laws.edited(each, ours + at) for at, each in enumerate(before)]
    found = brought(written(there), here, base=written(before))
    for at in range(2):
        lines = map(test_merge_laws.lines_of_notes, (there[at], here[at]))
        typed = set().union(*lines) - test_merge_laws.lines_of_notes(before[at])
        assert typed <= test_merge_laws.kept_lines(here[at], found[at])


@settings(max_examples=30)
@given(seed=seeds, theirs=seeds)
def test_what_is_written_after_a_merge_is_in_step_with_the_library(seed: int, theirs: int) -> None:
    before = [as_number(test_merge_laws.start(seed + at), at) for at in range(2)]
    file = written([test_merge_laws.edited(each, theirs + at) for at, each in enumerate(before)])
    found = brought(file, before, base=written(before))
    now = [after(case, each.change) for case, each in zip(before, found, strict=True)]
    adopted = {case.article.id: each.adopted for case, each in zip(before, found, strict=True)}
    fresh = updated(file, now, base=file, adopted=adopted)
    assert all(each.change is None for each in brought(fresh, now, base=fresh))


@pytest.mark.parametrize("parser", [*ALL, "gfm"])
@settings(max_examples=6)
@given(seed=seeds)
def test_every_article_comes_out_of_every_parser_as_itself(parser: str, seed: int) -> None:
    articles = hostile(seed)
    file = written(articles, marks="html" if parser == "gfm" else "equals")
    for case in articles:
        found = check(file, case.document.text, expected(case), [parser], article=case.article.id)
        if found.missing:
            pytest.skip(found.missing[parser])
        assert not any(found.problems.values()), file


# --- the file, by example ------------------------------------------------------------------------


def test_the_file_says_where_each_article_comes_from_and_what_all_are_together() -> None:
    assert FILE.startswith(
        '---\ntitle: "The dam: “all” of it"\ntags: [dam]\ngalley-format: 1\n'
        "galley-story: s00dam00\n---\n\n"
        "<!-- galley:source id=a0000000 -->\n\n"
        "*A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024*"
        " · <https://thedesignweb.co.id/nato>\n\n"
        "<!-- /galley:source -->\n\n"
        "<!-- galley:article id=a0000000 revision=3 hash=sha256-"
    )
    assert "-->\n\n# Dikes\n\nOne ==two==[^k00001] three dikes." in FILE
    assert "<!-- galley:note id=a0000001 -->\nAll of sluices.\n<!-- /galley:note -->" in FILE
    assert FILE.endswith(
        "[^k20001]: **Claim** (blue) · 2024-10-02T14:31:07Z\n\n    A note on polders.\n"
    )
    assert FILE.index("[^k00001]: ") > FILE.rindex("<!-- /galley:note -->")


def test_what_is_private_is_in_no_such_file() -> None:
    shown = written([replace(each, marks=()) for each in THREE])
    assert "A note on" not in shown
    assert "k00001" not in updated(FILE, [replace(each, marks=()) for each in THREE], base=FILE)


def test_an_article_that_is_new_follows_the_last_one_and_the_users_words_stay() -> None:
    first, second, third = THREE
    two = written([first, second])
    file = two.replace("<!-- galley:source id=a0000001", "Mine.\n\n<!-- galley:source id=a0000001")
    assert updated(file, [second, first], base=two) == file
    now = updated(file, [third, first], base=two)
    assert [each.id for each in parse_all(now)] == ["a0000000", "a0000002"]
    assert "<!-- /galley:note -->\n\nMine.\n\n<!-- galley:source id=a0000002" in now
    assert "sluices" not in now


def test_an_article_that_left_stays_where_someone_wrote_in_it() -> None:
    edited = FILE.replace("three sluices", "three *big* sluices")
    now = updated(edited, [THREE[0], THREE[2]], base=FILE)
    assert now == edited
    assert updated(FILE, [THREE[0], THREE[2]]) == FILE  # nobody knows whether someone did
    assert updated(FILE, [THREE[0], THREE[2]], base=FILE) == written([THREE[0], THREE[2]])


def test_an_article_that_stays_keeps_the_footnotes_that_it_refers_to() -> None:
    first, second, third = THREE
    edited = FILE.replace("three sluices", "three sluices of ==dikes==[^k00001]")
    now = updated(edited, [first, third], base=FILE)
    assert now == edited
    bare = replace(first, marks=())
    assert "[^k00001]: " in updated(edited, [bare, third], base=FILE)
    assert "[^k00001]" not in updated(edited, [bare, second, third], base=FILE)


def test_a_footnote_of_an_article_is_still_its_own_when_its_mark_is_gone() -> None:
    file = FILE.replace("==two==[^k10001]", "two")
    unknown, known = parse_all(file), parse_all(file, owner(THREE).get)
    assert "k10001" in known[1].definitions
    assert not any("k10001" in each.definitions for each in (known[0], known[2]))
    assert "k10001" in unknown[0].definitions  # the footnote before it is of the first article
    [_first, second, _third] = brought(file, THREE, base=FILE)
    assert [each.kind for each in second.listed] == ["mark-removed"]
    assert second.change is None


def test_one_footnote_of_the_users_in_two_articles_becomes_a_note_on_each() -> None:
    file = FILE.replace("Four five.", "Four ==five==[^1].") + "\n[^1]: Who says?\n"
    found = brought(file, THREE, base=FILE)
    assert [[it.kind for it in each.done] for each in found] == [["new"]] * 3
    now = [after(case, each.change) for case, each in zip(THREE, found, strict=True)]
    adopted = {case.article.id: each.adopted for case, each in zip(THREE, found, strict=True)}
    assert updated(file, now, base=file, adopted=adopted) == written(now)


@pytest.mark.parametrize("name", FORMATTERS)
def test_what_a_formatter_does_is_no_edit_and_is_undone_by_the_next_export(name: str) -> None:
    try:
        file = FORMATTERS[name](FILE)
    except Missing as reason:
        pytest.skip(str(reason))
    assert not any(each.listed or each.change for each in brought(file, THREE, base=FILE))
    assert updated(file, THREE, base=FILE) == FILE


def test_keys_of_the_users_stay_and_the_title_is_the_storys() -> None:
    file = FILE.replace("---\ntitle", "---\nstatus: draft # mine\ntitle")
    assert updated(file, THREE, base=FILE) == file
    renamed = update(file, THREE, title="New", bases=bases_of(FILE))
    assert renamed.startswith('---\nstatus: draft # mine\ntitle: "New"\ngalley-format: 1\n---\n')


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text + text,
        lambda text: text.replace("<!-- /galley:article -->", "", 1),
        lambda text: text.replace("<!-- /galley:article -->\n\n<!-- galley:note id=a0000002", ""),
        lambda text: text.replace("id=a0000001 revision", "id=a0000000 revision"),
        lambda text: text.replace("<!-- galley:article id=a0000001", "<!-- "),
        lambda text: text.replace("article id=a0000001", "article"),
        lambda text: text.replace("galley:note id=a0000001", "galley:note"),
        lambda text: text.replace("hash=", "", 1),
        lambda text: text + "\n[^k00001]: **Claim** (blue)\n",
        lambda text: annotated.write(THREE[0]) + annotated.write(THREE[1]),
    ],
)
def test_a_file_whose_articles_cannot_be_told_apart_is_refused(broken: object) -> None:
    assert callable(broken)
    file = broken(FILE)
    with pytest.raises(Detached):
        parse_all(file)
    with pytest.raises(Detached):
        updated(file, THREE)


def test_a_file_of_one_article_is_read_as_ever() -> None:
    file = annotated.write(THREE[0])
    assert parse_all(file) == (parse(file),)
    assert portions(file)[0].text == file
    with pytest.raises(Detached):
        parse(FILE)
