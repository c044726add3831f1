"""File names for any headline."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.errors import BadRequest
from reader.export import FORMATS
from reader.export import file_name as named_for
from reader.export.files import place_for
from reader.export.names import (
    TEMPLATE,
    cleaned,
    collision_key,
    file_name,
    fitted,
    numbered,
    place_of,
)
from reader.model import ArticleId
from tests.reader.export.cases import ARTICLE, REVISION
from tests.reader.strategies import texts

RESERVED = re.compile(r"(con|conin\$|conout\$|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def is_legal(name: str) -> bool:
    return (
        not re.search('[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f]', name)
        and not RESERVED.fullmatch(name)
        and name == name.strip()
        and not name.startswith((".", "~"))
        and not name.endswith(".")
        and 0 < len(name) <= 121
        and len(name.encode()) <= 201
        and name == unicodedata.normalize("NFC", name)
    )


def units(name: str) -> int:
    """What an older disk of macOS counts: the name taken apart, in UTF-16."""
    return len(unicodedata.normalize("NFD", name).encode("utf-16-le")) // 2


ANY = st.one_of(st.text(), texts(max_size=200), texts(min_size=1).map(lambda text: text * 20))
HOSTILE = st.sampled_from(
    [
        "..",
        "../..",
        "/etc",
        "C:\\",
        "\\\\host\\share",
        "~",
        "~root",
        ".",
        "CON",
        "nul.md",
        "\0",
        "-",
        "💥/..",
    ]
)


@settings(max_examples=200)
@example("\u0300\u200b\u094d")
@example("ΐ" * 100)
@given(ANY)
def test_any_headline_gives_a_name_that_every_system_takes(title: str) -> None:
    assert is_legal(cleaned(title))
    name = file_name(replace(ARTICLE, title=title), REVISION)
    assert name.endswith(".md")
    assert is_legal(name.removesuffix(".md"))
    assert is_legal(numbered(name, 12).removesuffix(".md"))
    for style in FORMATS:
        longest = numbered(named_for(name, style), 99)
        assert len(longest.encode()) <= 255
        assert units(longest) <= 255


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("NATO: apa berikutnya?", "NATO - apa berikutnya"),
        ("a/b\\c#d^e[f]", "a b c d e f"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("Console", "Console"),
        ("...", "Untitled"),
        ("", "Untitled"),
        ("\u202eevil\u200b", "evil"),
        ("👨\u200d👩\u200d👧 keluarga", "👨\u200d👩\u200d👧 keluarga"),
        ("12:30", "12 30"),
    ],
)
def test_names_by_example(title: str, name: str) -> None:
    assert cleaned(title) == name


def test_a_long_name_is_not_cut_within_a_character() -> None:
    assert cleaned("e\u0323\u0302" * 200) == "ệ" * 66
    families = cleaned("👨‍👩‍👧" * 40)
    assert set(families.split("👨‍👩‍👧")) == {""}
    assert len(cleaned("🇮🇩" * 200)) % 2 == 0


def test_a_number_goes_before_the_suffix_of_any_export() -> None:
    assert numbered("Mr. X.docx", 2) == "Mr. X (2).docx"
    assert numbered("a.jsonld", 3) == "a (3).jsonld"
    assert numbered("Draft 2.0", 2) == "Draft 2.0 (2).md"


def test_a_name_begins_with_the_date_that_is_known() -> None:
    assert file_name(ARTICLE, REVISION) == "2024-10-01 Jens Stoltenberg mundur.md"
    for published, day in (("2024", "2024"), ("2024-10-01T08:00:00+07:00", "2024-10-01")):
        assert file_name(replace(ARTICLE, published=published), REVISION).startswith(f"{day} Jens")
    for unknown in (None, "kemarin", "20241001"):
        assert file_name(replace(ARTICLE, published=unknown), REVISION).startswith("2024-10-02 J")


# --- places --------------------------------------------------------------------------------------

BY_SITE = "{site}/{captured:%Y}/{title}"


def parts(of: str, **fields: object) -> tuple[str, ...]:
    return place_of(replace(ARTICLE, **fields), REVISION, of)


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (TEMPLATE, "2024-10-01 Jens Stoltenberg mundur.md"),
        (BY_SITE, "thedesignweb.co.id/2024/Jens Stoltenberg mundur.md"),
        ("{site}/{captured:%Y}/", "thedesignweb.co.id/2024/2024-10-01 Jens Stoltenberg mundur.md"),
        ("", "2024-10-01 Jens Stoltenberg mundur.md"),
        ("{published:%Y/%m}/{title}.md", "2024/10/Jens Stoltenberg mundur.md"),
        ("{published:%d.%m.%Y} {title}", "01.10.2024 Jens Stoltenberg mundur.md"),
        ("{lang}\\{id}", "id/a01j9zk3.md"),
        ("{author|site}, {captured}", "A. Wartawan, 2024-10-02.md"),
    ],
)
def test_places_by_example(template: str, place: str) -> None:
    assert "/".join(parts(template)) == place


def test_what_is_not_known_of_an_article_leaves_no_hole_in_its_place() -> None:
    assert parts(BY_SITE, site=None) == ("2024", "Jens Stoltenberg mundur.md")
    assert parts(BY_SITE, site="...") == ("2024", "Jens Stoltenberg mundur.md")
    assert parts("{author|site}/{title}", bylines=())[0] == "thedesignweb.co.id"
    assert parts("{published:%d.%m.%Y} {title}", published="2024")[0].startswith("2024 Jens")
    assert parts("{published:%Y-%m-%d} {title}", published="2024-10")[0].startswith("2024-10 Jens")
    assert parts("{published|captured:%Y}/{title}", published="kemarin")[0] == "2024"
    assert parts("{published}", published=None) == ("Untitled.md",)


@given(
    st.lists(st.one_of(HOSTILE, st.sampled_from(["{site}", "{title}", "{author|title}", "/"]))).map(
        "".join
    ),
    st.one_of(HOSTILE, ANY),
    st.one_of(HOSTILE, ANY),
)
def test_no_template_and_no_words_lead_out_of_the_folder(
    template: str, title: str, site: str
) -> None:
    place = parts(template, title=title, site=site, bylines=(f"{title}/{site}",))
    assert place[-1].endswith(".md")
    assert all(is_legal(part) for part in (*place[:-1], place[-1].removesuffix(".md")))
    assert len(place) <= 1 + len(re.findall(r"[/\\\\]", template))


@pytest.mark.parametrize(
    "template",
    [
        "{title.__class__}",
        "{0}",
        "{}",
        "{title!r}",
        "{title:%Y}",
        "{title",
        "title}",
        "{{title}}",
        "{captured:%H}",
        "{captured:{title}}",
        "{note}",
    ],
)
def test_a_template_that_is_not_understood_is_said(template: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parts(template)
    assert "{title}" in refused.value.advice


@given(st.text(), st.sampled_from(["", ".md", ".docx"]), st.integers(20, 240))
def test_a_name_is_cut_to_the_room_that_a_path_leaves(stem: str, suffix: str, room: int) -> None:
    name = cleaned(stem) + suffix
    cut = fitted(name, room)
    assert units(cut) <= max(units(name), room)
    assert cut == name or len(cut.encode("utf-16-le")) // 2 + len(" (99)") <= room
    assert cut.endswith(suffix)


@settings(max_examples=25)
@given(st.lists(st.one_of(ANY, st.sampled_from(["Straße", "STRASSE", "é", "e\u0301"])), max_size=8))
def test_no_two_articles_share_a_name_on_any_system(titles: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, title in enumerate(titles):
            article = replace(ARTICLE, id=ArticleId(f"a{number:07}"), title=title)
            place_for(folder, article, REVISION).touch()
        there = [path.name for path in folder.iterdir()]
    assert len(there) == len(titles)
    assert len({collision_key(name) for name in there}) == len(titles)
