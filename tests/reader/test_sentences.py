"""Sentences are cut where a journalist would cut them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sentences import sentences
from tests.reader.strategies import texts
from tests.shared import shared

BY_HAND: tuple[tuple[str | None, tuple[str, ...]], ...] = (
    # --- English
    ("en", ("Mr. Rutte met U.S. troops at No. 10 on Feb. 3.", "It cost 3.5 million.")),
    ("en", ("“Stop!” he said.", "Sen. Smith (D-Ohio) agreed.", "Nobody else did.")),
    ("en", ("J. K. Rowling wrote it.", "See example.com.", "She did not.")),
    ("en", ("Wait... what?", "Really?!", "Yes.")),
    ("en", ("The fee rose from $1.20 to $3.45.", "Nobody was told.")),
    ("en", ("Gen. Lee and Lt. Col. Ortiz came.", "So did Prof. Wu.")),
    ("en", ("The U.K. and the U.S. signed.", "France did not.")),
    ("en", ("He asked: “Who paid?”", "Nobody answered.")),
    ("en-GB", ("At 9.30 the doors shut.", "St. Mary’s was full.")),
    ("en", ("The council voted 7–2.", "Mrs. Okafor abstained.", "Why?")),
    ("en", ("Polls closed at 8 p.m.", "The count began at once.")),
    ("en", ("The train left at 6 p.m. on Friday.", "It was full.")),
    ("en", ("Apple Inc. and Alphabet Inc. declined to comment.", "Others did not.")),
    ("en", ("The photo is undated (n.d.) and unsigned.", "It was sold in 1911.")),
    ("en", ("“It was,” she said, “the worst night.”", "Then she left.")),
    ("en", ("“I do not know. Ask him,” she said.", "He was gone.")),
    ("en", ("He wrote “No comment.”", "The paper printed it.")),
    ("en", ("Smith et al. found no effect.", "Others did.")),
    ("en", ("Some fruit, e.g. apples, i.e. what grows here, etc., was sold.", "The rest rotted.")),
    ("en", ("Dr. h. c. Miller spoke.", "Nobody listened.")),
    ("en", ("John F. Kennedy Jr. flew that night.", "The plane never landed.")),
    ("en", ("Martin Luther King Jr. Drive was closed.", "Buses went around.")),
    ("en", ("See p. 12, vol. 3, fig. 4 and ch. 9.", "The rest is silence.")),
    ("en", ("She paid approx. 300 dollars.", "He paid none.")),
    ("en", ("Write to info@example.com or see https://example.com/a.b?c=d.", "No one did.")),
    ("en", ("The D.C. Circuit ruled on Jan. 6.", "The U.S. Supreme Court did not.")),
    ("en", ("He was born in Washington, D.C.", "His sister was not.")),
    ("en", ("The bill (H.R. 1234) passed 218-214.", "The Senate waits.")),
    ("en", ("Rep. Ocasio-Cortez (D-N.Y.) voted no.", "Gov. Hochul did not say.")),
    ("en", ("The vessel, USS Cole, left at 0.5 knots.", "Nobody waved.")),
    ("en", ("Brown v. Board of Education was decided in 1954.", "It stands.")),
    ("en", ("The score was 3-0.", "No goals came after that.")),
    ("en", ("The Japan-U.S. Status of Forces Agreement was revised.", "It holds.")),
    ("en", ("Was it true?", "No.", "Was it wise?", "No.")),
    ("en", ("“Who is there?” asked the guard.", "“A friend!” came the answer.")),
    ("en", ("It was over … or so they thought.", "It was not.")),
    ("en", ("“We will see...” he said.", "We did.")),
    ("en", ("[The minister laughs.]", "Then he goes on.")),
    ("en", ("The report (see Appendix B.) was late.", "It was also wrong.")),
    ("en", ("He left (nobody saw him.)", "She stayed.")),
    ("en", ("Sgt. Pepper met Capt. Ahab, Maj. Tom and Cpl. Jones.", "All lied.")),
    ("en", ("The Rev. Al Sharpton spoke.", "So did the Hon. Mr. Speaker.")),
    ("en", ("It was built in 44 B.C. and burnt.", "Rome forgot.")),
    ("en", ("The rate is 4.25 per cent vs. 4.5 per cent last year.", "It may fall.")),
    ("en", ("1. Bring a pen.", "2. Sign here.")),
    ("en", ("Yahoo! shares fell.", "Microsoft rose.")),
    ("en", ("Did you read “Who’s Afraid?” yesterday?", "I did not.")),
    ("en", ("It weighs 5 lb. and costs 3 oz. of silver.", "Nobody bought it.")),
    ("en", ("The firm sold 1.2m cars in Sept. and 1.4m in Oct. 2023.", "Sales rose.")),
    ("en", ("The hearing is on Mon. at 10 a.m. in Room 4.", "Come early.")),
    ("en", ("Ph.D. students struck.", "Their M.A. colleagues did not.")),
    ("en", ("He lives at 221B Baker St. in London.", "She lives on 5th Ave. in New York.")),
    ("en", ("Mt. Everest and Ft. Worth are far apart.", "So are we.")),
    ("en", ("“I saw it.”", "He paused.", "“I saw it all.”")),
    ("en", ("“Go!”", "“Where?”", "“Home.”")),
    ("en", ("He said 'No.'", "She said 'Yes.'")),
    ("en", ("The company was founded in 1999.", "1,200 people work there.")),
    ("en", ("iPhone sales fell.", "iPad sales rose.")),
    # --- Indonesian, Malay
    ("id", ("Ia tinggal di Jl. Sudirman No. 5.", "Rumahnya kecil.")),
    ("id", ("Prof. Dr. Ir. Budi hadir.", "Harga naik Rp. 5.000 per kg.", "Ia pergi.")),
    ("id", ("“Kami menunggu,” kata Siti.", "Tidak ada yang datang.")),
    ("id", ("Kol. (Purn.) Agus dan Letjen. Budi hadir.", "Mereka diam.")),
    ("id", ("Mereka menjual beras, gula, kopi, dll. di pasar itu.", "Harganya naik.")),
    ("id", ("PT. Maju Jaya Tbk. merugi.", "Sahamnya turun 3,5 persen.")),
    ("id", ("Menurut H. Abdul, S.H., M.H., perkara itu selesai.", "Hakim setuju.")),
    ("id", ("“Tunggu dulu!” teriaknya.", "Semua berhenti.")),
    ("id", ("Rapat dimulai pukul 10.30 WIB.", "Semua datang a.n. menteri.")),
    ("id", ("Gempa M 5.6 mengguncang Kab. Cianjur.", "Warga mengungsi.")),
    ("id", ("Dr. Sutomo, M.Si. berbicara di Kec. Menteng.", "Ia pulang.")),
    ("id", ("Apa benar?", "Tidak!", "Lalu siapa?")),
    ("id", ("UU No. 40 Tahun 1999 s.d. sekarang berlaku.", "Pasal 4 ayat (1) jelas.")),
    ("ms", ("Harganya RM. 5 sahaja.", "Dato’ Dr. Ahmad setuju.")),
    ("ms", ("Beliau tinggal di Jln. Ampang.", "Rumahnya besar.")),
    # --- German
    ("de", ("Das kostet z. B. 5 Euro.", "Dr. Müller kam am 3. Oktober.", "Er ging.")),
    ("de", ("Der Rat tagt am Montag.", "Was dann?")),
    ("de", ("Das steht auf S. 12 in Bd. 3.", "Mehr nicht.")),
    ("de", ("Prof. Dr. h. c. Maier sprach am 1. Mai 2020.", "Niemand kam.")),
    ("de", ("„Halt!“, rief er.", "Sie lief weiter.")),
    ("de", ("„Wer zahlt?“, fragte Frau Dr. Roth.", "Keiner antwortete.")),
    ("de", ("Es gab u. a. Brot, d. h. wenig, usw. und sofort.", "Das war alles.")),
    ("de", ("Das 19. Jahrhundert endete 1900.", "Das 20. begann.")),
    ("de", ("Laut Art. 5 Abs. 1 GG ist das erlaubt.", "Punkt.")),
    ("de", ("Ca. 300 Menschen bzw. Familien kamen.", "Viele gingen.")),
    ("de", ("Ludwig XIV. regierte lange.", "Er starb 1715.")),
    ("de", ("Die Müller AG & Co. KG schließt.", "Der Betriebsrat klagt.")),
    ("de-CH", ("Das Volk sagte Nein.", "Die Regierung staunte.")),
    ("de", ("Die Vorräte stiegen um 1,64 Mill. Barrel.", "Der Preis fiel.")),
    ("de", ("Er wohnt in der Goethestr. 5.", "Sie nicht.")),
    # --- Dutch
    ("nl", ("Dr. Jansen en mr. De Vries kwamen.", "De dijk hield.")),
    ("nl", ("Het kost bijv. 5 euro, d.w.z. weinig.", "Toch kocht niemand het.")),
    ("nl", ("“Stop!” riep hij.", "Niemand stopte.")),
    ("nl", ("Ca. 200 mensen, o.a. boeren, protesteerden.", "De politie keek toe.")),
    ("nl", ("Prof. dr. A. van den Berg sprak.", "Het was stil.")),
    # --- French
    ("fr", ("M. Dupont est là.", "« Bonjour ! » dit-il.", "Il part.")),
    ("fr", ("Mme Curie et MM. Roux sont venus.", "Qui paie ?")),
    ("fr", ("« Qui est là ? » demanda-t-elle.", "Personne ne répondit.")),
    ("fr", ("Il habite av. Foch, no. 5.", "Elle habite ailleurs.")),
    ("fr", ("Le prix est de 3,5 millions, c.-à-d. trop.", "Ils ont refusé.")),
    ("fr", ("Il cite l’art. 5, p. 12, etc. dans son livre.", "Rien d’autre.")),
    ("fr", ("J.-C. Martin et A. Durand ont gagné.", "Le maire a perdu.")),
    ("fr", ("« Je ne sais pas. »", "Il se tut.")),
    ("fr", ("Attention !", "Danger !", "Partez.")),
    ("fr", ("Au Ier s. av. J.-C. la ville brûla.", "On la rebâtit.")),
    # --- Spanish, Portuguese, Catalan, Italian, Romanian
    ("es", ("¿Qué pasa?", "¡Hola!", "El Sr. Pérez llegó a las 5.", "Se fue.")),
    ("es", ("La Dra. Gómez habló.", "Nadie contestó.")),
    ("es", ("EE. UU. no firmó.", "Francia sí.")),
    ("es", ("Vive en la Av. Reforma núm. 5.", "Trabaja lejos.")),
    ("es", ("«¿Quién paga?», preguntó.", "Nadie lo sabe.")),
    ("es", ("Llegó a las 5 p. m. del martes.", "Salió a las 6.")),
    ("es", ("Costó 3.500 euros.", "Ud. lo sabe.")),
    ("es", ("—¡No! —gritó ella—.", "Se marchó.")),
    ("pt", ("O Sr. Silva chegou.", "A Dra. Costa saiu.")),
    ("pt", ("Custou R$ 3.500.", "Ninguém pagou.")),
    ("pt", ("O Exmo. Sr. Ministro falou.", "O povo riu.")),
    ("pt", ("Mora na Av. Paulista, n. 5.", "Trabalha longe.")),
    ("it", ("Il Dott. Rossi è qui.", "Non parla.")),
    ("it", ("L’on. Bianchi e il sen. Verdi votarono.", "La legge passò.")),
    ("it", ("Costa 3.500 euro, ecc. ecc.", "Nessuno paga.")),
    ("it", ("«Chi è?» chiese.", "Nessuno rispose.")),
    ("ca", ("El Sr. Puig va venir.", "La Sra. Mas no.")),
    ("ro", ("Dl. Popescu a venit.", "Dna. Ionescu nu.")),
    # --- Nordic
    ("sv", ("Det kostar t.ex. 5 kronor.", "Ingen köpte.")),
    ("sv", ("Kl. 9.30 stängde dörrarna.", "Bl.a. Anna var där.")),
    ("da", ("Det koster f.eks. 5 kroner.", "Den 3. oktober kom han.")),
    ("nb", ("Det koster f.eks. 5 kroner.", "Den 3. oktober kom han.")),
    ("fi", ("Se maksaa esim. 5 euroa.", "Kukaan ei ostanut.")),
    # --- Slavic
    ("pl", ("Prof. Nowak przyszedł.", "Nikt nie pytał.")),
    ("pl", ("W 1950 r. urodził się tu ks. Jan.", "Potem wyjechał.")),
    ("pl", ("Kupił m.in. chleb, np. żytni, itd. za 5 zł.", "Resztę zostawił.")),
    ("cs", ("Přišel např. pan Novák.", "Dne 3. října odešel.")),
    ("ru", ("Он родился в 1950 г. в Москве.", "Затем уехал.")),
    ("ru", ("Это значит, т. е. почти ничего, и т. д. и т. п. для всех.", "Все молчали.")),
    ("ru", ("А. С. Пушкин жил на ул. Мойка.", "Он погиб в 1837 году.")),
    ("ru", ("«Стой!» — крикнул он.", "Никто не остановился.")),
    ("ru", ("Бюджет вырос на 3,5 млрд. руб. за год.", "Налоги тоже.")),
    ("ru", ("Кто это?", "Я не знаю...", "Никто не знает.")),
    ("ru", ("Им. Ленина назвали завод.", "Г. Иванов молчал.")),
    ("uk", ("Він приїхав до м. Львова.", "Потім поїхав.")),
    ("uk", ("Це коштує 5 тис. грн. на рік.", "Ніхто не платить.")),
    ("uk", ("Т. Г. Шевченко народився 1814 р. у селі.", "Він був поетом.")),
    ("bg", ("Той е роден през 1950 г. в София.", "После замина.")),
    ("sr", ("Др Петровић је дошао.", "Нико није питао.")),
    # --- Turkish, Greek, Hungarian, Vietnamese, Swahili
    ("tr", ("Prof. Yılmaz geldi.", "Kimse sormadı.")),
    ("tr", ("Doç. Dr. Ayşe Hanım konuştu.", "3. katta kimse yoktu.")),
    ("tr", ("Atatürk Cad. No. 5 boş.", "Neden?")),
    ("el", ("Τι είναι αυτό;", "Είναι καλό.")),
    ("el", ("Ο κ. Παπαδόπουλος ήρθε.", "Ποιος πληρώνει;", "Κανείς.")),
    ("hu", ("Dr. Kovács pl. nem jött el.", "2020. május 3-án ment el.")),
    ("vi", ("TP. Hồ Chí Minh rất đông.", "Không ai biết.")),
    ("sw", ("Bw. Juma alikuja.", "Bi. Asha hakuja.")),
    # --- right to left
    ("ar", ("هل هذا صحيح؟", "نعم.", "قال الرئيس ذلك!", "ثم ذهب.")),
    ("ar", ("قال د. أحمد إن السعر 3.5 مليون.", "لم يوافق أحد.")),
    ("ar", ("«من يدفع؟» سأل الرجل.", "لم يجب أحد.")),
    ("fa", ("این چیست؟", "خوب است.")),
    ("fa", ("او گفت: «نمی‌دانم.»", "سپس رفت.")),
    ("ur", ("یہ سچ ہے۔", "وہ گیا۔")),
    ("ur", ("کیا یہ سچ ہے؟", "نہیں۔", "ڈاکٹر نے کہا۔")),
    ("he", ("מה קרה?", "הוא הלך.")),
    ("he", ("ד״ר כהן וגב׳ לוי באו.", "„לא!” אמר.", "הוא הלך.")),
    # --- South and South-East Asia
    ("hi", ("यह सच है।", "वह गया।", "क्या?")),
    ("hi", ("डॉ. शर्मा आए।", "उन्होंने 3.5 करोड़ दिए।")),
    ("hi", ("श्री ए. पी. जे. अब्दुल कलाम आए थे।", "सब खुश थे।")),
    ("mr", ("तो आला.", "ती गेली.")),
    ("bn", ("সে এল।", "কেন?", "কেউ জানে না।")),
    ("ta", ("அவர் வந்தார்.", "யார்?", "தெரியாது.")),
    ("my", ("သူလာတယ်။", "သူပြန်သွားပြီ။")),
    ("km", ("គាត់មក។", "គាត់ទៅ។")),
    ("th", ("เขามาแล้ว เขาไปแล้ว",)),
    # --- CJK
    ("ja", ("彼は「行く。」と言った。", "そして帰った！", "本当？", "はい。")),
    ("ja", ("午後10時、閉館の音楽は流れない。", "図書館は夜も開いている。")),
    ("ja", ("「待って！」", "彼は振り返った。")),
    ("ja", ("税率は3.5％だ。", "（写真は昨年。）", "来年は上がる。")),
    ("ja", ("「本当か？」と聞いた。", "答えはなかった……。", "夜だった。")),
    ("zh", ("他说：“好。”", "然后走了。", "真的吗？", "是的！")),
    ("zh", ("“谁来付钱？”他问。", "没有人回答。")),
    ("zh-Hant", ("他說：「我不知道。」", "然後就走了。")),
    ("zh", ("增长3.5%。", "失业率为5.2%。", "怎么办？！", "等等看……没人知道。")),
    ("ko", ("그는 왔다.", "정말?", "아무도 몰랐다.")),
    ("ko", ("“누구세요?” 그가 물었다.", "대답은 없었다.")),
    # --- others
    ("hy", ("Նա գնաց։", "Ոչ ոք չեկավ։")),
    ("am", ("ሄደ።", "ማንም አልመጣም።")),
    ("ka", ("ის მოვიდა.", "ვინ?", "არავინ იცის.")),
    (
        "en",
        ("He sued Apple Inc.", "The court agreed.", "He moved to the U.S.", "The visa was late."),
    ),
    ("en", ("He took vitamin C.", "The doctor agreed.", "Then came Plan B.", "It failed.")),
    (
        "en",
        (
            "She spied for the C.I.A.",
            "He spied for the K.G.B.",
            "They met at 5 p.m.",
            "Nobody knew.",
        ),
    ),
    ("en", ("“We had no warning.", "Nobody told us.", "The water came.")),
    (
        "en",
        ("The dogs’ owner won’t say.", "It’s his right.", "The ’90s were fun.", "They’re over."),
    ),
    ("en", ("i went home.", "it rained.", "then i slept.")),
    ("es", ("Dijo que no.", "El ministro salió con pan, vino, etc.", "Nadie lo vio.")),
    ("it", ("Ha detto no.", "Il ministro è uscito.")),
    ("fr", ("Il manque de vitamine C.", "Le médecin le sait.")),
    ("id", ("Harga beras, gula, dll.", "Warga mengeluh.")),
    ("ru", ("В 1950 г. он уехал в г. Москва.", "Затем вернулся.")),
    ("ar", ("قال «لا نعرف. لم يخبرنا أحد.»", "ثم ذهب.")),
    (None, ("यह सच है।", "वह गया।")),
    (None, ("ሄደ።", "ማንም አልመጣም።")),
    (None, ("Mr. Rutte came.", "Nobody saw him.")),
    ("xx", ("Mr. Rutte came.", "Nobody saw him.")),
)

_SPACELESS = ("ja", "zh", "zh-Hant")


@pytest.mark.parametrize(("lang", "expected"), BY_HAND)
def test_hard_cases_are_cut_as_by_hand(lang: str | None, expected: tuple[str, ...]) -> None:
    text = ("" if lang in _SPACELESS else " ").join(expected)
    assert tuple(text[start:end] for start, end in sentences(text, lang)) == expected


def test_a_newline_always_ends_a_sentence() -> None:
    text = "The list\nof names\n\nand places"
    found = [text[start:end] for start, end in sentences(text, "en")]
    assert found == ["The list", "of names", "and places"]


@settings(max_examples=150, deadline=None)
@given(texts(0, 200), st.sampled_from([None, "en", "id", "ar", "ja", "xx", "de-CH", "not a tag"]))
def test_every_character_that_is_no_white_space_is_in_one_sentence(
    text: str, lang: str | None
) -> None:
    found = list(sentences(text, lang))
    assert found == list(sentences(text, lang))
    covered = [index for start, end in found for index in range(start, end)]
    assert covered == sorted(set(covered))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, end in found:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert "\n" not in text[start:end]


def test_a_short_quotation_is_one_with_who_said_it_and_a_long_one_is_cut() -> None:
    short = "“We had no warning. Nobody told us,” said Ann Lee."
    long = f"“{'We had no warning at all. ' * 10}Nobody told us,” said Ann Lee."
    assert len(list(sentences(short, "en"))) == 1
    found = [long[start:end] for start, end in sentences(long, "en")]
    assert found[0] == "“We had no warning at all."
    assert found[1:10] == ["We had no warning at all."] * 9
    assert found[10] == "Nobody told us,” said Ann Lee."


def test_a_sentence_is_cut_alike_wherever_it_stands() -> None:
    """Also where the library, which is given a stretch at a time, sees only its beginning."""
    for lang, expected in BY_HAND:
        space = "" if lang in _SPACELESS else " "
        times = 2500 // len(space.join(expected)) + 1
        line = space.join(expected * times)
        found = tuple(line[start:end] for start, end in sentences(line, lang))
        assert found == expected * times or lang == "th"


@settings(max_examples=20, deadline=None)
@given(st.lists(texts(0, 60), max_size=4), st.integers(1, 60))
def test_a_line_longer_than_a_stretch_is_covered(parts: list[str], times: int) -> None:
    line = " ".join(parts * times)
    covered = [at for start, end in sentences(line, "en") for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {at for at, char in enumerate(line) if not char.isspace()} <= set(covered)


HOSTILE = (
    "A. ",
    "word ",
    "a",
    "“",
    "(",
    ".",
    ". ",
    "1. ",
    "no. A ",
    "xx.) ",
    "走了。",
    "「",
    "«'",
    "a.-",
)


@pytest.mark.parametrize("part", HOSTILE)
def test_a_text_meant_to_be_slow_comes_to_an_end(part: str) -> None:
    """Some of them took minutes: the library takes the square of a line's length."""
    text = part * (60_000 // len(part))
    for lang in ("en", "fr"):
        assert list(sentences(text, lang))[-1][1] == len(text.rstrip())


def test_a_real_article_is_cut_into_sentences_of_a_length_to_read() -> None:
    text = shared("articles/nato-rutte.id.txt").read_text("utf-8")
    lengths = [end - start for start, end in sentences(text, "id")]
    assert len(lengths) > 5
    assert sum(length < 12 for length in lengths) <= len(lengths) / 10
