"""Claims of our own making, and what people write of them: in posts, in headlines, shouting, without apostrophes.

A line is a claim, and texts that say the same otherwise, or deny it, or tell of another figure, day or name.
"""

from collections.abc import Iterator
from typing import NamedTuple

#: By language: a claim, then `=` the same, `!` denied, `#` another figure, `@` another day, `%` another name.
LINES: dict[str, str] = {
    "en": """
The mayor of Oldbury sold the town hall to a hotel chain.
= BREAKING 🚨 MAYOR OF OLDBURY SOLD THE TOWN HALL TO A HOTEL CHAIN!!!
= so apparently the oldbury town hall got sold by the mayor... to a hotel chain 😂
! It is false that the mayor of Oldbury sold the town hall to a hotel chain.
! Oldbury mayor denies having sold the town hall to a hotel chain
! the mayor of oldbury didnt sell the town hall to a hotel chain, stop sharing this
! The mayor of Oldbury sold the town hall to a hotel chain? That's a lie.
! No, the mayor of Oldbury did not sell the town hall to a hotel chain.
= He denied that it is false that the mayor of Oldbury sold the town hall to a hotel chain.
= It is not untrue that the mayor of Oldbury sold the town hall to a hotel chain.
% The mayor of Kelmore sold the town hall to a hotel chain.
Three people died when the ferry sank on March 2, 2021.
= On 2 March 2021 the ferry sank and 3 people died.
= 3 dead as ferry sinks, 2021-03-02
= three ppl died when the ferry sank (2/3/2021)
# Five people died when the ferry sank on March 2, 2021.
@ Three people died when the ferry sank on 9 March 2021.
@ 3 people died when the ferry sank on 2 May 2021
The city paid 1.5 million dollars for a bridge that leads nowhere.
= $1.5m for a bridge to nowhere, thanks to the city 🙄 dollars well spent
= The city paid 1,500,000 dollars for a bridge that leads nowhere.
= The city paid one and a half million dollars for a bridge that leads nowhere.
# The city paid 5.1 million dollars for a bridge that leads nowhere.
! It's not the case that the city paid 1.5 million dollars for a bridge that leads nowhere.
! The city paid 1.5 million dollars for a bridge that leads nowhere: FAKE
Senator Ruth Abelard never paid taxes on her villa.
= Ruth Abelard, the senator, has never paid any taxes on her villa.
! Senator Ruth Abelard paid taxes on her villa.
! It is not true that Senator Ruth Abelard never paid taxes on her villa.
% Senator Tina Varga never paid taxes on her villa.
""",
    "es": """
El alcalde de Villanueva vendió el teatro a una cadena de hoteles.
= ÚLTIMA HORA 🔴 EL ALCALDE DE VILLANUEVA VENDIÓ EL TEATRO A UNA CADENA DE HOTELES
= el teatro de villanueva lo vendió el alcalde a una cadena de hoteles jajaja
! Es falso que el alcalde de Villanueva vendiera el teatro a una cadena de hoteles.
! No es cierto que el alcalde de Villanueva haya vendido el teatro a una cadena de hoteles
! El alcalde de Villanueva niega haber vendido el teatro a una cadena de hoteles.
! No, el alcalde de Villanueva no vendió el teatro a una cadena de hoteles.
= No es falso que el alcalde de Villanueva vendió el teatro a una cadena de hoteles.
% El alcalde de Riofrío vendió el teatro a una cadena de hoteles.
Tres personas murieron cuando se hundió el barco el 2 de marzo de 2021.
= El 2/3/2021 se hundió el barco y murieron 3 personas.
= 3 personas murieron al hundirse el barco (2 mar 2021)
# Siete personas murieron cuando se hundió el barco el 2 de marzo de 2021.
@ Tres personas murieron cuando se hundió el barco el 2 de junio de 2021.
La ciudad pagó 1,5 millones de euros por un puente.
= La ciudad pagó 1.500.000 euros por un puente.
= La ciudad pagó un millón y medio de euros por un puente.
# La ciudad pagó cuatro millones de euros por un puente.
""",
    "de": """
Der Bürgermeister von Altburg verkaufte das Rathaus an eine Hotelkette.
= EILMELDUNG: BÜRGERMEISTER VON ALTBURG VERKAUFTE DAS RATHAUS AN EINE HOTELKETTE 😡
= das rathaus von altburg hat der bürgermeister an eine hotelkette verkauft
! Es stimmt nicht, dass der Bürgermeister von Altburg das Rathaus an eine Hotelkette verkaufte.
! Der Bürgermeister von Altburg verkaufte das Rathaus keineswegs an eine Hotelkette.
! Altburgs Bürgermeister bestreitet, das Rathaus an eine Hotelkette verkauft zu haben
! Falsch: Der Bürgermeister von Altburg verkaufte das Rathaus an eine Hotelkette
! Nein, der Bürgermeister von Altburg verkaufte das Rathaus nicht an eine Hotelkette.
= Es ist nicht falsch, dass der Bürgermeister von Altburg das Rathaus an eine Hotelkette verkaufte.
% Der Bürgermeister von Kelmau verkaufte das Rathaus an eine Hotelkette.
Drei Menschen starben, als die Fähre am 2. März 2021 sank.
= Als die Fähre am 2.3.2021 sank, starben 3 Menschen.
= 3 Menschen starben, die Fähre sank (2021-03-02)
# Acht Menschen starben, als die Fähre am 2. März 2021 sank.
@ Drei Menschen starben, als die Fähre am 12. Mai 2021 sank.
Die Stadt zahlte 1,5 Millionen Euro für eine Brücke.
= Die Stadt zahlte 1.500.000 Euro für eine Brücke.
= Die Stadt zahlte 1,5 Mio. Euro für eine Brücke
= anderthalb Millionen Euro zahlte die Stadt für eine Brücke
# Die Stadt zahlte 15 Millionen Euro für eine Brücke.
""",
    "ar": """
باع رئيس بلدية الزهراء المسرح لشركة فنادق.
= عاجل 🔴 رئيس بلدية الزهراء باع المسرح لشركة فنادق
! غير صحيح أن رئيس بلدية الزهراء باع المسرح لشركة فنادق.
! كذب، رئيس بلدية الزهراء باع المسرح لشركة فنادق
! رئيس بلدية الزهراء ينفي أنه باع المسرح لشركة فنادق.
! لا صحة لما قيل إن رئيس بلدية الزهراء باع المسرح لشركة فنادق
! رئيس بلدية الزهراء لم يبع المسرح لشركة فنادق.
= ليس كذبا أن رئيس بلدية الزهراء باع المسرح لشركة فنادق.
مات ثلاثة أشخاص حين غرقت العبارة في ٢ مارس ٢٠٢١.
= في 2/3/2021 غرقت العبارة ومات 3 أشخاص.
= مات ٣ أشخاص حين غرقت العبارة في 2 آذار 2021
# مات تسعة أشخاص حين غرقت العبارة في ٢ مارس ٢٠٢١.
@ مات ثلاثة أشخاص حين غرقت العبارة في ٢ يونيو ٢٠٢١.
دفعت المدينة 1.5 مليون دينار ثمنا للجسر.
= دفعت المدينة 1500000 دينار ثمنا للجسر
# دفعت المدينة 4 ملايين دينار ثمنا للجسر.
""",
    "fr": """
Le maire de Vieuxbourg a vendu la mairie à une chaîne d'hôtels.
= ALERTE 🚨 LE MAIRE DE VIEUXBOURG A VENDU LA MAIRIE À UNE CHAÎNE D'HÔTELS
= la mairie de vieuxbourg vendue par le maire à une chaine d'hotels mdr
! Il est faux que le maire de Vieuxbourg a vendu la mairie à une chaîne d'hôtels.
! Il n'est pas vrai que le maire de Vieuxbourg a vendu la mairie à une chaîne d'hôtels.
! Le maire de Vieuxbourg dément avoir vendu la mairie à une chaîne d'hôtels
! Non, le maire de Vieuxbourg n'a pas vendu la mairie à une chaîne d'hôtels
! le maire de vieuxbourg a pas vendu la mairie à une chaîne d'hôtels
% Le maire de Corbeville a vendu la mairie à une chaîne d'hôtels.
Trois personnes sont mortes quand le bac a coulé le 2 mars 2021.
= Le bac a coulé le 02/03/2021 : 3 personnes sont mortes
# Neuf personnes sont mortes quand le bac a coulé le 2 mars 2021.
@ Trois personnes sont mortes quand le bac a coulé le 2 juillet 2021.
La ville a payé 1,5 million d'euros pour un pont.
= La ville a payé 1 500 000 euros pour un pont.
= La ville a payé un million et demi d'euros pour un pont
# La ville a payé trois millions d'euros pour un pont.
""",
    "pt": """
O prefeito de Vilanova vendeu o teatro para uma rede de hotéis.
= URGENTE 🔴 PREFEITO DE VILANOVA VENDEU O TEATRO PARA UMA REDE DE HOTÉIS
! É falso que o prefeito de Vilanova vendeu o teatro para uma rede de hotéis.
! Não é verdade que o prefeito de Vilanova vendeu o teatro para uma rede de hotéis
! Prefeito de Vilanova nega ter vendido o teatro para uma rede de hotéis
! o prefeito de vilanova nao vendeu o teatro pra uma rede de hoteis
% O prefeito de Riofundo vendeu o teatro para uma rede de hotéis.
Três pessoas morreram quando o barco afundou em 2 de março de 2021.
= Em 02/03/2021 o barco afundou e 3 pessoas morreram.
# Oito pessoas morreram quando o barco afundou em 2 de março de 2021.
@ Três pessoas morreram quando o barco afundou em 2 de agosto de 2021.
A cidade pagou 1,5 milhão de reais por uma ponte.
= A cidade pagou 1.500.000 reais por uma ponte
= A cidade pagou um milhão e meio de reais por uma ponte
# A cidade pagou dois milhões de reais por uma ponte
""",
    "ru": """
Мэр Старгорода продал ратушу сети гостиниц.
= СРОЧНО ‼️ МЭР СТАРГОРОДА ПРОДАЛ РАТУШУ СЕТИ ГОСТИНИЦ
= ратушу старгорода мэр продал сети гостиниц, ну и дела
! Неправда, что мэр Старгорода продал ратушу сети гостиниц.
! Это неверно: мэр Старгорода продал ратушу сети гостиниц
! Мэр Старгорода отрицает, что продал ратушу сети гостиниц.
! Мэр Старгорода не продавал ратушу сети гостиниц.
! Фейк: мэр Старгорода продал ратушу сети гостиниц
= Нельзя сказать неправда, мэр Старгорода продал ратушу сети гостиниц
Три человека погибли, когда паром затонул 2 марта 2021 года.
= 02.03.2021 паром затонул, погибли 3 человека
# Семь человек погибли, когда паром затонул 2 марта 2021 года.
@ Три человека погибли, когда паром затонул 2 июля 2021 года.
Город заплатил 1,5 миллиона рублей за мост.
= Город заплатил полтора миллиона рублей за мост
= Город заплатил 1 500 000 рублей за мост
# Город заплатил пять миллионов рублей за мост
""",
    "pl": """
Burmistrz Starogrodu sprzedał ratusz sieci hoteli.
= PILNE 🔴 BURMISTRZ STAROGRODU SPRZEDAŁ RATUSZ SIECI HOTELI
! Nieprawda, że burmistrz Starogrodu sprzedał ratusz sieci hoteli.
! To nie jest prawda, że burmistrz Starogrodu sprzedał ratusz sieci hoteli
! Burmistrz Starogrodu zaprzecza, że sprzedał ratusz sieci hoteli.
! Burmistrz Starogrodu nie sprzedał ratusza sieci hoteli.
% Burmistrz Nowodworu sprzedał ratusz sieci hoteli.
Trzy osoby zginęły, gdy prom zatonął 2 marca 2021 roku.
= Prom zatonął 2.03.2021, zginęły 3 osoby
# Siedem osób zginęło, gdy prom zatonął 2 marca 2021 roku.
@ Trzy osoby zginęły, gdy prom zatonął 2 maja 2021 roku.
Miasto zapłaciło 1,5 miliona złotych za most.
= Miasto zapłaciło 1 500 000 złotych za most
= Miasto zapłaciło półtora miliona złotych za most
# Miasto zapłaciło cztery miliony złotych za most
""",
    "fa": """
شهردار زرین‌شهر تماشاخانه را به یک شرکت هتل فروخت.
= فوری 🔴 شهردار زرین‌شهر تماشاخانه را به یک شرکت هتل فروخت
! این دروغ است که شهردار زرین‌شهر تماشاخانه را به یک شرکت هتل فروخت.
! درست نیست که شهردار زرین‌شهر تماشاخانه را به یک شرکت هتل فروخت
! شهردار زرین‌شهر تکذیب کرد که تماشاخانه را به یک شرکت هتل فروخت
! شهردار زرین‌شهر تماشاخانه را به یک شرکت هتل نفروخت.
سه نفر در غرق شدن کشتی در ۲ مارس ۲۰۲۱ مردند.
= 3 نفر در غرق شدن کشتی در 2021-03-02 مردند
# هفت نفر در غرق شدن کشتی در ۲ مارس ۲۰۲۱ مردند.
@ سه نفر در غرق شدن کشتی در ۲ ژوئن ۲۰۲۱ مردند.
شهر برای پل ۱٫۵ میلیون یورو پرداخت.
= شهر برای پل ۱۵۰۰۰۰۰ یورو پرداخت
# شهر برای پل ۴ میلیون یورو پرداخت
""",
    "hi": """
सोनपुर के मेयर ने टाउन हॉल एक होटल कंपनी को बेच दिया।
= ब्रेकिंग 🔴 सोनपुर के मेयर ने टाउन हॉल होटल कंपनी को बेच दिया
! यह झूठ है कि सोनपुर के मेयर ने टाउन हॉल एक होटल कंपनी को बेच दिया।
! यह सच नहीं है कि सोनपुर के मेयर ने टाउन हॉल एक होटल कंपनी को बेच दिया
! सोनपुर के मेयर ने टाउन हॉल किसी होटल कंपनी को नहीं बेचा।
! सोनपुर के मेयर ने टाउन हॉल होटल कंपनी को बेचने से इनकार किया
2 मार्च 2021 को नाव डूबने से तीन लोग मर गए।
= नाव डूबने से 3 लोग मर गए, २ मार्च २०२१
= 02/03/2021 को नाव डूबने से तीन लोग मर गए
# 2 मार्च 2021 को नाव डूबने से सात लोग मर गए।
@ 2 जून 2021 को नाव डूबने से तीन लोग मर गए।
शहर ने पुल के लिए 15 लाख रुपये दिए।
= शहर ने पुल के लिए 15,00,000 रुपये दिए
= शहर ने पुल के लिए पंद्रह लाख रुपये दिए
# शहर ने पुल के लिए 40 लाख रुपये दिए
""",
    "bn": """
সোনাপুরের মেয়র টাউন হল একটি হোটেল কোম্পানির কাছে বিক্রি করেছেন।
= ব্রেকিং 🔴 সোনাপুরের মেয়র টাউন হল হোটেল কোম্পানির কাছে বিক্রি করেছেন
! এটা মিথ্যা যে সোনাপুরের মেয়র টাউন হল একটি হোটেল কোম্পানির কাছে বিক্রি করেছেন।
! সোনাপুরের মেয়র টাউন হল একটি হোটেল কোম্পানির কাছে বিক্রি করেননি।
! এটা সত্য নয় যে সোনাপুরের মেয়র টাউন হল একটি হোটেল কোম্পানির কাছে বিক্রি করেছেন
২ মার্চ ২০২১ নৌকা ডুবে তিনজন মারা গেছেন।
= 2021-03-02 নৌকা ডুবে ৩ জন মারা গেছেন
# ২ মার্চ ২০২১ নৌকা ডুবে সাতজন মারা গেছেন।
@ ২ জুন ২০২১ নৌকা ডুবে তিনজন মারা গেছেন।
শহর সেতুর জন্য ১৫ লাখ টাকা দিয়েছে।
= শহর সেতুর জন্য 15,00,000 টাকা দিয়েছে
# শহর সেতুর জন্য ৪০ লাখ টাকা দিয়েছে
""",
    "zh": """
王小明市长把市政厅卖给了一家酒店公司。
= 突发🔴王小明市长把市政厅卖给一家酒店公司
! 王小明市长没有把市政厅卖给酒店公司。
! 王小明市长否认把市政厅卖给了一家酒店公司
! 谣言：王小明市长把市政厅卖给了一家酒店公司
! 说王小明市长把市政厅卖给了一家酒店公司，这不是真的
% 李大海市长把市政厅卖给了一家酒店公司。
2021年3月2日渡轮沉没，三人死亡。
= 渡轮沉没，3人死亡（2021-03-02）
# 2021年3月2日渡轮沉没，七人死亡。
@ 2021年6月2日渡轮沉没，三人死亡。
该市花了150万元建桥。
= 该市花了1,500,000元建桥
= 该市花了一百五十万元建桥
# 该市花了400万元建桥
""",
    "ja": """
田中市長は市役所をホテル会社に売却した。
= 【速報】田中市長、市役所をホテル会社に売却した
! 田中市長は市役所をホテル会社に売却していない。
! 田中市長が市役所をホテル会社に売却したというのは嘘です
! 田中市長は市役所をホテル会社に売却したことを否定した
! 田中市長が市役所をホテル会社に売却したのは事実ではない
% 鈴木市長は市役所をホテル会社に売却した。
2021年3月2日にフェリーが沈没し、三人が死亡した。
= フェリーが沈没し3人が死亡した（2021/3/2）
# 2021年3月2日にフェリーが沈没し、七人が死亡した。
@ 2021年6月2日にフェリーが沈没し、三人が死亡した。
市は橋に150万円を支払った。
= 市は橋に1,500,000円を支払った
= 市は橋に百五十万円を支払った
# 市は橋に400万円を支払った
""",
    "th": """
นายกเทศมนตรีสมชายขายศาลากลางให้บริษัทโรงแรม
= ด่วน 🔴 นายกเทศมนตรีสมชายขายศาลากลางให้บริษัทโรงแรม
! นายกเทศมนตรีสมชายไม่ได้ขายศาลากลางให้บริษัทโรงแรม
! ไม่จริงที่นายกเทศมนตรีสมชายขายศาลากลางให้บริษัทโรงแรม
! นายกเทศมนตรีสมชายปฏิเสธว่าขายศาลากลางให้บริษัทโรงแรม
! ข่าวปลอม นายกเทศมนตรีสมชายขายศาลากลางให้บริษัทโรงแรม
% นายกเทศมนตรีวิชัยขายศาลากลางให้บริษัทโรงแรม
เรือล่มเมื่อวันที่ 2 มีนาคม 2564 มีผู้เสียชีวิตสามคน
= เรือล่ม มีผู้เสียชีวิต 3 คน วันที่ 2 มีนาคม 2021
# เรือล่มเมื่อวันที่ 2 มีนาคม 2564 มีผู้เสียชีวิตเจ็ดคน
@ เรือล่มเมื่อวันที่ 2 มิถุนายน 2564 มีผู้เสียชีวิตสามคน
เมืองจ่ายเงิน 1.5 ล้านบาทสำหรับสะพาน
= เมืองจ่ายเงิน 1,500,000 บาทสำหรับสะพาน
# เมืองจ่ายเงิน 4 ล้านบาทสำหรับสะพาน
""",
}
KINDS = {"=": "none", "!": "negation", "#": "number", "@": "date", "%": "name"}


class Spoken(NamedTuple):
    """A claim, a text about it, and in what they differ."""

    language: str
    statement: str
    text: str
    kind: str


def spoken() -> Iterator[Spoken]:
    for language, lines in LINES.items():
        statement = ""
        for line in lines.strip().splitlines():
            if line[0] in KINDS:
                yield Spoken(language, statement, line[2:], KINDS[line[0]])
            else:
                statement = line
