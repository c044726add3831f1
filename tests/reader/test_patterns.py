"""A pattern compiled later finds what one compiled at once finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.patterns import pattern

SOURCES = ["[a-c]+", "(?P<first>a)|b", r"\s+", "[\u0590-\u05ff\U00020000-\U0003ffff]", "^a$"]


@given(st.sampled_from(SOURCES), st.sampled_from([0, re.I | re.M]), st.text("aAbc \nש"))
def test_it_finds_the_same(source: str, flags: int, text: str) -> None:
    later, at_once = pattern(source, flags), re.compile(source, flags)
    assert [m.span() for m in later.finditer(text)] == [m.span() for m in at_once.finditer(text)]
    assert later.findall(text) == at_once.findall(text)
    assert later.sub("-", text) == at_once.sub("-", text)
    assert later.split(text) == at_once.split(text)
    assert bool(later.search(text)) is bool(at_once.search(text))
    assert bool(later.match(text)) is bool(at_once.match(text))
    assert bool(later.fullmatch(text)) is bool(at_once.fullmatch(text))
    assert (later.pattern, later.groupindex) == (at_once.pattern, at_once.groupindex)


def test_bytes_are_searched_too() -> None:
    assert pattern(b"a+").findall(b"baab") == [b"aa"]


def test_an_ill_pattern_fails_at_its_first_use() -> None:
    ill = pattern("(")
    with pytest.raises(re.error):
        ill.search("a")


@pytest.mark.parametrize("package", ["reader", "ui"])
def test_every_pattern_of_the_program_is_sound(package: str) -> None:
    import importlib
    import pkgutil

    root = importlib.import_module(package)
    names = [found.name for found in pkgutil.walk_packages(root.__path__, f"{package}.")]
    found = [
        value
        for name in names
        if not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, pattern)
    ]
    assert all(isinstance(each.flags, int) for each in found)
    assert found or package == "ui"
