"""A record of few claims in many languages, and texts in the same frames that it has no claim about; all of our own."""

#: By language, ten statements.
CLAIMS: dict[str, str] = {
    "en": """
Vaccines cause autism in children.
The government will close all schools from Monday.
The president of Zubrowka owns three houses in Paris.
Drinking hot lemon water cures the flu.
A video shows soldiers shooting at protesters in the capital.
5G masts spread the virus.
More than two million voters were dead at the time of the election.
The minister of health said that masks are useless.
The city paid 40 million for a bridge that leads nowhere.
A photo shows a shark swimming in a flooded street.
""",
    "es": """
Las vacunas causan autismo en los niños.
El gobierno cerrará todas las escuelas a partir del lunes.
El presidente de Zubrowka tiene tres casas en París.
Beber agua caliente con limón cura la gripe.
Un vídeo muestra a soldados disparando a manifestantes en la capital.
Las antenas 5G propagan el virus.
Más de dos millones de votantes estaban muertos cuando se celebraron las elecciones.
La ministra de Sanidad dijo que las mascarillas no sirven para nada.
La ciudad pagó 40 millones por un puente que no lleva a ninguna parte.
Una foto muestra un tiburón nadando en una calle inundada.
""",
    "de": """
Impfungen verursachen Autismus bei Kindern.
Die Regierung wird ab Montag alle Schulen schließen.
Der Präsident von Zubrowka besitzt drei Häuser in Paris.
Heißes Zitronenwasser heilt die Grippe.
Ein Video zeigt Soldaten, die in der Hauptstadt auf Demonstranten schießen.
5G-Masten verbreiten das Virus.
Mehr als zwei Millionen Wähler waren zur Zeit der Wahl tot.
Die Gesundheitsministerin sagte, dass Masken nutzlos sind.
Die Stadt zahlte 40 Millionen für eine Brücke, die nirgendwohin führt.
Ein Foto zeigt einen Hai, der durch eine überschwemmte Straße schwimmt.
""",
    "ar": """
اللقاحات تسبب التوحد لدى الأطفال.
الحكومة ستغلق جميع المدارس ابتداء من يوم الاثنين.
رئيس زوبروفكا يملك ثلاثة منازل في باريس.
شرب الماء الساخن مع الليمون يشفي من الإنفلونزا.
فيديو يظهر جنودا يطلقون النار على متظاهرين في العاصمة.
أبراج الجيل الخامس تنشر الفيروس.
أكثر من مليوني ناخب كانوا أمواتا وقت الانتخابات.
وزيرة الصحة قالت إن الكمامات لا فائدة منها.
دفعت المدينة 40 مليونا ثمنا لجسر لا يؤدي إلى أي مكان.
صورة تظهر سمكة قرش تسبح في شارع غمرته المياه.
""",
    "fr": """
Les vaccins provoquent l'autisme chez les enfants.
Le gouvernement va fermer toutes les écoles à partir de lundi.
Le président de la Zubrowka possède trois maisons à Paris.
Boire de l'eau chaude citronnée guérit la grippe.
Une vidéo montre des soldats tirant sur des manifestants dans la capitale.
Les antennes 5G propagent le virus.
Plus de deux millions d'électeurs étaient morts au moment de l'élection.
La ministre de la Santé a dit que les masques ne servent à rien.
La ville a payé 40 millions pour un pont qui ne mène nulle part.
Une photo montre un requin nageant dans une rue inondée.
""",
    "pt": """
As vacinas causam autismo em crianças.
O governo vai fechar todas as escolas a partir de segunda-feira.
O presidente de Zubrowka tem três casas em Paris.
Beber água quente com limão cura a gripe.
Um vídeo mostra soldados atirando em manifestantes na capital.
As antenas 5G espalham o vírus.
Mais de dois milhões de eleitores estavam mortos na época da eleição.
A ministra da Saúde disse que as máscaras são inúteis.
A cidade pagou 40 milhões por uma ponte que não leva a lugar nenhum.
Uma foto mostra um tubarão nadando em uma rua alagada.
""",
    "ru": """
Прививки вызывают аутизм у детей.
Правительство закроет все школы с понедельника.
Президент Зубровки владеет тремя домами в Париже.
Горячая вода с лимоном лечит грипп.
На видео солдаты стреляют по демонстрантам в столице.
Вышки 5G распространяют вирус.
Более двух миллионов избирателей были мертвы во время выборов.
Министр здравоохранения сказала, что маски бесполезны.
Город заплатил 40 миллионов за мост, который никуда не ведет.
На фото акула плывет по затопленной улице.
""",
    "pl": """
Szczepionki powodują autyzm u dzieci.
Rząd zamknie wszystkie szkoły od poniedziałku.
Prezydent Zubrówki ma trzy domy w Paryżu.
Picie gorącej wody z cytryną leczy grypę.
Film pokazuje żołnierzy strzelających do protestujących w stolicy.
Maszty 5G rozprzestrzeniają wirusa.
Ponad dwa miliony wyborców nie żyło w czasie wyborów.
Minister zdrowia powiedziała, że maseczki są bezużyteczne.
Miasto zapłaciło 40 milionów za most, który prowadzi donikąd.
Zdjęcie pokazuje rekina płynącego zalaną ulicą.
""",
    "hi": """
टीके बच्चों में ऑटिज़्म का कारण बनते हैं।
सरकार सोमवार से सभी स्कूल बंद कर देगी।
ज़ुब्रोवका के राष्ट्रपति के पेरिस में तीन घर हैं।
गर्म नींबू पानी पीने से फ्लू ठीक हो जाता है।
वीडियो में सैनिक राजधानी में प्रदर्शनकारियों पर गोली चलाते दिख रहे हैं।
5जी टावर वायरस फैलाते हैं।
चुनाव के समय बीस लाख से ज़्यादा मतदाता मर चुके थे।
स्वास्थ्य मंत्री ने कहा कि मास्क बेकार हैं।
शहर ने एक पुल के लिए 40 करोड़ रुपये दिए जो कहीं नहीं जाता।
तस्वीर में बाढ़ वाली सड़क पर एक शार्क तैर रही है।
""",
    "bn": """
টিকা শিশুদের অটিজম ঘটায়।
সরকার সোমবার থেকে সব স্কুল বন্ধ করে দেবে।
জুব্রোভকার রাষ্ট্রপতির প্যারিসে তিনটি বাড়ি আছে।
গরম লেবু জল খেলে ফ্লু সেরে যায়।
ভিডিওতে দেখা যাচ্ছে সৈন্যরা রাজধানীতে বিক্ষোভকারীদের উপর গুলি চালাচ্ছে।
ফাইভ জি টাওয়ার ভাইরাস ছড়ায়।
নির্বাচনের সময় বিশ লাখের বেশি ভোটার মৃত ছিলেন।
স্বাস্থ্যমন্ত্রী বলেছেন মাস্ক কোনো কাজে আসে না।
শহর একটি সেতুর জন্য ৪০ কোটি টাকা দিয়েছে যা কোথাও যায় না।
ছবিতে বন্যার রাস্তায় একটি হাঙর সাঁতার কাটছে।
""",
    "zh": """
疫苗会导致儿童自闭症。
政府将从星期一起关闭所有学校。
祖布罗卡总统在巴黎拥有三栋房子。
喝热柠檬水可以治愈流感。
视频显示士兵在首都向抗议者开枪。
5G基站传播病毒。
选举时有两百多万选民已经死亡。
卫生部长说口罩没有用。
该市花了4000万修建一座不通往任何地方的桥。
照片显示一条鲨鱼在被淹没的街道上游泳。
""",
    "ja": """
ワクチンは子供の自閉症を引き起こす。
政府は月曜日からすべての学校を閉鎖する。
ズブロフカの大統領はパリに三軒の家を持っている。
熱いレモン水を飲むとインフルエンザが治る。
動画には首都で兵士がデモ隊に発砲する様子が映っている。
5Gの基地局がウイルスを広めている。
選挙の時点で二百万人以上の有権者が死亡していた。
保健大臣はマスクは役に立たないと述べた。
市はどこにも通じない橋に4000万を支払った。
写真には冠水した道路を泳ぐサメが写っている。
""",
    "th": """
วัคซีนทำให้เด็กเป็นออทิสติก
รัฐบาลจะปิดโรงเรียนทั้งหมดตั้งแต่วันจันทร์
ประธานาธิบดีซูบรอฟกามีบ้านสามหลังในปารีส
การดื่มน้ำมะนาวร้อนรักษาไข้หวัดใหญ่ได้
วิดีโอแสดงทหารยิงผู้ประท้วงในเมืองหลวง
เสาสัญญาณ 5G แพร่เชื้อไวรัส
ผู้มีสิทธิเลือกตั้งกว่าสองล้านคนเสียชีวิตแล้วในช่วงการเลือกตั้ง
รัฐมนตรีสาธารณสุขกล่าวว่าหน้ากากไม่มีประโยชน์
เมืองจ่ายเงิน 40 ล้านสำหรับสะพานที่ไม่ไปไหน
ภาพแสดงฉลามว่ายน้ำในถนนที่น้ำท่วม
""",
    "fa": """
واکسن‌ها باعث اوتیسم در کودکان می‌شوند.
دولت از دوشنبه همه مدارس را تعطیل می‌کند.
رئیس جمهور زوبروفکا سه خانه در پاریس دارد.
نوشیدن آب گرم با لیمو آنفولانزا را درمان می‌کند.
ویدئویی سربازان را نشان می‌دهد که در پایتخت به معترضان شلیک می‌کنند.
دکل‌های 5G ویروس را پخش می‌کنند.
بیش از دو میلیون رای دهنده هنگام انتخابات مرده بودند.
وزیر بهداشت گفت که ماسک‌ها بی‌فایده هستند.
شهر ۴۰ میلیون برای پلی پرداخت که به هیچ جا نمی‌رسد.
عکسی کوسه‌ای را نشان می‌دهد که در خیابان سیل‌زده شنا می‌کند.
""",
}
#: By language, texts that share their frame with a claim and not their matter.
OTHERS: dict[str, str] = {
    "en": """
Mobile phones cause cancer in children.
The government will raise the price of bread from January.
The president of Ruritania speaks four languages.
Drinking green tea prevents heart attacks.
A video shows a bear riding a bicycle in the park.
The minister of transport said that trains are too slow.
""",
    "es": """
Los teléfonos móviles causan cáncer en los niños.
El gobierno subirá el precio del pan a partir de enero.
El presidente de Ruritania habla cuatro idiomas.
Beber té verde previene los infartos.
Un vídeo muestra a un oso montando en bicicleta en el parque.
La ministra de Transportes dijo que los trenes son demasiado lentos.
""",
    "de": """
Handys verursachen Krebs bei Kindern.
Die Regierung wird ab Januar den Brotpreis erhöhen.
Der Präsident von Ruritanien spricht vier Sprachen.
Grüner Tee verhindert Herzinfarkte.
Ein Video zeigt einen Bären, der im Park Fahrrad fährt.
Der Verkehrsminister sagte, dass Züge zu langsam sind.
""",
    "ar": """
الهواتف المحمولة تسبب السرطان لدى الأطفال.
الحكومة سترفع سعر الخبز ابتداء من يناير.
رئيس روريتانيا يتحدث أربع لغات.
شرب الشاي الأخضر يقي من النوبات القلبية.
فيديو يظهر دبا يركب دراجة في الحديقة.
وزير النقل قال إن القطارات بطيئة جدا.
""",
    "fr": """
Les téléphones portables provoquent le cancer chez les enfants.
Le gouvernement va augmenter le prix du pain à partir de janvier.
Le président de la Ruritanie parle quatre langues.
Boire du thé vert prévient les infarctus.
Une vidéo montre un ours faisant du vélo dans le parc.
Le ministre des Transports a dit que les trains sont trop lents.
""",
    "pt": """
Os telefones celulares causam câncer em crianças.
O governo vai aumentar o preço do pão a partir de janeiro.
O presidente da Ruritânia fala quatro línguas.
Beber chá verde previne infartos.
Um vídeo mostra um urso andando de bicicleta no parque.
O ministro dos Transportes disse que os trens são lentos demais.
""",
    "ru": """
Мобильные телефоны вызывают рак у детей.
Правительство повысит цену на хлеб с января.
Президент Руритании говорит на четырех языках.
Зеленый чай предотвращает инфаркты.
На видео медведь едет на велосипеде по парку.
Министр транспорта сказал, что поезда слишком медленные.
""",
    "pl": """
Telefony komórkowe powodują raka u dzieci.
Rząd podniesie cenę chleba od stycznia.
Prezydent Rurytanii mówi czterema językami.
Picie zielonej herbaty zapobiega zawałom.
Film pokazuje niedźwiedzia jadącego na rowerze w parku.
Minister transportu powiedział, że pociągi są za wolne.
""",
    "hi": """
मोबाइल फोन बच्चों में कैंसर का कारण बनते हैं।
सरकार जनवरी से रोटी की कीमत बढ़ा देगी।
रुरिटानिया के राष्ट्रपति चार भाषाएँ बोलते हैं।
हरी चाय पीने से दिल का दौरा नहीं पड़ता।
वीडियो में एक भालू पार्क में साइकिल चलाते दिख रहा है।
परिवहन मंत्री ने कहा कि रेलगाड़ियाँ बहुत धीमी हैं।
""",
    "bn": """
মোবাইল ফোন শিশুদের ক্যান্সার ঘটায়।
সরকার জানুয়ারি থেকে রুটির দাম বাড়িয়ে দেবে।
রুরিটানিয়ার রাষ্ট্রপতি চারটি ভাষায় কথা বলেন।
সবুজ চা খেলে হার্ট অ্যাটাক হয় না।
ভিডিওতে দেখা যাচ্ছে একটি ভালুক পার্কে সাইকেল চালাচ্ছে।
পরিবহনমন্ত্রী বলেছেন ট্রেন খুব ধীর।
""",
    "zh": """
手机会导致儿童癌症。
政府将从一月起提高面包价格。
卢里坦尼亚总统会说四种语言。
喝绿茶可以预防心脏病。
视频显示一只熊在公园里骑自行车。
交通部长说火车太慢。
""",
    "ja": """
携帯電話は子供の癌を引き起こす。
政府は一月からパンの値段を上げる。
ルリタニアの大統領は四つの言語を話す。
緑茶を飲むと心臓発作が防げる。
動画には公園で自転車に乗る熊が映っている。
運輸大臣は列車が遅すぎると述べた。
""",
    "th": """
โทรศัพท์มือถือทำให้เด็กเป็นมะเร็ง
รัฐบาลจะขึ้นราคาขนมปังตั้งแต่เดือนมกราคม
ประธานาธิบดีรูริทาเนียพูดได้สี่ภาษา
การดื่มชาเขียวป้องกันโรคหัวใจได้
วิดีโอแสดงหมีขี่จักรยานในสวนสาธารณะ
รัฐมนตรีคมนาคมกล่าวว่ารถไฟช้าเกินไป
""",
    "fa": """
تلفن‌های همراه باعث سرطان در کودکان می‌شوند.
دولت از ژانویه قیمت نان را افزایش می‌دهد.
رئیس جمهور روریتانیا به چهار زبان صحبت می‌کند.
نوشیدن چای سبز از حمله قلبی جلوگیری می‌کند.
ویدئویی خرسی را نشان می‌دهد که در پارک دوچرخه سواری می‌کند.
وزیر حمل و نقل گفت که قطارها خیلی کند هستند.
""",
}
