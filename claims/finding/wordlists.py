"""Words that turn a statement around, by language; `turning` folds them as texts are."""

from collections.abc import Mapping
from typing import Final

#: Not, no, never. A stem that ends in - is the beginning of words, one that begins with - the end.
NEGATIONS: Final[Mapping[str, str]] = {
    "ar": "لا ولا فلا لم ولم فلم لن ولن فلن ليس ليست وليس وليست لسنا ليسوا غير بدون دون أبدا",
    "bn": "না নয় নেই নি নহে ছাড়া নন -নি -ননি",
    "cs": "ne není nejsou nikdy nikdo nic žádný žádná žádné bez nebyl nebyla nebylo nebyli nemá",
    "da": "ikke aldrig ingen intet uden hverken",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder nirgends nirgendwo"
    " keineswegs keinesfalls mitnichten",
    "en": "not no never none nobody nothing neither nor without cannot nowhere didnt doesnt isnt wasnt dont wont cant"
    " arent werent hasnt havent hadnt wouldnt couldnt shouldnt aint -n't -n’t refuse_to refuses_to refused_to refusing_to"
    " ceased_to stopped_backing stopped_supporting stopped_paying stopped_sending unrecognised unrecognized",
    "es": "no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco se_negó_a se_niega_a se_negaron_a",
    "fa": "نه نیست نیستند نبود نبودند هیچ هرگز بدون نمی نمی- نکرد نکردند نشد نشدند ندارد ندارند نداد ندادند نگفت نرفت نخرید نیامد نکرده"
    " نشده نداشت نبوده نخواهد نمرد نیافت نفروخت نبست نساخت",
    "fi": "ei eivät en et emme ette eikä ilman koskaan älä",
    "fr": "ne n pas jamais aucun aucune rien sans ni non nul refuse_de refusé_de refusent_de",
    "hi": "नहीं न मत बिना ना",
    "id": "tidak bukan tak belum jangan tanpa tiada",
    "it": "non mai nessuno nessun nessuna niente nulla senza né",
    "ja": "ない ません なかっ なく ず、 ずに 無い ぬまま",
    "ko": "않 없 아니 못",
    "nl": "niet geen nooit niemand niets zonder noch nergens",
    "no": "ikke aldri ingen intet uten verken",
    "pl": "nie nigdy nikt nic żaden żadna żadne żadnych żadnego bez brak ani",
    "pt": "não nunca jamais nenhum nenhuma ninguém nada sem nem",
    "ro": "nu niciodată nimeni nimic niciun nicio fără nici",
    "ru": "не нет ни никогда никто ничего без нельзя нигде никакой никаких",
    "sv": "inte aldrig ingen inget inga utan varken",
    "th": "ไม่ มิได้ ไม่เคย",
    "tr": "değil yok hayır hiç asla olmadan",
    "uk": "не ні немає ніколи ніхто нічого без",
    "ur": "نہیں نہ مت بغیر کبھی",
    "zh": "不 没 沒 未 无 無 非 从未 從未 并非 並非",
}
#: What says of a statement that it is false, or that somebody says so.
DENIALS: Final[Mapping[str, str]] = {
    "ar": "كذب كذبا كذبة كاذب كاذبة خطأ خاطئ خاطئة زائف زائفة مفبرك مفبركة إشاعة شائعة نفى نفت ينفي تنفي نفوا نافيا نافية أنكر أنكرت ينكر تنكر"
    " مضلل مضللة",
    "bn": "মিথ্যা ভুয়া ভুল গুজব অস্বীকার অসত্য ভিত্তিহীন",
    "cs": "lež nepravda nepravdivé popírá popřel popřela",
    "da": "falsk løgn usandt benægter afviser",
    "de": "falsch falschmeldung fake lüge gelogen unwahr erfunden märchen bestreitet bestritt bestreiten bestritten dementiert"
    " dementierte dementieren leugnet leugnete leugnen unsinn quatsch hoax mythos falschbehauptung irrtum",
    "en": "false falsely fake hoax untrue lie lies myth denies denied deny denying denial debunked fabricated wrong"
    " incorrect bogus bullshit nonsense rubbish refuted refutes disproved baseless unfounded",
    "es": "falso falsa falsos falsas falsedad mentira bulo mito niega niegan negó negaron negar desmiente desmienten desmintió"
    " desmentido fake inventado incierto",
    "fa": "دروغ نادرست جعلی شایعه تکذیب کذب غلط انکار بی‌اساس",
    "fr": "faux fausse fausses mensonge canular infox intox démenti dément démentit démentent nie nient nié nier mythe inventé erroné"
    " inexact fake",
    "hi": "झूठ झूठा झूठी झूठे गलत फर्जी फ़र्ज़ी अफवाह खंडन इनकार इन्कार असत्य भ्रामक",
    "id": "hoaks hoax bohong salah palsu membantah menyangkal keliru",
    "it": "falso falsa bufala bugia nega negano negato smentisce smentito smentita inventato mito",
    "ja": "嘘 うそ ウソ デマ 誤り 虚偽 否定 間違い フェイク 偽情報 事実無根",
    "ko": "거짓 허위 가짜 부인",
    "nl": "onwaar onjuist leugen nep nepnieuws ontkent ontkende ontkennen fabel onzin hoax",
    "no": "falskt usant løgn nekter nektet benekter avviser",
    "pl": "fałsz fałszywe fałszywa fałszywy nieprawda nieprawdą kłamstwo kłamstwem fake zaprzecza zaprzeczył zaprzeczyła zaprzeczają mit"
    " mitem dementuje zdementował zdementowała bzdura",
    "pt": "falso falsa falsas falsos mentira boato mito nega negam negou negaram negar desmente desmentiu fake inventado incorreto",
    "ro": "fals falsă minciună neagă dezminte mit",
    "ru": "ложь ложно ложное неправда неверно фейк вранье миф отрицает отрицают отрицал отрицала опроверг опровергла опровергли"
    " опровергает опровергают выдумка слух",
    "sv": "falskt osant lögn myt förnekar förnekade dementerar",
    "th": "เท็จ ปฏิเสธ ข่าวปลอม ข่าวลวง โกหก บิดเบือน เรื่องแต่ง",
    "tr": "yalan sahte asılsız yanlış yalanladı reddetti",
    "uk": "брехня неправда фейк міф заперечує заперечив заперечила спростував",
    "ur": "جھوٹ غلط جعلی تردید انکار",
    "zh": "谣言 謠言 虚假 虛假 假的 假新闻 假新聞 谎言 謊言 不实 不實 否认 否認 辟谣 闢謠 误传 誤傳 捏造 错误的",
}
#: What says that a statement is true: with a negation it says that it is false.
TRUTHS: Final[Mapping[str, str]] = {
    "ar": "صحيح صحيحا صحة صحيحة حقيقي حقيقة أساس دقيق",
    "bn": "সত্য সত্যি সঠিক ঠিক",
    "cs": "pravda pravdivé",
    "da": "sandt rigtigt",
    "de": "wahr stimmt richtig zutreffend wahrheit korrekt trifft",
    "en": "true truth correct right case",
    "es": "cierto cierta verdad verdadero correcto",
    "fa": "درست صحت حقیقت واقعیت صحیح",
    "fr": "vrai vraie vérité exact",
    "hi": "सच सत्य सही",
    "id": "benar",
    "it": "vero vera verità",
    "ja": "事実 本当 真実 正しく",
    "ko": "사실",
    "nl": "waar juist klopt",
    "no": "sant riktig",
    "pl": "prawda prawdą prawdziwe",
    "pt": "verdade verdadeiro certo",
    "ro": "adevărat",
    "ru": "правда верно истина соответствует",
    "sv": "sant",
    "th": "จริง ความจริง เป็นความจริง เรื่องจริง",
    "tr": "doğru",
    "uk": "правда",
    "ur": "سچ درست",
    "zh": "真 真的 事实 事實 属实 屬實 正确",
}
#: What holds such a word and turns nothing around; words that belong together are joined by _.
NEUTRAL: Final[Mapping[str, str]] = {
    "ar": "ليس_فقط لا_سيما لا_يزال لا_تزال لا_بد بدون_شك",
    "de": "nicht_nur nicht_zuletzt ohne_weiteres keine_frage",
    "en": "not_only no_doubt no_matter not_least no_wonder nothing_but what_is_wrong nor'easter",
    "es": "no_solo no_sólo no_obstante sin_embargo sin_duda sin_hogar",
    "fa": "نه_تنها بدون_شک",
    "fr": "non_seulement sans_doute sans-papiers sans-abri",
    "hi": "न_केवल ना_सिर्फ",
    "bn": "শুধু_নয়",
    "it": "non_solo senza_dubbio",
    "ja": "だけでなく 少ない 少なく 危ない 間違いない 間違いなく かもしれない に違いない なければならない まもなく",
    "pl": "nie_tylko bez_wątpienia",
    "pt": "não_só não_apenas sem_dúvida sem-teto sem-terra",
    "ru": "не_только не_менее без_сомнения",
    "th": "ไม่เพียง ไม่นาน ไม่กี่ ไม่ว่า ไม่น้อย จริงๆ",
    "zh": "不仅 不僅 不断 不斷 不同 不少 不过 不過 不久 不但 不管 不得不 不满 不滿 不足 不幸 不安 不明 无人机 無人機 无论 無論 非洲 非常 未来 未來"
    " 没收 沒收 未成年 未婚 非法 是否 北非 南非 西非 东非 差不多 对不起 了不起 真相 真实",
}
#: An answer before the statement, which repeats its own negation: "No, he did not."
ANSWERS: Final = "no nein nej nei nee non não нет nie لا না नहीं نه hayır ні"
