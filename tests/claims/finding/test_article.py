"""A text is matched sentence by sentence, in whatever script it is."""

import pytest

from claims.finding.article import sentences

#: Sentences of our own as they are to be split; None where the language is not named.
ARTICLES = {
    "ja": "市長は市役所を売却した。|橋の費用は150万円だった！|市長は答えなかったという。",
    "zh": "市长把市政厅卖给了一家酒店公司。|桥花了150万元！|市长没有回答任何问题。",
    "th": "นายกเทศมนตรีขายศาลากลางให้บริษัทโรงแรม| เมืองจ่ายเงิน 1.5 ล้านบาทสำหรับสะพาน| ไม่มีใครได้รับบาดเจ็บในการก่อสร้าง",
    "hi": "मेयर ने टाउन हॉल होटल कंपनी को बेच दिया।| शहर ने पुल के लिए 15 लाख रुपये दिए।| किसी ने जवाब नहीं दिया।",
    "ar": "باع رئيس البلدية المسرح لشركة فنادق.| هل دفعت المدينة 1.5 مليون دينار ثمنا للجسر؟| انتهى البيان هنا.",
    "bn": "মেয়র টাউন হল হোটেল কোম্পানির কাছে বিক্রি করেছেন।| শহর সেতুর জন্য ১৫ লাখ টাকা দিয়েছে।| এই ঘটনায় কেউ আহত হয়নি?",
    "en": "Dr. Holm paid 1.5 million.| The U.S. army left on Jan. 3.| Nobody answered him at all.",
}


@pytest.mark.parametrize("language", ARTICLES)
def test_sentences_are_split_where_they_end(language: str) -> None:
    text = ARTICLES[language].replace("|", "")
    wanted = [part.strip() for part in ARTICLES[language].split("|")]
    for given in (language, None):
        assert [text[span.start : span.end] for span in sentences(text, given)] == wanted


def test_what_says_nothing_is_left_out() -> None:
    assert sentences("Oh! 是。 :-) Yes.", None) == []
