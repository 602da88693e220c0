"""Words in columns of the desk: found as the analysis folds them, on a database that knows no letters but those of C."""

import unicodedata

import pytest
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from claimtrack.editions.models import Counter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Le port est FERMÉ", unicodedata.normalize("NFD", "fermé")),
        ("Ле Порт ЗАКРЫТ", "закрыт"),
        ("Чёрное море", "черное"),
        ("الأردن والمدرسة", "الاردن"),
        ("المدرسة", "المدرسه"),
        ("Straße", "STRASSE"),
        ("Æbler fra Łódź", "aebler"),
        ("Łódź", "lodz"),
        ("ﬁnal ２０２６", "final 2026"),
        ("科学家说癌症", "癌症"),
        ("क़ानून", "कानून"),
        ("100 % of 'them'", "% of 'th"),
    ],
)
def test_a_part_of_a_text_is_found_however_it_is_spelled(text: str, word: str) -> None:
    rows = Counter.objects.annotate(text=Cast(Value(text), TextField()))
    assert rows.filter(text__finds=word).exists()
    assert not rows.filter(text__finds=f"{word}x").exists()
