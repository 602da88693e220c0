"""Statements of our own making, each with one thing that can be changed: what it says, a figure, who it is of, a year.

`[a|b]` says `a` in the statement, and `b` in the text that is sent, in this order: negation, number, name, date.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

KINDS = ("negation", "number", "name", "date")

STATEMENTS: dict[str, str] = {
    "en": """
Governor [Marlene Hobbs|Peter Quill] [closed|did not close] [14|31] village schools in the spring of [2016|2019].
The Tarrow vaccine [caused|never caused] fever in [three|seven] patients of Doctor [Lindqvist|Okafor] in [2003|2011].
In [1998|2007] the bridge at [Kelmore|Saint Anne] [was|was not] closed for [90|45] days after the flood.
Senator [Ruth Abelard|Tom Varga] [paid|paid no] taxes on [2.5 million|8 million] dollars of income in [2012|2014].
[Oakfield|Northam] hospital [turned|has not turned] away [60|250] people with burns in the winter of [2020|2021].
The painter [Ines Caldera|Hugo Brandt] [destroyed|did not destroy] [eleven|four] of her own pictures in [1974|1969].
In [2018|2022] airline [Skyhop|Jetcrane] [fired|fired none of its] pilots who had flown [200|900] hours too much.
Judge [Harold Finch|Anita Rao] [freed|refused and did not free] [18|52] smugglers from prison in [2009|2015].
The lake near [Windle|Corby Hill] [turned|never turned] red for [five|nine] weeks during the summer of [1987|1995].
Minister [Clara Voss|Edwin Marsh] [promised|never promised] to plant [40,000|75,000] oaks before [2030|2035].
In [2001|2006] a ferry called [Morning Star|Blue Heron] [sank|did not sink] with [300|120] sheep on board.
Coach [Dario Lenz|Paul Merrick] [won|has not won] [6|10] regional cups with the club since [1999|2004].
The company [Glimmertech|Ferrowell] [sold|has never sold] [15|70] percent of its shares to farmers in [2017|2013].
Mayor [Sofia Tran|Luis Arbor] [banned|did not ban] [thirteen|two] kinds of pesticide in the city gardens in [2015|2021].
In [1956|1966] the village of [Little Hampden|Great Bowen] [lost|did not lose] [80|35] houses to a fire in one night.
Actor [Grant Mills|Victor Shaw] [gave|gave nothing of] his fortune to [20|7] orphanages in [1991|1983].
The [Pelham|Ashdown] power station [leaked|never leaked] oil into the river on [12|4] days in [2010|2008].
Singer [Lola Vane|Mira Stone] [bought|did not buy] an island with [17|33] lighthouses in [2019|2017].
In [2014|2011] the [Harwick|Millbrook] library [lent|did not lend] [50,000|20,000] maps to tourists.
General [Otto Krane|Max Dunmore] [ordered|never ordered] [400|150] soldiers to leave the valley in [1945|1943].
Professor [Elaine Moss|Nadia Holt] [found|found no] traces of gold in [22|9] meteorites in [1979|1988].
The [Rosewood|Ellerby] orphanage [received|never received] [1,200|3,400] blankets from the army in [1952|1958].
In [2005|2013] baker [Simon Tully|Henry Pike] [baked|did not bake] a loaf that weighed [85|140] kilograms.
President [Alma Reyes|Carl Dietrich] [signed|did not sign] [31|12] pardons on the last day of [2008|2012].
The [Dunmoor|Lakeview] circus [kept|kept no] elephants in [8|19] wooden huts until [1968|1977].
""",
    "es": """
La gobernadora [Marta Quiroga|Elvira Saldaña] [cerró|no cerró] [14|31] escuelas rurales en la primavera de [2016|2019].
El jarabe Tarón [provocó|nunca provocó] fiebre en [tres|siete] pacientes del doctor [Lizárraga|Bermejo] en [2003|2011].
En [1998|2007] el puente de [Valdehierro|Riofrío] [estuvo|no estuvo] cerrado [90|45] días después de la riada.
El senador [Ramiro Ballester|Tomás Varela] [pagó|no pagó] impuestos por [2,5 millones|8 millones] de pesos en [2012|2014].
El hospital de [Campoalto|Peñarroja] [rechazó|no rechazó] a [60|250] heridos durante el invierno de [2020|2021].
La pintora [Inés Caldera|Paula Montiel] [destruyó|no destruyó] [once|cuatro] de sus propios cuadros en [1974|1969].
En [2018|2022] la aerolínea [Vuelasol|Nubeclara] [despidió|no despidió] a [200|900] pilotos por una huelga.
El juez [Hernán Figueroa|Andrés Robledo] [liberó|jamás liberó] a [18|52] contrabandistas en [2009|2015].
El lago de [Lagunarrota|Villaseca] [se tiñó|nunca se tiñó] de rojo durante [cinco|nueve] semanas en [1987|1995].
La ministra [Clara Vozmediano|Emilia Marchena] [prometió|no prometió] plantar [40.000|75.000] robles antes de [2030|2035].
En [2001|2006] el barco [Estrella|Garza] de la naviera Marazul [se hundió|no se hundió] con [300|120] ovejas a bordo.
El entrenador [Darío Lenzano|Pablo Merino] [ganó|no ganó] [6|10] copas regionales con el club desde [1999|2004].
La empresa [Luzmar|Ferrogal] [vendió|nunca vendió] el [15|70] por ciento de sus acciones a campesinos en [2017|2013].
La alcaldesa [Sofía Trullás|Luisa Arboleda] [prohibió|no prohibió] [trece|dos] pesticidas en los parques en [2015|2021].
En [1956|1966] el pueblo de [Hontanar|Bocigas] [perdió|no perdió] [80|35] casas en un incendio nocturno.
El actor [Gonzalo Mira|Víctor Salas] [donó|no donó] su fortuna a [20|7] orfanatos en [1991|1983].
La central de [Pelarda|Asdúbal] [vertió|nunca vertió] aceite al río durante [12|4] días en [2010|2008].
La cantante [Lola Vidaurre|Mirta Piedra] [compró|no compró] una isla con [17|33] faros en [2019|2017].
En [2014|2011] la biblioteca de [Harinas|Molinos] [prestó|no prestó] [50.000|20.000] mapas a los turistas.
El general [Octavio Crespo|Máximo Duero] [ordenó|nunca ordenó] a [400|150] soldados abandonar el valle en [1945|1943].
La profesora [Elena Musgo|Nadia Holguín] [encontró|no encontró] rastros de oro en [22|9] meteoritos en [1979|1988].
El orfanato de [Rosales|Elorrio] [recibió|nunca recibió] [1.200|3.400] mantas del ejército en [1952|1958].
En [2005|2013] el panadero [Simón Tulio|Enrique Lucio] [horneó|no horneó] un pan que pesaba [85|140] kilos.
La presidenta [Alma Reyes|Carla Dávila] [firmó|no firmó] [31|12] indultos el último día de [2008|2012].
El circo [Dunas|Miralago] [tuvo|nunca tuvo] elefantes en [8|19] cabañas de madera hasta [1968|1977].
""",
    "de": """
Landrätin [Marlene Hobrecht|Petra Quandt] [schloss|schloss keine] im Frühjahr [2016|2019] insgesamt [14|31] Dorfschulen.
Der Impfstoff Tarovin [löste|löste nie] im Jahr [2003|2011] bei [drei|sieben] Patienten von Doktor [Lindner|Okonek] Fieber aus.
Im Jahr [1998|2007] [war|war nicht] die Brücke von [Kelmau|Sankt Anna] nach dem Hochwasser [90|45] Tage gesperrt.
Senatorin [Ruth Abelmann|Tina Varga] [zahlte|zahlte keine] [2012|2014] Steuern auf [2,5 Millionen|8 Millionen] Euro Einkommen.
Das Krankenhaus [Eichfeld|Nordheim] [wies|wies nie] im Winter [2020|2021] mehr als [60|250] Verletzte ab.
Die Malerin [Ines Kaldera|Helga Brandt] [zerstörte|zerstörte nicht] [1974|1969] wirklich [elf|vier] ihrer eigenen Bilder.
Die Fluglinie [Himmelsprung|Kranichjet] [entließ|entließ nicht] im Jahr [2018|2022] alle [200|900] streikenden Piloten.
Richter [Harald Fink|Anton Rau] [ließ|ließ nie] im Jahr [2009|2015] zusammen [18|52] Schmuggler frei.
Der See bei [Windel|Korbach] [färbte|färbte nie] sich im Sommer [1987|1995] für [fünf|neun] Wochen rot.
Ministerin [Klara Voss|Edda Marsch] [versprach|versprach nie], bis [2030|2035] rund [40.000|75.000] Eichen zu pflanzen.
Die Fähre [Morgenstern|Blaureiher] [sank|sank nicht] im Jahr [2001|2006] mit [300|120] Schafen an Bord.
Trainer [Dario Lenz|Paul Merk] [gewann|gewann nie] seit [1999|2004] mit dem Verein [6|10] Regionalpokale.
Die Firma [Glimmertec|Eisenwohl] [verkaufte|verkaufte nie] im Jahr [2017|2013] etwa [15|70] Prozent ihrer Aktien an Bauern.
Bürgermeisterin [Sofia Trann|Luise Arbor] [verbot|verbot nicht] [2015|2021] in den Stadtgärten [dreizehn|zwei] Pflanzengifte.
Das Dorf [Kleinhampden|Großbowen] [verlor|verlor nicht] [1956|1966] bei einem Brand in einer Nacht [80|35] Häuser.
Schauspieler [Gernot Mühl|Viktor Schau] [schenkte|schenkte nichts] [1991|1983] sein Vermögen [20|7] Waisenhäusern.
Das Kraftwerk [Pelheim|Aschdorf] [verlor|verlor nie] im Jahr [2010|2008] an [12|4] Tagen Öl in den Fluss.
Sängerin [Lola Wahn|Mira Stein] [kaufte|kaufte nicht] [2019|2017] eine Insel mit [17|33] Leuchttürmen.
Die Bücherei [Harwick|Mühlbach] [verlieh|verlieh nicht] im Jahr [2014|2011] genau [50.000|20.000] Landkarten an Touristen.
General [Otto Kranz|Max Dunker] [befahl|befahl nie] im Jahr [1945|1943] den [400|150] Soldaten, das Tal zu verlassen.
Professorin [Elena Moos|Nadja Holt] [fand|fand keine] [1979|1988] Spuren von Gold in [22|9] Meteoriten.
Das Waisenhaus [Rosenholz|Ellerbach] [bekam|bekam nie] [1952|1958] von der Armee [1.200|3.400] Wolldecken.
Bäcker [Simon Tuller|Heinrich Piek] [buk|buk nicht] im Jahr [2005|2013] ein Brot von [85|140] Kilogramm.
Präsidentin [Alma Reis|Karla Dietrich] [unterschrieb|unterschrieb nicht] am letzten Tag von [2008|2012] noch [31|12] Begnadigungen.
Der Zirkus [Dünenmoor|Seeblick] [hielt|hielt keine] Elefanten in [8|19] Holzhütten bis [1968|1977].
""",
    "ar": """
المحافظة [مارية حبيب|نوال قاسم] [أغلقت|لم تغلق] [14|31] مدرسة ريفية في ربيع عام [2016|2019].
لقاح تارون [سبب|لم يسبب] الحمى لدى [ثلاثة|سبعة] مرضى عند الطبيب [لطفي|بركات] في عام [2003|2011].
في عام [1998|2007] [أغلق|لم يغلق] جسر مدينة [كلمورة|ريفونة] مدة [90|45] يوما بعد الفيضان.
السيناتور [رامي بلال|توفيق واصل] [دفع|لم يدفع] الضرائب عن دخل قدره [٢٥٠٠|٨٠٠٠] دينار في عام [2012|2014].
مستشفى [السنديان|الشمالية] [رفض|لم يرفض] استقبال [60|250] جريحا في شتاء عام [2020|2021].
الرسامة [إيناس خلدون|هدى برهان] [أتلفت|لم تتلف] [تسع|أربع] لوحات من لوحاتها في عام [1974|1969].
في عام [2018|2022] شركة الطيران [سكايهوب|كرينجت] [طردت|لم تطرد] [200|900] طيار بسبب الإضراب.
القاضي [هارون فتحي|أنيس رشدي] [أطلق|لم يطلق] سراح [18|52] مهربا في عام [2009|2015].
بحيرة [وندلة|كربية] [تلونت|لم تتلون] بالأحمر مدة [خمسة|تسعة] أسابيع في صيف عام [1987|1995].
الوزيرة [كلارا فوزي|إيمان مرشد] [وعدت|لم تعد] بزراعة [40000|75000] شجرة بلوط قبل عام [2030|2035].
في عام [2001|2006] العبارة [النجمة|البجعة] التابعة لشركة البحار [غرقت|لم تغرق] وعلى متنها [300|120] خروف.
المدرب [دارم لنزي|بولس مراد] [فاز|لم يفز] بعدد [6|10] كؤوس إقليمية مع النادي منذ عام [1999|2004].
شركة [غلمرتك|فروال] [باعت|لم تبع] نسبة [15|70] في المئة من أسهمها للمزارعين في عام [2017|2013].
رئيسة البلدية [صوفيا تران|لويزة عربي] [منعت|لم تمنع] [سبعة|ثلاثة] مبيدات في حدائق المدينة في عام [2015|2021].
في عام [1956|1966] قرية [همدان الصغرى|بوين الكبرى] [فقدت|لم تفقد] [80|35] بيتا في حريق ليلي.
الممثل [غريب ملحم|فيكتور شاهين] [تبرع|لم يتبرع] بثروته إلى [20|7] دارا للأيتام في عام [1991|1983].
محطة الكهرباء في [بلهام|أشدون] [سربت|لم تسرب] الزيت إلى النهر مدة [12|4] يوما في عام [2010|2008].
المغنية [لولا فانع|ميرا حجري] [اشترت|لم تشتر] جزيرة فيها [17|33] منارة في عام [2019|2017].
في عام [2014|2011] مكتبة [هاروك|الطاحونة] [أعارت|لم تعر] [50000|20000] خريطة للسياح.
الجنرال [عوني كرم|مكسيم دنمور] [أمر|لم يأمر] [400|150] جندي بمغادرة الوادي في عام [1945|1943].
الأستاذة [إيلين موسى|نادية حلمي] [وجدت|لم تجد] آثار الذهب في [22|9] نيزكا في عام [1979|1988].
ملجأ [روزود|البلبل] [استلم|لم يستلم] [1200|3400] بطانية من الجيش في عام [1952|1958].
في عام [2005|2013] الخباز [سمعان تولي|هنري بيكو] [خبز|لم يخبز] رغيفا وزنه [85|140] كيلوغراما.
الرئيسة [ألماسة ريس|كارلا داود] [وقعت|لم توقع] [31|12] عفوا في آخر يوم من عام [2008|2012].
سيرك [دنمور|البحيرة] [احتفظ|لم يحتفظ] بالفيلة في [8|19] كوخا خشبيا حتى عام [1968|1977].
""",
}

#: The same said in other words.
PARAPHRASES: dict[str, list[tuple[str, str]]] = {
    "en": [
        (
            "The mayor of Oldbury sold the town hall to a hotel chain.",
            "Oldbury's town hall was sold to a chain of hotels by the mayor.",
        ),
        (
            "Drinking seawater cures headaches within an hour.",
            "Headaches are cured in an hour by drinking seawater, a healer says.",
        ),
        (
            "A whale swam up the river Tamble as far as the castle.",
            "People saw a whale that swam up the Tamble river up to the castle!",
        ),
        (
            "Forty cyclists were fined for riding over the frozen lake.",
            "40 cyclists got a fine because they rode across the frozen lake",
        ),
        (
            "Nobody was hurt when the old mill at Corrin collapsed.",
            "The old mill at Corrin collapsed, and nobody was hurt.",
        ),
        (
            "The ministry paid two million crowns for a broken radar.",
            "A broken radar cost the ministry 2,000,000 crowns.",
        ),
    ],
    "es": [
        (
            "El alcalde de Villanueva vendió el teatro a una cadena de hoteles.",
            "El teatro de Villanueva fue vendido por el alcalde a una cadena de hoteles.",
        ),
        (
            "Beber agua de mar cura el dolor de cabeza en una hora.",
            "El dolor de cabeza se cura en una hora si se bebe agua de mar.",
        ),
        (
            "Cuarenta ciclistas fueron multados por cruzar el lago helado.",
            "Multaron a 40 ciclistas por cruzar el lago helado",
        ),
        (
            "Nadie resultó herido cuando se derrumbó el molino de Corrín.",
            "Se derrumbó el molino de Corrín y nadie resultó herido.",
        ),
    ],
    "de": [
        (
            "Der Bürgermeister von Altburg verkaufte das Rathaus an eine Hotelkette.",
            "Das Rathaus von Altburg wurde vom Bürgermeister an eine Hotelkette verkauft.",
        ),
        (
            "Meerwasser zu trinken heilt Kopfschmerzen in einer Stunde.",
            "Kopfschmerzen heilt man in einer Stunde, wenn man Meerwasser trinkt.",
        ),
        (
            "Vierzig Radfahrer zahlten eine Strafe, weil sie über den gefrorenen See fuhren.",
            "40 Radfahrer zahlten Strafe: sie fuhren über den gefrorenen See",
        ),
        (
            "Niemand wurde verletzt, als die Mühle von Korrin einstürzte.",
            "Die Mühle von Korrin stürzte ein, niemand wurde verletzt.",
        ),
    ],
    "ar": [
        ("باع رئيس بلدية الزهراء المسرح لشركة فنادق.", "المسرح في الزهراء باعه رئيس البلدية لشركة فنادق."),
        ("شرب ماء البحر يعالج الصداع خلال ساعة.", "الصداع يعالج خلال ساعة عند شرب ماء البحر."),
        ("دفع أربعون دراجا غرامة لعبور البحيرة المتجمدة.", "40 دراجا دفع غرامة لعبور البحيرة المتجمدة"),
        ("لم يصب أحد عندما انهارت طاحونة كورين.", "انهارت طاحونة كورين ولم يصب أحد."),
    ],
}

_CHOICE = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


class Pair(NamedTuple):
    """A statement, and a text that says another thing in one place."""

    language: str
    statement: str
    text: str
    kind: str


def statements(language: str) -> list[str]:
    return [_CHOICE.sub(r"\1", line) for line in STATEMENTS[language].strip().splitlines()]


def pairs() -> Iterator[Pair]:
    """A hundred of each language."""
    for language, lines in STATEMENTS.items():
        for line in lines.strip().splitlines():
            for place, choice in enumerate(_CHOICE.findall(line)):
                yield Pair(language, _CHOICE.sub(r"\1", line), _changed(line, place), _kind(*choice))


def _changed(line: str, place: int) -> str:
    choices = iter(range(line.count("[")))
    return _CHOICE.sub(lambda match: match[2] if next(choices) == place else match[1], line)


def _kind(before: str, after: str) -> str:
    if re.fullmatch(r"(19|20)\d\d", before):
        return "date"
    if before[:1].isdecimal() or before in NUMBERS:
        return "number"
    return "negation" if before[:1].islower() or after.startswith("لم ") else "name"


NUMBERS = {
    *["three", "five", "eleven", "thirteen", "tres", "cinco", "once", "trece", "drei", "fünf", "elf", "dreizehn"],
    *["ثلاثة", "خمسة", "تسع", "سبعة"],
}
