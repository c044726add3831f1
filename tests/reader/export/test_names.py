"""File names for any headline."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.export.names import cleaned, file_name, numbered
from tests.reader.export.cases import ARTICLE, REVISION
from tests.reader.strategies import texts

RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def is_legal(name: str) -> bool:
    return (
        not re.search('[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f]', name)
        and not RESERVED.fullmatch(name)
        and name == name.strip()
        and not name.startswith(".")
        and not name.endswith(".")
        and 0 < len(name) <= 121
        and len(name.encode()) <= 201
        and name == unicodedata.normalize("NFC", name)
    )


@settings(max_examples=200)
@example("\u0300\u200b\u094d")
@given(st.one_of(st.text(), texts(max_size=200), texts(min_size=1).map(lambda text: text * 20)))
def test_any_headline_gives_a_name_that_every_system_takes(title: str) -> None:
    assert is_legal(cleaned(title))
    name = file_name(replace(ARTICLE, title=title), REVISION)
    assert name.endswith(".md")
    assert is_legal(name.removesuffix(".md"))
    assert is_legal(numbered(name, 12).removesuffix(".md"))


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
