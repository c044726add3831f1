"""Many inputs at once: what is in a folder or a list, and how long it will take."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import many
from reader.errors import GalleyError

WORDS = "A few words."


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(WORDS, "utf-8")
    return folder


def names_in(folder: Path) -> tuple[list[str], dict[str, int]]:
    found = many.spread([str(folder)])
    inside = [Path(each).relative_to(folder).as_posix() for each in found.inputs]
    return inside, dict(found.skipped)


def test_a_folder_is_the_articles_in_it_and_below_in_their_order(tmp_path: Path) -> None:
    fill(tmp_path, "b.html", "a.md", "sub/c.txt", "sub/deeper/d.PDF", "sub/e.jpg", ".hidden.txt")
    fill(tmp_path, ".git/f.md")
    inside, skipped = names_in(tmp_path)
    assert inside == ["a.md", "b.html", "sub/c.txt", "sub/deeper/d.PDF"]
    assert skipped == {"hidden": 2, "other": 1}


@pytest.mark.parametrize("suffix", ["_files", "-Dateien", "_fichiers", ".files", "_archivos"])
def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path, suffix: str) -> None:
    fill(tmp_path, "page.html", f"page{suffix}/frame.html", f"other{suffix}/kept.html")
    inside, skipped = names_in(tmp_path)
    assert inside == ["page.html", f"other{suffix}/kept.html"]
    assert skipped == {"saved": 1}


def test_links_that_go_round_in_circles_come_to_an_end(tmp_path: Path) -> None:
    fill(tmp_path, "a/one.txt", "b/two.txt")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b" / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    inside, skipped = names_in(tmp_path)
    assert sorted(inside) == ["a/one.txt", "b/two.txt"]
    assert skipped == {"unreadable": 1}


def test_each_input_comes_once_however_often_it_is_given(tmp_path: Path) -> None:
    fill(tmp_path, "one.txt")
    one = str(tmp_path / "one.txt")
    found = many.spread([one, str(tmp_path), "https://a.example/x", one, "https://a.example/x"])
    assert found.inputs == (one, "https://a.example/x")


def test_who_tells_it_to_stop_is_heard(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{number}.txt" for number in range(150)))

    def stop(_count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        many.spread([str(tmp_path)], tell=stop)


ADDRESS = st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9]{0,9}", fullmatch=True)


@settings(max_examples=30)
@given(st.lists(ADDRESS, min_size=1, max_size=20), st.sampled_from(["\n", "\r\n", "\n\n # x\n"]))
def test_a_list_gives_its_addresses_each_once(
    tmp_path_factory: pytest.TempPathFactory, addresses: list[str], between: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "list.txt"
    file.write_bytes(f"\ufeff# to read\n{between.join(addresses)}\n".encode())
    assert many.listed(file) == tuple(dict.fromkeys(addresses))
    assert many.spread([str(file)]).inputs == tuple(dict.fromkeys(addresses))


def test_links_as_desktops_keep_them(tmp_path: Path) -> None:
    address = "https://news.example/a?b=c"
    (tmp_path / "a.url").write_text(f"[InternetShortcut]\r\nURL={address}\r\n", "utf-8")
    (tmp_path / "b.desktop").write_text(f"[Desktop Entry]\nType=Link\nURL={address}\n", "utf-8")
    (tmp_path / "c.webloc").write_bytes(plistlib.dumps({"URL": address}))
    (tmp_path / "d.webloc").write_bytes(plistlib.dumps({"URL": address}, fmt=plistlib.FMT_BINARY))
    for name in ("a.url", "b.desktop", "c.webloc", "d.webloc"):
        assert many.listed(tmp_path / name) == (address,)
    assert many.spread([str(tmp_path)]).inputs == (address,)


def test_a_link_to_anything_but_the_web_is_none(tmp_path: Path) -> None:
    for number, content in enumerate(("URL=file:///etc/passwd", "URL=javascript:alert(1)", "x")):
        (tmp_path / f"{number}.url").write_text(content, "utf-8")
    (tmp_path / "damaged.webloc").write_bytes(b"bplist00\xff\xff\xff")
    assert many.spread([str(tmp_path)]).inputs == ()


def test_a_table_gives_the_first_address_of_each_row(tmp_path: Path) -> None:
    file = tmp_path / "saved.csv"
    rows = 'title,url\n"One, two",https://a.example/1\nThree,"https://a.example/3"\nNone,\n'
    file.write_text(rows, "utf-8")
    assert many.listed(file) == ("https://a.example/1", "https://a.example/3")


def test_a_text_with_other_words_in_it_stays_a_text(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("https://a.example/1\nis where it says so.\n", "utf-8")
    assert many.spread([str(file)]).inputs == (str(file),)


def test_a_list_without_addresses_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("nothing here", "utf-8")
    with pytest.raises(GalleyError, match="no addresses"):
        many.listed(tmp_path / "empty.txt")
    with pytest.raises(GalleyError, match="could not be read"):
        many.listed(tmp_path / "missing.txt")


@given(st.integers(10, 10_000), st.integers(0, 10_000), st.floats(3, 100_000))
def test_the_time_left_is_never_less_when_more_is_left(
    done: int, more: int, seconds: float
) -> None:
    least = many.seconds_left(done, done + more, seconds)
    most = many.seconds_left(done, done + more + 1, seconds)
    assert least is not None
    assert most is not None
    assert 0 <= least <= most


def test_the_time_left_is_said_as_one_says_it() -> None:
    assert many.seconds_left(3, 10_000, 60.0) is None
    said = [many.time_left(seconds) for seconds in (3, 59, 150, 3600, 8000)]
    assert said == [
        "less than a minute left",
        "about 1 minute left",
        "about 2 minutes left",
        "about 60 minutes left",
        "about 2 hours left",
    ]
