"""The signs of CriticMarkup, and how words keep clear of them.

`{==mark==}`, `{>>comment<<}`, `{++added++}`, `{--deleted--}`, `{~~old~>new~~}`: programs find them
before any Markdown is read, in code too, and no backslash holds them off.
(https://github.com/CriticMarkup/CriticMarkup-toolkit)
"""

from __future__ import annotations

from reader.export.escape import reference
from reader.patterns import pattern

_SIGN = pattern(r"\{(?=\+\+|--|==|>>|~~)|(?<=\+\+|--|==|<<|~~)\}")
_ESCAPE = pattern(r"\\([\s\S])")


def means_something(words: str) -> bool:
    """Whether there is a sign in these words."""
    return _SIGN.search(words) is not None


def without_braces(markdown: str) -> str:
    """The same Markdown, its braces that have a backslash as references."""
    return _ESCAPE.sub(
        lambda escape: reference(escape[1]) if escape[1] in "{}" else escape[0], markdown
    )


def broken(words: str) -> str:
    """Words for a comment: every sign in them has a space in it and is none."""
    return _SIGN.sub(lambda sign: "{ " if sign[0] == "{" else " }", words)
