"""The YAML lines at the head of an export: flat keys only, strings as JSON writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from reader.model import Exported, sha256

FORMAT = 1

_ISO = re.compile(
    r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII
)
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
_YAML_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def front_matter(exported: Exported, *, flavour: str = "") -> str:
    """The block with its `---` lines and no newline at the end; absent values have no line.

    `flavour` is what tells the file from an annotated export.
    """
    return "\n".join(["---", *_lines(exported, flavour), "---"])


def cover(title: str, *, story: str | None = None, tags: Sequence[str] = ()) -> str:
    """The same block for several articles: it says what they are together, not what each is."""
    lines = [f"title: {quoted(title)}"]
    if tags:
        lines.append(_tags(tags))
    lines.append(f"galley-format: {FORMAT}")
    if story:
        lines.append(f"galley-story: {story}")
    return "\n".join(["---", *lines, "---"])


def digest(exported: Exported) -> str:
    """What an export says to name the very text that it was made of."""
    return f"sha256-{sha256(exported.document.text.encode('utf-8', 'replace'))}"


def utc(at: datetime) -> str:
    """A time as exports write it: UTC, whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(exported: Exported, flavour: str) -> Iterator[str]:
    article, revision = exported.article, exported.revision
    yield f"title: {quoted(article.title)}"
    if article.bylines:
        yield f"author: [{', '.join(quoted(name) for name in article.bylines)}]"
    if article.published:
        yield f"published: {_date(article.published)}"
    if article.modified:
        yield f"modified: {_date(article.modified)}"
    for key, value in (
        ("site", article.site),
        ("url", article.url),
        ("canonical", article.canonical),
    ):
        if value:
            yield f"{key}: {quoted(value)}"
    yield f"captured: {utc(revision.captured)}"
    if article.lang:
        yield f"lang: {_word(article.lang)}"
    if article.tags:
        yield _tags(article.tags)
    yield f"galley-format: {FORMAT}"
    if flavour:
        yield f"galley-flavour: {flavour}"
    yield f"galley-id: {article.id}"
    yield f"galley-revision: {exported.revision.number}"
    if exported.old:
        yield "galley-old-revision: true"
    yield f"galley-hash: {digest(exported)}"


def _tags(tags: Sequence[str]) -> str:
    return f"tags: [{', '.join(_word(tag) for tag in tags)}]"


def quoted(words: str) -> str:
    """A YAML double-quoted string on one line."""
    written = json.dumps(words, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", written)


def _date(given: str) -> str:
    return given if _ISO.fullmatch(given) else quoted(given)


def _word(word: str) -> str:
    """Bare where YAML 1.1 and 1.2 both read it as this very string (`no` is not Norwegian)."""
    bare = _BARE.fullmatch(word) and word.lower() not in _YAML_WORDS
    return word if bare else quoted(word)
