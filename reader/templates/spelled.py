"""Dates in words: what `%-d %B %Y` means in some languages, as far as a date is known."""

from __future__ import annotations

from datetime import date

from reader.messages import _
from reader.patterns import pattern

_GIVEN = pattern(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?)?)?(?!\d)")
_PART = pattern(r"(%-?[A-Za-z%][年月日]?)")

_MONTHS = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
}
_DAYS = {
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
}
_SHORT = 3


def spelled(given: str, how: str = "%-d %B %Y", lang: str = "en") -> str:
    """The date in this form; parts that are not known leave no trace, nor what stands beside them.

    `given` is an ISO 8601 date, as precise as it is; anything else gives an empty string. In `how`
    stand %Y %y %m %-m %B %b %d %-d %A %a %H %M %S, as for strftime. Months and days have the names
    of the BCP 47 language, the English ones where none are known. Raises ValueError for another
    part.
    """
    found = _GIVEN.match(given)
    if found is None:
        return ""
    year, *rest = (int(part) if part else None for part in found.groups())
    pieces = _PART.split(how)
    parts = [_part(part, year, *rest, lang=lang.split("-")[0].lower()) for part in pieces[1::2]]
    written = []
    for number, literal in enumerate(pieces[::2]):
        before = parts[number - 1] if number else ""
        after = parts[number] if number < len(parts) else ""
        if before is not None and after is not None:
            written.append(literal)
        written.append(after or "")
    return "".join(written)


def _part(
    part: str,
    year: int | None,
    month: int | None,
    day: int | None,
    hour: int | None,
    minute: int | None,
    second: int | None,
    *,
    lang: str,
) -> str | None:
    """What stands for one part; None where the date is not that precise."""
    unit = part[-1] if part[-1] in "年月日" else ""
    name = part.removesuffix(unit)
    if name == "%%":
        return "%" + unit
    numbers = {"Y": year, "m": month, "d": day, "H": hour, "M": minute, "S": second}
    letter = name[-1]
    if letter in numbers:
        number = numbers[letter]
        width = 1 if "-" in name else 4 if letter == "Y" else 2
        return None if number is None else f"{number:0{width}}{unit}"
    match letter:
        case "y":
            return None if year is None else f"{year % 100:02}{unit}"
        case "B" | "b":
            return _name(_MONTHS, lang, month and month - 1, short=letter == "b", most=12)
        case "A" | "a":
            return _name(_DAYS, lang, _weekday(year, month, day), short=letter == "a", most=7)
    raise ValueError(_("a date has no part “{part}”").format(part=name))


def _name(
    names: dict[str, str], lang: str, number: int | None, *, short: bool, most: int
) -> str | None:
    if number is None or not 0 <= number < most:
        return None
    name = names.get(lang, names["en"]).split()[number]
    return name[:_SHORT] if short and lang not in ("ar",) else name


def _weekday(year: int | None, month: int | None, day: int | None) -> int | None:
    try:
        return date(year or 0, month or 0, day or 0).weekday()
    except ValueError:
        return None
