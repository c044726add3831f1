"""An Arabic article: marked with the mouse, noted in Arabic, an end dragged, read by sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.by_hand.sitting import Look, Sitting, sitting
from tests.by_hand.twin import Twin

SENTENCES = (
    "قررت هيئة المياه يوم الثلاثاء استبدال المضخة القديمة قبل حلول الشتاء.",
    "وقد تعطلت المضخة مرتين هذا العام، وأغلق الطريق خلف السد أياماً في كل مرة.",
    "ستكلف المضخة الجديدة 41000 يورو، كما جاء في محضر اللجنة رقم 12.",
)
STORY = f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>مضخة القرية تستبدل قبل الشتاء</title></head><body><article>
<h1>مضخة القرية تستبدل قبل الشتاء</h1>
<p>{SENTENCES[0]} {SENTENCES[1]}</p>
<p>{SENTENCES[2]} وقال رئيس اللجنة إن البلدية لن تدفع شيئاً من هذا المبلغ.</p>
</article></body></html>
"""
MARKED = "استبدال المضخة القديمة قبل حلول الشتاء"
DRAGGED = "استبدال المضخة القديمة"
NOTE = "من قال ذلك؟"


def right_to_left(folder: Path, look: Look) -> Iterator[str]:
    """What is wrong after marking and noting an article that reads from right to left."""
    story, to = folder / "pump.html", folder / "arabic.md"
    story.write_text(STORY, encoding="utf-8")
    with sitting(folder / "Arabic.galley", look, story) as here:
        twin = here.twin()
        here.mark(twin, MARKED, "2", NOTE)
        here.shoot("rtl-1-marked")
        _drag_the_end(here, twin)
        here.wait_for_quotes("an end dragged", DRAGGED)
        _mark_the_next_sentence(here)
        here.wait_for_quotes("a sentence marked", DRAGGED, SENTENCES[1])
        here.export(to)
    written = to.read_text("utf-8")
    yield from (
        f"not in the file: {each}" for each in (DRAGGED, SENTENCES[1], NOTE) if each not in written
    )


def _drag_the_end(here: Sitting, twin: Twin) -> None:
    """The end of a mark is at its left here."""
    begin, end = twin.ends(MARKED)
    goal = twin.ends(DRAGGED)[1]
    here.hand.click((begin[0] - 30, begin[1]))
    here.shoot("rtl-2-active")
    here.hand.drag((end[0] - 1, end[1]), (goal[0] + 8, goal[1]))
    here.shoot("rtl-3-dragged")


def _mark_the_next_sentence(here: Sitting) -> None:
    here.hand.press("j", "j")
    here.shoot("rtl-4-cursor")
    here.hand.press("3")
    here.shoot("rtl-5-sentence")
