"""`galley add` takes folders, lists, and what holds several articles."""

from __future__ import annotations

import json
import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from reader.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: its exit status, what it printed, what it complained of."""
    monkeypatch.setenv("GALLEY_LIBRARY", str(tmp_path / "Test.galley"))

    def run(*words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_a_folder_is_added_with_all_that_is_below_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    (folder / "below").mkdir(parents=True)
    for name in ("a.txt", "below/b.md", "c.jpg", ".hidden.txt"):
        (folder / name).write_text(f"Title of {name}\n\nWords of {name}.", "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    status, out, err = run("add", folder, "--tag", "inbox", "--json")
    added = json.loads(out)
    assert status == 1  # the empty file is named, and the others are kept
    assert sorted(each["title"] for each in added) == ["Title of a.txt", "Title of below/b.md"]
    assert all(each["tags"] == ["inbox"] for each in added)
    assert "empty.txt" in err
    assert "1 file of another kind was passed over." in err


def test_a_list_of_what_cannot_be_had_names_each_of_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("https://a.invalid/1\n# later\nhttps://b.invalid/2\n", "utf-8")
    status, out, err = run("add", "--list", file)
    assert (status, out) == (1, "")
    assert [line.split(": ")[0] for line in err.splitlines()] == [
        "https://a.invalid/1",
        "https://b.invalid/2",
    ]


def test_a_text_of_addresses_is_a_text_unless_it_is_said_to_be_a_list(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("https://a.invalid/1\nhttps://b.invalid/2\n", "utf-8")
    status, out, _err = run("add", file, "--json")
    assert (status, len(json.loads(out))) == (0, 1)


def test_nothing_to_add_says_so(run: Run, tmp_path: Path) -> None:
    status, _out, err = run("add")
    assert status == 1
    assert "nothing to add" in err
    (tmp_path / "empty.txt").write_text("no address", "utf-8")
    status, _out, err = run("add", "--list", tmp_path / "empty.txt")
    assert status == 1
    assert "no addresses" in err


def test_the_letters_of_a_mailbox_come_each_by_itself(run: Run, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "news.mbox")
    for number in range(3):
        letter = EmailMessage()
        letter["From"] = "Desk <desk@news.example>"
        letter["Date"] = f"Wed, 0{number + 1} May 2024 10:00:00 +0000"
        letter["Message-ID"] = f"<{number}@news.example>"
        letter["Subject"] = f"Letter {number}"
        letter.set_content(f"The words of letter {number} say what the board decided on Tuesday.")
        box.add(letter)
    box.close()
    status, out, err = run("add", "--each", tmp_path / "news.mbox", "--json")
    assert status == 0, err
    assert sorted(each["title"] for each in json.loads(out)) == ["Letter 0", "Letter 1", "Letter 2"]
