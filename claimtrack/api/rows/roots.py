"""What roots have in common: what is done to them, and the preview of the next edition."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack import addresses
from claimtrack.accounts.models import Scope
from claimtrack.accounts.rights import may
from claimtrack.api.rows.members import Integers, Member, Text, Whole
from claimtrack.api.rows.resource import Resource
from claimtrack.api.rows.schema import RowSchema
from claimtrack.api.rows.verbs import DOCUMENT_SHA256, NOTE, REASON, Given, Verb
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.workplace.verbs import MESSAGE, OF_THE_WORKPLACE
from claimtrack.api.writing import tagged
from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.models import Ground
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import Published, last_documents
from claimtrack.query.filters import choices_of
from claimtrack.workplace import talk
from claimtrack.writing import alerts, befores, verbs, withholding
from claimtrack.writing.agreement import numbers_of, reviewed
from claimtrack.writing.works import desk_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What an app publishes its roots with. Each takes the root, the person and what the body said."""

    publish: Callable[[Any, User, Given], Iterable[Published]]
    correct: Callable[[Any, User, Given], Published]
    restore: Callable[[Any, User, Given], Published]


def _submit(root: Any, by: User, given: Given) -> Iterable[Published]:
    talk.submit(root=root, by=by, message=given["message"])
    return ()


def _return(root: Any, by: User, given: Given) -> Iterable[Published]:
    talk.send_back(root=root, by=by, message=given["message"])
    return ()


def _approve(root: Any, by: User, given: Given) -> Iterable[Published]:
    talk.approve(root=root, by=by, shown=given["document_sha256"], message=given["message"])
    return ()


def _retract(root: Any, by: User, given: Given) -> Iterable[Published]:
    """Of what is withheld, a retraction ends that."""
    if root.stage == Stage.WITHHELD:
        return [withholding.retract_withheld(root=root, by=by, reason=given["reason"])]
    return [verbs.retract(root=root, by=by, reason=given["reason"])]


def _withhold(root: Any, by: User, given: Given) -> Iterable[Published]:
    return [withholding.withhold(root=root, reason=given["reason"], by=by, numbers=given["editions"])]


def _confirm(root: Any, by: User, given: Given) -> Iterable[Published]:
    withholding.confirm(root=root, by=by)
    return ()


def _lift(root: Any, by: User, given: Given) -> Iterable[Published]:
    return [withholding.lift(root=root, by=by)]


def _acknowledge(root: Any, by: User, given: Given) -> Iterable[Published]:
    alerts.acknowledge(root=root, by=by)
    return ()


def _withhold_before(root: Any, by: User, given: Given) -> Iterable[Published]:
    befores.withhold_before(root=root, number=given["edition"], ground=given["ground"], by=by)
    return ()


def _show_before(root: Any, by: User, given: Given) -> Iterable[Published]:
    befores.show_before(root=root, number=given["edition"], by=by)
    return ()


CORRECTED: Final = Whole(name="edition", required=True, meaning="The number of the edition that corrected it.")
GROUND: Final = Text(
    name="ground",
    required=True,
    choices=choices_of(Ground.choices),
    meaning="Why readers are not told what stood there before; they are told this.",
)
ALONE: Final = Text(
    name="alone", nullable=True, meaning="Why one person publishes it alone; a second one owes it a look then."
)
CORRECTION: Final = Text(name="note", required=True, meaning="What was wrong and what is right, for readers.")
EXAMINED: Final = Text(name="reason", required=True, meaning="Why, for the desk; readers are told that it is examined.")
EDITIONS: Final = Integers(name="editions", nullable=True, meaning="Numbers of older editions; null for the whole.")


def root_verbs(of: Publishing, *, along: Sequence[Member] = ()) -> Sequence[Verb]:
    """What is done to roots of one sort; `along` is what publishing them says of what is published with them."""
    return (
        Verb(
            name="submit",
            right="submit",
            meaning="Hand a draft to an editor.",
            take=_submit,
            scope=Scope.WRITE,
            members=(MESSAGE,),
        ),
        Verb(
            name="return",
            right="send_back",
            meaning="Return what is in review to its author. A time that it was given ends; whoever gave it is told.",
            take=_return,
            scope=Scope.WRITE,
            members=(MESSAGE,),
        ),
        Verb(
            name="approve",
            right="approve",
            meaning="Agree to what it says as it was looked at; any change of that voids it.",
            take=_approve,
            members=(DOCUMENT_SHA256, MESSAGE),
        ),
        Verb(
            name="publish",
            right="publish",
            meaning="Publish it as it was looked at. What would say nothing new gets no edition.",
            take=of.publish,
            members=(NOTE, DOCUMENT_SHA256, ALONE, *along),
        ),
        Verb(
            name="correct",
            right="correct",
            meaning="Publish a correction: we were wrong, and the public note says how. It waits for nobody.",
            take=lambda root, by, given: [of.correct(root, by, given)],
            members=(CORRECTION, DOCUMENT_SHA256),
        ),
        Verb(
            name="retract",
            right="retract",
            meaning="Withdraw it: readers get its tombstone with the reason.",
            take=_retract,
            members=(REASON,),
        ),
        Verb(
            name="restore",
            right="restore",
            meaning="Publish what was retracted again, as it stands on the desk.",
            take=lambda root, by, given: [of.restore(root, by, given)],
            members=(NOTE, DOCUMENT_SHA256, ALONE),
        ),
        Verb(
            name="withhold",
            right="withhold",
            meaning="Keep it from every reader at once, or older editions of it, while somebody examines it.",
            take=_withhold,
            members=(EXAMINED, EDITIONS),
        ),
        Verb(
            name="confirm",
            right="withhold",
            meaning="Say, as the second person, that it is rightly withheld.",
            take=_confirm,
        ),
        *OF_THE_WORKPLACE,
        Verb(name="lift", right="withhold", meaning="Give readers back what was withheld, as it was.", take=_lift),
        Verb(
            name="withhold_before",
            right="withhold",
            meaning="Tell readers of a correction without what stood there before. The edition that said it stays.",
            take=_withhold_before,
            members=(CORRECTED, GROUND),
        ),
        Verb(
            name="show_before",
            right="withhold",
            meaning="Tell readers again what stood there before a correction.",
            take=_show_before,
            members=(CORRECTED,),
        ),
        Verb(
            name="acknowledge",
            right="publish",
            meaning="Say that somebody has looked at what the desk was told about it, such as that it was not "
            "published at its time.",
            take=_acknowledge,
        ),
    )


# -- previews -------------------------------------------------------------------------------------


class ChangeDocument(TypedDict):
    """One fact that the next edition would say otherwise than the last; null where there was, or would be, nothing."""

    path: str
    before: object
    after: object


class AlongDocument(TypedDict):
    """What would be published along with it, as readers do not have it yet; `preview_url` shows it."""

    id: str
    name: str
    preview_url: str
    document_sha256: str


class PreviewDocument(TypedDict):
    """What publishing would store now, without its stamp, and what stands against it.

    `document_sha256` is what whoever publishes or approves names; `against` are the conditions that are missing,
    `warnings` stand in nobody's way.
    """

    document: dict[str, object]
    document_sha256: str
    against: list[str]
    warnings: list[str]
    changes: list[ChangeDocument]
    along: list[AlongDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the app knows of the next edition of a root: `warnings` for whom; `changes` tells two documents apart."""

    against: Callable[[Any], Iterable[str]]
    warnings: Callable[[Any, User], Iterable[str]] = lambda root, reader: ()
    changes: Callable[[Document, Document], Sequence[ChangeDocument]]
    along: Callable[[Any], Sequence[Root]] = lambda root: ()


def changes_by_member(before: Document, after: Document) -> list[ChangeDocument]:
    """Member by member."""
    names = changed_members(before, after)
    return [{"path": name, "before": before.get(name), "after": after.get(name)} for name in names]


def _along(root: Root, number: str) -> AlongDocument:
    address = addresses.on_desk(f"{desk_work(root).name}s", root.pk)
    return {"id": str(root.pk), "name": str(root), "preview_url": f"{address}preview/", "document_sha256": number}


class PreviewSchema(RowSchema):
    def get_operation_id(self) -> str:
        """`desk_claims_preview`."""
        return self.called_by_path()


class PreviewView(ResourceView):
    """What publishing it now would store, its number, and what stands against it."""

    preview: ClassVar[Preview]
    answers: type = PreviewDocument
    schema: ViewInspector | None = PreviewSchema()

    def get(self, request: Request, **names: str) -> Response:
        [name] = names.values()
        root: Root = self.resource.one(name, self.person)
        preview, document = self.preview, desk_work(root).preview(root)
        standing, along = last_documents([root.pk]).get(root.pk), preview.along(root)
        numbers = numbers_of([root, *along])
        answer: PreviewDocument = {
            "document": dict(document),
            "document_sha256": numbers[root.pk],
            "against": [*preview.against(root), *self._not_agreed(root, along, numbers)],
            "warnings": list(preview.warnings(root, self.person)),
            "changes": list(preview.changes(standing, document)) if standing else [],
            "along": [_along(each, numbers[each.pk]) for each in along],
        }
        return tagged(root, answer)

    def _not_agreed(self, root: Root, along: Sequence[Root], numbers: Mapping[UUID, str]) -> Iterable[str]:
        """Whose agreement would be missing if whoever asks published what they are shown; for those who may."""
        if not may(self.person, "publish", root):
            return ()
        return reviewed([root, *along], by=self.person, shown=numbers, numbers=numbers).missing


def preview_patterns(resource: Resource, preview: Preview) -> Iterator[URLPattern]:
    members: dict[str, Any] = {
        "__doc__": PreviewView.__doc__,
        "resource": resource,
        "preview": preview,
        "rights": dict.fromkeys(("GET", "HEAD"), ("view", resource.model)),
    }
    view: type[PreviewView] = type(f"{resource.called}PreviewView", (PreviewView,), members)
    yield path(f"desk/{resource.name}/<str:id_or_slug>/preview/", view.as_view())
