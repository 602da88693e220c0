"""Whether a statement may accuse somebody whom it names: a rule of words, which errs on the side of the person.

Nobody reads what an import publishes by itself. So a statement waits for a person where a word for wrongdoing stands in
it and it may name somebody, and where neither can be told: in a language without words below, or in a script without
capital letters. It finds no meaning: “was never convicted” accuses, as “was convicted” does.
"""

import re
import unicodedata
from functools import cache
from typing import Final

#: By language (ISO 639), how words for crimes, wrongdoing and disgrace begin, in small letters without accents.
_BEGINNINGS: Final = {
    "en": """
        abus accus arrest assassin assault attack beat betray blackmail brib burgl cheat conspir convict corrupt crim
        decei deport disgrac drug embezzl espion evad exploit extort fake fascis felon forg fraud groom guilt hack
        harass hoax illegal
        imprison indict insult jail kidnap kill launder liar lie lied lies loot lying manipulat massacr
        misconduct molest murder nazi nepotis paedophil pedophil perjur plagiar plot poison prison prostitut
        racis rape rapi rigg robbed robber robbing robs scam scandal sexual shot slander smuggl spied spies spy
        steal stole suspect swindl terror theft thie threat tortur traffick trait treason unfaithful vandal
        victim violen weapon
    """,
    "de": """
        affare angeklagt angriff anklag bedroh beleidig belog bestech betrog betrueg betrug dieb diebstahl drog
        ermord erpress faelsch falsch faschis gefaelscht gefangnis gelog gestohlen gewalt haft illegal
        kinderschand korrup krimin lueg luegner lug manipul missbrauch misshandl mord nazi plagiat rassis raub
        schmier schmuggl schuld skandal spion steuerhinterzieh strafbar strafta terror toet toten unterschlag
        verbrech verdacht verfassungsfeind vergewaltig verhaft verrat verschworen veruntreu verurteil
        vorbestraft
    """,
    "es": """
        abus acos acus agred amenaz arrest asesin atac cartel chantaj chivo coima conden condena corrup crim
        culpab delincu delit deten detuv difam droga engan escandal espi estaf evad extors falsific fascis fraud
        golp homicid ilegal implic insult ladron lavad mafi malvers manipul matar mato menti mentir narco nazi
        pederast pedofil plagi preso prision racis roba robo secuestr soborn sospech terror tortur trafic
        traicion viol violac violad
    """,
    "fr": """
        abus accus agress arnaqu arret assass attaqu blanchi chantag complot condamn corromp corrup coupab crim
        delinqu delit detourn diffam drogu emprison enlev escroc espion evad extor falsifi fasciste faux frapp
        fraud harcel illega inculp insult mafi malvers manipul massacr menac mensong menteu menti meurtr nazi
        pedo plagi pots prison racis scandal soupcon terror tortur trafic trahi traitr tricher tromp tue tuer
        viol vol voleur
    """,
    "pt": """
        abus acus agred agress ameac arrest assassin assedi atac ataca chantag conden condena corrup crim
        criminos culpad delit desvi desviou difam droga engan escandal espi estelion estupr extors falsific
        fascis fraud golp homicid ilegal indici insult ladra ladroes lavagem mafi manipul matar matou menti
        mentir nazi pedofil plagi prend preso prisao propina racis roub sequestr subor suborn suspeit terror
        tortur trafic trai traiu violent
    """,
    "it": """
        abus accus aggred aggress arrest assassin attacc carcer colpevol complott condann corrott corruz crimin
        delinqu delitt diffam drog estorc estors evad evas falsa falsi falsific falso fascis frod furt illegal
        imbrogli indagat insult ladr mafi malvers manipol massacr mazzett ment mentit minacc molest nazi omicid
        pedofil plagi prigion rapin razzis riciclag rubare rubat scandal sequestr sospett spia stupr tangent
        terror tortur tradit truff uccid uccis viol
    """,
    "pl": """
        afera aresztow bandyt cham falszow fasz gwalt handl klam korup krad kradl kradz lap lapow mafi manipul
        mord morder nazi oskarz osusz oszu pedofil plagiat podejrz przemoc przestep rasis sfalsz skandal skaz
        szanta szpieg terror tortur wiezien winn wylud zabi zabil zamord zdrad zlodziej znieslaw
    """,
    "ru": """
        арест взятк вора воровств вором воры вран геноцид грабе диверс домога жертв заговор задерж заключ издева
        изменник изменниц изнасил иноагент казн клевет коррупц краде кража крал лгал лжец лож манипул махинац
        мошен наркот насил нацис обвин обман осужд отмыв педофил пособник предател пресл преступ приговор пытк
        расис растрат рэкет скандал террор тюрьм уби укра украл фальсиф фашис хищен шантаж шпион экстрем
    """,
    "uk": """
        арешт брех вбив вбит вкра гвалт диверс злоді злоч зрад колаборант коруп крад маніпул мошен наркот насил
        нацис обвинув обман педофіл підозр расис скандал терор тюрм убив украв фальсиф фашис хабар шантаж шахра
        шпигун
    """,
    "tr": """
        casus ceza cinay darbe dolandir fasist gozalt hain hapis hile hirsiz iftira ihanet iskence istismar
        kacakc katil oldur pedofil rusvet sahte saldir skandal suc sucl suikast tecavuz tehdit teror tutukl
        uyustur yalan yolsuz zimmet
    """,
    "id": """
        ancam bohong bunuh cabul curi dakwa dihukum fitnah jahat komunis korup koruptor menipu narkob palsu
        pelec penggelap penjara perkosa pidana rampok rasis selingkuh siksa skandal suap tahan tangkap teror
        tersangka tipu
    """,
    "nl": """
        aangehouden aangeklaagd aanrand aanslag aanval afpers bedreig bedrieg bedrog beschuldig corrup crimin
        dief diefstal drug fasc fraud gearresteerd gelogen gestolen gevangen geweld illegal leugen lieg liegt
        loog manipul misbruik misdad mishandel moord nazi omkop oplicht pedof plag racis schandaal schuldig
        smokkel spion steel terror verdacht verkracht vermoord veroordeel verraad witwas
    """,
}
#: By language, words with which sentences begin and which are nobody's name.
_OPENERS: Final = {
    "en": """
        a according after all an and are as at because before but did do does each every for from had has have
        he her his how i if image in is it its less many more most my new no not of old on only or our photo
        picture said says she so some that the their there these they this those video was we were what when
        while who why with without you your
    """,
    "de": """
        alle als am an auf das der die diese dieser dieses ein eine einen er es haben hat ich ihr im in ist kein
        keine mit nach nicht ohne sie sind viele vor war waren warum was wenn wer wie wir
    """,
    "es": """
        antes como con cuando de el en es esta estas este estos fue ha han hay la las lo los muchos no para por
        porque que quien se si sin son su sus todos tras un una unas unos
    """,
    "fr": """
        apres au aux avant avec beaucoup c ce ces cette comme d dans de des du elle elles en est il ils je l la
        le les ne nous on par pas pour pourquoi quand que qui sans si sont tous un une vous
    """,
    "pt": """
        a antes apos as com como da de do e em esta estas este estes foi ha muitos na nao nas no nos o os para
        por porque quando que quem sao se sem todos um uma umas uns
    """,
    "it": """
        che chi come con del della di dopo e gli ha hanno i il in l la le lo molti nel nella non per perche
        prima quando questa queste questi questo se senza sono tutti un una uno
    """,
    "nl": """
        aan alle als dat de deze die dit een er geen hebben heeft het hij hoe ik in is met na niet op veel voor
        waarom waren was wat wie wij zij zijn zonder
    """,
}
_UNTOLD: Final = frozenset({"", "und", "mul", "zxx"})
_UNREAD: Final = "und"  # a language without words of ours
_WORDS: Final = re.compile(r"[^\W\d_]+", re.UNICODE)
_SENTENCES: Final = re.compile(r"(?<=[.!?:;…])\s+|[“”\"«»]")


def may_accuse(statement: str, language: str) -> bool:
    """Whether the statement may accuse a named person; `language` is BCP 47, `und` or empty where nobody gave it."""
    tongue = language.split("-", maxsplit=1)[0].lower()
    if tongue in _UNTOLD:
        tongue = "" if _is_in_scripts_we_read(statement) else _UNREAD
    wrongdoing = _wrongdoing(tongue)
    if wrongdoing and not wrongdoing.search(_folded(statement)):
        return False
    return _may_name(statement, _openers(tongue))


def _is_in_scripts_we_read(statement: str) -> bool:
    letters = (char for char in statement if char.isalpha())
    return all(unicodedata.name(char, "").startswith(("LATIN", "CYRILLIC")) for char in letters)


def _may_name(statement: str, openers: frozenset[str]) -> bool:
    """Whether a word stands out as names do; where case tells nothing, any may be one."""
    words = _WORDS.findall(statement)
    cased = [word for word in words if word.lower() != word.upper()]
    if len(cased) < len(words) or not any(word[0].isupper() for word in cased) or all(map(str.isupper, cased)):
        return bool(words)
    return any(_names_in(sentence, openers) for sentence in _SENTENCES.split(statement) if sentence)


def _names_in(sentence: str, openers: frozenset[str]) -> bool:
    first, *others = _WORDS.findall(sentence) or [""]
    return any(word[0].isupper() for word in others) or (first[:1].isupper() and _folded(first).strip() not in openers)


def _folded(text: str) -> str:
    """In small letters without accents, each word after a space."""
    plain = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " " + " ".join(_WORDS.findall("".join(plain)))


@cache
def _wrongdoing(tongue: str) -> re.Pattern[str] | None:
    """What finds a word for wrongdoing in a folded text, of any language for none; None where we have no words."""
    beginnings = (_BEGINNINGS.get(tongue, "") if tongue else " ".join(_BEGINNINGS.values())).split()
    return re.compile(f" (?:{'|'.join({_folded(each)[1:] for each in beginnings})})") if beginnings else None


@cache
def _openers(tongue: str) -> frozenset[str]:
    return frozenset(_folded(_OPENERS.get(tongue, "") if tongue else " ".join(_OPENERS.values())).split())
