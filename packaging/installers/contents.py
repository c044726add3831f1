"""What is really in a built folder: whose work, under which licence, in which version.

Each file is traced to the wheel or the Debian package that it came from; one that nobody brought
is an error, so that the list cannot fall behind the folder.
"""

from __future__ import annotations

import json
import re
import sys
import sysconfig
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from installers import libraries
from installers.environment import bundled, named, python
from installers.ground import PACKAGING, ROOT, NotBuilt, moment, said_by, version, write

COMMON = Path("/usr/share/common-licenses")
QT_LICENCES = ("LGPL-3", "GPL-3", "LGPL-2.1")
PYTHONS = (
    Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
    Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright"),
)
"""Where Python's licence lies: as its makers install it, and as Debian does."""
INSIDE_WHEELS = """\
import json, sqlite3, ssl
from PySide6.QtCore import QLibraryInfo
import pypdfium2.version as pdf
print(json.dumps({
    "Qt": QLibraryInfo.version().toString(),
    "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
    "SQLite": sqlite3.sqlite_version,
    "PDFium": str(pdf.PDFIUM_INFO),
}))
"""
PARTS = {
    "Qt": "LGPL-3.0-only",
    "ICU": "ICU",
    "OpenSSL": "Apache-2.0",
    "SQLite": "blessing",
    "PDFium": "BSD-3-Clause",
    "CPython": "PSF-2.0",
}
"""What comes inside other packages and has versions and faults of its own."""


def versions(folder: Path) -> dict[str, str]:
    """Versions of the parts that no package list names."""
    said: dict[str, str] = json.loads(said_by(python(), "-c", INSIDE_WHEELS))
    icu = next(folder.rglob("libicudata.so.*"), None)
    if icu is not None:
        said["ICU"] = icu.name.rpartition(".")[2]
    return said | {"CPython": sys.version.split()[0]}


def brought_by_debian(folder: Path) -> dict[str, str]:
    """(package: version) of Debian's own libraries that lie in the folder as copies.

    Raises NotBuilt for a binary that neither a wheel nor Python nor Debian brought.
    """
    ours = {Path(file).name for one in bundled() for file in one.files or ()}
    system = libraries.system_libraries()
    found = {}
    for file in libraries.binaries(folder):
        if file.name in ours or is_python(file, folder):
            continue
        owner = libraries.owner_of(system[file.name]) if file.name in system else None
        if owner is None:
            raise NotBuilt(f"nobody is known to have brought {file.relative_to(folder)}")
        found[owner] = said_by("dpkg-query", "-W", "-f", "${source:Version}\n", owner).split()[0]
    return found


def is_python(file: Path, folder: Path) -> bool:
    """True for Python's own binaries and for the program that starts it."""
    return file.parent == folder or file.name.startswith("libpython") or "lib-dynload" in str(file)


# --- the bill of materials -----------------------------------------------------------------------


def bill_of(folder: Path, name: str) -> str:
    """The bill of a folder for Linux, which PyInstaller gathered."""
    return bill(name, versions(folder), brought_by_debian(folder))


def bill(name: str, inner: Mapping[str, str], debian: Mapping[str, str]) -> str:
    """A CycloneDX 1.5 document: the locked wheels, what is inside of them, Debian's packages."""
    parts = [component(part, number, PARTS[part]) for part, number in sorted(inner.items())]
    wheels = [
        component(named(one), one.version, licence(one), f"pkg:pypi/{named(one)}@{one.version}")
        for one in bundled()
    ]
    copies = [
        component(package, number, None, f"pkg:deb/debian/{package}@{number}")
        for package, number in sorted(debian.items())
    ]
    at = datetime.fromtimestamp(moment(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'galley:{name}:{at}')}",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "component": component("galley", version(), "MIT") | {"type": "application"},
        },
        "components": [*parts, *wheels, *copies],
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def component(name: str, number: str, under: str | None, purl: str | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "library", "name": name, "version": number}
    if under is not None:
        said["licenses"] = [{"license": {"name": under}}]
    return said | ({"purl": purl} if purl else {})


# --- licences ------------------------------------------------------------------------------------


def notice(where: str) -> str:
    """Whose work lies in that folder and under which licences, with the offer that Qt asks for."""
    others = "\n".join(f"{one.metadata['Name']} {one.version}: {licence(one)}" for one in bundled())
    words = (PACKAGING / "notice.txt").read_text(encoding="utf-8")
    return words.format(
        version=version(), where=where, python=sys.version.split()[0], others=others
    )


def licence(package: Distribution) -> str:
    """How a package names its licence: the expression, the field, or the trove classifiers."""
    said = package.metadata
    for field in ("License-Expression", "License"):
        if said[field] and len(said[field]) < 100:
            return str(said[field])
    marks = [mark for mark in said.get_all("Classifier") or () if mark.startswith("License ::")]
    return "; ".join(mark.rpartition(" :: ")[2] for mark in marks) or "see its licence file"


def lay_licences(folder: Path) -> None:
    """Every licence file of every package, each in a folder of its own, and those of Qt."""
    write(folder / "galley/LICENSE", (ROOT / "LICENSE").read_bytes())
    for package in bundled():
        for file in licence_files(package):
            write(folder / named(package) / file.name, file.read_bytes())
    for file in filter(Path.is_file, PYTHONS):
        write(folder / "python" / file.name, file.read_bytes())
    for name in QT_LICENCES if COMMON.is_dir() else ():
        write(folder / "qt" / name, (COMMON / name).read_bytes())


def licence_files(package: Distribution) -> Iterable[Path]:
    for file in package.files or ():
        if re.search(r"dist-info/(licenses/.*|(LICEN[CS]E|COPYING|NOTICE)[^/]*)$", str(file)):
            yield Path(str(package.locate_file(file)))
