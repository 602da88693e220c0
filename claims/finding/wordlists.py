"""Words that turn a statement around, and words that are numbers, by language; folded as texts are (`fold`)."""

from collections.abc import Mapping
from typing import Final

from claimtrack.analysis import fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


NEGATIONS: Final[Mapping[str, frozenset[str]]] = {
    "ar": _folded("لا ولا فلا لم ولم فلم لن ولن فلن ليس ليست وليس وليست لسنا ليسوا غير بدون دون أبدا ينفي نفى نفت"),
    "bn": _folded("না নয় নেই নি নহে ছাড়া"),
    "cs": _folded("ne není nejsou nikdy nikdo nic žádný žádná žádné bez nebyl nebyla nebylo nebyli nemá"),
    "da": _folded("ikke aldrig ingen intet uden hverken"),
    "de": _folded(
        "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder nirgends nirgendwo"
    ),
    "en": _folded(
        "not no never none nobody nothing neither nor without cannot nowhere untrue didnt doesnt isnt wasnt dont"
    ),
    "es": _folded("no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco"),
    "fa": _folded("نه نیست نیستند نبود نبودند هیچ هرگز بدون نمی نکرد نشد ندارد نداد"),
    "fi": _folded("ei eivät en et emme ette eikä ilman koskaan älä"),
    "fr": _folded("ne n pas jamais aucun aucune rien sans ni non nul"),
    "hi": _folded("नहीं न मत बिना ना"),
    "id": _folded("tidak bukan tak belum jangan tanpa tiada"),
    "it": _folded("non mai nessuno nessun nessuna niente nulla senza né"),
    "nl": _folded("niet geen nooit niemand niets zonder noch nergens"),
    "no": _folded("ikke aldri ingen intet uten verken"),
    "pl": _folded("nie nigdy nikt nic żaden żadna żadne bez brak ani"),
    "pt": _folded("não nunca jamais nenhum nenhuma ninguém nada sem nem"),
    "ro": _folded("nu niciodată nimeni nimic niciun nicio fără nici"),
    "ru": _folded("не нет ни никогда никто ничего без нельзя"),
    "sv": _folded("inte aldrig ingen inget inga utan varken"),
    "tr": _folded("değil yok hayır hiç asla olmadan"),
    "uk": _folded("не ні немає ніколи ніхто нічого без"),
    "ur": _folded("نہیں نہ مت بغیر کبھی"),
}
#: Where words are not spaced, or verbs carry it: characters that turn around.
NEGATING_CHARACTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "ja": ("ない", "ません", "なかっ", "ず、", "無い"),
    "ko": ("않", "없", "아니", "못"),
    "th": ("ไม่", "มิได้"),
    "zh": ("不", "没", "沒", "未", "无", "無", "非"),
}


def _numbered(first: int, words: str) -> dict[str, float]:
    return {fold(form): first + place for place, word in enumerate(words.split()) for form in word.split("/")}


def _tens(words: str) -> dict[str, float]:
    return {fold(form): 10 * place for place, word in enumerate(words.split(), 2) for form in word.split("/")}


#: One is left out: in most languages it is an article.
NUMBERS: Final[Mapping[str, Mapping[str, float]]] = {
    "ar": _numbered(2, "اثنان/اثنين/اثنتان/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني/ثمان تسعة/تسع عشرة/عشر")
    | _tens("عشرون/عشرين ثلاثون/ثلاثين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين تسعون/تسعين"),
    "de": _numbered(2, "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn")
    | _tens("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
    "en": _numbered(2, "two/twice three four five six seven eight nine ten eleven twelve/dozen thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
    | _tens("twenty thirty forty fifty sixty seventy eighty ninety"),
    "es": _numbered(2, "dos tres cuatro cinco seis siete ocho nueve diez once doce/docena trece catorce quince")
    | _tens("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    "fr": _numbered(2, "deux trois quatre cinq six sept huit neuf dix onze douze/douzaine treize quatorze quinze seize")
    | _tens("vingt trente quarante cinquante soixante"),
    "it": _numbered(2, "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici")
    | _tens("venti trenta quaranta cinquanta sessanta settanta ottanta novanta"),
    "nl": _numbered(2, "twee drie vier vijf zes zeven acht negen tien elf twaalf") | _tens("twintig dertig veertig vijftig"),
    "pl": _numbered(2, "dwa/dwie/dwóch trzy/trzech cztery/czterech pięć/pięciu sześć/sześciu siedem osiem dziewięć dziesięć"),
    "pt": _numbered(2, "dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze quinze")
    | _tens("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"),
    "ru": _numbered(2, "два/две/двух три/трех четыре/четырех пять/пяти шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти"),
}  # fmt: skip
#: What multiplies the number before it.
SCALES: Final[Mapping[str, float]] = {
    fold(form): size
    for size, words in (
        (1e2, "hundred hundreds hundert cien ciento cientos cent cem cento honderd sto сто مئة مائة مئات"),
        (1e3, "thousand thousands tausend mil mille mila duizend tysiąc tysiące tysięcy тысяч тысячи тысяча ألف آلاف ألفا"),
        (1e6, ("million millions millionen millón millones milhão milhões milione milioni miljoen milion miliony milionów"
              " миллион миллиона миллионов مليون ملايين مليونا")),
        (1e9, ("billion billions milliarde milliarden milliard milliards miliardo miliardi miljard miliard miliardów"
              " миллиард миллиардов مليار مليارات")),
    )
    for form in words.split()
}  # fmt: skip
MONTHS: Final[frozenset[str]] = _folded(
    "january february march april june july august september october november december januar februar märz mai juni"
    " juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    " janvier février mars avril juin juillet août septembre octobre novembre décembre janeiro fevereiro março maio"
    " junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre"
    " novembre dicembre января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
