"""What goes through the pipe comes out of it as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.intake import enclosed
from reader.model import Captured, Carried, Source
from tests.reader.intake.sources import AT
from tests.ui.kit import document

PICTURES = st.builds(
    Carried, st.text(st.characters(codec="utf-8")), st.binary(), st.none() | st.just("too large")
)


@given(st.binary(), st.none() | st.sampled_from(["utf-8", "koi8-r"]))
def test_a_source(content: bytes, charset: str | None) -> None:
    source = Source(content, "text/html", AT, charset=charset, url="https://a.example/", name="ä")
    assert enclosed.source(enclosed.of_source(source)) == source


@given(st.lists(PICTURES, max_size=4))
def test_a_capture_with_its_pictures(carried: list[Carried]) -> None:
    captured = Captured(document(), "The river", carried=tuple(carried))
    assert enclosed.captured(enclosed.of_captured(captured)) == captured
