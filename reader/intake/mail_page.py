"""The page in a letter, put right so that it can be read like any other.

Letters are laid out with tables within tables, begin with words that only the list of letters
shows, and end with how to get no more of them. A picture of one pixel tells the sender who has
opened the letter: it is left out, and never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from reader.intake import html
from reader.intake.html import Element, text_of
from reader.intake.mail_parts import Body, Image
from reader.intake.plain import parts
from reader.patterns import pattern

_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0|opacity\s*:\s*0\s*(?:;|$)"
    r"|font-size\s*:\s*0)",
    re.IGNORECASE,
)
_DOT = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[0-3]px", re.IGNORECASE)
_LEAVING = pattern(
    r"unsubscribe|opt[- ]?out|manage (?:your )?(?:subscription|preferences|emails?)"
    r"|update (?:your )?preferences|email preferences|abbestellen|abmelden|se d[ée]sabonner"
    r"|d[ée]sinscri"
    r"|darse de baja|darte de baja|cancelar (?:la |tu |su )?suscripci[óo]n|descadastr"
    r"|cancelar (?:a )?(?:inscri[çc][ãa]o|subscri[çc][ãa]o)|disiscriv|annulla (?:l.)?iscrizione"
    r"|uitschrijven|afmelden|avregistrera|avsluta prenumeration|avprenumerera|afmeld"
    r"|meld (?:deg|dig) (?:av|af)"
    r"|peruuta tilaus|wypisz|zrezygnuj|odhl[áa]sit|odhl[áa]si[ťt]|leiratkoz|dezabon|odjav"
    r"|отписаться|відписатися|отпиши|διαγραφ|abonelikten|berhenti berlangganan|hủy đăng ký"
    r"|إلغاء الاشتراك|לביטול|להסרה|सदस्यता रद्द"
    r"|退订|取消訂閱|取消订阅|配信停止|登録解除|구독 ?취소|수신 ?거부",
    re.IGNORECASE,
)
_ELSEWHERE = pattern(
    r"(?:view|read|open|see) (?:this |it |the )?(?:e-?mail |message |newsletter |issue |post )?"
    r"(?:in (?:your |a |the )?(?:web ?)?browser|online|on the web)|web ?version|browser version"
    r"|im browser|online[- ](?:version|ansehen|lesen)|webansicht|dans (?:votre |le |un )?navigateur"
    r"|version en ligne|en (?:el |tu |su |un )?navegador|no (?:seu )?navegador|nel (?:tuo )?browser"
    r"|(?:bekijk|lees) (?:deze |het |de )?(?:e-?mail |nieuwsbrief )?(?:in je browser|online)"
    r"|webbversion"
    r"|i (?:din |web)?(?:browser|webbläsare)|w przeglądarce|v prohlížeči|в браузере|у браузері"
    r"|di browser|浏览器|瀏覽器|ブラウザ|브라우저",
    re.IGNORECASE,
)
_LONGEST_LINE, _LONGEST_WEB_LINE = 700, 200
_LONGEST_LINK = 80
_MOST_WAYS_OUT = 20
_HOLDERS = ("p", "li", "td", "th", "div", "center", "h1", "h2", "h3", "h4", "footer", "section")


def body_of(page: str) -> Element:
    """The body of the page in a letter; NotAnArticle if there is nothing in it."""
    root = html.parse(page)
    body = root.find("body")
    return root if body is None else body


def put_right(body: Element, images: Mapping[str, Image]) -> frozenset[str]:
    """Leaves only what is to be read, pictures under the names that they came with; those of
    them that it shows."""
    for each in list(body.iter("*")):
        if _is_hidden(each):
            leave_out(each)
    shown = set()
    for each in list(body.iter("img")):
        found = _held(each.get("src") or "", images)
        if found is not None:
            each.set("src", found.src)
            shown.add(found.src)
        elif _DOT.search(each.get("style") or "") or (each.get("src") or "").startswith("cid:"):
            leave_out(each)
    for table in body.iter("table"):
        if not _holds_data(table):
            table.set("role", "presentation")
    return frozenset(shown)


def web_version(body: Element) -> str | None:
    """Where the letter stands on the web; the line that says so is left out."""
    for link in list(body.iter("a")):
        address = (link.get("href") or "").strip()
        if address.startswith(("http://", "https://")) and _is_elsewhere(link):
            _leave_line(link, longest=_LONGEST_WEB_LINE)
            return address
    return None


def _is_elsewhere(link: Element) -> bool:
    words = _words(link)
    return len(words) <= _LONGEST_LINK and _ELSEWHERE.search(words) is not None


def without_leaving(body: Element) -> bool:
    """Leaves out the lines that tell how to get no more such letters; whether there was one."""
    found = [link for link in body.iter("a") if _LEAVING.search(_words(link))]
    for link in found[-_MOST_WAYS_OUT:]:
        _leave_line(link, longest=_LONGEST_LINE)
    return bool(found)


def leave_out(element: Element) -> None:
    """Makes an element one that is never shown; what follows it stays."""
    element.tag = "template"


def _leave_line(link: Element, *, longest: int) -> None:
    """Leaves out the line that a link stands in, or the link alone where that says much more."""
    holder = next((each for each in link.iterancestors(*_HOLDERS)), None)
    is_line = holder is not None and len(_words(holder)) <= longest
    if is_line and holder is not None and next(holder.iter("img"), None) is None:
        leave_out(holder)
    else:
        leave_out(link)


def _words(element: Element) -> str:
    return " ".join(text_of(element).split())


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _held(address: str, images: Mapping[str, Image]) -> Image | None:
    name = address[4:] if address.lower().startswith("cid:") else address
    return images.get(name) or images.get(unquote(name))


def _holds_data(table: Element) -> bool:
    """Whether a table is one: with a head, or with lines between its cells."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return True
    return (table.get("border") or "0").strip() not in ("", "0", "0px")


# --- plain text ----------------------------------------------------------------------------------

_QUOTED = re.compile(r"(?:> ?)+")


def as_page(body: Body) -> Element:
    """Plain text as the page that it would be: paragraphs, and what it quotes as quotations."""
    whole = etree.Element("div")
    for depth, lines in _runs(body):
        around = whole
        for _level in range(min(depth, 30)):
            around = etree.SubElement(around, "blockquote")
        words = "\n".join(lines)
        paragraphs = [*lines] if body.flowed else parts(f"-\n\n{words}")[1]
        for paragraph in paragraphs:
            _add(around, paragraph)
    return whole


def _runs(body: Body) -> list[tuple[int, list[str]]]:
    """The lines by how deep they are quoted; in flowed text each line is a whole paragraph."""
    runs: list[tuple[int, list[list[str]]]] = []
    open_line = False
    for raw in re.split(r"\r\n|[\r\n]", body.words):
        quoted = _QUOTED.match(raw)
        depth = quoted[0].count(">") if quoted else 0
        line = raw[quoted.end() :] if quoted else raw
        line = line[1:] if body.flowed and line.startswith(" ") and not quoted else line
        if not runs or runs[-1][0] != depth:
            runs.append((depth, []))
            open_line = False
        goes_on = body.flowed and line.endswith(" ") and line != "-- "
        said = line[:-1] if goes_on and body.joins else line
        if open_line:
            runs[-1][1][-1].append(said)
        else:
            runs[-1][1].append([said])
        open_line = goes_on
    return [(depth, ["".join(pieces) for pieces in lines]) for depth, lines in runs]


def _add(around: Element, words: str) -> None:
    first, *rest = words.split("\u2028")
    paragraph = etree.SubElement(around, "p")
    paragraph.text = _legal(first)
    for line in rest:
        etree.SubElement(paragraph, "br").tail = _legal(line)


_NOT_XML = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(words: str) -> str:
    return _NOT_XML.sub("", words)
