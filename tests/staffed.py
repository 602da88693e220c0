"""Published work of people whose names are like no other word, and the search for those names."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pypdf
from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Assessment, Claim, Narrative
from claims.writing.fields import AssessmentFields, ClaimFields, RelationFields
from claimtrack.accounts.roles import Role
from claimtrack.ids import uuid7
from claimtrack.writing import Create, Update, write
from sources import writing as source_actions
from sources.models import Source
from sources.writing import GradeFields
from tests.factories import AnswerFactory, AppearanceFactory, ClaimFactory, NarrativeFactory, RebuttalFactory
from tests.people import in_role

#: In user name, first and last name and address of everybody of this staff, and nowhere else.
NAME = re.compile(r"quill\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Staff:
    """Who works here, and what they have published."""

    reporter: User
    checker: User
    editor: User
    claim: Claim
    narrative: Narrative
    source: Source


def person(role: Role) -> User:
    account = in_role(role, f"quillon.{role}")
    account.first_name, account.last_name = f"Quillabel{role.rank}", f"Quillfeather{role.rank}"
    account.email = f"quill{role.rank}@newsroom.example"
    account.save()
    return account


def staffed() -> Staff:
    """A claim with all that says who of the staff did it, in two editions, its narrative and its source."""
    reporter, checker, editor = map(person, (Role.REPORTER, Role.CHECKER, Role.EDITOR))
    appearance = AppearanceFactory(claim=ClaimFactory(appearance=None, author=reporter))
    claim, narrative = appearance.claim, NarrativeFactory()
    claim.narratives.add(narrative)
    rebuttal = RebuttalFactory()
    AnswerFactory(claim=claim, rebuttal=rebuttal)
    source_actions.capture(document=appearance.document, text="It is so.", tool="by hand", by=reporter)
    other, judgements = ClaimFactory(), [uuid7(), uuid7()]
    write(
        [
            Create(fields=RelationFields(claim=claim.pk, other=other.pk, kind="contradicts", note="Both cannot be.")),
            *(
                Create(id=pk, fields=AssessmentFields(**judged, status="rated", verdict="mixed", rationale="Half."))
                for pk, judged in zip(judgements, ({"claim": claim.pk}, {"rebuttal": rebuttal.pk}), strict=True)
            ),
        ],
        by=checker,
    )
    grade = GradeFields(source=appearance.speaker_id, grade="B", reasons="It corrects itself.", at=date(2026, 1, 2))
    write([Create(fields=grade)], by=editor)
    for pk in judgements:
        actions.approve(assessment=Assessment.objects.get(pk=pk), by=editor)
    actions.publish(claims=[claim, other], narratives=[narrative], by=editor)
    claim.refresh_from_db()
    write([Update(row=claim.pk, fields=ClaimFields(context="Said twice."), seen=claim.row_version)], by=editor)
    actions.correct(claim=claim, by=editor, note="It was said twice.")
    return Staff(reporter, checker, editor, claim, narrative, appearance.speaker)


def words_of(content: bytes) -> Iterator[str]:
    """All texts of a file, packed or printed ones too, and what it says of itself."""
    yield content.decode(errors="replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield str(packed.comment)
            for name in packed.namelist():
                yield from (name, *words_of(packed.read(name)))
    elif content.startswith(b"\x1f\x8b"):
        yield from words_of(gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(content))
        yield str(read.metadata)
        for part in (*read.pages, *filter(None, [read.root_object.get("/Metadata")])):
            yield part.extract_text() if isinstance(part, pypdf.PageObject) else part.get_object().get_data().decode()
