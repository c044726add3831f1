"""Names as lists of sources need them: the family's name apart, where that is sure.

A name that is not surely a person's own, first names first, stays whole: agencies and desks,
names of one word, names in other scripts than Latin and in languages that put the family first.
"""

from __future__ import annotations

import re
import unicodedata

from reader.export.quote import on_one_line
from reader.patterns import pattern
from reader.values import dataclass

_MOST_WORDS = 5
_FAMILY_FIRST = frozenset(("hu", "ja", "ko", "vi", "zh"))
_PARTICLE = pattern(
    r"af|al|ap|av|bin|binti?|da|dal|dalla|das|de|degli|dei|del|dela|della|den|der|des|di|do|dos|du"
    r"|e|el|et|ibn|la|las|le|les|lo|los|op|'t|te|ten|ter|tot|und|uit|van|vande|vom|von|y|zu|zum|zur"
)
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_HONORIFIC = pattern(
    r"the|(?:drs?|prof|mrs?|ms|hj?|ir)\.?|sir|dame|lord|lady|haji|pastor", re.IGNORECASE
)
_OF_SEVERAL = pattern(r"[\d&/@|()\"“”:;+]|\s(?:and|dan|et|und)\s", re.IGNORECASE)
_ORGANISATION = pattern(
    r"\b(?:academy|agen(?:ce|cia|cy|tur|zia)|antara|association|board|broadcast\w*|bureau|cent(?:er|re)"
    r"|club|collective|commission|committee|company|contributors?|corporation|correspondents?"
    r"|council|daily|department|desk|digital|editor(?:s|ial)?|foundation|group|herald|institut[eo]?"
    r"|journal|kantor|kementerian|kompas|kontributor|league|liputan|magazine|media|ministry|network"
    r"|news\w*|office|online|post|presse?|project|radio|r[eé]da\w+|reporters?|reuters|review"
    r"|school|service|society|staff|studio|team|televi\w+|times|tribune|tv|union|universi\w+"
    r"|verlag|writers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of who wrote something; `given` is empty where it is whole in `family`."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def in_order(self) -> str:
        """ "Jane Q. Doe Jr."."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def inverted(self) -> str:
        """ "Doe, Jane Q., Jr."."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def with_initials(self) -> str:
        """ "Doe, J. Q., Jr."."""
        given = " ".join(map(_initials, self.given.split()))
        return ", ".join(part for part in (self.family, given, self.suffix) if part)


def name_of(byline: str, *, lang: str | None = None, site: str | None = None) -> Name:
    """The name in a byline; whole where it cannot be told which part is the family's."""
    written = on_one_line(byline)
    if _is_whole(written, lang, site):
        return Name(written)
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma and given.casefold() in _SUFFIXES:
        told = _split(family.split())
        return Name(told.family, told.given, given) if told.given else Name(written)
    if comma:
        turned_round = family and given and "," not in given and len(given.split()) <= 3
        return Name(family, given) if turned_round else Name(written)
    return _split(written.split())


def _split(words: list[str]) -> Name:
    """Given names, then the family's with the particles before it."""
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    particle = (at for at, word in enumerate(words) if at and _PARTICLE.fullmatch(word))
    at = next(particle, len(words) - 1)
    if not 0 < at < len(words):
        return Name(" ".join([*words, suffix]).strip())
    return Name(" ".join(words[at:]), " ".join(words[:at]), suffix)


def _is_whole(written: str, lang: str | None, site: str | None) -> bool:
    words = written.split()
    if not 1 < len(words) <= _MOST_WORDS or not _is_latin(written):
        return True
    if (lang or "").split("-")[0].lower() in _FAMILY_FIRST or _OF_SEVERAL.search(written):
        return True
    if site and written.casefold() == site.casefold():
        return True
    return (
        words[0][0].islower()
        or bool(_HONORIFIC.fullmatch(words[0]))
        or bool(_ORGANISATION.search(written))
        or (_is_acronym(words[0]) and not all(map(str.isupper, words)))
        or any("." in word.rstrip(".,") and len(word) > 4 for word in words)
    )


def _is_latin(written: str) -> bool:
    letters = [char for char in written if char.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(char, "") for char in letters)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()


def _initials(given: str) -> str:
    """ "J.-P." of "Jean-Paul"."""
    return "-".join(f"{part[0]}." for part in given.split("-") if part[:1].isalnum()) or given
