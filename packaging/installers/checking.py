"""The slow checks: the same source twice, and a bare system that gets and gives up the program.

Each takes minutes and wants to be root on Debian, with debootstrap, Xvfb, xdotool and ImageMagick.
The pictures that it takes are in build/seen, to be looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from installers.ground import (
    DIST,
    ROOT,
    WORK,
    NotBuilt,
    run,
    said_by,
    version,
    wanted,
    write,
)

SEEN = WORK / "seen"
BARE = WORK / "bare"
SUITE = "bookworm"
USER = "journalist"
SCREEN = ":77"
PAGE = b"""<html lang=en><title>A pump for the polder</title><article><h1>A pump for the polder</h1>
<p>The board met on Tuesday, and its minutes, which anyone may read, say in four lines what the town
has argued about for a year.</p><p>The pump at Zandpolder is to be replaced before the winter, at a
cost that item 5 of the same minutes does not give.</p></article>"""


def check() -> Path:
    """The slow checks: two builds are equal; a bare Debian gets the program and gives it up."""
    equal_builds()
    deb = built("*.deb")
    make_bare()
    with_package(deb)
    without_root(built("*.run"))
    return SEEN


def built(pattern: str) -> Path:
    found = sorted(DIST.glob(f"galley_{version()}_{pattern}"))
    if not found:
        raise NotBuilt(f"dist holds no galley_{version()}_{pattern}")
    return found[0]


# --- the same bytes ------------------------------------------------------------------------------


def equal_builds() -> None:
    """Builds the last commit again in another folder; raises NotBuilt where bytes differ."""
    other = WORK / "in/another/folder"
    shutil.rmtree(other, ignore_errors=True)
    run("git", "clone", "-q", str(ROOT), str(other))
    for what in ("app", "deb", "run"):
        run(sys.executable, "packaging/build.py", what, folder=other)
    for pattern in ("*.deb", "*.run"):
        ours = built(pattern)
        theirs = other / "dist" / ours.name
        if ours.read_bytes() != theirs.read_bytes():
            raise NotBuilt(f"{ours.name} differs; diffoscope {ours} {theirs} tells where")
        print(f"equal {ours.name}")


# --- a bare system -------------------------------------------------------------------------------


def make_bare() -> None:
    """A Debian with what is essential and one user, and nothing else."""
    debootstrap = wanted("debootstrap", "debootstrap")
    shutil.rmtree(BARE, ignore_errors=True)
    run(debootstrap, "--variant=minbase", SUITE, str(BARE), "http://deb.debian.org/debian")
    inside("useradd", "--create-home", USER)


def with_package(deb: Path) -> None:
    """Installs an older package, then this one; works with it; removes it without a trace."""
    write(BARE / "tmp/older.deb", older(deb).read_bytes())
    write(BARE / "tmp/galley.deb", deb.read_bytes())
    inside("apt-get", "update", "-qq")
    inside("apt-get", "install", "-qq", "--no-install-recommends", "/tmp/older.deb")
    inside("apt-get", "install", "-qq", "--no-install-recommends", "/tmp/galley.deb")
    as_user("galley", "self-test")
    work("galley", "package")
    kept = home_files()
    inside("apt-get", "purge", "-qq", "galley")
    expect_nothing_left(BARE / "usr")
    expect_nothing_left(BARE / "etc")
    if home_files() != kept:
        raise NotBuilt("the purge touched what is the user's")
    print("package: installed, upgraded, used and purged; nothing is left, the library stands")


def older(deb: Path) -> Path:
    """The same package under an older version."""
    tree = WORK / "older"
    shutil.rmtree(tree, ignore_errors=True)
    run("dpkg-deb", "-R", str(deb), str(tree))
    control = tree / "DEBIAN/control"
    words = control.read_text(encoding="utf-8")
    write(control, words.replace(f"Version: {version()}", "Version: 0.0.1"))
    write(tree / "usr/lib/galley/of-the-older-version", "")
    run("dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), f"{tree}.deb")
    return Path(f"{tree}.deb")


def without_root(installer: Path) -> None:
    """Installs the self-unpacking file as a plain user, twice; works with it; takes it away.

    What the package left behind in that system are the libraries that every desktop has.
    """
    home = BARE / "home" / USER
    inside("apt-get", "install", "-qq", "--no-install-recommends", "xz-utils")
    write(BARE / "tmp/galley.run", installer.read_bytes())
    before = home_files()
    for _again in range(2):
        as_user("sh", "/tmp/galley.run")
    as_user(f"/home/{USER}/.local/bin/galley", "self-test")
    work(f"/home/{USER}/.local/bin/galley", "run")
    as_user(f"/home/{USER}/.local/lib/galley/uninstall")
    expect_nothing_left(home / ".local/lib", home / ".local/bin", home / ".local/share/mime")
    lost = before - home_files()
    if lost:
        raise NotBuilt(f"uninstalling took {', '.join(sorted(lost))}")
    print("run: installed twice, used and taken away; nothing is left, the library stands")


def expect_nothing_left(*places: Path) -> None:
    left = [str(path) for place in places for path in place.rglob("*galley*")]
    left += [str(place) for place in places if place.name != "usr" and empty_or_gone(place) is None]
    if left:
        raise NotBuilt(f"left behind: {', '.join(left)}")


def empty_or_gone(place: Path) -> Path | None:
    """The place if it is of the system or gone; None if a folder of ours still stands there."""
    return place if place.name in ("usr", "etc") or not place.exists() else None


def home_files() -> set[str]:
    home = BARE / "home" / USER
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


# --- somebody who works with it ------------------------------------------------------------------


def work(galley: str, name: str) -> None:
    """Adds, marks and exports in the shell, then opens the window and takes its picture."""
    home = BARE / "home" / USER
    write(home / f"pump-{name}.html", PAGE.replace(b"Zandpolder", f"Zandpolder {name}".encode()))
    inside("chown", "-R", USER, f"/home/{USER}")
    as_user(galley, "add", f"/home/{USER}/pump-{name}.html")
    listed = as_user(galley, "list").split()
    marked = ("--quote", "The board met on Tuesday", "--note", "Who was there?")
    as_user(galley, "annotate", listed[0], *marked)
    as_user(galley, "export", listed[0], "--to", f"/home/{USER}/pump-{name}.md")
    exported = (home / f"pump-{name}.md").read_text(encoding="utf-8")
    if "Who was there?" not in exported:
        raise NotBuilt(f"the export lacks the note: {exported}")
    picture_of_window(galley, SEEN / f"{name}.png")


def picture_of_window(galley: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DISPLAY": SCREEN}
    with screen():
        started = time.monotonic()
        window = subprocess.Popen(user_command(galley))
        try:
            wait_for_window(environment)
            print(f"window after {time.monotonic() - started:.1f} s")
            subprocess.run(["xdotool", *FIRST_IN_LIST], env=environment, check=True)
            time.sleep(5)
            subprocess.run(["import", "-window", "root", str(to)], env=environment, check=True)
        finally:
            window.terminate()
            window.wait(timeout=60)


WINDOW = ("search", "--onlyvisible", "--name", "Galley")
FIRST_IN_LIST = ("mousemove", "130", "115", "click", "1")


def wait_for_window(environment: dict[str, str]) -> None:
    subprocess.run(
        ["xdotool", "search", "--sync", *WINDOW[1:]],
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
    )


@contextmanager
def screen() -> Iterator[None]:
    """A screen that programs inside the bare system reach too, by its abstract socket."""
    server = subprocess.Popen(
        [wanted("Xvfb", "xvfb"), SCREEN, "-ac", "-screen", "0", "1400x900x24"],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(2)
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def inside(*command: str) -> str:
    """Runs a command as root in the bare system."""
    return said_by("chroot", str(BARE), "env", *environment_inside("/root"), *command)


def as_user(*command: str) -> str:
    return said_by(*user_command(*command))


def user_command(*command: str) -> Sequence[str]:
    told = [*environment_inside(f"/home/{USER}"), f"DISPLAY={SCREEN}"]
    return ["chroot", f"--userspec={USER}", str(BARE), "env", "-i", *told, *command]


def environment_inside(home: str) -> list[str]:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return [f"PATH={path}", f"HOME={home}", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"]
