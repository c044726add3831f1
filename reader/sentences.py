"""Where sentences begin and end, for the language of a text. Pure.

The cuts are those of sentencex (Wikimedia), which knows the abbreviations and stops of some 250
languages; what journalists' texts showed it to get wrong is mended here, language by language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORT = {
    language: frozenset(words.split())
    for language, words in (
        ("", "Dr Prof Mr Mrs Ms St vs Gen Sen Rep Gov Lt Col Capt Sgt Hon Rev No"),
        ("id", "Jl Jln Prof Dr Drs Dra Ir Rp Kec Kab Kel Tgl Hj H Yth Bpk Sdr No Gg"),
        ("ms", "Jln Prof Dr Ir RM Tn Pn En Hj H Yg No"),
        ("fr", "M MM Mme Mlle Dr Pr Me Mgr av bd art env"),
        ("es", "Sr Sra Srta Dr Dra D Dña Ud Uds Gral Lic Av núm"),
        ("pt", "Sr Sra Dr Dra Prof Eng Av Exmo"),
        ("it", "Sig Dott Prof Avv Ing On Sen Gen"),
        ("nl", "dr mr drs ir ing prof mevr dhr bijv ca"),
        ("de", "Dr Prof Hr Fr St bzw ca Nr Abs Art Bd Str"),
        ("tr", "Dr Prof Doç Av Sn No Cad Sok"),
        ("pl", "dr prof mgr inż ul ks gen św nr np"),
        ("ru", "г гг ул им проф акад тыс млн млрд руб коп стр рис см т д п е"),
        ("uk", "м р вул ім проф акад тис млн млрд грн ст"),
    )
}
"""Words before a stop that are short for something and end no sentence; "" is for all."""

_LAST_WORD = re.compile(r"(?:^|[\s(\[«“\"'’])(\w+)\.\s*$")
_CLOSED_QUOTE = re.compile(r"[」』”»\"’)）]\s*$")
_GOES_ON = re.compile(r"[とっ](?:[^\W\d_]|$)|[、,;:，；]")
_LINE = re.compile(r"[^\n]+")


def sentences(text: str, lang: str | None = None) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences in code points, without white space at either end.

    They cover every character that is no white space. A newline always ends a sentence; `lang` is
    BCP 47, and an unknown one is read like English.
    """
    for line in _LINE.finditer(text):
        for start, end in _of_line(line.group(), lang or "en"):
            yield line.start() + start, line.start() + end


def _of_line(line: str, lang: str) -> Iterator[tuple[int, int]]:
    begin, at = 0, 0
    language = lang.split("-")[0].lower()
    pieces = _cut(line, language)
    for number, piece in enumerate(pieces):
        at += len(piece)
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        if following and _belong_together(piece, following, language):
            continue
        found = _without_space(line, begin, at)
        if found is not None:
            yield found
        begin = at


def _cut(line: str, language: str) -> list[str]:
    """The line in pieces that give it back when they are joined."""
    # Here and not above: the library is needed only when someone steps through a text.
    from sentencex import segment

    pieces = list(segment(language, line))
    # Its pieces are the line's own characters; should they ever not be, the line stays whole.
    return pieces if "".join(pieces) == line else [line]


def _belong_together(piece: str, following: str, language: str) -> bool:
    """Whether the cut between two pieces is none."""
    short = _LAST_WORD.search(piece)
    if short and _is_short(short.group(1), following, language):
        return True
    if _CLOSED_QUOTE.search(piece) and _GOES_ON.match(following):
        return True
    return not following.strip(" .…!?。！？\"'”’»)」』）]\u00a0")


def _is_short(word: str, following: str, language: str) -> bool:
    if word in _SHORT.get(language, ()):
        return True
    if word not in _SHORT[""]:
        return False
    # "No." is a whole sentence too, but not before a number.
    return word != "No" or following.lstrip()[:1].isdigit()


def _without_space(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
