"""Made-up pages that sites show instead of an article: (language, kind, headline, lines).

Kinds are those of `reader.notices`. Written for the tests; none is copied from a site.
"""

from typing import NamedTuple

from reader.notices import Notice


class Wall(NamedTuple):
    lang: str
    kind: Notice
    headline: str
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.headline, *self.lines])


WALLS = (
    Wall("en", "error", "Page not found", ("Sorry about that. Try our front page or the search.",)),
    Wall("en", "error", "404", ("Nothing here.",)),
    Wall("en", "error", "Just a moment...", ("Checking your browser before you proceed.",)),
    Wall("en", "log-in", "Lowland Post", ("Please log in", "Name", "Password")),
    Wall("en", "log-in", "Welcome back", ("Sign in to your account.", "Forgot your password?")),
    Wall("en", "paywall", "Lowland Post", ("Subscribe to continue reading.", "Only 1 a week")),
    Wall("en", "consent", "Before you continue", ("We use cookies and data to keep it running.",)),
    Wall("id", "error", "Halaman tidak ditemukan", ("Coba kembali ke beranda.",)),
    Wall("id", "log-in", "Masuk", ("Silakan masuk dengan akun Anda.", "Lupa kata sandi?")),
    Wall("id", "paywall", "Kabar Delta", ("Berlangganan untuk membaca seluruh artikel ini.",)),
    Wall("id", "consent", "Privasi", ("Kami menggunakan cookie agar situs ini berjalan.",)),
    Wall("de", "error", "Fehler 404", ("Die Seite wurde nicht gefunden.",)),
    Wall("de", "log-in", "Willkommen", ("Bitte melden Sie sich an.", "Passwort vergessen?")),
    Wall("de", "paywall", "Plus", ("Jetzt weiterlesen", "Sie haben bereits ein Abo?")),
    Wall("de", "consent", "Ihre Wahl", ("Mit Werbung weiterlesen oder ohne, für 3 Euro.",)),
    Wall("fr", "error", "Page introuvable", ("Revenez à la page d’accueil.",)),
    Wall("fr", "log-in", "Bonjour", ("Veuillez vous connecter.", "Mot de passe oublié ?")),
    Wall("fr", "paywall", "Abonnés", ("Cet article est réservé aux abonnés.",)),
    Wall("fr", "consent", "Vos choix", ("Continuer sans accepter", "Nous et nos partenaires…")),
    Wall("es", "error", "Error 404", ("No hemos encontrado la página.",)),
    Wall("es", "log-in", "Hola", ("Inicia sesión para seguir.", "¿Has olvidado tu contraseña?")),
    Wall("es", "paywall", "El Delta", ("Contenido exclusivo para quienes nos apoyan.",)),
    Wall("es", "consent", "Privacidad", ("Utilizamos cookies propias y de terceros.",)),
    Wall("nl", "error", "Oeps", ("Deze pagina bestaat niet meer, of nooit gedaan.",)),
    Wall("nl", "log-in", "Welkom", ("Log in om verder te gaan.", "Wachtwoord vergeten?")),
    Wall("nl", "paywall", "De Polder", ("Dit stuk is alleen voor abonnees.",)),
    Wall("nl", "consent", "Cookies", ("Wij gebruiken cookies.", "Alle cookies accepteren")),
    Wall("pt", "error", "Ops", ("Página não encontrada.",)),
    Wall("pt", "log-in", "Entrar", ("Faça login para continuar.", "Esqueceu a senha?")),
    Wall("pt", "paywall", "O Delta", ("Exclusivo para assinantes.",)),
    Wall("pt", "consent", "Privacidade", ("Valorizamos a sua privacidade", "Aceitar cookies")),
    Wall("ar", "error", "عذرا", ("الصفحة غير موجودة.",)),
    Wall("ar", "log-in", "مرحبا", ("يرجى تسجيل الدخول", "هل نسيت كلمة المرور؟")),
    Wall("ar", "paywall", "الدلتا", ("هذا المحتوى للمشتركين فقط.",)),
    Wall("ar", "consent", "الخصوصية", ("نستخدم ملفات تعريف الارتباط.",)),
    Wall("ja", "error", "エラー", ("お探しのページは見つかりません。",)),
    Wall("ja", "log-in", "会員ページ", ("ログインしてください。",)),
    Wall("ja", "paywall", "川の新聞", ("この記事は有料会員限定です。残り文字数：812",)),
    Wall("ja", "consent", "お知らせ", ("当サイトではCookieを使用しています。",)),
    Wall("zh", "error", "出错了", ("您访问的页面不存在。",)),
    Wall("zh", "log-in", "用户", ("请先登录，登录后查看全文。",)),
    Wall("zh", "paywall", "江报", ("订阅后继续阅读全文。",)),
    Wall("zh", "consent", "隐私", ("我们使用Cookie改善服务。",)),
)
