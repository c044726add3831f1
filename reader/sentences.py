"""Where sentences begin and end, for the language of a text. Pure.

The cuts are those of sentencex (Wikimedia), which knows the abbreviations and stops of some 250
languages. What journalists' texts showed it to get wrong is mended here: cuts that are none are
taken back, and a few that it leaves out are put in. A short quotation stays whole, with who said
it; a long one is cut inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

_SAME_AS = {"nb": "no", "nn": "no", "in": "id", "iw": "he", "fil": "tl"}


def _tables(*rows: tuple[str, str]) -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in rows}


_SHORT = _tables(
    ("", "Dr Prof Mr Mrs Ms St vs Gen Sen Rep Gov Lt Col Capt Sgt Hon Rev"),
    ("en", "approx ca cf Maj Cpl Supt Insp Det Adm Cmdr Messrs Mt Ft"),
    (
        "id",
        "Jl Jln Prof Dr Drs Dra Ir Rp Kec Kab Kel Tgl Hj H Yth Bpk Sdr Gg PT CV"
        " Kol Letkol Letjen Mayjen Brigjen HR KH",
    ),
    ("ms", "Jln Prof Dr Ir RM Tn Pn En Hj H Yg"),
    ("fr", "M MM Mme Mlle Dr Pr Me Mgr av bd env cf"),
    ("es", "Sr Sra Srta Dr Dra D Dña Ud Uds Gral Lic Av"),
    ("pt", "Sr Sra Dr Dra Prof Eng Av Exmo"),
    ("it", "Sig Dott Prof Avv Ing On on Sen sen Gen"),
    ("ro", "Dl dl Dna dna Dr Prof"),
    ("nl", "dr mr drs ir ing prof mevr dhr bijv ca"),
    ("de", "Dr Prof Hr Fr St bzw ca Str Mill Mio Mrd Tsd"),
    ("sv", "ex dr prof ca"),
    ("da", "eks dr prof ca"),
    ("no", "eks dr prof ca"),
    ("tr", "Dr Prof Doç Av Sn Cad Sok"),
    ("pl", "dr prof mgr inż ul ks gen św np"),
    ("ru", "г ул им Им проф акад тыс млн млрд руб коп рис см"),
    ("uk", "м вул ім проф акад тис млн млрд грн"),
    ("vi", "TP Tp ThS TS GS PGS BS"),
    ("sw", "Bw Bi Dk Prof"),
    ("ar", "د أ م"),
    ("hi", "डॉ प्रो श्री सुश्री"),
)
"""Words before a stop that are short for something and end no sentence; "" is for all."""

_BEFORE_NUMBER = _tables(
    ("", "No no Nr nr p pp vol Vol ch Ch fig Fig art Art n"),
    ("en", "sec Sec par ed"),
    ("id", "hlm hal Hal ps"),
    ("de", "S Abs Bd Kap"),
    ("fr", "chap vol"),
    ("es", "núm pág págs cap"),
    ("pt", "núm pág cap"),
    ("it", "pag cap"),
    ("sv", "kl Kl s"),
    ("da", "kl Kl s"),
    ("no", "kl Kl s"),
    ("ru", "стр ст д кв"),
    ("uk", "стор ст буд"),
)
"""Words before a stop that end no sentence if a number follows."""

_CAN_END = _tables(
    ("en", "no"),
    ("es", "no etc"),
    ("ca", "no etc"),
    ("it", "no ecc etc"),
    ("fr", "etc"),
    ("pt", "etc"),
    ("nl", "enz"),
    ("id", "dll dsb dst"),
)
"""Words that the library takes for short ones, but that end a sentence before a capital."""

_AFTER_ORDINAL = re.compile(
    r"\s*(?:Jahrhundert|Jahrtausend|Jahrestag|Geburtstag|Todestag|Lebensjahr|Stock|Etage|Platz"
    r"|Mal|Bezirk|Minute|Runde|Spieltag|Weltkrieg|Legislaturperiode|Klasse|Auflage|Kapitel)"
)
"""German nouns that stand after "19." (its months the library knows)."""

_BEGINNING = _tables(
    ("fr", "Le La Les Il Elle Ils Elles On Ce Cette Un Une Mais Et Nous"),
    ("es", "El La Los Las Un Una Pero Y No Se En"),
    ("pt", "O A Os As Um Uma Mas E Não Ele Ela"),
    ("it", "Il La I Gli Le Lo Un Una Ma E Non"),
    ("de", "Der Die Das Er Sie Es Wir Ein Eine Aber Und Doch"),
    ("nl", "De Het Een Hij Zij Ze Maar En Er"),
    ("id", "Ia Dia Mereka Itu Ini Namun Tetapi Tapi Kami Kita Menurut"),
)
"""Words that begin a sentence after "vitamin C.", where a name would follow an initial."""

_SAID = {
    language: re.compile(words)
    for language, words in (
        ("ar", r"\s*(?:قال|قالت|سأل|سألت|أضاف|أضافت|صرخ|صرخت|تابع|تابعت|أجاب|أجابت)\b"),
        ("fa", r"[^.؟!]{0,12}(?:گفت|پرسید|افزود)"),
        ("he", r"\s*(?:אמר|אמרה|שאל|שאלה|צעק|צעקה|ענה|ענתה|הוסיף|הוסיפה)\b"),
        ("hi", r"[^।?!]{0,16}(?:कहा|पूछा|बोल)"),
        ("ur", r"[^۔؟!]{0,16}(?:کہا|پوچھا|بول)"),
        ("ja", r"[とっ](?:[^\W\d_]|$)"),
        ("ko", r"(?:[이]?라고|하고)|[^.?!]{0,12}(?:말했|물었|외쳤|답했|했다)"),
        ("zh", r"[^，。！？\s“”「」]{0,6}[说說问問道喊答叫]"),
    )
}
"""What follows a quotation that is not over with it, where small letters do not tell."""

_LINE = re.compile(r"[^\n]+")

_LAST_WORD = re.compile(r"([^\s.(\[«“\"'’]+)\.$")
_INITIAL = re.compile(r"(?:^|[\s(\[«“\"'’.-])[^\W\d_]\.$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_YEAR = re.compile(r"\d\s*(?:г|гг|р|рр)\.$")
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CLOSED_QUOTE = re.compile(r"[」』”»\"’]$")
_OPENING = re.compile(r"(?<=\s)[“„«‘\"'(\[¿¡]+\s*$")
_MARK_OF_AN_ITEM = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s*")

_COMMA = re.compile(r"\s*[、,;:，；]")
_GOES_ON_AT_ONCE = re.compile(r"-\w|[^\W\d_]\.")
_FIRST_WORD = re.compile(r"[\s—–-]*([^\W\d_]+)")
_ONLY_STOPS = " .…!?。！？\"'”’»)」』）]\u00a0"

_SHORT_WORD = re.compile(r"(?<!\w)(\w{2,3})\.\s+(?=[^\W\d_])")
_CLOSED_BRACKET = re.compile(r"\w{2}[.!?…][)\]]\s+(?=[^\W\d_])|[。！？]）")
_KHMER_STOP = re.compile(r"[។៕]\s+")
_THAI_SPACE = re.compile(r"(?<=[\u0e01-\u0eff])\s+(?=[\u0e01-\u0eff])")
_LONG_QUOTATION = re.compile(r"[“„«\"「『]([^“”„«»\"「」『』]{200,})[”“»\"」』]")

_STRETCH = 2000
"""Characters that the library is given at once."""
_UNSURE = 200
"""Characters at the end of a stretch, where it may take a cut quotation for something else."""
_THAI_CLAUSE = 60
"""Characters that make a run of words long enough to be a sentence."""
_AT_MOST_BACK = 400
"""Characters that are searched for the beginning of a bracket."""
_MARKS = 8
"""Characters before a cut that may be opening marks."""
_ENDING = 40
"""Characters of a piece that tell how it ends."""


def sentences(text: str, lang: str | None = None) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences in code points, without white space at either end.

    They cover every character that is no white space. A newline always ends a sentence; `lang` is
    BCP 47, and an unknown one is read like English.
    """
    language = (lang or "en").split("-")[0].lower()
    language = _SAME_AS.get(language, language)
    for line in _LINE.finditer(text):
        for start, end in _of_line(line.group(), language):
            yield line.start() + start, line.start() + end


def _of_line(line: str, language: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for before, cut, after in _triples(sorted(_cuts(line, language) | {0, len(line)})):
        if after > cut and (
            (begin == before and _MARK_OF_AN_ITEM.fullmatch(line, before, cut))
            or _belong_together(line[before:cut], line[cut:after], language, _is_small(line, begin))
        ):
            continue
        found = _without_space(line, begin, cut)
        if found is not None:
            yield found
        begin = cut


def _triples(places: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Each place but the first with its neighbours; the last one has none after it but itself."""
    return zip(places, places[1:], [*places[2:], places[-1]], strict=False)


# --- where a line may be cut ---------------------------------------------------------------------


def _cuts(line: str, language: str) -> set[int]:
    return {
        *(_before_openings(line, cut) for cut in _cuts_of_library(line, language)),
        *_after_short_words(line, language),
        *_after_brackets(line),
        *(stop.end() for stop in _KHMER_STOP.finditer(line)),
        *(_at_thai_spaces(line) if language in ("th", "lo") else ()),
        *_in_long_quotations(line, language),
    }


def _before_openings(line: str, cut: int) -> int:
    """The cut, but never between an opening quotation mark and its words."""
    opening = _OPENING.search(line, max(0, cut - _MARKS), cut)
    return opening.start() if opening else cut


def _cuts_of_library(line: str, language: str) -> Iterator[int]:
    """The library takes the square of the length in time: a second for 40,000 Chinese characters,
    minutes for 1 MB of quotation marks. So it is given a stretch at a time, and what it says of
    the end of one it has to say again with what follows.
    """
    at = 0
    while at + _STRETCH < len(line):
        sure = at + _STRETCH - _UNSURE
        found = [cut for cut in _cuts_of_stretch(line, at, at + _STRETCH, language) if cut <= sure]
        yield from found
        at = found[-1] if found else sure
    yield from _cuts_of_stretch(line, at, len(line), language)


def _cuts_of_stretch(line: str, start: int, end: int, language: str) -> list[int]:
    """The ends of the library's pieces of this stretch, its own end included."""
    # Here and not above: the library is needed only when someone steps through a text.
    from sentencex import segment

    pieces = list(segment(language, line[start:end]))
    # They are the text's own characters; should they ever not be, the text stays whole.
    if "".join(pieces) != line[start:end]:
        return [end]
    return list(accumulate(map(len, pieces), initial=start))[1:]


def _after_short_words(line: str, language: str) -> Iterator[int]:
    words = _CAN_END.get(language)
    if words:
        for found in _SHORT_WORD.finditer(line):
            if found.group(1) in words and line[found.end()].isupper():
                yield found.end()


def _after_brackets(line: str) -> Iterator[int]:
    """Where a sentence that stands in brackets is over."""
    for found in _CLOSED_BRACKET.finditer(line):
        is_wide = found.group().endswith("）")
        before_capital = line[found.end() : found.end() + 1].isupper()
        if is_wide or (before_capital and _holds_words(line, found.start())):
            yield found.end()


def _holds_words(line: str, end: int) -> bool:
    """Whether the bracket that closes after `end` holds more than one word."""
    start = max(line.rfind(opening, max(0, end - _AT_MOST_BACK), end) for opening in "([")
    return start >= 0 and " " in line[start:end]


def _at_thai_spaces(line: str) -> Iterator[int]:
    """Thai has no stops; a space after a long run of words is the best that can be told."""
    last = 0
    for space in _THAI_SPACE.finditer(line):
        if space.end() - last > _THAI_CLAUSE:
            last = space.end()
            yield last


def _in_long_quotations(line: str, language: str) -> Iterator[int]:
    for quotation in _LONG_QUOTATION.finditer(line):
        start, end = quotation.span(1)
        cuts = (start + cut for cut in _cuts_of_library(quotation.group(1), language))
        yield from (cut for cut in cuts if cut < end)


# --- cuts that are none --------------------------------------------------------------------------


def _belong_together(piece: str, following: str, language: str, all_small: bool) -> bool:
    """Whether the cut between two pieces is none; `all_small` if no capital begins sentences."""
    ending = piece.rstrip()[-_ENDING:]
    return (
        not following.strip(_ONLY_STOPS)
        or _ends_short(ending, following, language)
        or _is_spoken_of(ending, following, language)
        or (not all_small and bool(_STOP.search(ending)) and _begins_small(following))
        or (piece[-1:] == "." and bool(_GOES_ON_AT_ONCE.match(following)))
    )


def _ends_short(ending: str, following: str, language: str) -> bool:
    """Whether the stop belongs to a short word, an initial or an ordinal number."""
    if _ORDINAL.search(ending):
        return language == "de" and bool(_AFTER_ORDINAL.match(following))
    if _INITIAL.search(ending) and ending[-2].isupper():
        return _is_name(following, language)
    short = _LAST_WORD.search(ending)
    if short is None or _YEAR.search(ending):
        return False
    word = short.group(1)
    if _is_in(_BEFORE_NUMBER, word, language):
        return following.lstrip()[:1].isdigit()
    return _is_in(_SHORT, word, language)


def _is_in(table: Mapping[str, frozenset[str]], word: str, language: str) -> bool:
    return word in table[""] or word in table.get(language, ())


def _is_name(following: str, language: str) -> bool:
    """Whether a name follows an initial; in English the library knows better."""
    first = _FIRST_WORD.match(following)
    return (
        first is not None
        and language != "en"
        and first.group(1)[0].isupper()
        and first.group(1) not in _BEGINNING.get(language, ())
    )


def _is_spoken_of(ending: str, following: str, language: str) -> bool:
    """Whether the sentence goes on after a quotation."""
    if not _CLOSED_QUOTE.search(ending):
        return False
    said = _SAID.get(language)
    return bool(_COMMA.match(following) or (said and said.match(following)))


def _is_small(line: str, begin: int) -> bool:
    """Whether a sentence begins with a small letter, as all may in a message."""
    return _begins_small(line[begin : begin + _ENDING])


def _begins_small(words: str) -> bool:
    """Whether the first word has small letters only: an iPhone can begin a sentence."""
    first = _FIRST_WORD.match(words)
    return first is not None and first.group(1).islower() and not _is_georgian(first.group(1))


def _is_georgian(word: str) -> bool:
    # To Unicode its letters are small ones, but no sentence begins with the capitals they have.
    return "\u10d0" <= word[0] <= "\u10ff"


def _without_space(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
