"""An export into a file that someone works in replaces what is ours and nothing else."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import Detached
from reader.export import annotated
from reader.export.update import update
from reader.model import AnnotationId, Exported
from tests.reader.export import cases
from tests.reader.export.cases import annotation, document, passage
from tests.reader.export.homecoming import bring_home
from tests.reader.export.test_parse import hostile

seeds = st.integers(0, 2**32)

own_words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=80
).map(lambda typed: f"My own words.\n{typed}".replace("galley:", "").replace("[^k", ""))
"""What a user types between two of our parts, from the beginning of a line."""


def written_in(file: str, typed: list[str], seed: int) -> str:
    """The file with the user's words put at the end, and between any two parts of it."""
    random = Random(seed)
    head, marker, rest = file.partition("<!-- galley:article")
    region, closing, after = rest.partition("\n<!-- /galley:article -->\n")
    if "<!-- /galley:article -->" in after:  # it stands in a code block of the article too
        return file + "\n" + "\n\n".join(typed) + "\n"
    parts = [head, marker + region + closing, after]
    for words in typed:
        where = random.randrange(3)
        parts[where] = f"{parts[where]}{words}\n\n" if where == 0 else f"{parts[where]}\n{words}\n"
    return "".join(parts)


@settings(max_examples=80)
@given(seed=seeds, typed=st.lists(own_words, max_size=3), crlf=st.booleans(), mark=st.booleans())
def test_words_around_the_article_are_no_change_and_every_byte_stays(
    seed: int, typed: list[str], crlf: bool, mark: bool
) -> None:
    case = hostile(seed)
    written = annotated.write(case)
    file = written_in(written, typed, seed)
    file = ("\ufeff" if mark else "") + (file.replace("\n", "\r\n") if crlf else file)
    merged = bring_home(file, case, base=written)
    assert merged.change is None
    assert not merged.listed
    assert update(file, case, base=written) == file


@settings(max_examples=80)
@given(one=seeds, other=seeds)
def test_a_file_that_nobody_wrote_in_becomes_the_new_export(one: int, other: int) -> None:
    before, after = hostile(one), hostile(other)
    written = annotated.write(before)
    assert update(written, after, base=written) == annotated.write(after)


@settings(max_examples=50)
@given(one=seeds, other=seeds, typed=own_words)
def test_the_users_words_outlive_any_change_of_the_article(
    one: int, other: int, typed: str
) -> None:
    before, after = hostile(one), hostile(other)
    written = annotated.write(before)
    file = written + "\n" + typed + "\n"
    updated = update(file, after, base=written)
    assert "\n" + typed + "\n" in updated
    assert update(updated, after, base=written) == updated


# --- examples ------------------------------------------------------------------------------------


OF = document("One two three four.", "Five six.")
ONE = annotation("k00001", passage(OF, "One"), note="A note.")
TWO = annotation("k00002", passage(OF, "two"))
SIX = annotation("k00006", passage(OF, "six"), note="The last.")


def case(*marks: object, note: str = "", **article: object) -> Exported:
    made = cases.exported(OF, marks, note=note)  # type: ignore[arg-type]  # marks of this file
    return replace(made, article=replace(made.article, **article))  # type: ignore[arg-type]  # any


def test_definitions_that_stand_together_stay_in_the_order_of_the_text() -> None:
    written = annotated.write(case(ONE, SIX))
    updated = update(written + "\nMy draft.\n", case(ONE, TWO, SIX), base=written)
    assert updated == annotated.write(case(ONE, TWO, SIX)) + "\nMy draft.\n"


def test_definitions_that_were_put_apart_stay_where_they_are() -> None:
    written = annotated.write(case(ONE, SIX))
    apart = written.replace("[^k00006]:", "My draft.\n\n[^k00006]:")
    updated = update(apart, case(TWO, SIX), base=written)
    assert "[^k00001]" not in updated
    assert updated.endswith(
        "My draft.\n\n[^k00006]: **Claim** (blue) · 2024-10-02T14:31:07Z\n\n    The last.\n\n"
        "[^k00002]: **Claim** (blue) · 2024-10-02T14:31:07Z\n"
    )


def test_what_became_private_leaves_the_file() -> None:
    written = annotated.write(case(ONE, SIX))
    file = written + "\nMy draft.[^1]\n\n[^1]: mine\n"
    updated = update(file, case(SIX), base=written)
    assert "k00001" not in updated
    assert "A note." not in updated
    assert updated.endswith("\nMy draft.[^1]\n\n[^1]: mine\n")


def test_a_definition_that_is_nobodys_stays() -> None:
    file = annotated.write(case(ONE)) + "\n[^k0mine]: typed by hand\n"
    assert update(file, case(ONE)) == file


def test_a_footnote_that_became_an_annotation_gives_way_to_it() -> None:
    written = annotated.write(case(ONE))
    file = written.replace("six", "==six==[^1]") + "\n[^1]: The last.\n"
    adopted = {"1": AnnotationId("k00006")}
    updated = update(file, case(ONE, SIX), base=written, adopted=adopted)
    assert updated == annotated.write(case(ONE, SIX))
    used = file + "\nSee also.[^1]\n"
    assert "\n[^1]: The last.\n" in update(used, case(ONE, SIX), base=written, adopted=adopted)


def test_keys_of_the_user_and_the_order_of_ours_stay() -> None:
    written = annotated.write(case(ONE))
    mine = written.replace("title:", "aliases:\n  - x # mine\ntitle:").replace(
        "lang: id\n", "# a comment\nlang:   id\nstatus: draft\n"
    )
    assert update(mine, case(ONE), base=written) == mine
    changed = update(mine, case(ONE, title="New", site=None, lang="en"), base=written)
    assert 'aliases:\n  - x # mine\ntitle: "New"\n' in changed
    assert "# a comment\nlang: en\nstatus: draft\n" in changed
    assert "site:" not in changed


def test_sections_come_and_go_with_what_they_hold() -> None:
    lost = annotation("k0lost", None, "gone", note="Why?")
    plain = annotated.write(case(ONE)) + "\nMy draft.\n"
    full = update(plain, case(ONE, lost, note="On all of it."))
    assert full == annotated.write(case(ONE, lost, note="On all of it.")) + "\nMy draft.\n"
    assert update(full, case(ONE)) == plain


def test_front_matter_that_was_deleted_comes_back() -> None:
    written = annotated.write(case(ONE))
    assert update(written.partition("\n---\n\n")[2], case(ONE)) == written


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Detached):
        update("My own file.\n", case(ONE))
