"""Which amounts a text spells out: `fifty euros` cannot be held against the quote, and so it is written in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from refundtui.i18n.amounts import currencies_of

_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand",
        "de": "ein eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf sechzehn siebzehn zwanzig dreißig "
        "dreissig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend und",
        "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts "
        "trente quarante cinquante soixante septante huitante nonante cent cents mille et",
        "es": "un uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiún veintiuno veintidós veintitrés veinticuatro veinticinco "
        "veintiséis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta noventa "
        "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
        "novecientos mil",
        "it": "un uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
        "sedici diciassette diciotto diciannove vent venti trent trenta quarant quaranta cinquant cinquanta sessant "
        "sessanta settant settanta ottant ottanta novant novanta cento mille mila",
        "nl": "een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd "
        "duizend en ën",
        "pl": "jeden jedno dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście "
        "czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia trzydzieści "
        "czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt sto dwieście "
        "trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset tysiąc tysiące tysięcy",
        "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze dezesseis "
        "dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento "
        "duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos mil",
        "sv": "en ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton "
        "nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen",
        "uk": "один одна два дві три чотири п'ять п’ять шість сім вісім дев'ять дев’ять десять одинадцять "
        "дванадцять тринадцять чотирнадцять п'ятнадцять п’ятнадцять шістнадцять сімнадцять вісімнадцять "
        "дев'ятнадцять дев’ятнадцять двадцять тридцять сорок п'ятдесят п’ятдесят шістдесят сімдесят вісімдесят "
        "дев'яносто дев’яносто сто двісті триста чотириста п'ятсот п’ятсот шістсот сімсот вісімсот дев'ятсот "
        "дев’ятсот тисяча тисячі тисяч",
        "ja": "一 二 三 四 五 六 七 八 九 十 百 千 万",
        "ar": "واحد واحدا اثنان اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة عشر عشرون عشرين ثلاثون ثلاثين أربعون "
        "أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتا مئتي ألف آلاف",
    }
)
"""What number words are made of, by language."""

_RUN_TOGETHER: Final = frozenset({"de", "it", "nl", "sv"})
"""One word for a whole number: `fünfundzwanzig`."""

_SPACES: Final = " \u00a0\u202f\n"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JAPANESE: Final = re.compile(r"([一二三四五六七八九十百千万]+)\s*(円|ユーロ|ドル|ポンド)")


def amounts_in_words(text: str, language: str) -> Iterator[str]:
    """Every number word with a currency's name right behind it, as it stands in the text."""
    code = language.partition("-")[0].lower()
    if code == "ja":
        yield from (found[0] for found in _JAPANESE.finditer(text))
        return
    before: re.Match[str] | None = None
    for word in _WORD.finditer(text):
        is_beside = before is not None and not text[before.end() : word.start()].strip(_SPACES)
        if before is not None and is_beside and currencies_of(word[0]) and _is_number(before[0], code):
            yield " ".join(text[before.start() : word.end()].split())
        before = word


_JOINING: Final = frozenset({"und", "et", "en", "ën"})  # `Dollar und Euro` is no number


def _is_number(word: str, code: str) -> bool:
    return word.casefold() not in _JOINING and any(
        known.fullmatch(word.casefold()) is not None for known in _numbers(code)
    )


@cache
def _numbers(code: str) -> tuple[re.Pattern[str], ...]:
    """Those of the language, and English ones: an agent may write a sentence of her own in it."""
    patterns = []
    for one in dict.fromkeys((code, "en")):
        parts = sorted(_PARTS.get(one, "").split(), key=len, reverse=True)
        if parts:
            apart = "-?" if one in _RUN_TOGETHER else "-"
            each = "|".join(map(re.escape, parts))
            patterns.append(re.compile(rf"(?:{each})(?:{apart}(?:{each}))*"))
    return tuple(patterns)
