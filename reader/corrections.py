"""Paragraphs that call themselves a correction, a clarification, an update or an editor's note.

Judged from how they begin alone, by a table of openings in ten languages: a label of its own
("Ralat:", "訂正（5月3日）"), or a set phrase ("An earlier version of this article"). A sentence
that merely begins with such a word is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

Kind = Literal["correction", "clarification", "update", "note"]

_MOST = 200
"""Characters that an opening takes at most."""

LABELS: Mapping[Kind, Mapping[str, str]] = {
    "correction": {
        "en": "corrections?|correction appended|corrected|erratum|errata|retraction",
        "id": "koreksi|ralat|perbaikan|pembetulan",
        "de": "korrektur(?:en|hinweis)?|korrigiert|berichtigung|richtigstellung|gegendarstellung",
        "fr": "correction|rectificatif|rectification|correctif|erratum|errata|corrigé",
        "es": "corrección|corregido|rectificación|fe de errores|fe de erratas|errata",
        "nl": "correctie|rectificatie|gecorrigeerd|rechtzetting",
        "pt": "correç(?:ão|ões)|corrigido|erramos|errata|retificação|rectificação",
        "ar": "تصحيح|تصويب|استدراك",
        "ja": "お?詫びと訂正|訂正とお詫び|訂正|修正",
        "zh": "更正(?:启事|說明|说明|啟事)?|勘误|勘誤|订正|訂正|修正",
    },
    "clarification": {
        "en": "clarifications?|clarified",
        "id": "klarifikasi|penjelasan",
        "de": "klarstellung|präzisierung",
        "fr": "précisions?|clarification|mise au point",
        "es": "aclaraci(?:ón|ones)|precisión|puntualización",
        "nl": "verduidelijking|toelichting|nuancering",
        "pt": "esclarecimentos?|clarificação",
        "ar": "توضيح|إيضاح",
        "ja": "補足(?:説明)?",
        "zh": "澄清|补充说明|補充說明",
    },
    "update": {
        "en": "updates?|updated|latest update",
        "id": "pembaruan|pemutakhiran|diperbarui|pembaharuan|perkembangan terbaru",
        "de": "aktualisierung|aktualisiert|nachtrag|ergänzung",
        "fr": "mise à jour|mises à jour|mis à jour|actualisation|actualisé",
        "es": "actualizaci(?:ón|ones)|actualizado|actualizada",
        "nl": "aanvulling|bijgewerkt|geactualiseerd",
        "pt": "atualizaç(?:ão|ões)|atualizado|atualizada|actualização|actualizado",
        "ar": "تحديث|تحديث جديد|آخر تحديث",
        "ja": "更新|追記|最終更新",
        "zh": "更新|最新更新|后续|後續",
    },
    "note": {
        "en": "editor[’']?s[’']? note|editors[’'] note|editor note|publisher[’']s note"
        "|note (?:to|for) (?:our )?readers|ed(?:itor)?\\. note",
        "id": "catatan (?:redaksi|editor|penyunting)",
        "de": "(?:anmerkung|hinweis|nachtrag|notiz) der redaktion|anm\\. ?d\\. ?red\\.?"
        "|in eigener sache",
        "fr": "note de la rédaction|note de l[’']éditeur|note aux lecteurs|n\\.?d\\.?l\\.?r\\.?",
        "es": "nota (?:del editor|de la editora|de (?:la )?redacción|a(?:l| los) lector(?:es)?)",
        "nl": "(?:noot|opmerking|naschrift) van de redactie|noot van de redacteur"
        "|naschrift(?: redactie)?",
        "pt": "nota (?:do editor|da editora|da reda(?:c)?ção|ao leitor|aos leitores)",
        "ar": "(?:ملاحظة|ملحوظة|تنويه) (?:من )?(?:ال)?(?:محرر|تحرير|محررة)|تنويه",
        "ja": "編集部(?:注|より|から)|編集者(?:注|より)|編注",
        "zh": "编者按|編者按|编者注|編者註|編者注|编辑注|编注|編按|编按",
    },
}
"""What such a paragraph is headed with, by what it then is and by language."""

PHRASES: Mapping[Kind, Mapping[str, str]] = {
    "correction": {
        "en": "(?:an earlier|a previous|an? prior|earlier|previous|an? older) versions? of this "
        "(?:article|story|report|post|piece|column|page|headline)"
        "|(?:this|the) (?:article|story|report|post|piece|column|headline) (?:has been|was|is) "
        "(?:corrected|amended)|we have corrected",
        "id": "(?:artikel|berita|tulisan|naskah|judul) ini (?:telah|sudah) "
        "(?:dikoreksi|diralat|diperbaiki)"
        "|(?:dalam )?versi (?:sebelumnya|awal) (?:dari )?(?:artikel|berita|tulisan|naskah) ini",
        "de": "in einer (?:früheren|ersten|vorherigen) (?:version|fassung)"
        "|eine frühere (?:version|fassung) (?:dieses|des)"
        "|(?:dieser|der) (?:artikel|text|beitrag) wurde (?:\\w+ )?(?:korrigiert|berichtigt)"
        "|wir haben (?:den fehler|diesen fehler|die stelle|dies) ",
        "fr": "(?:dans )?une (?:première|précédente) version de cet? (?:article|texte|dépêche)"
        "|(?:dans )?une version (?:précédente|antérieure|initiale) de cet? "
        "(?:article|texte|dépêche)"
        "|cet article a été (?:corrigé|rectifié|modifié)",
        "es": "(?:en )?una (?:primera )?versión (?:anterior|previa|inicial)?(?: )?de est[ea] "
        "(?:artículo|texto|nota|noticia|información)"
        "|est[ea] (?:artículo|texto|nota|noticia|información) (?:ha sido|fue) "
        "(?:corregid[oa]|rectificad[oa]|modificad[oa])",
        "nl": "in een (?:eerdere|vorige) versie van dit (?:artikel|bericht|stuk|verhaal)"
        "|dit (?:artikel|bericht|stuk|verhaal) is (?:gecorrigeerd|aangepast|gerectificeerd)",
        "pt": "(?:em )?uma versão (?:anterior|inicial|prévia) d(?:este|esta|o|a) "
        "(?:artigo|texto|reportagem|matéria|notícia)"
        "|est[ea] (?:artigo|texto|reportagem|matéria|notícia) foi (?:corrigid[oa]|alterad[oa])"
        "|diferentemente do (?:publicado|que (?:foi )?(?:publicado|informado|informou|afirmado))",
        "ar": "(?:ورد|جاء|ذكر(?:نا|ت)?) في (?:نسخة|صيغة) (?:سابقة|أولى)"
        "|في نسخة سابقة من هذ[اه]"
        "|(?:تم|جرى) (?:تصحيح|تعديل) هذ[اه] (?:المقال|الخبر|التقرير|المادة|النص)",
        "ja": "(?:この)?記事の(?:初出|当初|以前|一部)[^。]{0,20}(?:訂正|修正|誤り|誤って)"
        "|(?:当初|以前)の(?:記事|版|バージョン)|この記事は[^。]{0,20}(?:訂正|修正)",
        "zh": "本(?:文|报道|報道|報導)[^。，]{0,12}(?:更正|修正|订正|訂正|勘误|勘誤)"
        "|(?:本文)?(?:此前|早前|之前|先前|较早|較早)(?:的)?(?:一?个?)?版本",
    },
    "clarification": {
        "en": "(?:this|the) (?:article|story|report|post) (?:has been|was) clarified"
        "|(?:this|the) (?:article|story|report|post) (?:has been|was) "
        "(?:updated|edited) to clarify",
        "id": "(?:artikel|berita|tulisan) ini (?:telah|sudah) diklarifikasi",
        "de": "(?:dieser|der) (?:artikel|text|beitrag) wurde (?:\\w+ )?(?:präzisiert|klargestellt)",
        "fr": "cet article a été précisé",
        "es": "est[ea] (?:artículo|texto|nota|noticia) (?:ha sido|fue) aclarad[oa]",
        "nl": "dit (?:artikel|bericht|stuk) is verduidelijkt",
        "pt": "est[ea] (?:artigo|texto|reportagem|matéria) foi esclarecid[oa]",
        "ar": "تم توضيح هذ[اه] (?:المقال|الخبر|التقرير)",
        "ja": "この記事は[^。]{0,20}補足",
        "zh": "本文[^。，]{0,12}澄清",
    },
    "update": {
        "en": "(?:this|the) (?:article|story|report|post|page) "
        "(?:has been|was|is being|will be|is) (?:\\w+ )?updated",
        "id": "(?:artikel|berita|tulisan) ini (?:telah|sudah|akan(?: terus)?) "
        "(?:diperbarui|dimutakhirkan|diperbaharui)",
        "de": "(?:dieser|der) (?:artikel|text|beitrag) (?:wurde|wird) (?:\\w+ )?"
        "(?:aktualisiert|ergänzt)",
        "fr": "cet article (?:a été|est|sera) (?:\\w+ )?(?:mis à jour|actualisé|complété)",
        "es": "est[ea] (?:artículo|texto|nota|noticia|información) (?:ha sido|fue|se) "
        "(?:\\w+ )?actualiza(?:d[oa])?",
        "nl": "dit (?:artikel|bericht|stuk|verhaal) (?:is|wordt) (?:\\w+ )?"
        "(?:bijgewerkt|geactualiseerd|aangevuld)",
        "pt": "est[ea] (?:artigo|texto|reportagem|matéria|notícia) (?:foi|será|está sendo) "
        "(?:\\w+ )?atualizad[oa]",
        "ar": "(?:تم|جرى) تحديث هذ[اه] (?:المقال|الخبر|التقرير|المادة)",
        "ja": "この記事は[^。]{0,20}(?:更新|追記)",
        "zh": "本(?:文|报道|報道|報導)[^。，]{0,12}更新",
    },
    "note": {},
}
"""Whole phrases that nothing else begins with."""

_DATED = (
    "\\w*\\d\\w*|jan|feb|fev|fév|mar|mär|mrt|maa|apr|avr|abr|ab|may|mai|mei|jun|juin|jul|juil|aug"
    "|agu|agt|ago|aoû|sep|set|oct|okt|out|nov|nop|dec|des|dez|déc|dic|ene|ian"
    "|mon|tue|wed|thu|fri|sat|sun"
    "|يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
    "|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين"
)
_BESIDE = (
    "at|on|am|pm|um|vom|uhr|le|du|à|el|del?|las?|op|om|uur|em|às|as|pada|tanggal|pukul|jam"
    "|wib|wita|wit|gmt|utc|est|edt|pst|bst|cest|cet|et|h|hrs|في|الأول|الثاني"
)
"""Words of dates and times: by how they begin, and whole ones."""

# Between label and words: nothing, a bracket, or a date and a time; then a sign that ends the head.
_BRACKET = r"(?:\s*[(\[（［【][^\n]{0,60}?[)\]）］】])?"
_DATE = (
    rf"(?:(?=[^\n]{{0,40}}\d)(?:[\s,،、./:-]*(?:(?:{_DATED})\w*|(?:{_BESIDE})(?!\w))){{1,8}}\.?)?"
)
_END = r"(?:\s*[:：|｜]|\s*[)\]）］】]|\s+[–—-]\s|\s*[–—]|\.?\s*$|\.?\n|\.\s(?=\S))"


def kind_of(paragraph: str) -> Kind | None:
    """What a paragraph calls itself at its beginning; None if it is none of these."""
    opening = paragraph[:_MOST].lstrip(" \t\n*•·–—-[(（［【〔《<«“\"'※■●▼◆#")
    return next((kind for kind, shape in _shapes() if shape.match(opening)), None)


@cache
def _shapes() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple(_compiled())


def _compiled() -> Iterator[tuple[Kind, re.Pattern[str]]]:
    for kind, labels in LABELS.items():
        heads = f"(?:{'|'.join(labels.values())})(?!\\w){_BRACKET}{_DATE}{_END}"
        phrases = "|".join(PHRASES[kind].values())
        yield kind, re.compile(f"{heads}|{phrases}" if phrases else heads, re.IGNORECASE)
