"""Invented customers: names in many scripts, mail addresses nobody has, numbers kept free for fiction."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from refundtui.domain.case import Customer, IdentityLevel


@dataclass(frozen=True, slots=True)
class Community:
    """People who are named and write alike. A name is `given:latin` where its script is not Latin."""

    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False
    joined: bool = False


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.replace("_", "\u00a0").split(" "))


COMMUNITIES: Final[dict[str, Community]] = {
    "de": Community(
        "de",
        _names("Jördis Matthias Annegret Björn Käthe Ulrike Henning Lotte Friederike Jürgen Svenja Tilo"),
        _names("Groß Schäfer Jäger Köhler Weiß Böhm Lüders Brandt Vogt Thiele Hußmann Öztürk-Kern"),
    ),
    "de-AT": Community(
        "de",
        _names("Resi Xaver Liesl Ferdl Burgi Poldi"),
        _names("Gruber Pichler Wögerbauer Kofler Höllrigl Egger"),
    ),
    "fr": Community(
        "fr",
        _names("Amélie Benoît Zoé Loïc Hélène Jérôme Anaïs Maëlle François Agnès Théo Gaëlle"),
        _names("Lefèvre Garçon Besançon Noël Müntz L'Héritier Châtelain Perrault Da_Costa Giraud"),
    ),
    "es": Community(
        "es",
        _names("Íñigo Begoña Núria Joaquín Encarnación Ángel Lucía Rocío Martín Ximena"),
        _names("Ibáñez Muñoz Güell Peña Zúñiga Castaño Ordóñez Vázquez Echeverría Nogués"),
    ),
    "it": Community(
        "it",
        _names("Niccolò Chiara Giosuè Ludovica Nicolò Beatrice Matteo Francesca Rosalia Elia"),
        _names("D'Angelo Esposito Dell'Orto Ricci Zambon De_Sanctis Bonfà Pellegrino Cirillo Volpi"),
    ),
    "nl": Community(
        "nl",
        _names("Anouk Jelle Sjoerd Fenna Joris Mieke Daniël Liesbeth Koen Noor"),
        _names("van_der_Meer 't_Hooft de_Ruijter Bakker van_den_Bergh Dijkstra IJzerman Vermeulen Smit"),
    ),
    "pl": Community(
        "pl",
        _names("Łucja Grzegorz Małgorzata Paweł Żaneta Stanisław Agnieszka Mikołaj Bożena Zdzisław"),
        _names("Żak Wójcik Brzęczyszczykiewicz Łukasik Dąb Szczęsny Gołąb Świątek Pająk Krawiec"),
    ),
    "pt": Community(
        "pt",
        _names("João Inês Conceição Tomé Luísa Duarte Antónia Simão Graça Estêvão"),
        _names("Gonçalves Simões Magalhães Leitão Araújo Falcão Brandão Queirós Fonseca"),
    ),
    "cs": Community(
        "cs",
        _names("Řehoř Anežka Jiří Šárka Ondřej Božena Tomáš Květa"),
        _names("Dvořák Čermák Říha Šťastný Kučera Žižka Vlček Hrůza"),
    ),
    "da": Community(
        "da",
        _names("Søren Åse Jørgen Kåre Mette Bodil Frederik Signe"),
        _names("Sørensen Kjær Ågård Møller Bjerregaard Nørgaard Holm Skov"),
    ),
    "sv": Community(
        "sv",
        _names("Åsa Göran Linnéa Björn Märta Nils Ebba Östen"),
        _names("Sjöberg Åkesson Lindqvist Bergström Nyström Hedlund Ek Öberg"),
    ),
    "fi": Community(
        "fi",
        _names("Väinö Päivi Yrjö Sirkka Äijö Hilkka Onni Tuuli"),
        _names("Mäkelä Hämäläinen Väisänen Kärkkäinen Öhman Lehtonen Jokinen"),
    ),
    "el": Community(
        "el",
        _names(
            "Ελένη:eleni Γιώργος:giorgos Δέσποινα:despina Θανάσης:thanasis Χριστίνα:christina Άγγελος:angelos"
        ),
        _names("Παπαδάκη:papadaki Οικονόμου:ikonomou Γεωργίου:georgiou Νικολάου:nikolaou Ψαρρά:psarra"),
    ),
    "bg": Community(
        "bg",
        _names("Десислава:desislava Калоян:kaloyan Ралица:ralitsa Бойко:boyko Цветелина:tsvetelina"),
        _names("Стоянова:stoyanova Желязков:zhelyazkov Танева:taneva Щерев:shterev Недялков:nedyalkov"),
    ),
    "uk": Community(
        "uk",
        _names("Олена:olena Тарас:taras Ярина:yaryna Богдан:bohdan Соломія:solomiia Їжак:yizhak"),
        _names("Шевчук:shevchuk Бойко:boiko Ткаченко:tkachenko Коваль:koval Щербак:shcherbak Гнатюк:hnatiuk"),
    ),
    "tr": Community(
        "tr",
        _names("Ayşegül Çağrı İlker Gülşah Ömer Şirin Uğur Nilüfer"),
        _names("Yıldız Öztürk Çelik Işık Güneş Şahin Koç Doğan"),
    ),
    "ar": Community(
        "ar",
        _names("ليلى:layla يوسف:yousef نور:nour سميرة:samira خالد:khaled هدى:huda"),
        _names("حداد:haddad منصور:mansour الخطيب:alkhatib سالم:salem العطار:alattar"),
    ),
    "he": Community(
        "he",
        _names("נועה:noa איתי:itai תמר:tamar אורי:ori שירה:shira"),
        _names("לוי:levi מזרחי:mizrahi פרידמן:friedman ביטון:biton"),
    ),
    "hi": Community(
        "hi",
        _names("अनन्या:ananya रोहन:rohan मीरा:meera विक्रम:vikram प्रिया:priya"),
        _names("शर्मा:sharma गुप्ता:gupta वर्मा:verma मेहता:mehta"),
    ),
    "ja": Community(
        "ja",
        _names("さくら:sakura 健太:kenta 美咲:misaki 翔:sho 葵:aoi 大輔:daisuke"),
        _names("渡辺:watanabe 小林:kobayashi 高橋:takahashi 中村:nakamura 斎藤:saito"),
        family_first=True,
    ),
    "zh": Community(
        "zh",
        _names("静怡:jingyi 浩然:haoran 雨桐:yutong 建国:jianguo 思远:siyuan 丽华:lihua"),
        _names("陈:chen 欧阳:ouyang 赵:zhao 林:lin 周:zhou 黄:huang"),
        family_first=True,
        joined=True,
    ),
    "ko": Community(
        "ko",
        _names("서연:seoyeon 민준:minjun 지우:jiwoo 하은:haeun 도윤:doyun"),
        _names("박:park 최:choi 정:jung 강:kang 윤:yoon"),
        family_first=True,
        joined=True,
    ),
    "vi": Community(
        "vi",
        _names("Ngọc_Anh Minh_Châu Đức Thu_Hà Hải_Yến Quang"),
        _names("Nguyễn Trần Phạm Đặng Vũ Huỳnh"),
        family_first=True,
    ),
    "en": Community(
        "en",
        _names("Harriet Callum Imogen Rhys Niamh Alasdair Siân Tobias Maeve Priya Kofi Zadie"),
        _names("O'Connell Featherstone Pryce-Jones MacLeod Okonkwo Whitlock Brontë Ashworth Nwosu Hale"),
    ),
    "en-US": Community(
        "en",
        _names("Darlene Tyrell Marisol Wyatt Shanice Hank Beatriz Cody Yolanda Earl Keisha Travis"),
        _names("Washington Kowalczyk Delgado Tran McAllister Begay Fontaine O'Rourke Castillo Whitaker"),
    ),
    "es-US": Community(
        "es",
        _names("Guadalupe Héctor Xóchitl Raúl Yesenia Ramón"),
        _names("Nuñez Zaragoza Peralta Quiñones Villaseñor Ríos"),
    ),
}

# Numbers that the regulators keep free for books and films.
_PHONES: Final = {
    "DE": "+49 30 23125 {:03d}",
    "GB": "+44 20 7946 0{:03d}",
    "US": "+1 512 555 01{:02d}",
    "FR": "+33 1 99 00 {:02d} 11",
    "SE": "+46 8 465 004 {:02d}",
    "IE": "+353 20 910 {:04d}",
}
_PLAIN: Final = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "ß": "ss",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "ı": "i",
        "ö": "oe",
        "ü": "ue",
        "ä": "ae",
    }
)


def somebody(
    random: Random, community: str, country: str, *, known_as: IdentityLevel | None = None
) -> Customer:
    """An invented customer of this community, living in this country."""
    kind = COMMUNITIES[community]
    given, given_latin = _both(random.choice(kind.given))
    family, family_latin = _both(random.choice(kind.family))
    first, last = (family, given) if kind.family_first else (given, family)
    number = random.randrange(1000)
    phone = _PHONES.get(country)
    return Customer(
        name=first + ("" if kind.joined else " ") + last,
        email=f"{given_latin}.{family_latin}{number or ''}@example.{random.choice(('com', 'org', 'net'))}",
        phone=phone.format(number % (100 if ":02d" in phone else 1000))
        if phone and random.random() < 0.6
        else "",
        language=kind.language,
        country=country,
        identity=known_as
        or random.choice((IdentityLevel.KNOWN_CONTACT, IdentityLevel.VERIFIED, IdentityLevel.STRONG)),
        customer_ref=f"K-{random.randrange(10**7):07d}",
    )


@cache
def _both(name: str) -> tuple[str, str]:
    """As it is written, and in Latin letters for a mail address."""
    written, _, latin = name.partition(":")
    return written, latin or _latin(written)


def _latin(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.translate(_PLAIN))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha()).lower()


def community_of(customer: Customer) -> str:
    """Where somebody of this language and country is named from."""
    own = f"{customer.language}-{customer.country}"
    if own in COMMUNITIES:
        return own
    return customer.language if customer.language in COMMUNITIES else "en"
