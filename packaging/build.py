"""Builds what people install, and starts each result before it is called built.

    packaging/build.py app       the program in one folder: dist/galley
    packaging/build.py deb       that folder as dist/galley_VERSION_ARCH.deb
    packaging/build.py run       that folder as dist/galley_VERSION_MACHINE.run
    packaging/build.py windows   dist/galley_VERSION_setup.exe, on Linux too
    packaging/build.py lock      packaging/locked.txt anew, after pyproject.toml changed
    packaging/build.py check     the slow checks: two builds, installing, taking away

Any Python from 3.11 runs it; what is built comes from an environment of its own, whose packages
are locked by hash. docs/installing.md tells what comes out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from installers import checking, debian, environment, folder, self_unpacking, windows
from installers.ground import ROOT, NotBuilt, size

COMMANDS: dict[str, Callable[[], Path]] = {
    "app": folder.build,
    "deb": debian.build,
    "run": self_unpacking.build,
    "windows": windows.build,
    "lock": environment.lock,
    "check": checking.check,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build what people install.")
    chosen = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, build in COMMANDS.items():
        promise = (build.__doc__ or "").splitlines()[0]
        chosen.add_parser(name, help=promise, description=build.__doc__).set_defaults(build=build)
    try:
        made = parser.parse_args(arguments).build()
    except NotBuilt as problem:
        print(f"Not built: {problem}", file=sys.stderr)
        return 1
    print(f"{made.relative_to(ROOT)}: {size(made) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
