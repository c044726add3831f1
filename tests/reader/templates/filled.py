"""Templates filled in by one process for a whole run of tests."""

from __future__ import annotations

import atexit
from datetime import UTC, datetime
from functools import cache

from reader.model import Exported
from reader.templates import Child, Rendered, Template
from reader.templates.shelf import built_in
from tests.reader.export import cases
from tests.reader.export.cases import DOUBT, annotation, document, passage

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BUILT_IN = {template.name: template for template in built_in()}


@cache
def child() -> Child:
    made = Child()
    atexit.register(made.close)
    return made


def small() -> Exported:
    """Two marks, one without a place, and a note on the whole."""
    of = document("First paragraph with words.", "Second paragraph here.")
    marks = [
        annotation("k00001", passage(of, "First"), note="Check with *AP*."),
        annotation("k00002", passage(of, "Second", until="here"), label=DOUBT),
        annotation("k00003", None, "gone words"),
    ]
    return cases.exported(of, marks, note="All of it.")


def filled(source: str | Template, exported: Exported | None = None, **beside: str) -> Rendered:
    """What a template makes of an article, with others beside it by the names of their files."""
    template = source if isinstance(source, Template) else Template("mine", source)
    files = {f"{name}.md": text for name, text in beside.items()}
    return child().render(template, exported or small(), at=AT, beside=files)
