"""Whatever goes wrong while an export is written, the file is the old one or the new one.

It is killed before and after each of its system calls; each call fails in turn; other programs
write, move and remove the file between any two of them.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reader.errors import WriteFailed
from reader.export import files, replacing
from reader.export.files import article_of, place_for, write_article, write_atomically
from reader.model import Exported, Sha256, sha256
from tests.reader.export import cases, faults
from tests.reader.export.cases import ARTICLE, REVISION, document
from tests.reader.export.faults import NAME, PICTURE_NAME

ROOT = Path(__file__).parents[3]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX links, pipes and permissions")

Told = dict[str, Any]


@cache
def told(sweep: str, how: str) -> tuple[Told, ...]:
    """What came of each run of a sweep; skips where nothing can be traced."""
    # In memory, where there is such a folder: the calls count, not the time a disk takes.
    in_memory = Path("/dev/shm")
    where = in_memory if os.access(in_memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="galley-faults-", dir=where) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.reader.export.faults", folder, sweep, how],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
    assert done.returncode == 0, done.stderr
    lines = tuple(json.loads(line) for line in done.stdout.splitlines())
    if "why not" in lines[0]:
        pytest.skip(lines[0]["why not"])
    return lines


def temporaries(found: dict[str, str]) -> list[str]:
    return [path for path in found if replacing.TEMPORARY.fullmatch(path.rpartition("/")[2])]


def others_than(found: dict[str, str], *names: str) -> dict[str, str]:
    known = {*names, *temporaries(found)}
    return {path: content for path, content in found.items() if path not in known}


# --- killed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["over", "over-plain", "new"])
def test_a_killed_export_leaves_the_old_file_or_the_new_one(how: str) -> None:
    whole = {"new"} | ({None} if how == "new" else {"old"})
    states = set()
    for run in told("kills", how):
        left = run["left"]
        states.add((left.get(NAME), bool(temporaries(left))))
        assert left.get(NAME) in whole, run
        assert left.get(PICTURE_NAME) in {"picture"} | (
            {None} if left.get(NAME) != "new" else set()
        )
        assert len(temporaries(left)) <= 1, run
        assert not others_than(left, NAME, PICTURE_NAME), run
    assert {state for state, _left in states} == whole
    assert {left for _state, left in states} == {True, False}


@pytest.mark.parametrize("how", ["over", "over-plain", "new"])
def test_the_export_after_a_killed_one_succeeds_and_cleans_up(how: str) -> None:
    for run in told("kills", how):
        assert run["said"] == f"written {NAME}"
        assert run["then"] == {NAME: "next", PICTURE_NAME: "picture"}


def test_a_picture_goes_only_when_no_export_refers_to_it_any_more() -> None:
    """Killed anywhere, the old file has its picture; with the new one it is there or it is gone."""
    states = set()
    for run in told("kills", "drops"):
        left = run["left"]
        states.add((left.get(NAME), left.get(PICTURE_NAME)))
        assert not others_than(left, NAME, PICTURE_NAME), run
        assert run["said"] == f"written {NAME}"
        assert run["then"] == {NAME: "next without"}
    assert states == {("old", "picture"), ("new without", "picture"), ("new without", None)}


def test_a_picture_that_cannot_be_removed_spoils_no_export() -> None:
    for run in told("errors", "drops"):
        said, left = run["said"], run["left"]
        assert not said.startswith("broken"), run
        assert left.get(NAME) in ("old", "new without"), run
        assert left.get(NAME) != "old" or left.get(PICTURE_NAME) == "picture", run
        assert left.get(PICTURE_NAME) in ("picture", None), run


# --- refused by the system -----------------------------------------------------------------------


@pytest.mark.parametrize("how", ["over", "over-plain", "new"])
def test_an_export_that_fails_says_so_and_leaves_what_stood_there(how: str) -> None:
    stood = None if how == "new" else "old"
    refused = [run for run in told("errors", how) if not run["said"].startswith("written ")]
    assert refused
    for run in refused:
        sentence, _bar, advice = run["said"].partition(" | ")
        assert sentence.startswith("refused: "), run
        assert advice
        assert run["left"].get(NAME) == stood, run
        assert not others_than(run["left"], NAME, PICTURE_NAME), run


@pytest.mark.parametrize("how", ["over", "over-plain", "new"])
def test_an_export_that_gets_by_an_error_is_whole(how: str) -> None:
    for run in told("errors", how):
        said, left = run["said"], run["left"]
        if said.startswith("written "):
            name = said.removeprefix("written ")
            assert left[name] == "new", run
            assert left[PICTURE_NAME] == "picture"
            assert left[NAME] == ("new" if name == NAME else "old"), run


@pytest.mark.parametrize("how", ["over", "over-plain", "new"])
def test_no_temporary_file_is_left_by_an_error_but_one_that_cannot_be_removed(how: str) -> None:
    for run in told("errors", how):
        if not run["at"].startswith("unlink"):
            assert not temporaries(run["left"]), run


# --- other programs ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["over", "new"])
def test_what_another_program_does_to_the_file_meanwhile_is_never_lost(how: str) -> None:
    for run in told("others", how):
        left = run["left"]
        assert not temporaries(left), run
        assert not run["said"].startswith("broken"), run
        match run["does"]:
            case "rewrite" | "exchange":
                assert "foreign" in left.values(), run
            case "rename" if how == "over":
                assert left["Renamed.md"] == "old" or run["said"] == f"written {NAME}", run
            case "touch":
                assert run["said"] == f"written {NAME}", run
                assert left[NAME] == "new", run


def test_what_changes_between_the_look_and_the_writing_is_not_written_over(tmp_path: Path) -> None:
    to = tmp_path / NAME
    known = {sha256(export(to, case("Old.")).encode())}

    def meanwhile(_text: str) -> str:
        to.write_text("mine")
        return "new"

    with pytest.raises(WriteFailed, match="changed while"):
        export(to, case("New."), known, rewrite=meanwhile)
    assert contents(tmp_path) == {NAME: "mine"}


# --- what may stand there ------------------------------------------------------------------------


def case(words: str) -> Exported:
    return cases.exported(document(words))


def export(to: Path, exported: Exported, known: set[Sha256] | None = None, **more: Any) -> str:
    def no_picture(_digest: Sha256) -> bytes:
        raise AssertionError("no picture was to be written")

    return write_article(
        to, exported, "annotated", blob=no_picture, known=known or set(), **more
    ).text


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture
def as_anyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of someone who is not root, and that person's rights; root may write anywhere."""
    if os.geteuid():
        yield tmp_path_factory.mktemp("anyone")
        return
    nobody = 65534
    write_atomically(tmp_path_factory.mktemp("warm") / NAME, "root alone may import now")
    with tempfile.TemporaryDirectory(prefix="galley-anyone-") as folder:
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@posix
def test_a_folder_that_may_not_be_written_to_is_said(as_anyone: Path) -> None:
    export(as_anyone / NAME, case("Old."))
    before = contents(as_anyone)
    as_anyone.chmod(0o500)
    for name in (NAME, "New.md"):
        with pytest.raises(WriteFailed) as failed:
            write_atomically(as_anyone / name, "new")
        assert failed.value.advice.startswith("Choose a place that you may write to.")
    assert contents(as_anyone) == before
    as_anyone.chmod(0o700)


@posix
def test_a_folder_that_nobody_may_look_into_is_said(as_anyone: Path) -> None:
    closed = as_anyone / "closed"
    closed.mkdir(0o000)
    with pytest.raises(WriteFailed):
        export(place_for(closed, ARTICLE, REVISION, known={sha256(b"")}), case("New."))
    assert closed.stat().st_mode & 0o777 == 0


@posix
def test_a_write_protected_file_stays_as_it_is(as_anyone: Path) -> None:
    to = as_anyone / NAME
    known = {sha256(export(to, case("Old.")).encode())}
    before = contents(as_anyone)
    to.chmod(0o400)
    with pytest.raises(WriteFailed, match="write-protected"):
        export(to, case("New."), known)
    assert contents(as_anyone) == before


@posix
def test_beside_a_file_that_may_not_be_read_there_is_room(as_anyone: Path) -> None:
    to = as_anyone / NAME
    to.write_text("mine")
    to.chmod(0o000)
    export(to, case("New."))
    to.chmod(0o600)
    assert contents(as_anyone)[NAME] == "mine"
    assert "New." in contents(as_anyone)["River (2).md"]


@posix
@pytest.mark.timeout(20)
def test_a_pipe_is_neither_waited_for_nor_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / NAME
    os.mkfifo(pipe)
    with pytest.raises(WriteFailed, match="not a file"):
        write_atomically(pipe, "new")
    assert article_of(pipe) is None
    export(pipe, case("New."))
    assert pipe.is_fifo()
    assert (tmp_path / "River (2).md").is_file()
    assert place_for(tmp_path, ARTICLE, REVISION, known={sha256(b"")}).parent == tmp_path


@posix
def test_a_device_is_not_written_over(tmp_path: Path) -> None:
    reading, writing = os.openpty()
    link = tmp_path / NAME
    link.symlink_to(os.ttyname(writing))
    with pytest.raises(WriteFailed, match="not a file"):
        write_atomically(link, "new")
    assert link.is_char_device()
    os.close(reading)
    os.close(writing)


@posix
def test_a_link_to_nothing_is_followed_as_far_as_there_is_a_folder(tmp_path: Path) -> None:
    link = tmp_path / NAME
    link.symlink_to(tmp_path / "vault" / NAME)
    with pytest.raises(WriteFailed):
        export(link, case("New."))
    assert not (tmp_path / "vault").exists()
    (tmp_path / "vault").mkdir()
    export(link, case("New."))
    assert link.is_symlink()
    assert "New." in (tmp_path / "vault" / NAME).read_text("utf-8")


@posix
def test_links_that_lead_in_a_circle_are_said(tmp_path: Path) -> None:
    one, other = tmp_path / NAME, tmp_path / "Other.md"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(WriteFailed):
        export(one, case("New."))
    with pytest.raises(WriteFailed):
        write_atomically(one, "new")
    assert article_of(one) is None
    assert one.is_symlink()
    assert other.is_symlink()


def test_a_name_may_be_as_long_as_the_system_takes_and_no_longer(tmp_path: Path) -> None:
    longest = tmp_path / ("n" * 252 + ".md")
    assert write_atomically(longest, "old")
    assert write_atomically(longest, "new")
    with pytest.raises(WriteFailed):
        export(tmp_path / ("n" * 300 + ".md"), case("New."))
    assert contents(tmp_path) == {longest.name: "new"}


@posix
def test_a_folder_that_is_removed_meanwhile_is_said(tmp_path: Path) -> None:
    to = tmp_path / "gone" / NAME
    known = {sha256(export(to, case("Old.")).encode())}

    def meanwhile(_text: str) -> str:
        to.unlink()
        to.parent.rmdir()
        return "new"

    with pytest.raises(WriteFailed):
        export(to, case("New."), known, rewrite=meanwhile)
    assert not to.exists()


def test_a_picture_that_someone_has_changed_stays(tmp_path: Path) -> None:
    desk = faults.Desk(tmp_path / "desk")
    desk.lay_out()
    desk.write()
    (desk.folder / PICTURE_NAME).write_bytes(faults.FOREIGN)
    assert desk.export(faults.NEXT) == f"written {NAME}"
    assert desk.found() == {NAME: "next", PICTURE_NAME: "foreign"}


# --- files that are open elsewhere ---------------------------------------------------------------


class Shared(PermissionError):
    """What Windows says of a file that another program has open."""

    winerror = 32


@pytest.mark.parametrize("times", [1, 5, 6])
def test_a_file_that_is_open_elsewhere_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    to = tmp_path / NAME
    to.write_text("old")
    tried, waited = [], []
    really = os.replace

    def in_use(source: str, target: str) -> None:
        tried.append(source)
        if len(tried) <= times:
            raise Shared(errno.EACCES, "in use")
        really(source, target)

    monkeypatch.setattr(replacing, "_exchanger", lambda: None)
    monkeypatch.setattr(os, "replace", in_use)
    monkeypatch.setattr(replacing.time, "sleep", waited.append)
    with contextlib.ExitStack() as fails:
        if times > 5:
            failed = fails.enter_context(pytest.raises(WriteFailed))
        write_atomically(to, "new")
    assert contents(tmp_path) == {NAME: "new" if times <= 5 else "old"}
    assert sum(waited) <= 1.001
    assert len(waited) == min(times, 5)
    if times > 5:
        assert "close it there" in failed.value.advice


# --- what is left, and whose it is ---------------------------------------------------------------


@posix
def test_only_what_a_dead_writer_left_is_removed(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / ".galley-00000001.tmp").write_text("left")
    (tmp_path / ".galley-00000002.tmp").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".galley-00000003.tmp").symlink_to(tmp_path / "mine")
    (tmp_path / ".galley-notes.tmp").write_text("mine")
    live = tmp_path / ".galley-00000004.tmp"
    with live.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write_atomically(tmp_path / NAME, "new")
    assert {path.name for path in tmp_path.iterdir()} == {
        NAME,
        "mine",
        ".galley-00000002.tmp",
        ".galley-00000003.tmp",
        ".galley-notes.tmp",
        live.name,
    }
    write_atomically(tmp_path / NAME, "new")
    assert not live.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs attributes of files")
def test_tags_and_owner_of_a_file_stay(tmp_path: Path) -> None:
    to = tmp_path / NAME
    to.write_text("old")
    os.setxattr(to, "user.xdg.tags", b"nato")
    if not os.geteuid():
        os.chown(to, 65534, 65534)
    owner = to.stat().st_uid, to.stat().st_gid
    write_atomically(to, "new")
    assert to.read_text() == "new"
    assert os.getxattr(to, "user.xdg.tags") == b"nato"
    assert (to.stat().st_uid, to.stat().st_gid) == owner


@posix
def test_a_new_file_has_the_permissions_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / NAME, "new")
    finally:
        os.umask(before)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o640


# --- clocks --------------------------------------------------------------------------------------


def test_the_article_of_a_file_is_known_anew_when_only_its_words_have_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / NAME
    for id in ("a0000001", "a0000002"):
        path.write_text(f"---\ngalley-id: {id}\n---\n")
        os.utime(path, (1, 1))
        assert article_of(path) == id


def test_a_wrong_answer_about_a_file_costs_nobody_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = replace(case("Theirs."), article=replace(ARTICLE, id=type(ARTICLE.id)("a0000002")))
    known = {sha256(export(tmp_path / NAME, case("Old.")).encode())}
    export(tmp_path / "Theirs.md", theirs)
    (tmp_path / "Mine.md").write_text("mine")
    before = contents(tmp_path)
    for wrong in (ARTICLE.id, "a0000002", None):
        monkeypatch.setattr(files, "article_of", lambda _path, wrong=wrong: wrong)
        to = place_for(tmp_path, ARTICLE, REVISION, known=known)
        known.add(sha256(export(to, case(f"New, {wrong}."), known).encode()))
    after = contents(tmp_path)
    assert {name: after[name] for name in ("Theirs.md", "Mine.md")} == {
        name: before[name] for name in ("Theirs.md", "Mine.md")
    }
