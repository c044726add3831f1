"""What pages say that are no article: that there is none, or who may read it, or under what terms.

Words in ten languages, compared without case, accents and vowel points; `~` stands for a few words
between. Each is said of the page itself and hardly ever in a report: “cookies” alone is no notice,
“accept all cookies” is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args

from reader.text import fold

Notice = Literal["error", "log-in", "paywall", "consent"]

_ERROR = """
page not found | page cannot be found | page can't be found | page could not be found
page you requested | page you are looking for | page you're looking for | page no longer exists
page doesn't exist | page does not exist | error 404 | 404 error | 404 not found | 403 forbidden
access denied | internal server error | service unavailable | bad gateway | gateway timeout
checking your browser | verify you are human | verify that you are human | are you a robot
enable javascript and cookies | too many requests | unusual traffic | site is under maintenance
forbidden you don't have permission
halaman tidak ditemukan | halaman ini tidak ada | tidak memiliki hak untuk melihat
 laman tidak ditemukan | laman yang anda minta | halaman yang anda cari | halaman yang anda minta
akses ditolak
situs sedang dalam perbaikan
seite nicht gefunden | seite wurde nicht gefunden | seite konnte nicht gefunden
seite existiert ~ nicht | keine ausreichenden berechtigungen | unzureichende berechtigungen
 gesuchte seite | aufgerufene seite | zugriff verweigert
page introuvable | page non trouvée | page demandée | page que vous recherchez
page que vous cherchez | page semble ne pas exister | droits suffisants pour voir
page n'existe pas | page n'existe plus | accès refusé
página no encontrada | no se ha encontrado la página | no se encontró la página
no hemos encontrado la página | página que buscas | página que busca | página solicitada
suficientes permisos para ver | permisos suficientes para ver
página no existe | acceso denegado
pagina niet gevonden | opgevraagde pagina | gevraagde pagina | pagina kan niet worden gevonden
pagina die u zoekt | pagina die je zoekt
pagina bestaat niet | toegang geweigerd
página não encontrada | não encontramos a página | página que você procura | página que procura
página não existe | página não parece existir | privilégios suficientes | acesso negado
página requisitada | página solicitada | página pedida
الصفحة غير موجودة | العثور على الصفحة | لم نعثر على الصفحة | الصفحة المطلوبة
الصفحة التي تبحث عنها | لم يتم العثور على الصفحة
لم نتمكن من العثور على الصفحة | تم رفض الوصول
ページが見つかりません | ページは見つかりません | ページは存在しません | ページは存在しない
お探しのページ | 指定されたページ | アクセスが拒否
网页不存在 | 網頁不存在 | 網頁並不存在 | 足够的权限来查看 | 足夠權限可以觀看
页面没有找到 | 頁面沒有找到 | 请求的页面 | 請求的頁面
页面不存在 | 页面未找到 | 找不到页面 | 找不到该页面 | 找不到您要的页面 | 您访问的页面
您要访问的页面 | 您查看的页面 | 頁面不存在 | 找不到頁面 | 您訪問的頁面 | 拒绝访问 | 訪問被拒
"""

_LOG_IN = """
please log in | please sign in | please login | log in to continue | sign in to continue
log in to read | sign in to read | log in to your account | sign in to your account
you must be logged in | you need to log in | you need to sign in | forgot your password
forgot password | forgotten ~ password | create a free account to | register to continue
register for free to
silakan masuk | silakan login | silahkan login | silahkan masuk | masuk untuk melanjutkan
login untuk membaca | masuk untuk membaca | lupa ~ sandi | lupa password | harus login
bitte anmelden | um ~ zuzugreifen, müssen sie sich
bitte melden sie sich an | bitte loggen sie sich ein | bitte einloggen | jetzt anmelden
melden sie sich an, um | passwort ~ vergessen | kennwort ~ vergessen
veuillez vous connecter | connectez-vous pour | connectez-vous à votre compte
vous devez être connecté | devez d'abord vous connecter | identifiez-vous pour
mot de passe ~ oublié | oublié ~ mot de passe
identifíquese | necesita identificarse | inicia sesión para | inicie sesión para
debes iniciar sesión | debe iniciar sesión
inicia sesión en tu cuenta | olvidado ~ contraseña | olvidaste ~ contraseña
olvidó ~ contraseña | regístrate para
log in om | meld je aan om | meld u aan om | je moet ingelogd zijn | u moet ingelogd zijn
wachtwoord ~ vergeten
autentique-se | você precisa acessar com | faça login para | faça o login para
inicie sessão para | entre na sua conta
você precisa estar logado | precisa de iniciar sessão | esqueceu ~ senha | esqueci ~ senha
esqueceu ~ palavra-passe | esqueci ~ palavra-passe
يرجى تسجيل الدخول | الرجاء تسجيل الدخول | سجل الدخول للمتابعة | سجل دخولك | قم بتسجيل الدخول
يجب تسجيل الدخول | نسيت ~ كلمة المرور | نسيت كلمة
ログインしてください | ログインが必要 | ログインすると | パスワード ~ を忘れ | パスワード ~ をお忘れ
请登录 | 请先登录 | 登录后查看 | 登录后阅读 | 登录后继续 | 忘记 ~ 密码 | 請登入 | 請先登入
忘記 ~ 密碼 | 忘了 ~ 密碼 | 忘了 ~ 密码
"""

_PAYWALL = """
subscribe to continue | subscribe to read | subscribe to keep reading | subscribe now to read
subscribe to unlock | continue reading with | to continue reading | to keep reading
already a subscriber | subscriber-only | subscribers only | for subscribers only
exclusive to subscribers | exclusively for subscribers | this article is for subscribers
this content is for members | members only | become a member to read | unlock this article
reached your limit of free articles | reached your article limit | free articles this month
free articles remaining
berlangganan untuk | khusus pelanggan | khusus untuk pelanggan | artikel premium
lanjutkan membaca dengan | sudah berlangganan
jetzt weiterlesen | um weiterzulesen | weiterlesen mit | nur für abonnenten
exklusiv für abonnenten | bereits abonnent | sie haben bereits ein abo | diesen artikel freischalten
mit ihrem abo | jetzt abonnieren und weiterlesen
réservé aux abonnés | réservée aux abonnés | abonnez-vous pour | pour lire la suite
il vous reste ~ % de cet article | déjà abonné | la suite est réservée
suscríbete para | suscríbase para | exclusivo para suscriptores | solo para suscriptores
contenido exclusivo para | ya eres suscriptor | ya soy suscriptor | para seguir leyendo
para continuar leyendo
alleen voor abonnees | exclusief voor abonnees | word abonnee om | lees verder met
om verder te lezen | al abonnee | abonneer om
exclusivo para assinantes | conteúdo exclusivo | assine para | já é assinante | já é assinante?
para continuar lendo | para continuar a ler | exclusivo para subscritores
اشترك لمتابعة القراءة | اشترك لقراءة | للمشتركين فقط | هذا المحتوى للمشتركين | حصري للمشتركين
مشترك بالفعل
この記事は有料 | 有料会員限定 | 会員限定記事 | この記事は会員限定 | 続きを読むには | 続きは有料
残り文字 | 有料記事です | 会員登録して続き
订阅后继续阅读 | 订阅以继续阅读 | 付费阅读 | 会员专享 | 订阅用户 | 仅限订阅 | 开通会员
訂閱後繼續閱讀 | 訂閱以繼續 | 會員專享 | 付費會員
"""

_CONSENT = """
accept all cookies | accept cookies | reject all cookies | we use cookies | we and our partners
we value your privacy | before you continue | manage your privacy | your privacy choices
cookie settings | store and/or access information on a device | consent to the use of cookies
kami menggunakan cookie | terima semua cookie | setujui semua cookie | kami menghargai privasi anda
wir verwenden cookies | alle cookies akzeptieren | cookies akzeptieren | mit werbung und cookies
mit werbung weiterlesen | wir und unsere partner | zustimmen und weiter | cookies zustimmen
nous utilisons des cookies | accepter les cookies | tout accepter | accepter et continuer
nous et nos partenaires | continuer sans accepter | respect de votre vie privée
utilizamos cookies | usamos cookies | aceptar cookies | aceptar todas las cookies
aceptar y continuar | nosotros y nuestros socios | valoramos tu privacidad
wij gebruiken cookies | we gebruiken cookies | cookies accepteren | alle cookies accepteren
wij en onze partners | wij hechten waarde aan uw privacy
aceitar cookies | aceitar todos os cookies | nós e os nossos parceiros | nós e nossos parceiros
valorizamos a sua privacidade
نستخدم ملفات تعريف الارتباط | قبول ملفات تعريف الارتباط | قبول جميع ملفات | نحن وشركاؤنا
クッキーを使用 | cookieを使用 | すべてのcookieを | cookieに同意 | クッキーに同意 | すべて同意
我们使用cookie | 使用cookie | 接受所有cookie | 接受全部cookie | 我們使用cookie | 接受所有 cookie
"""

_WORDS: Mapping[Notice, str] = {
    "error": _ERROR,
    "log-in": _LOG_IN,
    "paywall": _PAYWALL,
    "consent": _CONSENT,
}

LONGEST = 300
"""Code points of a line that may be a notice; terms of consent come in longer ones too."""

_NUMBER = r"(?<![\d.,])(?:40[0-9]|410|429|50[0-4])(?![\d.,])"
_BARE_ERROR = re.compile(
    rf"\W*{_NUMBER}\W*|(?=.*{_NUMBER}).{{0,30}}"
    r"(?:error|fehler|erreur|galat|kesalahan|fout|erro|خطا|エラー|错误|錯誤).{0,30}"
)
"""A line that is nothing but an error and its number."""

_HEAD = 2
"""The first lines, where such a number is none of a table."""

_GAP = r".{0,40}"


def notices(text: str) -> frozenset[Notice]:
    """The kinds of notice that stand in the lines of a text."""
    found: set[Notice] = set()
    for number, line in enumerate(text.split("\n")):
        words = _plain(line)
        if number < _HEAD and _BARE_ERROR.fullmatch(words.replace(" ", "")):
            found.add("error")
        for kind, said in _patterns().items():
            if (kind == "consent" or len(line) <= LONGEST) and said.search(words):
                found.add(kind)
    return frozenset(found)


@cache
def _patterns() -> Mapping[Notice, re.Pattern[str]]:
    return {kind: _pattern(_WORDS[kind]) for kind in get_args(Notice)}


def _pattern(listed: str) -> re.Pattern[str]:
    said = [_plain(each) for line in listed.split("\n") for each in line.split(" | ")]
    any_of = "|".join(_GAP.join(map(re.escape, each.split(" ~ "))) for each in said if each)
    return re.compile(rf"(?<!\w)(?:{any_of})")


def _plain(words: str) -> str:
    return " ".join(fold(words.replace("’", "'")).text.split())
