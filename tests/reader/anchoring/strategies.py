"""Texts in several scripts, and what an editor does to them."""

from random import Random

from hypothesis import strategies as st

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "अआइईउऊएकखगघचछजझटठडढणतथदधनपफबभमयरलव",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほ",
    "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽",
    "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허",
)
NOISE = ("ab ", "أب ", "図書館。\n", "a\u0301e\u0301 ", "😀x ", "नि ", "1. 2\n", "\n \n", "แมวกิน")


@st.composite
def paragraphs(draw: st.DrawFn, least: int = 3, most: int = 6) -> list[str]:
    """Paragraphs of one script, whose words are as different from each other as real ones are."""
    letters = draw(st.sampled_from(SCRIPTS))
    chance = Random(draw(st.integers(0, 10_000)))

    def word() -> str:
        return "".join(chance.choices(letters, k=chance.randint(5, 9)))

    return [
        " ".join(word() for _word in range(chance.randint(6, 12))) + "."
        for _paragraph in range(draw(st.integers(least, most)))
    ]


@st.composite
def noise(draw: st.DrawFn, most: int = 150) -> str:
    """A text of few letters, in which everything is like everything else."""
    return draw(st.text(draw(st.sampled_from(NOISE)), max_size=most)) + "x"
