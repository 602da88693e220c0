"""Texts that have broken renderers, and a claim with one of them in every field."""

from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Claim
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
)

BIDI = "\u202e\u2066\u2068"
HOSTILE = [
    "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>-->",
    "</text></svg><svg onload=alert(1)><foreignObject><p style='background:url(//x)'>]]>&amp;&#60;",
    f"plain {BIDI} turned \u2069\u2069\u202c end",
    "ليبيا وروسيا תחנה 中文字幕 日本語 한국어 😀👩‍👩‍👧‍👦🏴‍☠️ Ελλάδα Кириллица ไทย",
    "W" * 10_000,
    "a\u0301" * 300 + "\u200b\u200d\ufeff\u00ad" * 50,
    "{{ settings.SECRET_KEY }} {% load x %} $(id) `id` %s %(a)s \\u003c",
]


def hostile_claim(editor: User, text: str) -> Claim:
    """A published claim, answered and judged, with the text wherever text can be."""
    short = text[:200]
    source = SourceFactory(name=short, description=text)
    document = DocumentFactory(title=short, publisher=source, authors=[short], url="https://x.example/?a=<b>&c='d'")
    claim: Claim = ClaimFactory(appearance=None, statement=text[:900], context=text, aspects=[short])
    claim.about.add(SubjectFactory(name=short))
    speaker = SourceFactory(name=f"{short[:190]} 2")
    appearance = AppearanceFactory(claim=claim, document=document, speaker=speaker, quote=text[:300], hedge=short[:100])
    AttributionFactory(appearance=appearance, source=source)
    rebuttal = RebuttalFactory(document=document, source=speaker, statement=text, quote=text[:300], verb=short[:50])
    AnswerFactory(rebuttal=rebuttal, claim=claim, scope="blanket")
    EvidenceFactory(target_claim=claim, document=document, note=text, quote=text[:300])
    assessment = AssessmentFactory(claim=claim, rationale=text)
    actions.approve(assessment=assessment, by=editor)
    actions.publish(claims=[claim], by=editor)
    return claim
