import pytest

from reader.intake import language
from tests.shared import shared

INDONESIAN = (
    "Perdana menteri mengatakan bahwa pemerintah tidak bisa menunggu lagi karena harga beras naik,"
    " namun pihaknya belum menjelaskan kapan bantuan akan dibagikan kepada warga."
)
MALAY = (
    "Perdana Menteri berkata beliau tidak boleh menunggu lagi kerana harga beras naik, manakala"
    " pihak kerajaan belum menjelaskan bila bantuan akan diberikan kepada rakyat."
)


def test_indonesian_is_told_from_malay() -> None:
    assert language.of(INDONESIAN) == "id"
    assert language.of(MALAY) == "ms"


def test_the_indonesian_article_is_indonesian() -> None:
    words = shared("articles/nato-rutte.id.txt").read_text(encoding="utf-8")
    assert language.of(words) == "id"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Der Deich, der keiner war, stand auf den Plänen und nicht in der Landschaft.", "de"),
        ("Le maire a dit que la digue ne serait pas prête avant l’hiver, et que c’est tout.", "fr"),
        ("Президент встретился с премьером и обсудил вопросы торговли, было сказано.", "ru"),
        ("Президент зустрівся з прем’єром і обговорив питання торгівлі, її стан.", "uk"),
        ("सरकार ने कहा कि वह इस साल के अंत तक पुल का काम पूरा कर देगी और यह तय है।", "hi"),
        ("قالت المعلمة إن الوعد الأول كان ستة أشهر ثم صار سنة، والآن لا أحد يعرف.", "ar"),
        ("המורה אמרה כי ההבטחה הראשונה הייתה חצי שנה", "he"),
        ("市立図書館は来月から、夜間の窓口業務を終える。", "ja"),
        ("市立图书馆从下个月起停止夜间窗口服务。", "zh"),
        ("도서관은 다음 달부터 야간 창구 업무를 끝낸다.", "ko"),
    ],
)
def test_undeclared_texts_tell_their_language(words: str, told: str) -> None:
    assert language.of(words) == told


def test_a_declaration_counts_if_the_script_agrees() -> None:
    assert language.of(INDONESIAN, "in_ID") == "id-ID"
    assert language.of("市立図書館は来月から、夜間の窓口業務を終える。", "en-US") == "ja"
    assert language.of("Само српски текст, али писан ћирилицом.", "sr") == "sr"


@pytest.mark.parametrize("declared", ["", "x", "english", "und", "en;q=0.8", "123", "qqq"])
def test_what_is_no_language_tag_is_none(declared: str) -> None:
    assert language.tag(declared) is None


@pytest.mark.parametrize(
    ("declared", "told"), [("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("iw", "he")]
)
def test_tags_are_written_as_bcp_47_writes_them(declared: str, told: str) -> None:
    assert language.tag(declared) == told


def test_too_little_text_has_no_language() -> None:
    assert language.of("OK 42") is None
    assert language.of("") is None
