"""An edited file comes home: every row of the table of what an edit means, by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.export import annotated
from reader.export.merged import Merged
from reader.export.update import update
from reader.model import (
    Annotation,
    AnnotationId,
    Conflict,
    Exported,
    Label,
    Passage,
    Place,
    key_of,
)
from tests.reader.export import cases
from tests.reader.export.cases import CLAIM, DOUBT, annotation, document, passage
from tests.reader.export.homecoming import LATER, NAME, after, bring_home, summary

OF = document(
    "Rusia mencaplok Krimea pada 2014.",
    "NATO memangkas belanja, kata Rutte kepada wartawan.",
    "Yang lain diam.",
)
CRIMEA = annotation("k00001", passage(OF, "mencaplok Krimea"), note="Check with *AP*.\n\n- SIPRI")
RUTTE = annotation("k00002", passage(OF, "kata Rutte"), label=DOUBT)
NOW = cases.exported(OF, [CRIMEA, RUTTE], note="On the whole.")
FILE = annotated.write(NOW)
HEAD = "**Claim** (blue) · 2024-10-02T14:31:07Z"


def edited(old: str, new: str, *, file: str = FILE) -> str:
    assert old in file
    return file.replace(old, new)


def mark_of(merged: Merged, id: str = "k00001", now: Exported = NOW) -> Annotation:
    return next(mark for mark, _place in after(now, merged.change).marks if mark.id == id)


def place_of(merged: Merged, id: str = "k00001", now: Exported = NOW) -> Place:
    return next(place for mark, place in after(now, merged.change).marks if mark.id == id)


def new_marks(merged: Merged, now: Exported = NOW) -> list[tuple[Annotation, Place]]:
    had = {mark.id for mark, _place in now.marks}
    return [each for each in after(now, merged.change).marks if each[0].id not in had]


def with_mark(mark: Annotation, place: Place | None = None, now: Exported = NOW) -> Exported:
    """The library with another state of one annotation."""
    marks = [
        (mark, place or where) if each.id == mark.id else (each, where) for each, where in now.marks
    ]
    return replace(now, marks=tuple(marks))


def without(id: str, now: Exported = NOW) -> Exported:
    return replace(now, marks=tuple(each for each in now.marks if each[0].id != id))


def said(merged: Merged) -> list[str]:
    return [remark.kind for remark in merged.done]


def seen(merged: Merged) -> list[str]:
    return [remark.kind for remark in merged.listed]


def changes_nothing(merged: Merged) -> bool:
    return merged.change is None and not merged.conflicts


# --- nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [FILE, None])
def test_a_file_that_nobody_edited_changes_nothing(base: str | None) -> None:
    merged = bring_home(FILE, NOW, base=base)
    assert changes_nothing(merged)
    assert not merged.done
    assert not merged.listed


@pytest.mark.parametrize(
    "rewritten",
    [
        edited("belanja, kata", "belanja,\nkata", file=FILE.replace("==kata Rutte==", "kata Rutte"))
        .replace("kata Rutte", "==kata Rutte=="),
        FILE.replace("\n", "\r\n"),
        FILE.replace("*AP*", "*AP*").replace("# Headline", "# Headline #"),
        FILE.replace("2014\\.", "2014."),
    ],
)  # fmt: skip
def test_a_reformatted_file_changes_nothing(rewritten: str) -> None:
    assert changes_nothing(bring_home(rewritten, NOW))


# --- the note ------------------------------------------------------------------------------------


def test_a_note_that_was_changed_in_the_file_is_taken() -> None:
    merged = bring_home(edited("- SIPRI", "- SIPRI\n    - Kemlu"), NOW)
    assert mark_of(merged).note == "Check with *AP*.\n\n- SIPRI\n- Kemlu"
    assert mark_of(merged).edited == LATER
    assert said(merged) == ["note"]


def test_a_note_that_was_changed_on_both_sides_is_merged_line_by_line() -> None:
    ours = with_mark(replace(CRIMEA[0], note="First.\n\nCheck with *AP*.\n\n- SIPRI"))
    merged = bring_home(edited("- SIPRI", "- SIPRI\n    - Kemlu"), ours, base=FILE)
    assert mark_of(merged, now=ours).note == "First.\n\nCheck with *AP*.\n\n- SIPRI\n- Kemlu"
    assert not merged.conflicts


def test_the_same_line_changed_on_both_sides_is_kept_twice_until_someone_decides() -> None:
    ours = with_mark(replace(CRIMEA[0], note="Ours."))
    file = edited("Check with *AP*.\n\n    - SIPRI", "Theirs.")
    merged = bring_home(file, ours, base=FILE)
    assert mark_of(merged, now=ours).note == "Ours."
    [conflict] = merged.conflicts
    assert conflict == Conflict(key_of(CRIMEA[0]), "note", "Ours.", "Theirs.", NAME, LATER)
    assert merged.change is not None
    assert merged.change.edits[-1].after == conflict


def test_a_conflict_waits_and_goes_when_both_sides_say_the_same() -> None:
    ours = with_mark(replace(CRIMEA[0], note="Ours."))
    file = edited("Check with *AP*.\n\n    - SIPRI", "Theirs.")
    waiting = bring_home(file, ours, base=FILE).conflicts
    again = bring_home(file, ours, base=file, standing=waiting)
    assert again.change is None
    assert again.conflicts == waiting
    theirs = with_mark(replace(CRIMEA[0], note="Theirs."))
    settled = bring_home(file, theirs, base=file, standing=waiting)
    assert not settled.conflicts
    assert settled.change is not None
    assert [(edit.before, edit.after) for edit in settled.change.edits] == [(waiting[0], None)]


def test_a_note_typed_under_an_empty_definition_is_added() -> None:
    merged = bring_home(FILE.rstrip("\n") + "\n\n    Ask him.\n", NOW)
    assert mark_of(merged, "k00002").note == "Ask him."


def test_a_note_that_was_emptied_in_the_file_is_empty() -> None:
    assert (
        mark_of(bring_home(edited("\n\n    Check with *AP*.\n\n    - SIPRI", ""), NOW)).note == ""
    )


# --- label, colour, tags, check ------------------------------------------------------------------


def test_a_label_that_was_changed_is_set() -> None:
    assert mark_of(bring_home(edited("**Claim** (blue)", "**Doubt** (red)"), NOW)).label == DOUBT.id


def test_an_unknown_label_becomes_a_new_one_in_its_colour_or_grey() -> None:
    for colour, dressed in (("teal", "teal"), ("mauve", "grey")):
        merged = bring_home(edited("**Claim** (blue)", f"**Rumour** ({colour})"), NOW)
        found = after(NOW, merged.change)
        made = found.labels[mark_of(merged).label]
        assert (made.name, made.colour) == ("Rumour", dressed)
        assert made.order > max(label.order for label in NOW.labels.values())


def test_a_label_changed_on_both_sides_is_a_conflict() -> None:
    lead = Label(type(CLAIM.id)("l0000009"), "Lead", "green", 9)
    ours = with_mark(replace(CRIMEA[0], label=lead.id))
    ours = replace(ours, labels={**NOW.labels, lead.id: lead})
    merged = bring_home(edited("**Claim** (blue)", "**Doubt** (red)"), ours, base=FILE)
    assert [(each.field, each.ours, each.theirs) for each in merged.conflicts] == [
        ("label", "Lead", "Doubt")
    ]


def test_a_label_renamed_here_is_not_renamed_back_by_the_file() -> None:
    ours = replace(NOW, labels={**NOW.labels, CLAIM.id: replace(CLAIM, name="Assertion")})
    assert changes_nothing(bring_home(FILE, ours, base=FILE))


def test_a_colour_alone_is_only_listed() -> None:
    merged = bring_home(edited("**Claim** (blue)", "**Claim** (teal)"), NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["colour"]


def test_tags_are_merged_as_sets() -> None:
    base_mark = replace(CRIMEA[0], tags=("nato", "uang"))
    base = with_mark(base_mark)
    file = annotated.write(base)
    ours = with_mark(replace(base_mark, tags=("nato", "uang", "Ours")))
    merged = bring_home(edited("#nato #uang", "#Nato #new", file=file), ours, base=file)
    assert mark_of(merged, now=ours).tags == ("nato", "Ours", "new")


def test_a_word_that_cannot_be_a_tag_is_listed() -> None:
    merged = bring_home(edited(HEAD, HEAD.replace(" · ", " · #2014 · ", 1)), NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["tag"]


def test_what_a_check_found_comes_home_too() -> None:
    merged = bring_home(edited(HEAD, f"{HEAD} · checked wrong"), NOW)
    assert (mark_of(merged).checked, mark_of(merged).checked_at) == ("wrong", LATER)


# --- where it stands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ("Rusia ==mencaplok==[^k00001] Krimea pada", "mencaplok"),
        ("==Rusia mencaplok Krimea pada==[^k00001]", "Rusia mencaplok Krimea pada"),
        ("==Rusia==[^k00001] mencaplok Krimea pada", "Rusia"),
    ],
)
def test_a_mark_that_was_shrunk_extended_or_moved_stands_there(moved: str, words: str) -> None:
    merged = bring_home(edited("Rusia ==mencaplok Krimea==[^k00001] pada", moved), NOW)
    assert place_of(merged).passage == passage(OF, words)
    anchor = mark_of(merged).anchor
    assert (anchor.exact, anchor.start) == (words, OF.text.index(words))
    assert said(merged) == ["moved"]


def test_a_mark_moved_on_both_sides_is_a_conflict() -> None:
    there = passage(OF, "Rusia")
    ours = with_mark(CRIMEA[0], replace(CRIMEA[1], passage=there))
    file = edited("==mencaplok Krimea==[^k00001] pada", "mencaplok Krimea ==pada==[^k00001]")
    merged = bring_home(file, ours, base=FILE)
    assert [(each.field, each.ours, each.theirs) for each in merged.conflicts] == [
        ("passage", "Rusia", "pada")
    ]
    assert place_of(merged, now=ours).passage == there


def test_a_conflict_of_places_goes_when_both_agree_or_nobody_has_the_mark_any_more() -> None:
    there, theirs = passage(OF, "Rusia"), passage(OF, "pada")
    ours = with_mark(CRIMEA[0], replace(CRIMEA[1], passage=there))
    file = edited("==mencaplok Krimea==[^k00001] pada", "mencaplok Krimea ==pada==[^k00001]")
    waiting = bring_home(file, ours, base=FILE).conflicts
    assert bring_home(file, ours, base=file, standing=waiting).conflicts == waiting
    agreed = with_mark(CRIMEA[0], replace(CRIMEA[1], passage=theirs))
    assert not bring_home(file, agreed, base=file, standing=waiting).conflicts
    assert not bring_home(file, without("k00001"), base=file, standing=waiting).conflicts


def test_an_orphan_that_was_put_somewhere_in_the_file_stands_there() -> None:
    lost = annotation("k00001", None, "hilang", note="Where?")
    now = cases.exported(OF, [lost])
    file = annotated.write(now)
    section = file[file.index("<!-- galley:orphans") : file.index("<!-- /galley:orphans -->")]
    placed = file.replace(
        f"{section}<!-- /galley:orphans -->\n", f"[^k00001]: {HEAD}\n\n    Where?\n"
    )
    merged = bring_home(edited("diam", "==diam==[^k00001]", file=placed), now, base=file)
    assert place_of(merged, now=now).passage == passage(OF, "diam")
    assert mark_of(merged, now=now).note == "Where?"


# --- new marks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["==diam==", "<mark>diam</mark>"])
def test_a_mark_without_a_reference_is_a_new_annotation(mark: str) -> None:
    merged = bring_home(edited("diam", mark), NOW)
    [(made, place)] = new_marks(merged)
    assert place.passage == passage(OF, "diam")
    assert (made.anchor.exact, made.label, made.note) == ("diam", CLAIM.id, "")
    assert made.created == LATER
    assert said(merged) == ["new"]


def test_a_new_mark_gets_its_reference_at_the_next_export() -> None:
    file = edited("diam", "==diam==") + "\nMy draft.\n"
    merged = bring_home(file, NOW)
    [(made, _place)] = new_marks(merged)
    written = update(file, after(NOW, merged.change), base=FILE, adopted=merged.adopted)
    assert f"==diam==[^{made.id}]" in written
    assert f"[^{made.id}]: **Claim** (blue)" in written
    assert written.endswith("\nMy draft.\n")


def test_a_new_mark_with_a_footnote_of_the_users_takes_it_as_its_note() -> None:
    file = edited("diam", "==diam==[^1]") + "\n[^1]: They said *nothing*.\n\n    Ask again.\n"
    merged = bring_home(file, NOW)
    [(made, place)] = new_marks(merged)
    assert made.note == "They said *nothing*.\n\nAsk again."
    assert place.passage == passage(OF, "diam")
    assert merged.adopted == {"1": made.id}
    written = update(file, after(NOW, merged.change), base=FILE, adopted=merged.adopted)
    assert "[^1]" not in written


def test_a_footnote_typed_into_the_article_is_noted_on_the_word_before_it() -> None:
    merged = bring_home(edited("lain diam", "lain[^x] diam") + "\n[^x]: Who?\n", NOW)
    [(made, place)] = new_marks(merged)
    assert (made.note, place.passage) == ("Who?", passage(OF, "lain"))


def test_merging_again_makes_nothing_twice() -> None:
    file = edited("diam", "==diam==[^1] dan ==ini==") + "\n[^1]: They said nothing.\n"
    merged = bring_home(file, NOW)
    now = after(NOW, merged.change)
    for base in (FILE, file, None):
        again = bring_home(file, now, base=base)
        assert [each for each in again.done if each.kind == "new"] == []


def test_a_new_mark_that_was_removed_here_does_not_come_back() -> None:
    file = edited("diam", "==diam==")
    assert changes_nothing(bring_home(file, NOW, base=file))


def test_the_same_reference_twice_is_one_mark_if_they_touch_and_else_two() -> None:
    touching = edited("pada 2014", "==pada==[^k00001] 2014")
    merged = bring_home(touching, NOW)
    assert place_of(merged).passage == passage(OF, "mencaplok Krimea pada")
    apart = edited("diam", "==diam==[^k00001]")
    merged = bring_home(apart, NOW)
    assert place_of(merged).passage == CRIMEA[1].passage
    [(second, place)] = new_marks(merged)
    assert place.passage == passage(OF, "diam")
    assert (second.note, second.label) == (CRIMEA[0].note, CRIMEA[0].label)
    assert not new_marks(bring_home(apart, NOW, base=apart))


# --- marks that went -----------------------------------------------------------------------------


def test_mark_reference_and_definition_gone_is_moved_to_the_trash() -> None:
    gone = cases.exported(OF, [CRIMEA], note="On the whole.")
    merged = bring_home(annotated.write(gone), NOW, base=FILE)
    assert summary(after(NOW, merged.change)).keys() == {"k00001"}
    assert merged.change is not None
    [edit] = merged.change.edits
    assert edit.after == replace(RUTTE[0], trashed=LATER)
    assert said(merged) == ["removed"]


@pytest.mark.parametrize("change", [{"note": "New here."}, {"tags": ("x",)}, {"checked": "holds"}])
def test_what_was_changed_here_meanwhile_is_kept_and_listed(change: dict[str, object]) -> None:
    gone = cases.exported(OF, [CRIMEA], note="On the whole.")
    ours = with_mark(replace(RUTTE[0], **change))  # type: ignore[arg-type]  # any field
    merged = bring_home(annotated.write(gone), ours, base=FILE)
    assert changes_nothing(merged)
    assert seen(merged) == ["kept"]


def test_without_knowing_what_was_written_nothing_is_taken_for_removed() -> None:
    gone = cases.exported(OF, [CRIMEA], note="On the whole.")
    assert changes_nothing(bring_home(annotated.write(gone), NOW, base=None))


def test_a_mark_gone_with_its_definition_kept_stays_and_is_listed() -> None:
    merged = bring_home(edited("==mencaplok Krimea==[^k00001]", "mencaplok Krimea"), NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["mark-removed"]


def test_a_definition_gone_with_its_mark_kept_stays_and_is_listed() -> None:
    merged = bring_home(FILE[: FILE.index("[^k00002]:")], NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["definition-removed"]


def test_what_was_removed_here_stays_removed_unless_the_file_says_more() -> None:
    ours = without("k00001")
    assert changes_nothing(bring_home(FILE, ours, base=FILE))
    merged = bring_home(edited("- SIPRI", "- Kemlu"), ours, base=FILE)
    [(made, place)] = new_marks(merged, ours)
    assert made.note == "Check with *AP*.\n\n- Kemlu"
    assert place.passage == CRIMEA[1].passage
    assert "removed-here" in seen(merged)


def test_what_is_away_does_not_come_back_from_a_file_that_nobody_remembers() -> None:
    ours = without("k00001")
    away = [AnnotationId("k00001")]
    assert changes_nothing(bring_home(FILE, ours, base=None, away=away))


# --- another machine -----------------------------------------------------------------------------


def test_annotations_that_the_library_does_not_know_come_in_as_they_are() -> None:
    lost = annotation("k00009", None, "gone", note="Why?")
    full = cases.exported(OF, [CRIMEA, RUTTE, lost], note="On the whole.")
    bare = cases.exported(OF)
    merged = bring_home(annotated.write(full), bare, base=None)
    found = after(bare, merged.change)
    assert summary(found) == summary(full)
    assert found.article.note == "On the whole."
    assert {mark.created for mark, _place in found.marks} == {CRIMEA[0].created}
    assert annotated.write(found) == annotated.write(full)


def test_the_times_of_a_head_line_tell_what_was_edited_by_hand() -> None:
    merged = bring_home(edited("- SIPRI", "- Kemlu"), NOW, base=None)
    assert mark_of(merged).note.endswith("- Kemlu")
    ours = with_mark(replace(CRIMEA[0], note="Ours.", edited=LATER))
    merged = bring_home(edited("- SIPRI", "- Kemlu"), ours, base=None)
    assert [each.field for each in merged.conflicts] == ["note"]


# --- the article ---------------------------------------------------------------------------------


def test_text_typed_into_the_article_becomes_a_note_behind_the_words_before_it() -> None:
    file = edited("\n\nYang lain", "\n\nSaya ada di sana.\n\nDan saya melihatnya.\n\nYang lain")
    merged = bring_home(file, NOW)
    [(made, place)] = new_marks(merged)
    assert made.note == ("Text added in the file:\n\nSaya ada di sana.\nDan saya melihatnya.")
    assert place.passage == passage(OF, "wartawan")
    assert said(merged) == ["added-text"]
    assert changes_nothing(bring_home(file, after(NOW, merged.change), base=file))


def test_text_of_the_article_that_was_changed_is_listed_and_marks_stay_on_their_words() -> None:
    file = edited("NATO memangkas belanja", "NATO memotong anggaran")
    file = edited("==kata Rutte==[^k00002]", "==ujar Rutte==[^k00002]", file=file)
    merged = bring_home(edited("diam", "==diam==", file=file), NOW)
    assert seen(merged) == ["text", "text"]
    assert [place.passage for _mark, place in new_marks(merged)] == [passage(OF, "diam")]
    assert place_of(merged, "k00002").passage == RUTTE[1].passage
    assert said(merged) == ["new"]


def test_text_of_the_article_that_was_deleted_is_listed() -> None:
    merged = bring_home(edited("NATO memangkas belanja, ", ""), NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["text"]


def test_a_comment_or_an_address_typed_into_the_article_is_listed() -> None:
    file = edited("diam", "<!-- really? --> [diam](https://e.org/who)")
    merged = bring_home(file, NOW)
    assert changes_nothing(merged)
    assert [remark.words for remark in merged.listed] == ["https://e.org/who", "really?"]


def test_title_names_date_and_tags_are_taken_from_the_front_matter() -> None:
    file = edited('title: "Jens Stoltenberg mundur"', "title: Rutte datang")
    file = edited('"B. Penulis"', '"C. Ketiga"', file=file)
    file = edited("published: 2024-10-01", "published: 2024-10-02", file=file)
    file = edited("tags: [nato, budget/2014]", "tags:\n  - nato\n  - Rutte", file=file)
    article = after(NOW, bring_home(file, NOW).change).article
    assert article.title == "Rutte datang"
    assert article.bylines == ("A. Wartawan", "C. Ketiga")
    assert article.published == "2024-10-02"
    assert article.tags == ("nato", "Rutte")


def test_a_title_changed_on_both_sides_is_a_conflict() -> None:
    ours = replace(NOW, article=replace(NOW.article, title="Ours"))
    file = edited('title: "Jens Stoltenberg mundur"', "title: Theirs")
    merged = bring_home(file, ours, base=FILE)
    assert [(each.record, each.field, each.theirs) for each in merged.conflicts] == [
        (key_of(NOW.article), "title", "Theirs")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://thedesignweb.co.id/nato?utm_source=x", "https://e.org"),
        ("lang: id", "lang: en"),
        ("galley-revision: 3", "galley-revision: 4"),
        ("galley-id: a01j9zk3", "galley-id: a0000002"),
    ],
)
def test_what_only_the_program_knows_is_listed_and_not_taken(old: str, new: str) -> None:
    merged = bring_home(edited(old, new), NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["matter"]


def test_the_note_on_the_article_is_merged_as_any_note() -> None:
    file = edited("On the whole.", "On the whole.\n[^1]: and more")
    assert after(NOW, bring_home(file, NOW).change).article.note == "On the whole.\n[^1]: and more"
    ours = replace(NOW, article=replace(NOW.article, note="Ours."))
    merged = bring_home(file, ours, base=FILE)
    assert [(each.field, each.ours) for each in merged.conflicts] == [("note", "Ours.")]


def test_a_note_section_that_was_removed_is_listed() -> None:
    start, end = FILE.index("<!-- galley:note"), FILE.index("[^k00001]:")
    merged = bring_home(FILE[:start] + FILE[end:], NOW)
    assert changes_nothing(merged)
    assert seen(merged) == ["note-section-removed"]


def test_the_users_own_words_and_keys_and_footnotes_are_not_touched() -> None:
    file = edited("title:", "aliases: [x]\ntitle:") + "\n## My draft\n\n==Mine==[^1].\n\n[^1]: x\n"
    merged = bring_home(file, NOW)
    assert changes_nothing(merged)
    assert not merged.listed


def test_all_of_it_is_one_change() -> None:
    file = edited("- SIPRI", "- Kemlu")
    file = edited("diam", "==diam==", file=file)
    file = edited("lang: id\ntags: [nato, ", "lang: id\ntags: [", file=file)
    merged = bring_home(file, NOW)
    assert merged.change is not None
    assert merged.change.what == "merge"
    assert after(after(NOW, merged.change), merged.change.inverse()) == NOW
    assert Passage(0, 1) not in {place.passage for _mark, place in NOW.marks}
