"""Notes that are carried into another program."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.export.carried import carried
from reader.model import Annotation, Article
from reader.noted import Noted
from tests.reader import strategies
from tests.reader.export.cases import ARTICLE, CLAIM, annotation

MARK, _PLACE = annotation("k00001", None, "Rusia <b>mencaplok</b> Krimea", note="Ask *AP*.")
NOTED = Noted(ARTICLE, replace(MARK, tags=("nato",), checked="holds"), CLAIM)
OTHER, _PLACE = annotation("k00002", None, "belanja", note="secret")
SECRET = Noted(ARTICLE, replace(OTHER, private=True), CLAIM)
CREDIT = "A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024"


def test_a_note_goes_with_its_quotation_its_source_its_label_and_its_tags() -> None:
    copied = carried([NOTED]).copied
    assert copied.plain == (
        f"“Rusia <b>mencaplok</b> Krimea” — {CREDIT}. https://thedesignweb.co.id/nato\n"
        "Claim · #nato · checked holds\n"
        "Ask *AP*."
    )
    assert copied.html == (
        f"<p>“Rusia &lt;b&gt;mencaplok&lt;/b&gt; Krimea” — {CREDIT}. "
        '<a href="https://thedesignweb.co.id/nato">https://thedesignweb.co.id/nato</a></p>'
        "<p><strong>Claim</strong> · #nato · checked holds</p>"
        "<p>Ask <em>AP</em>.</p>"
    )
    assert copied.markdown.startswith("> Rusia &lt;b")
    assert copied.markdown.endswith("**Claim** · #nato · checked holds ^k00001\n\nAsk *AP*.")


def test_several_go_together_and_private_ones_stay() -> None:
    made = carried([NOTED, SECRET, Noted(replace(ARTICLE, note="All of it."))])
    assert (made.written, made.stayed) == (2, 1)
    assert made.copied.plain.count("\n\n") == 1
    assert made.copied.plain.endswith("Note on the article · #nato · #budget/2014\nAll of it.")


def test_where_all_stay_nothing_goes() -> None:
    made = carried([SECRET])
    assert (made.written, made.stayed) == (0, 1)
    assert (made.copied.plain, made.copied.markdown, made.copied.html) == ("", "", "")


@given(strategies.articles(), strategies.annotations(), st.booleans())
def test_nothing_of_a_private_note_leaves(article: Article, mark: Annotation, alone: bool) -> None:
    private = Noted(article, replace(mark, private=True), CLAIM)
    others = [] if alone else [NOTED]
    assert carried([*others, private]).copied == carried(others).copied
