"""What claims are about and filed under: subjects, topics, narratives."""

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User

from claims import writing as actions
from claims.admin.dossiers import HandingOnAdmin
from claims.composing.names import names_of
from claims.composing.shown import narratives_sha256
from claims.dossier.bundle import bundle_of
from claims.dossier.selection import of_narrative
from claims.dossier.shapes import Bundle
from claims.models import Narrative, Subject, Topic
from claimtrack.admin import schedules, withholding
from claimtrack.admin.agreeing import APPROVE, LOOK_AGAIN, SEND_BACK, SUBMIT
from claimtrack.admin.base import DeskAdmin
from claimtrack.admin.handing import HAND_OVER, telling
from claimtrack.admin.labels import joined
from claimtrack.admin.roots import (
    ON_THE_DESK,
    ON_THE_RECORD,
    RootAdmin,
    UnpublishedChanges,
    correct_step,
    restore_step,
    retract_step,
)
from claimtrack.admin.steps import Given, Step
from claimtrack.editions.store import Published
from claimtrack.writing import verbs
from claimtrack.writing.shown import Shown


@admin.register(Subject)
class SubjectAdmin(DeskAdmin):
    has_a_past = True
    list_display = ("name", "kind", "slug", "source")
    list_filter = ("kind", ("source", admin.EmptyFieldListFilter))
    list_select_related = ("source",)
    search_fields = ("name", "aliases", "slug", "same_as")
    autocomplete_fields = ("source",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "kind", "aliases", "description", "same_as", "source")

    def label(self, row: Subject) -> str:
        country = row.source.country.name if row.source else ""
        return joined(row.name, row.get_kind_display(), country, row.slug)


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    has_a_past = True
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug")


@admin.register(Narrative)
class NarrativeAdmin(HandingOnAdmin, RootAdmin):
    api_root = "/api/v1/narratives/"
    list_display = ("name", "period", "where", "changed")
    list_filter = ("stage", UnpublishedChanges, "edited_by_person")
    search_fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "period", "techniques")}),
        ON_THE_DESK,
        ON_THE_RECORD,
    )

    def label(self, row: Narrative) -> str:
        return joined(row.name, row.period, row.slug)

    def get_steps(self) -> Sequence[Step]:
        agreed = (APPROVE, self.publish_step(), self.schedule_step(), self.alone_step(), LOOK_AGAIN)
        changing = telling((CORRECT, RETRACT, RESTORE, *withholding.STEPS))
        return (SUBMIT, SEND_BACK, *agreed, *schedules.STEPS, *changing, HAND_OVER)

    def publish(
        self,
        roots: Sequence[Narrative],
        by: User,
        note: str | None = None,
        shown: Shown | None = None,
        alone: str | None = None,
    ) -> list[Published]:
        return actions.publish(narratives=roots, by=by, note=note, shown=shown, alone=alone)

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        return names_of(ids)

    def bundle_of(self, root: Narrative) -> Bundle:
        using = settings.RECORD_DATABASE
        return bundle_of(of_narrative(root.pk, edition=None, as_of=None, using=using), using=using)


def _correct(narrative: Narrative, by: User, given: Given) -> Published:
    return actions.correct_narrative(narrative=narrative, by=by, note=given.words, shown=given.shown)


def _restore(narrative: Narrative, by: User, given: Given) -> Published:
    return actions.restore_narrative(narrative=narrative, by=by, note=given.words or None, shown=given.shown)


def narrative_sha256(narrative: Narrative) -> str:
    return narratives_sha256([narrative])[narrative.pk]


CORRECT = correct_step(_correct, narrative_sha256)
RETRACT = retract_step(lambda narrative, by, given: verbs.retract(root=narrative, by=by, reason=given.words))
RESTORE = restore_step(_restore, narrative_sha256)
