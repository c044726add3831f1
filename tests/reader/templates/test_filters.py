"""What templates can do to values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.export import names
from reader.templates import filters
from reader.templates.spelled import spelled
from tests.reader.export.test_parsers import PLAIN_TEXTS
from tests.tools.markdown.check_export import ALL
from tests.tools.markdown.renderers import RENDERERS, Missing

parsers = pytest.mark.parametrize("parser", ALL)
PLACES = (
    *(("{}", "line"), ("here:\n\n-   {}", "line"), ("here:\n\n> {}", "line"), ("**{}**", "line")),
    *(("| {} |\n|---|", "line"), ("# {}", "inline"), ("*here:* {}", "inline")),
)


def shown(parser: str, markdown: str) -> str:
    from bs4 import BeautifulSoup

    try:
        page = BeautifulSoup(RENDERERS[parser](markdown), "html.parser")
    except Missing as reason:
        pytest.skip(str(reason))
    return " ".join(page.get_text().split())


@parsers
@pytest.mark.parametrize(("place", "where"), PLACES)
def test_escaped_words_are_those_words_wherever_they_stand(
    parser: str, place: str, where: str
) -> None:
    for words in PLAIN_TEXTS:
        written = filters.md(words, where)
        found = shown(parser, place.format(written))
        assert found.removeprefix("here: ") == " ".join(words.split()), written


def test_lines_become_hard_breaks_and_nothing_is_nothing() -> None:
    assert filters.md("a\n- b") == "a  \n\\- b"
    assert filters.md(None) == ""
    assert filters.md(2014) == "2014"


@given(st.text())
@example("a\n\nb\n")
def test_no_line_leaves_a_quotation(words: str) -> None:
    assert all(line.startswith(">") for line in filters.quote_lines(words).split("\n"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inside: st.lists(inside, min_size=1),
        max_leaves=8,
    )
)
@example("no")
@example(["a: b", 'c"d', "e\nf", "#x"])
def test_yaml_is_read_as_the_value_it_was_written_of(value: object) -> None:
    import yaml

    try:
        str(value).encode()
    except UnicodeEncodeError:
        return
    found = yaml.safe_load(f"key: {filters.yaml(value)}\nend: 1\n")
    assert found == {"key": value, "end": 1}


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Fact-check sheet", "fact-check-sheet"),
        ("  C'est l'été! ", "c-est-l-été"),
        ("引用 2", "引用-2"),
        ("***", ""),
    ],
)
def test_a_slug_keeps_letters_of_every_script(words: str, slug: str) -> None:
    assert filters.slug(words) == slug


@given(st.text())
def test_a_file_name_is_legal(words: str) -> None:
    assert filters.filename(words) == names.cleaned(filters.filename(words))


@pytest.mark.parametrize(
    ("given", "how", "lang", "words"),
    [
        ("2024-10-01", "%-d %B %Y", "en", "1 October 2024"),
        ("2024-10-01T08:05:00+07:00", "%A, %d.%m.%y %H:%M", "de", "Dienstag, 01.10.24 08:05"),
        ("2024-10", "%-d %B %Y", "id-ID", "Oktober 2024"),
        ("2024", "%-d %B %Y", "fr", "2024"),
        ("2024-10", "%Y-%m-%d", "en", "2024-10"),
        ("2024-10", "%Y年%-m月%-d日", "ja", "2024年10月"),
        ("2024-10-01", "%-d %b %Y", "xx", "1 Oct 2024"),
        ("2024-13-01", "%B %Y", "en", "2024"),
        ("yesterday", "%Y", "en", ""),
        ("2024-10-01", "100%% of %Y", "en", "100% of 2024"),
    ],
)
def test_a_date_is_spelled_as_far_as_it_is_known(
    given: str, how: str, lang: str, words: str
) -> None:
    assert spelled(given, how, lang) == words


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_whole_date_is_what_strftime_makes_of_it(day: date) -> None:
    how = "%Y-%m-%d %B %A"
    english = day.strftime("%Y-%m-%d ") + spelled(day.isoformat(), "%B %A")
    assert spelled(day.isoformat(), how) == english


def test_a_part_that_no_date_has_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="%q"):
        spelled("2024", "%q")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "", None])
def test_nobody_is_led_astray(href: str | None) -> None:
    assert filters.address(href) == ""
