"""One file that a user without root starts with `sh`: a short script and a packed folder."""

from __future__ import annotations

import hashlib
import platform
import shutil
from pathlib import Path

from installers import contents, folder, linux
from installers.ground import (
    APP,
    DIST,
    PACKAGING,
    NotBuilt,
    moment,
    run,
    scratch,
    settle,
    version,
    write,
)


def build() -> Path:
    """dist/galley as a file that unpacks itself: dist/galley_VERSION_MACHINE.run."""
    if not folder.program_in(APP).exists():
        raise NotBuilt("dist/galley is missing; first comes `packaging/build.py app`")
    made = DIST / f"galley_{version()}_{platform.machine()}.run"
    with scratch() as work:
        lay_out(work / "home")
        write(made.with_suffix(".run.cdx.json"), contents.bill_of(APP, made.name))
        write(made, head_and_body(pack(work / "home", work / "packed.tar.xz")))
    made.chmod(0o755)
    return made


def lay_out(home: Path) -> None:
    """Puts every file where it will lie below ~/.local, and the list of them beside the program."""
    shutil.copytree(APP, home / "lib/galley", symlinks=True)
    linux.lay_out(home, "~/.local/lib/galley/_internal")
    (home / "bin").mkdir()
    (home / "bin/galley").symlink_to("../lib/galley/galley")
    uninstall = home / "lib/galley/uninstall"
    write(uninstall, (PACKAGING / "linux/uninstall.sh").read_bytes())
    uninstall.chmod(0o755)
    listed = home / "lib/galley/installed-files"
    listed.touch()
    files = sorted(path for path in home.rglob("*") if path.is_symlink() or not path.is_dir())
    write(listed, "".join(f"{file.relative_to(home)}\n" for file in files))
    settle(home)


def pack(home: Path, to: Path) -> bytes:
    """The folder as tar.xz: the same bytes for the same files, whoever packs them and when."""
    same = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{moment()}")
    plain = to.with_suffix("")
    run("tar", "--format=gnu", *same, "-cf", str(plain), "-C", str(home), ".")
    run("xz", "-9", "--threads=1", str(plain))
    return to.read_bytes()


def head_and_body(body: bytes) -> bytes:
    """The script, told where the packed folder begins and what its sum is, and that folder."""
    head = (PACKAGING / "linux/unpack.sh").read_text(encoding="utf-8")
    head = head.replace("@VERSION@", version()).replace("@SUM@", hashlib.sha256(body).hexdigest())
    # The number is as long as the mark that it takes the place of, so it moves nothing.
    offset = f"{len(head.encode()) + 1:08}"
    return head.replace("@OFFSET@", offset).encode() + body
