"""How languages say numbers and money: the words `amounts_in_words` knows them by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million",
        "de": "ein eine einen einem eines eins zwei drei vier fünf fuenf sechs sieben acht neun zehn elf zwölf zwoelf "
        "sechzehn siebzehn zwanzig dreißig dreissig vierzig fünfzig fuenfzig sechzig siebzig achtzig neunzig hundert "
        "tausend million millionen und",
        "fr": "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts "
        "trente quarante cinquante soixante septante huitante nonante cent cents mille et",
        "es": "un uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis dieciseis "
        "diecisiete dieciocho diecinueve veinte veintiún veintiun veintiuno veintiuna veintidós veintitrés veinticuatro "
        "veinticinco veintiséis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta "
        "noventa cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
        "novecientos doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas mil",
        "it": "un uno una due tre tré quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
        "quindici sedici diciassette diciotto diciannove vent venti trent trenta quarant quaranta cinquant cinquanta "
        "sessant sessanta settant settanta ottant ottanta novant novanta cento mille mila",
        "nl": "een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd "
        "duizend en ën",
        "pl": "jeden jedno jedną dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście "
        "trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia trzydzieści "
        "czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt sto dwieście trzysta "
        "czterysta pięćset sześćset siedemset osiemset dziewięćset tysiąc tysiące tysięcy tysiąca dwóch trzech czterech pięciu "
        "sześciu siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu trzynastu czternastu piętnastu szesnastu "
        "siedemnastu osiemnastu dziewiętnastu dwudziestu trzydziestu czterdziestu pięćdziesięciu sześćdziesięciu "
        "siedemdziesięciu osiemdziesięciu dziewięćdziesięciu stu dwustu trzystu czterystu pięciuset sześciuset "
        "siedmiuset ośmiuset dziewięciuset",
        "pt": "um uma dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze "
        "dezesseis dezasseis dezessete dezassete dezoito dezenove vinte trinta quarenta cinquenta cinqüenta sessenta setenta oitenta noventa cem "
        "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos duzentas "
        "trezentas quatrocentas quinhentas seiscentas setecentas oitocentas novecentas mil",
        "sv": "en ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton "
        "nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen ettusen",
        "uk": "один одна одну дві два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять "
        "чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять двадцять тридцять сорок п'ятдесят "
        "шістдесят сімдесят вісімдесят дев'яносто сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот "
        "дев'ятсот тисяча тисячі тисяч двох трьох чотирьох п'яти шести семи восьми дев'яти десяти двадцяти тридцяти "
        "сорока п'ятдесяти шістдесяти сімдесяти вісімдесяти дев'яноста ста двохсот трьохсот чотирьохсот п'ятисот",
        "ar": "اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر "
        "عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة "
        "مئتا مئتي مئتان مئتين مائتا مائتي مائتان مائتين ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة ثلاثمائة "
        "أربعمائة خمسمائة ستمائة سبعمائة ثمانمائة تسعمائة ألف ألفا ألفي ألفان ألفين آلاف",
    }
)
"""What number words are made of."""

RUN_TOGETHER: Final = frozenset({"de", "it", "nl", "sv"})
"""One word for a whole number: `fünfundzwanzig`."""

JOINING: Final[Mapping[str, str]] = MappingProxyType({"de": "und", "fr": "et", "nl": "en ën"})
"""Within numbers only: `Dollar und Euro` is none."""

MONEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "euro euros dollar dollars pounds cent cents pence franc francs yen yuan rupee rupees pesos zloty zlotys "
        "quid bucks złoty złotys kronor kroner koruna forint forints hryvnia hryvnias reais dirham dirhams riyal "
        "riyals",
        "de": "euro euros dollar dollars cent cents eurocent franken rappen yen rubel złoty zloty kronen forint dirham",
        "fr": "euro euros dollar dollars centime centimes francs yen yens zlotys couronnes dirhams",
        "es": "euro euros dólar dólares céntimo céntimos centavo centavos pesos franco francos yen yenes reales",
        "it": "euro dollaro dollari centesimo centesimi sterlina sterline franco franchi yen",
        "nl": "euro euros dollar dollars eurocent cent centen frank franken yen kronen",
        "pl": "euro dolar dolara dolary dolarów zł złotówka złotówki złotówek złotówkę grosz grosze groszy cent centy "
        "centów frank franki franków koron korony korun",
        "pt": "euro euros dólar dólares centavo centavos cêntimo cêntimos franco francos iene ienes pesos",
        "sv": "euro dollar kr krona kronor öre cent pund franc schweizerfranc yen",
        "uk": "євро грн гривня гривні гривень гривню копійка копійки копійок долар долара долари доларів цент центи "
        "центів злотий злоті злотих франк франки франків",
        "ar": "يورو دولار دولارا دولارًا دولارات ريال ريالا ريالًا ريالات درهم درهما درهمًا دراهم جنيه جنيها جنيهًا جنيهات دينار دينارا "
        "دينارًا دنانير سنت سنتا سنتًا سنتات",
    }
)
"""What money is called. Codes are known beside it, in capitals: `top`, `pen` and `try` are other things too."""

CODES: Final = "eur usd gbp pln chf jpy uah brl cad aud"
"""Those that are no word anywhere, in small letters too."""

STERLING: Final = (
    "pound pfund livre livres libra libras libbra pond ponden funt funta funty funtów фунт фунти фунтів"
)
"""Weights and books, unless it is said which money: `cinquante livres sterling`."""
SAID_WHICH: Final = "sterling esterlina esterlinas szterling szterlinga szterlingi szterlingów стерлінгів"

EVERYWHERE: Final = "euro euros dollar dollars"
"""As many languages call them."""

ALSO_OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fr": "franc",  # un franc remerciement
        "pl": "złoty złote złotych",  # dwóch złotych pierścionków
        "pt": "real reais",  # dois reais motivos
    }
)
"""Money behind a larger number, and behind one of `FEW` where nothing follows that it could describe."""
FEW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fr": "un",
        "pl": "jeden dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście "
        "czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwóch trzech czterech pięciu sześciu "
        "siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu trzynastu czternastu piętnastu szesnastu siedemnastu "
        "osiemnastu dziewiętnastu",
        "pt": "um dois três quatro cinco seis sete oito nove dez",
    }
)
FOLLOWING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fr": "et ou de sur pour par suisse à au en",
        "pl": "na za w we z ze i do od po przez oraz lub dla tytułem jako netto brutto zwrotu polskich",
        "pt": "a ao à às de do da dos das em no na e ou para por pelo pela até que será serão com como",
    }
)

WHOSE: Final = (
    "us american canadian australian british swiss swedish norwegian danish polish schweizer amerikanische "
    "amerikanischen schwedische norwegische dänische zwitserse amerikaanse zweedse svenska norska danska "
    "amerikanska amerykańskich szwedzkich"
)
"""Between a number and its money: `fifty Swiss francs`."""
