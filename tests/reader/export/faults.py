"""One export, again and again, each time with something else in its way.

`python -m tests.reader.export.faults FOLDER kills|errors|others` prints what came of each run, as
JSON, a line each; nothing is judged here. It is a process of its own since it forks hundreds of
times: the one that runs all tests is large, and has threads.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from reader.errors import WriteFailed
from reader.export import USUAL, ExportOptions, replacing, write
from reader.export.files import write_article
from reader.export.pictures import attachments
from reader.model import Exported, Picture, Span, StoredPicture, sha256
from tests.reader.export import cases
from tests.reader.export.cases import ARTICLE, block, document
from tests.reader.export.traced import Child, Stop, watch, why_not

NAME = "River.md"
PICTURE = b"a picture" * 100
FOREIGN = b"what another program wrote\n"
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EINTR)

Told = dict[str, object]


def case(words: str) -> Exported:
    """An article with a picture."""
    src = "https://e.org/a.jpg"
    of = document(words * 50, block("", [Span(0, 1, Picture(src))], kind="picture"))
    kept = StoredPicture(ARTICLE.id, src, sha256(PICTURE), media_type="image/jpeg")
    return replace(cases.exported(of), pictures={src: kept})


OLD, NEW, NEXT = case("Old words. "), case("New words. "), case("The next words. ")
BARE = ExportOptions(pictures="none")
TEXTS = {
    f"{name}{said}": str(write(of, "annotated", options)).encode()
    for said, options in (("", USUAL), (" without", BARE))
    for name, of in (("old", OLD), ("new", NEW), ("next", NEXT))
}
[_attachment] = attachments(NEW)
PICTURE_NAME = _attachment.path
CALLED = {
    **{text: name for name, text in TEXTS.items()},
    PICTURE: "picture",
    FOREIGN: "foreign",
    b"": "empty",
}


class Desk:
    """A folder in which an old export stands, or nothing.

    With `drops` the old export has its picture beside it, and the new one does without.
    """

    def __init__(self, folder: Path, *, is_new: bool = False, drops: bool = False) -> None:
        self.folder = folder
        self.target = folder / NAME
        self.is_new = is_new
        self.drops = drops

    def lay_out(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        if not self.is_new:
            self.target.write_bytes(TEXTS["old"])
        if self.drops:
            (self.folder / PICTURE_NAME).parent.mkdir(parents=True)
            (self.folder / PICTURE_NAME).write_bytes(PICTURE)

    def export(self, exported: Exported) -> str:
        """What came of an export: `written NAME`, or why not."""
        try:
            known = {sha256(text) for text in TEXTS.values()}
            options = BARE if self.drops else USUAL
            written = write_article(
                self.target,
                exported,
                "annotated",
                options,
                blob=lambda _digest: PICTURE,
                known=known,
            )
        except WriteFailed as failed:
            return f"refused: {failed.sentence} | {failed.advice}"
        except BaseException as problem:
            return f"broken: {problem!r}"
        return f"written {written.path.name}"

    def write(self) -> str:
        return self.export(NEW)

    def found(self) -> dict[str, str]:
        """What lies in the folder, by path."""
        return {
            str(path.relative_to(self.folder)): _called(path)
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def _called(path: Path) -> str:
    content = path.read_bytes()
    return CALLED.get(content) or f"{len(content)} bytes: {content[:20]!r}"


# --- kills ---------------------------------------------------------------------------------------


def kills(desk: Desk) -> Iterator[Told]:
    """Killed at the first stop, at the second one, ... and what the next export makes of it."""
    for number in count():
        desk.lay_out()
        seen: list[Stop] = []

        def kill(child: Child, stop: Stop, at: int = number, seen: list[Stop] = seen) -> None:
            if stop.number == at:
                seen.append(stop)
                child.kill()

        run = watch(desk.write, kill)
        if run.said is not None:
            return
        left = desk.found()
        said = desk.export(NEXT)
        yield {"at": str(seen[0]), "left": left, "said": said, "then": desk.found()}


# --- errors --------------------------------------------------------------------------------------


def errors(desk: Desk) -> Iterator[Told]:
    """Each call that deals with files fails, in each way; each `write` is cut short."""
    for number, name in enumerate(calls(desk)):
        for error in ERRORS:
            yield _meddled(desk, number, partial(Child.fail, number=error)) | {
                "at": f"{name}, the {number}th call",
                "with": errno.errorcode[error],
            }
        if name == "write":
            yield _meddled(desk, number, partial(Child.shorten, to=7)) | {
                "at": f"{name}, the {number}th call",
                "with": "seven bytes",
            }


def calls(desk: Desk) -> list[str]:
    """The calls of an undisturbed run that deal with files."""
    desk.lay_out()
    names: list[str] = []

    def note(_child: Child, stop: Stop) -> None:
        if stop.is_entry and stop.name:
            names.append(stop.name)

    watch(desk.write, note)
    return names


def _meddled(desk: Desk, number: int, act: Callable[[Child], None]) -> Told:
    """A run in which something is done before that call."""
    desk.lay_out()
    entries = count()
    was_done = False

    def meddle(child: Child, stop: Stop) -> None:
        nonlocal was_done
        if was_done:
            child.let_go()
        elif stop.is_entry and stop.name and next(entries) == number:
            act(child)
            was_done = True

    run = watch(desk.write, meddle)
    return {"said": run.said, "left": desk.found()}


def _meddled_from(desk: Desk, number: int, act: Callable[[], None]) -> Told:
    """A run in which something is done before that call, and before each one after it."""
    desk.lay_out()
    entries = count()

    def meddle(_child: Child, stop: Stop) -> None:
        if stop.is_entry and stop.name and next(entries) >= number:
            act()

    run = watch(desk.write, meddle)
    return {"said": run.said, "left": desk.found()}


# --- other programs ------------------------------------------------------------------------------


def others(desk: Desk) -> Iterator[Told]:
    """Another program does something to the file before each of the calls."""
    for number, name in enumerate(calls(desk)):
        for what, act in OTHERS.items():
            yield _meddled(desk, number, partial(_done_by_another, act, desk.target)) | {
                "at": f"{name}, the {number}th call",
                "does": what,
            }
        yield _meddled_from(desk, number, lambda: _exchange(desk.target)) | {
            "at": f"{name}, the {number}th call, and all after it",
            "does": "exchange",
        }


def _done_by_another(act: Callable[[Path], None], target: Path, _child: Child) -> None:
    act(target)


def _rewrite(target: Path) -> None:
    target.write_bytes(FOREIGN)


def _exchange(target: Path) -> None:
    beside = target.with_name("sync.part")
    beside.write_bytes(FOREIGN)
    beside.replace(target)


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)


def _rename(target: Path) -> None:
    if target.exists():
        target.rename(target.with_name("Renamed.md"))


def _touch(target: Path) -> None:
    if target.exists():
        os.utime(target, (1, 1))


OTHERS: Mapping[str, Callable[[Path], None]] = {
    "rewrite": _rewrite,
    "exchange": _exchange,
    "remove": _remove,
    "rename": _rename,
    "touch": _touch,
}


# --- the command ---------------------------------------------------------------------------------

SWEEPS: Mapping[str, Callable[[Desk], Iterator[Told]]] = {
    "kills": kills,
    "errors": errors,
    "others": others,
}


def main(folder: Path, sweep: str, how: str) -> None:
    if reason := why_not():
        print(json.dumps({"why not": reason}))
        return
    # Both processes on one core: they never work at the same time.
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    desk = Desk(folder / "desk", is_new="new" in how, drops="drops" in how)
    if "plain" in how:
        replacing._exchanger = lambda: None  # type: ignore[assignment]
    desk.lay_out()
    desk.write()  # what is imported at first use is
    for told in SWEEPS[sweep](desk):
        print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
