"""What stands on a page beside its article: how sites name it, and the lines it is made of.

Names are classes and ids cut into words; lines are whole paragraphs and headings, in the
languages that news is written in.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TOLD_OF_ANOTHER = re.compile(r"-(?:has|no|with|is|without|not|show|hide|enable|js)-[a-z]+(?=-)")
"""`has-comments`, `no-sidebar`: the word is not about the element itself."""

_NEVER = re.compile(
    "-(?:"
    "comments?|disqus|respond|livefyre|share|shares|sharing|sharebar|shareaholic|social|socials|sns"
    "|addthis|sharethis|sharedaddy|sd-like|navbox|hatnote|related|relateds|recommend|recommended"
    "|recommendation|recommendations|recirc|recirculation|similar|newsletters?|subscribe"
    "|subscription|subscriptions|signup|sign-up|promo|promos|promoted|sponsor|sponsored|advert"
    "|adverts|advertisement|advertising|advertorial|ad|ads|adv|adsbygoogle|adslot|adbox|dfp|gpt"
    "|breadcrumbs?|sidebar|rail|cookies?|consent|onetrust|didomi|usercentrics|sourcepoint|gdpr|ccpa"
    "|popup|modal|lightbox|tooltip|footer|navbar|nav|navigation|menu|pagination|pager|taboola"
    "|outbrain|ticker|trending|mostread|most-(?:read|popular|viewed)|popular|toolbar|skip|sr-only"
    "|visually-hidden|visuallyhidden|screen-reader|screenreader|noprint|no-print|taglist|tag-list"
    "|tags|author-bio|author-box|authorbox|about-author|about-the-author"
    "|read-(?:more|also|next|too)|readmore|more-(?:from|news|stories|on)|up-next|you-may|login"
    "|log-in|register|donate|donation|rating|ratings|poll|follow|followus|feedback|copyright"
    "|baca-juga|bacajuga|lire-aussi|leia|lea-tambien|siehe-auch|onward|zergnet|mgid|revcontent"
    "|jp-relatedposts|author-info|print-only|bookmark|whatsapp|telegram|facebook|twitter-share"
    "|teaserlist|interlink|interlinks|crosslinks|inread|premium-box|plus-box|aboshop|offer|offers"
    "|infobox-author"
    ")-",
)
BOXES = frozenset(("modal", "popup", "lightbox"))
"""Words for what opens over the page: pictures of the article do so too."""
COMMENTS = frozenset(("comment", "comments", "disqus", "respond", "livefyre"))
"""Words that stay what they are even where they hold most of a page."""

_IF_SHORT = re.compile(
    "-(?:"
    "by-?line|authors?|author-?name|date|dates|datetime|dateline|timestamp|time|published"
    "|publication|pubdate|meta|metadata|posted|post-info|reading-time|readtime|read-time|kicker"
    "|eyebrow|category|categories|label|flag|badge|credits?|source|counter|views|tools|print|button"
    "|btn|banner|teasers?|topics?|keywords|tag|edit|editsection|toc|player|video|audio|listen"
    "|overline|rubrik|section-name|message|alert|notification|disclaimer|correction-link|widget"
    ")-",
)


@lru_cache(maxsize=20_000)
def words_of(names: str) -> str:
    """Classes and ids as `-lower-case-words-`, those that speak of another element left out."""
    named = " ".join(one for one in names[:300].split() if one.count("-") < _WORDS_OF_A_HEADLINE)
    joined = "-" + "-".join(word.lower() for word in _WORD.findall(named)) + "-"
    return _TOLD_OF_ANOTHER.sub("", joined)


_WORDS_OF_A_HEADLINE = 7
"""An id of so many words is made of a headline (`minister-promoted-after-vote-on-dam`)."""


@lru_cache(maxsize=20_000)
def never_article(names: str) -> str | None:
    """The word of these classes and ids that tells what does not belong to an article."""
    found = _NEVER.search(words_of(names))
    return found.group().strip("-") if found else None


@lru_cache(maxsize=20_000)
def is_aside_if_short(names: str) -> bool:
    """Whether they name a date line, a byline, a button: not article if it is but a few words."""
    return _IF_SHORT.search(words_of(names)) is not None


@lru_cache(maxsize=20_000)
def names_caption(names: str) -> bool:
    """Whether they name the caption of a picture."""
    return _CAPTION.search(words_of(names)) is not None


@lru_cache(maxsize=20_000)
def names_subhead(names: str) -> bool:
    """Whether they name a heading between the paragraphs of an article."""
    return _SUBHEAD.search(words_of(names)) is not None


_SUBHEAD = re.compile(
    "-[a-z]*(?:"
    "interline|interlinea|crosshead|crossheading|crossheader|subhead|subheading|subheader"
    "|subheadline|zwischentitel|zwischenueberschrift|zwischentitle|intertitre|intertitle|ladillo"
    "|mellomtittel|mellemrubrik|mellanrubrik|tussenkop|tussenkopje|valiotsikko|srodtytul"
    "|mezititulek|intertitulo"
    ")-",
)


@lru_cache(maxsize=20_000)
def names_post(names: str) -> bool:
    """Whether they name a post that is embedded from another site."""
    return _POST.search(words_of(names)) is not None


_POST = re.compile("-(?:tweet|instagram|tiktok|bluesky|mastodon|reddit|embed)-")
_CAPTION = re.compile(
    "-(?:"
    "caption|captions|captiontext|figcaption|legend|legende|bildunterschrift|bildtext|photo-desc"
    "|image-desc|img-desc|image-description|photo-description|picture-description|didascalia"
    "|pie-de-foto|piefoto|leyenda|legenda|bildtexte?|caption-text|cutline|photo-caption|keterangan"
    "|photo-info|image-info|podpis"
    ")-",
)

_READ_ALSO = (
    r"(?:please )?(?:also )?read(?: also| more| next| too| on| our)?\b|see also"
    r"|related(?: articles?| stories| news| content| posts?| topics?| links?| coverage)?"
    r"|more (?:on this(?: story)?|from|stories|about)|don.t miss|watch(?: also| now| more)?"
    r"|recommended(?: for you)?|you (?:may|might) (?:also )?like|most (?:read|popular|viewed)"
    r"|trending(?: now)?|editor.s picks?|up next|listen(?: now| to)?|explore more|further reading"
    r"|in case you missed it|baca (?:juga|artikel|selengkapnya|berita)|lihat juga"
    r"|simak (?:juga|video)|artikel terkait|berita terkait|tonton juga|saksikan"
    r"|lire (?:aussi|également|la suite|plus)|à lire(?: aussi| également)?|voir aussi"
    r"|sur le même sujet|à voir aussi|lisez aussi|pour aller plus loin|notre dossier"
    r"|lesen sie (?:auch|hier|mehr|jetzt|dazu)|lies auch|mehr zum thema|mehr (?:dazu|lesen|über)"
    r"|siehe auch|das könnte sie auch interessieren|auch interessant|weiterlesen|passend dazu"
    r"|zum thema|mehr von|hören sie|sehen sie auch|meistgelesen|empfohlener (?:externer )?inhalt"
    r"|empfohlener redaktioneller inhalt|le[ae] (?:tambi[eé]n|además|más|mais|também|ainda)"
    r"|lee también|lea también|ver (?:también|más|mais|também)|te puede interesar"
    r"|noticias relacionadas|más información|relacionad[ao]s?|además|mirá también"
    r"|también te puede interesar|puedes leer|seguí leyendo|leia (?:também|mais|ainda)"
    r"|veja (?:também|mais|ainda)|saiba mais|confira(?: também)?|matérias relacionadas"
    r"|leggi (?:anche|pure|tutto)|potrebbe interessarti|vedi anche|approfondisci|guarda anche"
    r"|lees (?:ook|meer|verder)|bekijk ook|zie ook|meer over|lees hier|läs (?:också|även|mer)"
    r"|se även|missa inte|läs vidare|les også|les mer|læs også|læs mere|se også|lue (?:myös|lisää)"
    r"|katso myös|lesið? (?:einnig|meira)|czytaj (?:też|także|również|więcej|dalej)"
    r"|zobacz (?:też|także|również|więcej)|przeczytaj (?:też|także|również)|polecamy|zobacz wideo"
    r"|čtěte (?:také|též|i|více)|přečtěte si|mohlo by vás zajímat|čítajte (?:aj|tiež)|prečítajte si"
    r"|viac k téme|související|pročitajte|više o|pročitaj još|preberi(?:te)? (?:še|tudi|več)"
    r"|olvass?[ae]? (?:el|tovább|is)|kapcsolódó(?: cikk(?:ek|ünk)?)?|ezt is|citește (?:și|mai)"
    r"|citeşte (?:şi|mai)|vezi și|lexoni? (?:edhe|më)|loe (?:ka|lisaks|veel)|lasi (?:arī|vairāk)"
    r"|skaitykite|taip pat skaitykite|ayrıca (?:oku|bkz)|ilgili haber(?:ler)?"
    r"|(?:bunu da|ayrıca) okuyun|daha fazla(?:sı)?|öne çıkan(?:lar)?|okumaya devam|haberin devamı"
    r"|buna da bax|həmçinin oxuyun|читайте(?: также| еще| ещё| далее| по теме)?"
    r"|читать (?:также|далее|еще)|по теме|смотрите также|материалы по теме|подробнее|другие новости"
    r"|рекомендуем|главное сегодня|читайте також|дивіться також|також по темі|за темою|актуально"
    r"|новини по темі|прочетете (?:още|и|повече)|вижте (?:още|повече)|още по темата|прочитајте"
    r"|више о|чытайце таксама|διαβάστε (?:επίσης|περισσότερα|ακόμη|ακόμα)|δείτε (?:επίσης|ακόμη)"
    r"|σχετικά άρθρα|xem (?:thêm|ngay)|đọc (?:thêm|tiếp)|tin liên quan|basahin|soma (?:pia|zaidi)"
    r"|lees ook|funda (?:nalapha|futhi)|اقرأ (?:أيضا|أيضًا|أيضاً|ايضا|المزيد)|اقرأ المزيد|شاهد أيضا"
    r"|مواضيع ذات صلة|إقرأ أيضا|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|یہ بھی پڑھیں|مزید پڑھیں"
    r"|קראו (?:גם|עוד)|לקריאה נוספת|כתבות נוספות|עוד בנושא|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें"
    r"|और पढ़ें|हे ही वाचा|हेही वाचा|हे पण वाचा|আরও পড়ুন|আরো পড়ুন|மேலும் படிக்க|இதையும் படி"
    r"|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|もっと見る|関連(?:記事|ニュース|リンク)|あわせて読みたい|おすすめ(?:記事)?|続きを読む"
    r"|相关(?:阅读|新闻|报道|文章)|延伸閱讀|延伸阅读|推荐阅读|更多新聞"
    r"|相關(?:新聞|報導|文章)"
    r"|관련\s?(?:기사|뉴스)|함께 보면"
)
_LABEL = re.compile(rf"^\W*(?:{_READ_ALSO})\s*[:：>»→|\-–—]", re.IGNORECASE)
_WHOLE = re.compile(rf"^\W*(?:{_READ_ALSO})\W*$", re.IGNORECASE)
_OPENS = re.compile(rf"^\W*(?:{_READ_ALSO})\b", re.IGNORECASE)

_OFFER = re.compile(
    r"\b(?:"
    r"sign up (?:for|to)|subscribe (?:to|now|today|here)|follow us"
    r"|join (?:our|us on|the conversation)|click here|download (?:the|our) app|our newsletter"
    r"|get (?:our|the) (?:latest|newsletter)|share this (?:article|story|post)"
    r"|(?:this|your) browser"
    r"|enable javascript|all rights reserved|scroll (?:to|down)|accept (?:all )?cookies"
    r"|support our journalism|become a (?:member|subscriber|patron)|create (?:a )?free account"
    r"|already a subscriber|ikuti (?:kami|berita|saluran|kanal)|gabung (?:di|dengan)"
    r"|dapatkan (?:update )?berita|google news|whatsapp[- ](?:channel|kanal|canal|kanaal)"
    r"|telegram[- ](?:channel|kanal)|abonnez-vous|inscrivez-vous|suivez-nous|s.abonner"
    r"|newsletter (?:abonnieren|anmelden)|folgen sie uns|jetzt abonnieren|hier anmelden"
    r"|kostenlos testen|suscr[ií]bete|síguenos|siga-nos|assine|inscreva-se|iscriviti|seguici"
    r"|abonneer|meld je aan|volg ons|prenumerera|följ oss|tilaa uutiskirje|zapisz się|obserwuj nas"
    r"|subskrybuj|odebírejte|sledujte nás|iratkozz|kövess|abonează-te|urmărește-ne|bizi takip"
    r"|abone ol|подпи(?:шитесь|сывайтесь|ска|саться)|підпи(?:шіться|суйтесь)|следите за|стежте за"
    r"|абонирайте|εγγραφείτε|ακολουθήστε|اشترك|تابعونا|تابعنا|हमें फॉलो|सब्सक्राइब"
    r"|購読|メルマガ|訂閱|订阅"
    r"|關注我們|关注我们|구독"
    r")",
    re.IGNORECASE,
)
_STUBS = re.compile(
    r"^\W*(?:"
    r"advertisements?|ad|anzeige|werbung|publicidad|publicidade|pubblicità|publicité|reklama?"
    r"|advertentie|annons|mainos|iklan|реклама|إعلان|廣告|广告|広告|광고|विज्ञापन|advertorial"
    r"|annonsørinnhold|annonsinnehåll"
    r"|scroll to continue|continue reading(?: below)?|article continues (?:below|after).{0,40}"
    r"|story continues (?:below|after).{0,40}|loading(?:\.\.\.)?|share|teilen|partager|compartir"
    r"|compartilhar|condividi|bagikan|поделиться|tweet|facebook|twitter|whatsapp|email|print|drucken"
    r"|copy link|link copied|comments?|kommentare|play|close|back to top|save|follow|like|reply"
    r"|report|skip ad|sponsored|photo|image|foto|video|copied|listen|listen to article"
    r"|play audio|share this|bookmark|tags?|by|read more"
    r")\W*$",
    re.IGNORECASE,
)
_LONGEST_LINE = 300


def is_line(words: str, linked: float) -> bool:
    """Whether a whole paragraph or heading is furniture; `linked` is the share in links, 0 to 1."""
    if not words or len(words) > _LONGEST_LINE:
        return False
    if _STUBS.match(words) or _WHOLE.match(words):
        return True
    if _LABEL.match(words) and linked > 0.15:
        return True
    if linked > 0.5 and _OPENS.match(words):
        return True
    if len(words) > 250 or _OFFER.search(words) is None:
        return False
    return linked > 0.08 or (len(words) < 90 and not _SPOKEN.search(words))


_SPOKEN = re.compile('[“”„«»「『"]')
"""What someone is quoted with is no offer of the site."""


def heads_a_list(words: str) -> bool:
    """Whether a heading announces furniture (`Related articles`), so that its list goes too."""
    return len(words) < 80 and _WHOLE.match(words) is not None
