"""What calls itself a correction is told from what merely begins with such a word."""

import pytest

from reader.corrections import LABELS, PHRASES, Kind, kind_of

# One sentence for each label and phrase that a newsroom of that language would print; all ours.
CORRECTIONS = {
    "en": ["Correction: The bridge opened in 1931, not 1913.",
           "CORRECTION (May 3, 2024): The minister spoke on Tuesday.",
           "An earlier version of this article misstated the mayor’s age.",
           "This story has been corrected to say that 14 houses burned."],
    "id": ["Ralat: Korban meninggal berjumlah empat, bukan empat belas.",
           "Koreksi, 3 Mei 2024: Nama kepala desa adalah Rahmat.",
           "Artikel ini telah dikoreksi pada bagian jumlah korban.",
           "Versi sebelumnya dari artikel ini keliru menyebut nama sungai."],
    "de": ["Korrektur vom 3. Mai: Die Brücke ist 40 Meter lang.",
           "Berichtigung: Der Rat tagte am Dienstag.",
           "In einer früheren Version dieses Artikels stand eine falsche Zahl."],
    "fr": ["Rectificatif : le pont a été ouvert en 1931.",
           "Correction (3 mai) : le maire a parlé mardi.",
           "Une version précédente de cet article donnait un chiffre erroné.",
           "Cet article a été corrigé le 3 mai."],
    "es": ["Fe de errores: el puente se abrió en 1931.",
           "Corrección, 3 de mayo: fueron 40 casas.",
           "Una versión anterior de este artículo daba otra cifra.",
           "Esta noticia ha sido corregida para cambiar una fecha."],
    "nl": ["Correctie: de brug is 40 meter lang.",
           "Rectificatie (3 mei): de raad vergaderde dinsdag.",
           "In een eerdere versie van dit artikel stond een verkeerd getal."],
    "pt": ["Errata: a ponte foi aberta em 1931.",
           "Correção (3/5): foram 40 casas.",
           "Uma versão anterior deste texto trazia outro número.",
           "Diferentemente do publicado, a ponte tem 40 metros."],
    "ar": ["تصحيح: عدد الضحايا أربعة وليس أربعة عشر.",
           "تصويب (3 مايو): اسم القرية هو النخيل.",
           "ورد في نسخة سابقة من هذا المقال رقم خاطئ."],
    "ja": ["【訂正】橋の長さは40メートルでした。",
           "訂正（5月3日）：市長の発言は火曜日でした。",
           "お詫びと訂正：人数に誤りがありました。"],
    "zh": ["更正：大桥全长四十米，而非十四米。", "勘误（5月3日）：会议于周二举行。",
           "本文早前版本误写了村名。"],
}  # fmt: skip

CLARIFICATIONS = {
    "en": ["Clarification: The fund is paid for by the region.",
           "This article has been updated to clarify who pays."],
    "id": ["Klarifikasi: Dana itu berasal dari provinsi."],
    "de": ["Klarstellung: Der Fonds gehört dem Land."],
    "fr": ["Précision : le fonds est régional."],
    "es": ["Aclaración: el fondo es regional."],
    "nl": ["Verduidelijking: het fonds is van de provincie."],
    "pt": ["Esclarecimento: o fundo é regional."],
    "ar": ["توضيح: الصندوق تابع للإقليم."],
    "ja": ["補足：基金は県のものです。"],
    "zh": ["澄清：该基金属于省级。"],
}  # fmt: skip

UPDATES = {
    "en": ["UPDATE 3 May 2024, 14:05 — The road is open again.",
           "Update, 9:30 a.m.: Two more people were found.",
           "Updated at 14:05: The road is open again.",
           "This story will be updated."],
    "id": ["Pembaruan 3 Mei 2024 pukul 14.05 WIB: Jalan dibuka kembali.",
           "Diperbarui: Dua orang lagi ditemukan.",
           "Berita ini telah diperbarui."],
    "de": ["Aktualisierung, 14.05 Uhr: Die Straße ist frei.",
           "Nachtrag: Zwei Menschen sind gefunden."],
    "fr": ["Mise à jour à 14h05 : la route est ouverte.", "Cet article a été mis à jour."],
    "es": ["Actualización (14:05): la carretera está abierta."],
    "nl": ["Update 14.05 uur: de weg is open.", "Dit artikel is bijgewerkt."],
    "pt": ["Atualização às 14h05: a estrada está aberta."],
    "ar": ["تحديث 3 مايو: الطريق مفتوح.", "تم تحديث هذا الخبر."],
    "ja": ["【更新】道路が再開しました。", "追記（5月3日 14:05）：二人が見つかりました。"],
    "zh": ["更新：道路已恢复通行。"],
}  # fmt: skip

NOTES = {
    "en": ["Editor’s note: The author is a member of the council.",
           "Note to readers: names were changed."],
    "id": ["Catatan redaksi: Nama saksi disamarkan."],
    "de": ["Anmerkung der Redaktion: Die Namen sind geändert.",
           "Anm. d. Red.: Der Autor ist Mitglied."],
    "fr": ["Note de la rédaction : les noms ont été changés.", "NDLR : l’auteur est élu."],
    "es": ["Nota de la redacción: los nombres se han cambiado."],
    "nl": ["Noot van de redactie: de namen zijn veranderd."],
    "pt": ["Nota da redação: os nomes foram trocados."],
    "ar": ["ملاحظة المحرر: الأسماء مستعارة.", "تنويه: الأسماء مستعارة."],
    "ja": ["※編集部注：名前は仮名です。"],
    "zh": ["编者按：文中人名为化名。"],
}  # fmt: skip

ALIKE = [
    "Update your software before you travel, the agency said.",
    "Updates to the law are expected in June.",
    "Update 2024 budget figures: that is what the council was asked to do.",
    "Updated figures show that 40 houses burned.",
    "Correction fluid was found on three of the ballots.",
    "Corrections officers said that they had not been told.",
    "Clarification of the rules is what the farmers ask for.",
    "Note that the bridge has been closed since May.",
    "Editors at the paper declined to comment.",
    "This article of the law has been amended twice.",
    "Perbaikan jalan di Sumenep dimulai pekan depan.",
    "Klarifikasi dari bupati ditunggu warga sejak Senin.",
    "Pembaruan aplikasi itu gagal pada 3 Mei.",
    "Korrekturen am Gesetz sind geplant, sagte die Ministerin.",
    "Korrigiert hat die Behörde ihre Zahlen bisher nicht.",
    "Hinweise der Redaktion liegen der Polizei nicht vor.",
    "Corriger les chiffres prendra du temps.",
    "Précision et patience sont les vertus du métier.",
    "Mise à jour du logiciel obligatoire, dit la mairie.",
    "Correcciones de última hora retrasan la ley.",
    "Nota del banco central: sube la deuda y nadie lo explica",
    "Aanvulling van de voorraad duurt tot juni.",
    "Atualização do cadastro termina na sexta.",
    "تصحيح المسار يتطلب وقتا طويلا، بحسب الوزير.",
    "تحديث النظام يتطلب وقتا.",
    "訂正印がなければ無効になると市は説明した。",
    "更新されたソフトを使う必要がある。",
    "更正错误需要时间，他说。",
    "更新后的系统将于五月启用。",
    "Mayor: “No correction is needed.”",
    "",
    "14",
]


def _all(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language, found in table.items() for sentence in found]


@pytest.mark.parametrize(
    ("table", "kind"),
    [(CORRECTIONS, "correction"), (CLARIFICATIONS, "clarification"), (UPDATES, "update"),
     (NOTES, "note")],
)  # fmt: skip
def test_what_calls_itself_something_is_that(table: dict[str, list[str]], kind: Kind) -> None:
    assert {sentence: kind_of(sentence) for _l, sentence in _all(table)} == {
        sentence: kind for _l, sentence in _all(table)
    }


@pytest.mark.parametrize("sentence", ALIKE)
def test_a_sentence_that_only_begins_like_it_is_none(sentence: str) -> None:
    assert kind_of(sentence) is None


def test_brackets_stars_and_quotes_before_it_do_not_hide_it() -> None:
    for before in ("* ", "[", "— ", "“", "(", "• ", "※"):
        assert kind_of(f"{before}Correction: It was 40.") == "correction"
    assert kind_of("Correction") == "correction"
    assert kind_of("CORRECTION\nIt was 40.") == "correction"


def test_every_language_has_a_label_for_each_kind_and_its_sentences() -> None:
    languages = set(CORRECTIONS)
    assert len(languages) == 10
    assert all(set(of_kind) == languages for of_kind in LABELS.values())
    assert all(set(of_kind) in (languages, set()) for of_kind in PHRASES.values())
    assert all(set(table) == languages for table in (CLARIFICATIONS, UPDATES, NOTES))
