"""The Debian package, for Debian 12, Ubuntu 22.04 and what came after them."""

from __future__ import annotations

import shutil
from hashlib import md5
from pathlib import Path

from installers import contents, folder, libraries, linux
from installers.ground import (
    APP,
    DIST,
    PACKAGING,
    NotBuilt,
    check_program,
    run,
    said_by,
    scratch,
    settle,
    size,
    version,
    write,
)

INSTALLED = "usr/lib/galley"


def build() -> Path:
    """dist/galley as a Debian package: dist/galley_VERSION_ARCH.deb."""
    if not folder.program_in(APP).exists():
        raise NotBuilt("dist/galley is missing; first comes `packaging/build.py app`")
    architecture = said_by("dpkg", "--print-architecture")
    made = DIST / f"galley_{version()}_{architecture}.deb"
    with scratch() as work:
        tree = work / "galley"
        lay_out(tree)
        check_program(str(tree / INSTALLED / "galley"))
        write_control(tree, architecture)
        settle(tree)
        write(made.with_suffix(".cdx.json"), contents.bill_of(tree / INSTALLED, made.name))
        run("dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--build", str(tree), str(made))
        print(f"installed: {size(tree / 'usr') / 2**20:.0f} MiB")
    return made


def lay_out(tree: Path) -> None:
    """Puts every file where the package will install it."""
    shutil.copytree(APP, tree / INSTALLED, symlinks=True)
    libraries.take_from_system(tree / INSTALLED)
    linux.lay_out(tree / "usr", f"/{INSTALLED}/_internal")
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/galley").symlink_to("../lib/galley/galley")


def write_control(tree: Path, architecture: str) -> None:
    words = (PACKAGING / "linux/control").read_text(encoding="utf-8")
    control = words.format(
        version=version(),
        architecture=architecture,
        size=-(-size(tree) // 1024),
        depends=", ".join(libraries.depends(tree / INSTALLED)),
    )
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    sums = [f"{md5(file.read_bytes()).hexdigest()}  {file.relative_to(tree)}\n" for file in files]
    write(tree / "DEBIAN/control", control)
    write(tree / "DEBIAN/md5sums", "".join(sums))
