import pytest

from reader.intake import html, metadata

URL = "https://www.lowlandpost.example/2024/10/03/pump?utm_source=x"


def read(head: str, body: str = "", url: str | None = URL) -> metadata.Metadata:
    return metadata.read(html.parse(f"<html><head>{head}</head><body>{body}</body></html>"), url)


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def test_json_ld_goes_before_meta_elements() -> None:
    found = read(
        ld('{"@type":"NewsArticle","headline":"From JSON &amp; LD","author":{"name":"By Ana"}}')
        + '<meta property="og:title" content="From OpenGraph"><meta name="author" content="Joost">'
    )
    assert found.title == "From JSON & LD"
    assert found.bylines == ("Ana",)


def test_of_several_articles_the_one_at_this_address_counts() -> None:
    found = read(
        ld('[{"@type": "Article", "headline": "Another", "url": "https://www.lowlandpost.example/b"},'
           '{"@type": "Article", "headline": "This one", "url": "/2024/10/03/pump"}]')
    )  # fmt: skip
    assert found.title == "This one"


@pytest.mark.parametrize("broken", ["{", "[" * 50_000, "null", '"words"', '{"@type": 5}', ""])
def test_broken_json_ld_is_passed_over(broken: str) -> None:
    assert read(ld(broken) + "<title>A pump</title>").title == "A pump"


@pytest.mark.parametrize(
    "tab", ["A pump | The Lowland Post", "A pump - The Lowland Post", "The Lowland Post | A pump"]
)
def test_the_name_of_the_site_is_no_part_of_the_headline(tab: str) -> None:
    head = f'<title>{tab}</title><meta property="og:site_name" content="The Lowland Post">'
    assert read(head, "<h1>A pump</h1>").title == "A pump"
    assert read(head).title == "A pump"


def test_a_headline_that_was_cut_is_made_whole_from_the_page() -> None:
    whole = "A pump for the polder that nobody asked for, and one that did"
    head = '<meta property="og:title" content="A pump for the polder that nobody…">'
    assert read(head, f"<h1>{whole}</h1>").title == whole


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ana Pinto and Joost de Wit", ("Ana Pinto", "Joost de Wit")),
        ("Oleh: Siti Rahmawati", ("Siti Rahmawati",)),
        ("Von Eva Groß, Max Özil", ("Eva Groß", "Max Özil")),
        ("بقلم ليلى حداد", ("ليلى حداد",)),
        ("https://www.facebook.com/post", ()),
        ("admin", ()),
    ],
)
def test_bylines_are_single_names_without_prefix(written: str, names: tuple[str, ...]) -> None:
    assert read(f'<meta name="author" content="{written}">').bylines == names


def test_published_keeps_the_offset_it_was_given() -> None:
    head = '<meta property="article:published_time" content="2024-10-01T06:30:00+02:00">'
    assert read(head).published == "2024-10-01T06:30:00+02:00"


def test_published_falls_back_from_time_to_words_to_the_address() -> None:
    time = "<article><time datetime='2024-10-01'>x</time></article>"
    assert read("", time).published == "2024-10-01"
    assert read("", "<div class='post-date'>2. Oktober 2024</div>").published == "2024-10-02"
    assert read("").published == "2024-10-03"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://lowlandpost.example/pump", "https://lowlandpost.example/pump"),
        ("/pump", "https://www.lowlandpost.example/pump"),
        ("https://www.lowlandpost.example/", URL),
        ("https://elsewhere.example/pump", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_a_canonical_address_is_a_page_of_the_same_site(link: str, canonical: str) -> None:
    assert read(f'<link rel="canonical" href="{link}">').canonical == canonical


def test_a_file_without_address_believes_its_canonical_link() -> None:
    head = '<link rel="canonical" href="https://lowlandpost.example/pump">'
    assert read(head, url=None).canonical == "https://lowlandpost.example/pump"
    assert read("", url=None).canonical is None


def test_site_falls_back_to_the_host() -> None:
    assert read("").site == "lowlandpost.example"
    assert read("", url=None).site is None


OWN = ld(
    '{"@type": "NewsArticle", "author": {"name": "Lowland Post"},'
    ' "publisher": {"name": "Lowland Post"}}'
)


@pytest.mark.parametrize(
    "shown",
    [
        "<h1>A lock</h1><a href='/authors/ines-tavares/'>Ines Tavares</a>",
        "<h1>A lock</h1><p>By Ines Tavares</p>",
        "<p class='byline'>Ines Tavares</p>",
    ],
)
def test_a_person_goes_before_the_name_of_the_site(shown: str) -> None:
    assert read(OWN, shown).bylines == ("Ines Tavares",)


def test_where_no_person_is_named_the_site_is() -> None:
    assert read(OWN, "<h1>A lock</h1><p class='byline'>Agencies</p>").bylines == ("Lowland Post",)


def test_initials_behind_a_name_are_no_part_of_it() -> None:
    assert read('<meta name="author" content="Ines Tavares (it)">').bylines == ("Ines Tavares",)


def test_authors_of_other_articles_on_the_page_are_none_of_this_one() -> None:
    thing = "<div itemscope><span itemprop='author'>{}</span></div>"
    assert read("", thing.format("Ana Pinto") + thing.format("R. Kwee")).bylines == ("Ana Pinto",)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.example/news/20241003/lock", "2024-10-03"),
        ("https://a.example/article/A2024100314320005196", "2024-10-03"),
        ("https://a.example/2024/10/lock", "2024-10"),
        ("https://a.example/article/998877665544", None),
        ("https://a.example/article/20249903", None),
    ],
)
def test_a_date_in_the_address_is_the_last_resort(address: str, day: str | None) -> None:
    assert read("", url=address).published == day


def test_a_base_that_is_no_address_is_passed_over() -> None:
    page = "<base href='http://[x'><link rel=canonical href='/lock'>"
    assert read(page).canonical == "https://www.lowlandpost.example/lock"
