"""Dates as pages write them, to ISO 8601 with the offset given and the precision known.

`2024`, `2024-10`, `2024-10-01` and `2024-10-01T09:30:00+07:00` are all answers; nothing is
made up, and nothing is moved to another time zone.
"""

from __future__ import annotations

import email.utils
import re
import unicodedata
from datetime import UTC, datetime

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/.]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:[T\s]\s*(?P<time>\d{1,2}:?\d{2}(?::?\d{2})?)(?:[.,]\d{1,9})?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_SHORT = re.compile(r"(\d{4})(?:-(\d{2}))?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_EARLIEST, _LATEST = 1600, 2100

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "en2": "jan feb mar apr may jun jul aug sep oct nov dec",
    "en3": "jan feb mar apr may june july aug sept oct nov dec",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "id2": "jan feb mar apr mei jun jul agu sep okt nov des",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de2": "jänner feber mrz apr mai jun jul aug sept okt nov dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr2": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "es2": "ene feb mar abr may jun jul ago set oct nov dic",
    "es3": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre"
    " diciembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "pt2": "jan fev mar abr mai jun jul ago set out nov dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "it2": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "af": "januarie februarie maart april mei junie julie augustus september oktober november"
    " desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta"
    " syyskuuta lokakuuta marraskuuta joulukuuta",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november"
    " detsember",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris"
    " novembris decembris",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio"
    " lapkričio gruodžio",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra"
    " decembra",
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra"
    " decembra",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada"
    " studenoga prosinca",
    "hu": "január február március április május június július augusztus szeptember október"
    " november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie"
    " noiembrie decembrie",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    "tl": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка"
    " лістапада снежня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "sr": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου"
    " οκτωβρίου νοεμβρίου δεκεμβρίου",
    "he": "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "he2": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar2": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "mr": "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर",
    "bn": "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "ta": "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "vi": "1 2 3 4 5 6 7 8 9 10 11 12",
}


def _month_names() -> dict[str, int]:
    """Names that mean one month in all languages (`listopada` does not)."""
    meanings: dict[str, set[int]] = {}
    for names in _MONTHS.values():
        for number, name in enumerate(names.split(), 1):
            meanings.setdefault(_plain(name), set()).add(number)
    return {name: months.pop() for name, months in meanings.items() if len(months) == 1}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


_MONTH = _month_names()
_DAY_MONTH_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s,.\-/]{1,3}(?:de |d'|del |of |ng )?"
    r"([^\W\d]\S{1,14}?)[.,]?[\s\-/,]{1,3}(?:de |del |, ?)?(\d{4})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(
    r"([^\W\d]\S{2,14}?)\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(?:de )?(\d{4})(?!\d)"
)
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(\d{4})\.?\s(?:m\. )?([^\W\d]\S{2,14}?)\s(\d{1,2})(?!\d)")
_MARKED = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})[./-]\s?(\d{1,2})[./-]\s?(\d{1,2})(?!\d)")


def iso(written: str) -> str | None:
    """A machine's date (ISO 8601 and its kin, RFC 2822, seconds since 1970) as ISO 8601."""
    written = written.strip()
    if (short := _SHORT.fullmatch(written)) is not None:
        return written if _sound(int(short[1]), int(short[2] or 1), 1) else None
    if _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC).isoformat().replace("+00:00", "Z")
    whole = _ISO.match(written)
    if whole is None:
        return _by_mail(written)
    if not _sound(int(whole["year"]), int(whole["month"]), int(whole["day"])):
        return None
    day = f"{whole['year']}-{whole['month']}-{whole['day']}"
    return f"{day}T{clock}" if (clock := _clock(whole["time"], whole["zone"])) else day


def _clock(time: str | None, zone: str | None) -> str | None:
    digits = (time or "").replace(":", "")
    if not digits:
        return None
    digits = digits.zfill(len(digits) + len(digits) % 2)
    parts = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    if parts[0] > "23" or any(part > "59" for part in parts[1:]):
        return None
    return ":".join(parts) + _offset(zone)


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _by_mail(written: str) -> str | None:
    try:
        moment = email.utils.parsedate_to_datetime(written[:60])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z") if _sound(moment.year, 1, 1) else None


def in_words(written: str, *, month_first: bool = False) -> str | None:
    """The day a person reads in this text, as `2024-10-01`; None if it is not certain."""
    written = _with_plain_digits(" ".join(written.split()))[:300]
    for pattern, order in (
        (_MARKED, (0, 1, 2)),
        (_DAY_MONTH_YEAR, (2, 1, 0)),
        (_MONTH_DAY_YEAR, (2, 0, 1)),
        (_YEAR_MONTH_DAY, (0, 1, 2)),
        (_YEAR_FIRST, (0, 1, 2)),
    ):
        for found in pattern.finditer(written):
            year, month, day = (found.groups()[index] for index in order)
            if (whole := _day(year, month, day)) is not None:
                return whole
    return _by_numbers(written, month_first)


_MOST_BESIDE = 3


def is_alone(written: str) -> bool:
    """Whether a line is a date, with a time or a word or two (`Stand: 1.10.2024, 9:30 Uhr`)."""
    if len(written) > 70 or in_words(written) is None:
        return False
    words = re.findall(r"[^\W\d]{3,}", written)
    return sum(_plain(word) not in _MONTH for word in words) <= _MOST_BESIDE


def _by_numbers(written: str, month_first: bool) -> str | None:
    found = _DOTTED.search(written)
    if found is None:
        return None
    first, second, year = found.groups()
    swapped = month_first and "/" in found.group()
    if int(second) > 12 or (swapped and int(first) <= 12):
        first, second = second, first
    return _day(year, second, first)


def _with_plain_digits(written: str) -> str:
    if written.isascii():
        return written
    return "".join(
        str(unicodedata.digit(char)) if char > "\x7f" and char.isdecimal() else char
        for char in written
    )


def _day(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _MONTH.get(_plain(month.rstrip(".,")))
    if number is None:
        return None
    # Thai pages count from the death of the Buddha.
    years = int(year) - 543 if 2400 < int(year) < 2700 else int(year)
    return f"{years:04}-{number:02}-{int(day):02}" if _sound(years, number, int(day)) else None


def _sound(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return False
    return _EARLIEST <= year <= _LATEST
