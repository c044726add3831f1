"""What is chosen of an export changes how it reads, and nothing of what comes home from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import USUAL, ExportOptions, annotated, critic, read_critic, write
from reader.export.merge import merge
from reader.export.merged import Merged
from reader.export.options import by_name, options_named
from reader.export.parse import parse
from reader.export.pictures import attachments
from reader.export.read_together import portions
from reader.export.update import update
from reader.export.update_together import update as update_together
from reader.model import Exported, Picture, Span
from tests.reader.export import adversarial, cases, test_critic
from tests.reader.export.cases import block, document
from tests.reader.export.homecoming import LATER, NAME, Counting, bring_home
from tests.reader.export.several import STORY, TITLE, as_number, hostile, together_with
from tests.reader.export.test_merge_laws import edited, start
from tests.reader.export.test_parse import matter_is_the_same, says_the_same

seeds = st.integers(0, 2**32)
options = st.builds(
    ExportOptions,
    marks=st.sampled_from(["equals", "html"]),
    pictures=st.sampled_from(["attachments", "web", "none"]),
    order=st.sampled_from(["text", "label", "time"]),
    group=st.sampled_from(["none", "heading", "label", "tag"]),
    plain=st.booleans(),
    block_ids=st.booleans(),
    app_links=st.booleans(),
)


def nothing_comes(merged: Merged) -> bool:
    return not (merged.change or merged.conflicts or merged.done or merged.listed)


# --- as they are kept ----------------------------------------------------------------------------


@given(options)
def test_options_come_back_as_they_were_kept(chosen: ExportOptions) -> None:
    assert options_named(by_name(chosen)) == chosen


def test_only_what_is_not_as_usual_is_kept() -> None:
    assert by_name(USUAL) == {}
    assert by_name(ExportOptions(marks="html", block_ids=False)) == {
        "marks": "html",
        "block_ids": False,
    }


@pytest.mark.parametrize(
    "kept", [{"marks": "bold"}, {"plain": 1}, {"plain": "yes"}, {"colour": "red"}, {"order": True}]
)
def test_what_does_not_fit_counts_as_not_chosen(kept: dict[str, object]) -> None:
    assert options_named({**kept, "pictures": "web"}) == ExportOptions(pictures="web")


# --- what comes home -----------------------------------------------------------------------------


@settings(max_examples=60)
@given(seeds, options)
def test_an_article_comes_back_whole_however_it_was_written(
    seed: int, chosen: ExportOptions
) -> None:
    case = adversarial.exported(Random(seed))
    parsed = parse(annotated.write(case, chosen))
    says_the_same(parsed, case)
    matter_is_the_same(parsed, case)


@settings(max_examples=60)
@given(seeds, options, options)
def test_an_article_that_was_written_otherwise_brings_nothing(
    seed: int, before: ExportOptions, chosen: ExportOptions
) -> None:
    """Nothing is taken over and nothing is said, whatever was last in step, and without it."""
    case = start(seed)
    written = annotated.write(case, chosen)
    assert nothing_comes(bring_home(written, case, base=annotated.write(case, before)))
    assert nothing_comes(bring_home(written, case, base=None))


@settings(max_examples=30)
@given(seeds, options, options)
def test_so_it_is_with_comments_in_the_text(
    seed: int, before: ExportOptions, chosen: ExportOptions
) -> None:
    case = test_critic.start(seed)
    names = [" ".join(label.name.split()) for label in case.labels.values()]
    base, file = read_critic.completed(
        parse(critic.write(case, before)),
        parse(critic.write(case, chosen)),
        [mark for mark, _place in case.marks],
        names,
    )
    assert nothing_comes(merge(base, file, case, name=NAME, at=LATER, ids=Counting()))


@settings(max_examples=20)
@given(seeds, options, options)
def test_so_it_is_with_several_articles_in_one_file(
    seed: int, before: ExportOptions, chosen: ExportOptions
) -> None:
    articles = [as_number(start(seed + at), at) for at in range(2)]
    there = portions(together_with(articles, before))
    for case, was, now in zip(
        articles, there, portions(together_with(articles, chosen)), strict=True
    ):
        assert nothing_comes(bring_home(now.text, case, base=was.text))


# --- an export anew ------------------------------------------------------------------------------


@settings(max_examples=40)
@given(seeds, seeds, options, options)
def test_a_file_that_is_written_anew_is_as_it_is_chosen_now(
    seed: int, edit: int, before: ExportOptions, chosen: ExportOptions
) -> None:
    case = start(seed)
    later = edited(case, edit)
    file = annotated.write(case, before)
    assert update(file, later, base=file, options=chosen) == annotated.write(later, chosen)
    own = file + "\n## My draft\n\nAll of it is *mine*.\n"
    assert "\n## My draft\n\nAll of it is *mine*.\n" in update(own, later, options=chosen)


@settings(max_examples=15)
@given(seeds, options, options)
def test_so_is_a_file_of_several(seed: int, before: ExportOptions, chosen: ExportOptions) -> None:
    articles = hostile(seed, 2)
    anew = update_together(
        together_with(articles, before),
        articles,
        title=TITLE,
        story=STORY,
        tags=("dam",),
        options=chosen,
    )
    assert anew == together_with(articles, chosen)


# --- pictures ------------------------------------------------------------------------------------

SOURCES = ("https://e.org/a.jpg", "file:///home/me/b.jpg", "https://e.org/c.jpg")


def with_pictures() -> Exported:
    """An article with three pictures, of which the library keeps the first two."""
    of = document(
        *(block("", [Span(0, 1, Picture(src, "A dike"))], kind="picture") for src in SOURCES)
    )
    case = cases.exported(of)
    kept = {src: cases.stored(src, src.encode()) for src in SOURCES[:2]}
    return replace(case, pictures=kept)


def destinations(written: str) -> Sequence[str]:
    return [
        line.partition("](")[2].partition(")")[0] for line in written.split("\n") if "![" in line
    ]


@pytest.mark.parametrize("style", ["annotated", "critic"])
def test_pictures_are_beside_the_file_on_the_web_or_words(style: str) -> None:
    def written(chosen: ExportOptions) -> Sequence[str]:
        return destinations(
            str(write(with_pictures(), "critic" if style == "critic" else "annotated", chosen))
        )

    first, second = (each.path for each in attachments(with_pictures()))
    assert written(USUAL) == [first, second, SOURCES[2]]
    assert written(ExportOptions(pictures="web")) == [SOURCES[0], "", SOURCES[2]]
    assert written(ExportOptions(pictures="none")) == ["", "", ""]


def test_only_what_lies_beside_the_file_is_written_there() -> None:
    assert len(attachments(with_pictures(), "attachments")) == 2
    assert attachments(with_pictures(), "web") == attachments(with_pictures(), "none") == ()
