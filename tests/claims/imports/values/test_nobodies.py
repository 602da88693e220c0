"""Names that name nobody are told from names of somebody, in many languages."""

import pytest

from claims.imports import noted
from claims.imports.reviewed import Reviewed
from claims.imports.tables.cells import Cell, MappingFile, Rule
from claims.imports.tables.reading import read_row
from claims.imports.tables.rows import TableRow
from claims.imports.values.nobodies import Naming, names_nobody, naming
from sources.vocabulary import SourceKind
from tests.markup import claim, markup, one

MANY = [
    # en, es, fr, de, it, pt
    *(
        "Users of social media",
        "A viral post",
        "Multiple sources",
        "Viral TikTok videos",
        "Blog posts",
        "Instagram user",
    ),
    *("Publicaciones en Facebook", "Usuarios de X", "Cadena viral de WhatsApp", "Múltiples fuentes", "Redes sociales"),
    *("Des internautes", "Publications virales sur Facebook", "Plusieurs sources", "Utilisateurs de TikTok"),
    *("Nutzer in sozialen Medien", "Mehrere Quellen", "Facebook-Nutzerinnen", "Beiträge auf Telegram", "Diverse"),
    *("Utenti dei social", "Varie fonti", "Post su Facebook", "Catena WhatsApp", "Diversi utenti"),
    *("Publicações nas redes sociais", "Usuários do WhatsApp", "Várias fontes", "Corrente de WhatsApp", "Boato"),
    # pl, ru, uk, tr, id
    *("Użytkownicy Facebooka", "Media społecznościowe", "Różne źródła", "Internauci", "Posty na Facebooku"),
    *("Пользователи соцсетей", "Социальные сети", "Многочисленные источники", "Посты в Facebook", "Слухи в интернете"),
    *("Користувачі Facebook", "Соціальні мережі", "Дописи у Facebook"),
    *("Sosyal medya kullanıcıları", "Çeşitli kaynaklar", "Facebook kullanıcıları", "WhatsApp mesajları"),
    *("Warganet", "Pengguna media sosial", "Berbagai sumber", "Unggahan di Facebook", "Pesan berantai WhatsApp"),
    # nl, sv, da, no, el, hu, cs, sk, ro, hr, sr, vi
    *("Gebruikers op Facebook", "Sociale media", "Användare på Facebook", "Sociala medier", "Facebook-brugere"),
    *("Χρήστες κοινωνικών δικτύων", "Μέσα κοινωνικής δικτύωσης", "Közösségi média", "Facebook felhasználók"),
    *("Uživatelé sociálních sítí", "Sociální sítě", "Sociálne siete", "Utilizatori Facebook", "Rețele sociale"),
    *("Korisnici Facebooka", "Društvene mreže", "Друштвене мреже", "Người dùng mạng xã hội"),
    # ar, fa, hi, bn, zh, ja, ko
    *("مستخدمو مواقع التواصل الاجتماعي", "مصادر متعددة", "منشورات على فيسبوك", "روّاد الفيسبوك", "حسابات على إكس"),
    *("کاربران شبکه‌های اجتماعی", "منابع مختلف", "کاربران توییتر", "فضای مجازی"),
    *("सोशल मीडिया यूज़र्स", "कई फेसबुक यूजर्स", "वायरल पोस्ट", "विभिन्न सूत्र"),
    *("সামাজিক মাধ্যম", "ফেসবুক ব্যবহারকারীরা", "একাধিক সূত্র", "ভাইরাল পোস্ট"),
    *("社交媒体用户", "网民", "多个来源", "臉書貼文", "社群媒體使用者"),
    *("SNSの投稿", "ネットユーザー", "複数のアカウント", "ツイッターの投稿", "누리꾼", "소셜 미디어 이용자"),
]
SOMEBODY = [
    *("Nguyễn Thị Trang", "Mai Quay", "Bron Ellis", "Post Malone", "Aleksander Kilde"),
    *("Mara Quill", "The Post", "The Local", "Il Post", "Le Monde", "Da Silva", "De Das", "Emily Post", "Канал Прямой"),
    *("Viral Shah", "Union of Internet Users of Quayland", "Facebook page Harbour Watch", "منصور عباس", "王小明"),
    *("田中ユーザー", "@harbour on X", "सोनिया मेहता", "Associated Sources Ltd", "김사용자"),
]


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("type_", ["Person", "Organization", "Thing"])
def test_many_without_names_are_a_collective_whatever_markup_calls_them(name: str, type_: str) -> None:
    review = one(markup(itemReviewed=claim(author={"@type": type_, "name": name})))
    assert [(party.name, party.kind) for party in review.claimants] == [(name, SourceKind.COLLECTIVE)]


@pytest.mark.parametrize("name", SOMEBODY)
def test_a_name_with_a_word_of_its_own_is_somebodys(name: str) -> None:
    assert naming(name) != Naming.MANY
    review = one(markup(itemReviewed=claim(author={"@type": "Organization", "name": name})))
    assert [(party.name, party.kind) for party in review.claimants] == [(name, SourceKind.ORGANIZATION)]


@pytest.mark.parametrize("name", ["People", "Post", "Websites", "Источники", "Fuentes"])
def test_a_word_for_people_or_things_is_no_persons_name_but_may_be_an_organisations(name: str) -> None:
    for type_, kind in (("Person", SourceKind.COLLECTIVE), ("Organization", SourceKind.ORGANIZATION)):
        review = one(markup(itemReviewed=claim(author={"@type": type_, "name": name})))
        assert [party.kind for party in review.claimants] == [kind]


@pytest.mark.parametrize(
    "name",
    [
        *("Facebook", "x.com", "www.facebook.com", "https://m.facebook.com/", "WhatsApp", "Facebook, Twitter", "X"),
        *("فيسبوك", "ツイッター", "微博", "On Facebook"),
    ],
)
@pytest.mark.parametrize("type_", ["Person", "Organization"])
def test_a_platform_says_nothing_itself(name: str, type_: str) -> None:
    review = one(markup(itemReviewed=claim(author={"@type": type_, "name": name})))
    assert review.claimants == ()
    assert noted.PLATFORM in review.notes


def test_the_company_that_runs_a_platform_speaks_when_its_identity_is_given() -> None:
    author = {"@type": "Organization", "name": "Facebook", "sameAs": "https://www.wikidata.org/wiki/Q355"}
    [party] = one(markup(itemReviewed=claim(author=author))).claimants
    assert (party.name, party.kind) == ("Facebook", SourceKind.ORGANIZATION)


def test_a_host_is_no_person() -> None:
    [party] = one(markup(itemReviewed=claim(author={"@type": "Person", "name": "harbour-news.example"}))).claimants
    assert party.kind == SourceKind.UNKNOWN


@pytest.mark.parametrize(
    ("name", "speakers"),
    [("Viral posts", [SourceKind.COLLECTIVE]), ("Mara Quill", [SourceKind.PERSON]), ("Facebook", []), ("Anónimo", [])],
)
def test_a_table_that_calls_every_speaker_a_person_is_read_with_the_same_care(name: str, speakers: list[str]) -> None:
    cells = {"statement": Cell(column="claim"), "seen.url": Cell(value="https://posts.example/1")}
    speaker = {"speaker.name": Cell(column="who"), "speaker.kind": Cell(value="person")}
    mapping = MappingFile("mine", "", [Rule("claim", cells | speaker)])
    [read] = read_row(TableRow("line 2", {"claim": "It is so.", "who": name}, b""), mapping).found
    assert isinstance(read, Reviewed)
    assert [party.kind for party in read.claimants] == speakers


@pytest.mark.parametrize(
    "name", ["Anonymous", "Anónimo", "Unbekannt", "Неизвестно", "غير معروف", "अज्ञात", "不明", "N/A"]
)
def test_what_says_that_nobody_is_known_names_nobody(name: str) -> None:
    assert names_nobody(name)
