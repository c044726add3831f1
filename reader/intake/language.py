"""Which language a text is in: what its source declares, else its script, else its small words.

A declaration counts if it is a language tag (BCP 47) whose script the text is written in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from reader import text
from reader.intake.html import names

_SAMPLE = 6000

_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE
)
_RENAMED = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
_NO_LANGUAGE = {"und", "mul", "zxx", "mis", "xx"}

_SCRIPTS = {
    "LATIN": "",
    "CYRILLIC": "ru uk bg sr mk be kk ky mn tg tt ba cv os uz az bs sh ce ab av kv udm sah rue cu",
    "ARABIC": "ar fa ur ps ug sd ckb ku pnb ks az uz kk dv ms pa arz ary apc acm bal lrc glk mzn",
    "HEBREW": "he yi lad",
    "DEVANAGARI": "hi mr ne sa mai bho kok sd ks new awa doi brx raj",
    "GREEK": "el grc",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh ja yue ko wuu nan hak lzh cmn gan",
    "THAI": "th",
    "BENGALI": "bn as",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "GEORGIAN": "ka xmf",
    "ARMENIAN": "hy hyw",
    "ETHIOPIC": "am ti",
    "MYANMAR": "my shn mnw",
    "KHMER": "km",
    "LAO": "lo",
    "TIBETAN": "bo dz",
}
_OF_SCRIPT = {script: frozenset(names.split()) for script, names in _SCRIPTS.items()}
_NEVER_LATIN = names(
    "ru uk bg mk be ar fa ur he hi mr ne el ko ja zh th bn ta te kn ml gu si ka hy am my km lo"
)
_ONLY_LANGUAGE = {
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "ETHIOPIC": "am",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
}

_SMALL_WORDS = {
    "af": "die van en in het is nie dat hy op sy vir met wat aan was te om ook deur maar hulle",
    "az": "və bir bu ilə üçün də da olan sonra edib olub ki isə daha hər o görə ədən barədə",
    "be": "і у не на што з гэта як да але ў па для яго быў ад было таксама пра якія",
    "bg": "и на да се от за не че в са с по това ще като но беше който той до му според след",
    "ca": "de la i el que en a per els les amb no una és del ha són més però també va dels",
    "cs": "a se v na je že s z do o k by ale za jako které podle který jsou bylo jeho však už",
    "da": "og i at det er en til på som af for med de har ikke den et var fra blev efter hun af",
    "de": "der die und in das den von zu mit ist des auf für nicht im dem ein eine sich auch als",
    "en": "the of and to in a that is for it on was with as he be by at said from has have not",
    "es": "de la que el en y a los se del las por un una con no para su es al lo como más pero",
    "et": "ja on ei et see oli ka kui aga mis oma ning või seda tema ta pole nii välja",
    "eu": "eta da ez du bat ere dira zuen izan dute egin zen baina den duen beste",
    "fi": "ja on ei että oli se hän mutta myös ovat kun kuin joka ole mukaan sekä nyt jo hänen",
    "fr": "de la le et les des en un une du que est pour dans qui pas sur au par il plus avec ce",
    "ga": "agus an na ar go a is le sa bhí do ag nach sin iad seo leis mar",
    "gl": "de a o que e do da en os un unha por con para se non as no ao máis pero como foi",
    "hi": "के में है की और को से का ने पर कि यह भी हैं नहीं लिए एक इस था कहा गया",
    "hr": "i je u na se da su za od s a kako što koji će iz bi to nije te koje o kao li tko gdje",
    "hu": "a az és hogy nem is egy ez volt meg azt csak már de ha mint el még vagy szerint",
    "id": "yang dan di untuk dengan dari pada tidak ini dalam itu akan ada adalah juga oleh telah"
    " saat ketika kepada ia sebagai serta menjadi tahun sudah mereka dia sementara antara tersebut"
    " seperti lebih masih para karena bisa mengatakan bahwa usai namun pihaknya hingga menurut"
    " bahkan selasa rabu ujar ungkap tetapi terkait jelas kata agar seorang bukan anggota sekitar"
    " kantor",
    "is": "og að í á er sem við um það var ekki en til af með hann fyrir eru því hún",
    "it": "di e che la il un a per in una del è non della con i le si da sono al dei più anche ha",
    "ky": "жана менен бул бир деп үчүн да эле ал бар болгон кыргыз эмес",
    "kk": "және мен бұл бір деп үшін да де бар болған қазақ осы оның емес туралы",
    "lt": "ir yra kad į su iš buvo tai ne bet kaip apie už jis nuo dar po jau bus taip",
    "lv": "un ir ka ar no par uz kas bija arī bet tiek tas to pēc kā vai nav gan",
    "mk": "и на да се од за не дека во со е го ќе ги тоа како но што ја беше му според",
    "mr": "आहे आणि या ते तर हे की होते नाही आहेत यांनी त्यांनी केली करण्यात एक मात्र झाला असे",
    "ms": "yang dan di untuk dengan dari pada tidak ini dalam itu akan ada adalah juga oleh telah"
    " saat ketika kepada ia sebagai serta menjadi tahun sudah mereka dia sementara antara tersebut"
    " seperti lebih masih para kerana boleh berkata bahawa manakala daripada pihak bagi katanya"
    " apabila turut iaitu sahaja ialah beliau selepas bekas wang perlu ahli pejabat kira-kira"
    " isnin hendaklah",
    "ne": "छ र को मा ले पनि हो गरेको छन् भएको गर्न थियो यो भने नै लागि तथा एक गरिएको",
    "nl": "de het een van en in is dat op te met voor niet zijn aan er die om ook als bij maar",
    "no": "og i det er på som en til å av for med at har de ikke den var et fra etter ble hun jeg",
    "pl": "w i na z się nie do że to jest o po jak za od przez ale był który dla są oraz tym",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos foi ao ele das",
    "ro": "de și în la a cu o că pe care nu din un pentru mai este să au fost s-a după sunt ce",
    "ru": "и в не на что с по это как из он от но для за к его было у так же после а также",
    "rw": "mu na ku ko no ni cyangwa avuga kandi mu yavuze kuri bya ariko",
    "sk": "a sa v na je že s z do o k by ale za ako ktoré podľa ktorý sú bolo jeho však už aj",
    "sl": "in je v na se da za so z pa ki bi tudi po ne kot še ni od o do pri bo bil",
    "sq": "të e në dhe për me një që nga se është ka më do si u nuk i këtë por kjo",
    "sr": "и је у на се да су за од са а како што који ће из би то није те које о као",
    "sv": "och i att det som en på är av för med till den har inte de om ett han var från men",
    "sw": "ya na wa kwa ni katika la za kuwa hiyo huyo alisema pia cha yake ambao kama hii baada",
    "tl": "ang ng sa na mga ay at si ni para kay ito hindi nang siya niya kung may noong din",
    "tr": "ve bir bu da de için ile olarak olan çok daha en ne gibi sonra kadar ise değil dedi",
    "uk": "і в у на не що з до та за це як його але від для було про є він також після які",
    "ur": "کے میں کی ہے اور سے کا کو نے پر کہ یہ بھی ہیں نہیں",
    "fa": "و در به از که این را با است برای آن یک شد های بر",
    "ar": "في من على أن إلى عن التي الذي مع هذا كما بعد ما وقال لا",
    "uz": "va bilan bu bir uchun ham deb bo‘lgan edi esa emas haqida kerak",
    "vi": "và của là các có được cho trong không với một những này đã người khi ra đến để",
    "xh": "ukuba kunye nge ye kwi kuba uthi xa ngoku kodwa nabo",
    "zu": "ukuthi futhi uma noma kanye ngoba lo bese kodwa nje uthe manje ngesikhathi",
}


def _weights() -> dict[str, list[tuple[str, float]]]:
    """Per word the languages it belongs to; the fewer they are, the more it says."""
    homes: dict[str, set[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in words.split():
            homes.setdefault(word, set()).add(language)
    return {word: [(home, 1 / len(all_of)) for home in all_of] for word, all_of in homes.items()}


_WEIGHTS = _weights()


def tag(declared: str | None) -> str | None:
    """A declared language as a BCP 47 tag (`pt-BR`); None if it is none."""
    whole = _TAG.fullmatch((declared or "").strip().split(".")[0])
    if whole is None or whole[1].lower() in _NO_LANGUAGE:
        return None
    language = _RENAMED.get(whole[1].lower(), whole[1].lower())
    if len(language) == 3 and language not in _LONG_CODES:
        return None
    script = whole[2].title() if whole[2] else None
    region = whole[3].upper() if whole[3] else None
    return "-".join(part for part in (language, script, region) if part)


_LONG_CODES = frozenset(name for names in _OF_SCRIPT.values() for name in names if len(name) == 3)
_LONG_CODES |= {"fil", "ceb", "haw", "gsw", "ast", "scn", "nds", "hsb", "dsb", "vec", "lij", "bar"}


def of(body: str, declared: str | None = None) -> str | None:
    """The language of a text, with what its source declares of it; None if unsure."""
    sample = body[:_SAMPLE]
    script = main_script(sample)
    known = tag(declared)
    if known is not None and _written_in(known.split("-")[0], script):
        return known
    told = text.script_language(sample) or _ONLY_LANGUAGE.get(script or "")
    if told is None and script == "CYRILLIC":
        told = _by_cyrillic_letters(sample.lower())
    return told or by_words(sample)


_CYRILLIC_LETTERS = (
    ("uk", "їєґ", ""),
    ("be", "ў", ""),
    ("mk", "ѓќѕ", ""),
    ("sr", "ђћџ", ""),
    ("kk", "ғұһ", ""),
    ("ky", "өү", "ғұ"),
    ("ru", "ыэ", "іўөүқғңәһ"),
    ("bg", "ъ", "ыэі"),
)


def _by_cyrillic_letters(sample: str) -> str | None:
    """The language whose own letters a Cyrillic text has, and none that it lacks."""
    for language, own, foreign in _CYRILLIC_LETTERS:
        has = sum(map(sample.count, own))
        if has * 300 > len(sample) and not any(letter in sample for letter in foreign):
            return language
    return None


def main_script(sample: str) -> str | None:
    """Unicode's name of the script most letters are in; None without letters."""
    letters = [char for char in sample[:2000] if char.isalpha()]
    names = Counter(unicodedata.name(char, "?").split()[0].split("-")[0] for char in letters)
    return names.most_common(1)[0][0] if names else None


_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_dense(words: str) -> bool:
    """Whether most characters are of a script that says more with each (Chinese, Thai)."""
    return len(_DENSE.findall(words[:500])) > 0.3 * len(words[:500])


def _written_in(language: str, script: str | None) -> bool:
    if script is None or script not in _OF_SCRIPT:
        return True
    if script == "LATIN":
        return language not in _NEVER_LATIN
    return language in _OF_SCRIPT[script]


def by_words(sample: str) -> str | None:
    """The language whose small words the text uses; None if no one leads clearly."""
    words = [word.strip(_PUNCTUATION) for word in sample.lower().split()]
    scores = dict.fromkeys(_SMALL_WORDS, 0.0)
    for word in words:
        for language, weight in _WEIGHTS.get(word, ()):
            scores[language] += weight
    leaders = sorted(scores, key=lambda language: -scores[language])[:2]
    if scores[leaders[0]] < max(2, 0.04 * len(words)):
        return None
    return _apart(leaders[0], leaders[1], words)


def _apart(one: str, other: str, words: list[str]) -> str | None:
    """Which of two languages it is, by the small words that only one of them has."""
    mine, theirs = (set(_SMALL_WORDS[language].split()) for language in (one, other))
    for_one = sum(word in mine - theirs for word in words)
    for_other = sum(word in theirs - mine for word in words)
    if max(for_one, for_other) < 1.3 * min(for_one, for_other) + 1:
        return None
    return one if for_one > for_other else other


_PUNCTUATION = "„“”\"'()[]{}«»‹›.,;:!?¿¡—–-…।*#"
