"""Files damaged in every way that a test can think of, and what may come of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

from reader import intake
from reader.errors import NotAnArticle
from reader.model import Source
from tests.reader.intake.packages import source

T = TypeVar("T")

_HARMFUL = (
    *(b"<", b">", b"/>", b"&", b"]]>", b"<!--", b"&#0;", b"\0", b"\xff\xfe", b"{", b"}", b"\\"),
    *(b'"', b"--", b"=", b"\r\n\r\n", b"99999999999", b"-1", b"<a>" * 300, b"From x\n"),
)


def mutations(data: st.DataObject, content: bytes, *, inside: bool = False) -> bytes:
    """The bytes cut, overwritten, or with pieces put in; of a package those of one file in it."""
    if not inside:
        return _mutated(data, content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from([name for name in parts if not name.endswith("/")]))
    parts[name] = _mutated(data, parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for each, part in parts.items():
            made.writestr(each, part)
    return out.getvalue()


def _mutated(data: st.DataObject, content: bytes) -> bytes:
    for _step in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        until = min(len(content), at + data.draw(st.sampled_from((0, 1, 2, 8, 60, 900))))
        put = data.draw(st.one_of(st.sampled_from(_HARMFUL), st.binary(max_size=8)))
        match data.draw(st.sampled_from(("cut", "put", "leave out", "repeat"))):
            case "cut":
                content = content[: max(at, 1)]
            case "put":
                content = content[:at] + put + content[at:]
            case "leave out":
                content = content[:at] + content[until:]
            case "repeat":
                content = content[:until] + content[at:]
    return content


def comes_in_or_is_refused(content: bytes, name: str) -> None:
    """Of any bytes there is an article with words, or a refusal with an advice."""
    for ask in (intake.to_article, intake.parts):
        found = _answer(ask, source(content, name))
        if isinstance(found, NotAnArticle):
            assert (found.sentence != "", found.advice != "") == (True, True)
        else:
            assert isinstance(found, tuple) or found.document.text.strip()


def _answer(ask: Callable[[Source], T], about: Source) -> T | NotAnArticle:
    try:
        return ask(about)
    except NotAnArticle as refusal:
        return refusal
