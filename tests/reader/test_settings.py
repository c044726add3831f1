"""Settings come back as they were saved, and never stop the program."""

from __future__ import annotations

import json
import tempfile
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import WriteFailed
from reader.settings import Settings, settings_file

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)

ANY_SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(["system", "light", "sepia", "dark"]),
    font_size=st.integers(12, 40),
    measure=st.integers(30, 120),
    menu_bar=st.sampled_from([None, True, False]),
    geometry=NAMES,
    pane_widths=st.dictionaries(NAMES, st.integers(0, 4000), max_size=3),
    closed_panes=st.lists(NAMES, max_size=3).map(tuple),
    add_folder=NAMES,
    export_folder=NAMES,
    export_options=st.dictionaries(NAMES, NAMES | st.booleans(), max_size=3),
    export_style=st.sampled_from(["annotated", "notes"]),
    recent_libraries=st.lists(NAMES, max_size=3).map(tuple),
    others=st.dictionaries(NAMES.map(lambda name: "x-" + name), st.integers(), max_size=3),
)


@settings(max_examples=60)
@given(ANY_SETTINGS)
def test_settings_come_back_as_they_were_saved(saved: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new" / "settings.json"
        saved.save(file)
        assert Settings.load(file) == saved
        assert [each.name for each in file.parent.iterdir()] == ["settings.json"]


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_a_damaged_file_is_set_aside_with_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.json"
        file.write_bytes(content)
        loaded = Settings.load(file)
        if not file.exists():
            assert (Path(folder) / "settings.damaged.json").read_bytes() == content
            assert loaded == Settings()
            assert "settings.damaged.json" in loaded.said
        loaded.save(file)
        assert Settings.load(file).said == ""


def test_a_deeply_nested_file_is_set_aside_too(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text("[" * 100_000)
    assert "damaged" in Settings.load(file).said


def test_a_value_that_does_not_fit_is_replaced_by_its_default_and_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": "purple", "font_size": True, "measure": 70}))
    loaded = Settings.load(file)
    assert loaded == Settings(measure=70)
    assert loaded.said.endswith("font_size, theme.")


def test_settings_of_another_version_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": "dark", "hologram": {"depth": [3]}}))
    replace(Settings.load(file), theme="sepia").save(file)
    assert json.loads(file.read_text())["hologram"] == {"depth": [3]}
    assert json.loads(file.read_text())["theme"] == "sepia"


def test_where_there_is_no_file_the_settings_are_galleys_own(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "none" / "settings.json") == Settings()
    assert settings_file().name == "settings.json"


def test_a_folder_in_the_place_of_the_file_is_no_crash(tmp_path: Path) -> None:
    loaded = Settings.load(tmp_path)
    assert loaded.said
    with pytest.raises(WriteFailed, match="could not be saved"):
        loaded.save(tmp_path)


def test_a_path_that_is_no_utf_8_does_not_keep_settings_from_being_saved(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    Settings(add_folder="/home/\udcff").save(file)
    assert Settings.load(file).add_folder == "/home/?"


def test_every_setting_says_what_fits() -> None:
    from reader.settings import _FITS

    assert {each.name for each in fields(Settings)} - {"others", "said"} == set(_FITS)
