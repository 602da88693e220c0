"""What roots have in common: withholding and its ends, and the preview of the next edition."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypedDict

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claimtrack.api.rows.members import Integers, Text
from claimtrack.api.rows.resource import Resource
from claimtrack.api.rows.schema import RowSchema
from claimtrack.api.rows.verbs import REASON, Given, Verb
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import tagged
from claimtrack.editions.chain import Document, changed_members
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import Published, last_documents
from claimtrack.writing import withholding
from claimtrack.writing.works import desk_work


def _withhold(root: Any, by: User, given: Given) -> list[Published]:
    return [withholding.withhold(root=root, reason=given["reason"], by=by, numbers=given["editions"])]


def _confirm(root: Any, by: User, given: Given) -> list[Published]:
    withholding.confirm(root=root, by=by)
    return []


def _lift(root: Any, by: User, given: Given) -> list[Published]:
    return [withholding.lift(root=root, by=by)]


WITHHOLDING: Final = (
    Verb(
        name="withhold",
        right="withhold",
        meaning="Keep it from every reader at once, or older editions of it, while somebody examines it.",
        take=_withhold,
        members=(
            Text(name="reason", required=True, meaning="Why, for the desk; readers are told that it is examined."),
            Integers(name="editions", nullable=True, meaning="Numbers of older editions; null for the whole."),
        ),
    ),
    Verb(
        name="confirm",
        right="withhold",
        meaning="Say, as the second person, that it is rightly withheld.",
        take=_confirm,
    ),
    Verb(name="lift", right="withhold", meaning="Give readers back what was withheld, as it was.", take=_lift),
)


def retracting(retract: Callable[[Any, User, str], Published]) -> Verb:
    """The withdrawal of a root; of one that is withheld, it ends that."""

    def take(root: Any, by: User, given: Given) -> list[Published]:
        if root.stage == Stage.WITHHELD:
            return [withholding.retract_withheld(root=root, by=by, reason=given["reason"])]
        return [retract(root, by, given["reason"])]

    return Verb(
        name="retract",
        right="retract",
        meaning="Withdraw it: readers get its tombstone with the reason.",
        take=take,
        members=(REASON,),
    )


# -- previews -------------------------------------------------------------------------------------


class ChangeDocument(TypedDict):
    """One fact that the next edition would say otherwise than the last; null where there was, or would be, nothing."""

    path: str
    before: object
    after: object


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the app knows of the next edition of a root. `changes` tells two documents apart."""

    against: Callable[[Any, User], Iterable[str]]
    warnings: Callable[[Any], Iterable[str]] = lambda root: ()
    changes: Callable[[Document, Document], Sequence[ChangeDocument]]


def changes_by_member(before: Document, after: Document) -> list[ChangeDocument]:
    """Member by member."""
    names = changed_members(before, after)
    return [{"path": name, "before": before.get(name), "after": after.get(name)} for name in names]


class PreviewSchema(RowSchema):
    def get_operation_id(self) -> str:
        """`desk_claims_preview`."""
        return "_".join(part for part in self.path.split("/")[3:] if part and not part.startswith("{"))


class PreviewView(ResourceView):
    """What publishing it now would store, its number, and what stands against it."""

    preview: ClassVar[Preview]
    answers: type = PreviewDocument
    schema: ViewInspector | None = PreviewSchema()

    def get(self, request: Request, **names: str) -> Response:
        [name] = names.values()
        root: Root = self.resource.one(name, self.person)
        work, preview = desk_work(root), self.preview
        document = work.preview(root)
        standing = last_documents([root.pk]).get(root.pk)
        answer: PreviewDocument = {
            "document": dict(document),
            "document_sha256": work.sha256([root])[root.pk],
            "against": list(preview.against(root, self.person)),
            "warnings": list(preview.warnings(root)),
            "changes": list(preview.changes(standing, document)) if standing else [],
        }
        return tagged(root, answer)


def preview_patterns(resource: Resource, preview: Preview) -> Iterator[URLPattern]:
    members: dict[str, Any] = {
        "__doc__": PreviewView.__doc__,
        "resource": resource,
        "preview": preview,
        "rights": dict.fromkeys(("GET", "HEAD"), ("view", resource.model)),
    }
    view: type[PreviewView] = type(f"{resource.called}PreviewView", (PreviewView,), members)
    yield path(f"desk/{resource.name}/<str:id_or_slug>/preview/", view.as_view())
