"""Two sources that are one party become one, and two again. Two people agree to either."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from claimtrack.editions.models import Kind
from claimtrack.editions.publishing import says_the_same
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing import joining
from claimtrack.writing.agreement import Reviewed, issue_agreed
from claimtrack.writing.joining import Joinable, Moves, Waits, moves_along
from claimtrack.writing.joining.moving import stays_behind
from sources.models import Document, Office, ReliabilityGrade, Source
from sources.record import list_sources
from sources.vocabulary import SourceKind
from sources.writing.publish import against_graders, issues_for


def merge(
    *, survivor: Source, duplicate: Source, by: AbstractBaseUser, note: str, shown: str | None = None
) -> list[Published] | Waits:
    """Continue `duplicate` under `survivor` (`claimtrack.writing.joining.merge`).

    Claims that were published keep the name they printed, and are found by either.
    """
    return joining.merge(survivor=survivor, duplicate=duplicate, by=by, note=note, shown=shown)


def unmerge(*, source: Source, by: AbstractBaseUser, note: str, shown: str | None = None) -> list[Published] | Waits:
    """Part it again from the source that it was merged into."""
    return joining.unmerge(root=source, by=by, note=note, shown=shown)


def _against(kept: Source, gone: Source) -> Iterator[str]:
    if SourceKind.ANONYMOUS in {kept.kind, gone.kind}:
        yield "An anonymous source belongs to one document, and is never merged: nobody knows who it is."
    if (kept.kind == SourceKind.PERSON) != (gone.kind == SourceKind.PERSON):
        yield "One is a person and the other is not: they are two."
    for one, other in ((kept, gone), (gone, kept)):
        if one.part_of_id == other.pk:
            yield f"“{shortened(one.name, 80)}” is a part of the other: they are two."
        if one.offices.filter(organization=other).exists():
            yield f"“{shortened(one.name, 80)}” holds an office in the other: they are two."


def _take_over(kept: Source, gone: Source, moves: Moves) -> None:
    """The survivor is found by all that the other was called and identified by."""
    names = dict.fromkeys([*kept.aliases, gone.name, *gone.aliases])
    names.pop(kept.name, None)
    website = kept.website or gone.website
    same_as = dict.fromkeys([*kept.same_as, *gone.same_as, *([gone.website] if gone.website else [])])
    same_as.pop(website, None)
    one = Source.objects.filter(pk=kept.pk)
    moves.change(one, aliases=list(names), website=website, same_as=list(same_as))


def _publish(
    sources: Sequence[Source], kind: Kind | None, found: Reviewed, by: AbstractBaseUser, note: str
) -> list[Published]:
    """The first as of this kind; with graders who are not public yet."""
    standing = [source for source in sources if source.stage == Stage.PUBLISHED]
    first = sources[0].pk
    issues = [
        replace(item, kind=kind if item.root.pk == first else None) for item in issues_for(standing, note=note.strip())
    ]
    review = next(iter(found.reviews.values()))
    along = Reviewed({each.root.pk: review for each in issues})
    published = issue_agreed(issues, along, by=by, why=note)
    list_sources(published)
    return published


def _identity(source: Source) -> Iterator[tuple[str, str]]:
    yield "Name", source.name
    yield "Kind", source.get_kind_display()
    yield "Other names", "; ".join(source.aliases)
    yield "Country", str(source.country.name)
    yield "Part of", source.part_of.name if source.part_of else ""
    yield "Offices", "; ".join(str(office) for office in source.offices.select_related("organization"))
    yield "Website", source.website
    yield "The same as", "\n".join(source.same_as)
    yield "Description", source.description
    yield "Id", str(source.pk)
    yield "Public address", f"/api/v1/sources/{source.slug}/"
    yield "Stage", source.get_stage_display()


joining.enter(
    Joinable(
        model=Source,
        against=_against,
        conditions=against_graders,
        says_the_same=says_the_same,
        needs_two=lambda kept, gone: True,
        take_over=_take_over,
        publish=_publish,
        identity=_identity,
    )
)


def _but_itself(column: str) -> Any:
    def movable(rows: QuerySet[Any], kept: Source, gone: Source) -> QuerySet[Any]:
        return rows.exclude(**{column: kept.pk})

    return movable


moves_along(Source, Document, "publisher_id", "documents that it published")
moves_along(Source, Office, "person_id", "offices that it held", movable=_but_itself("organization"))
moves_along(Source, Office, "organization_id", "offices held in it", movable=_but_itself("person"))
moves_along(Source, Source, "part_of_id", "sources that are part of it", movable=_but_itself("pk"))
stays_behind(Source, Source, "merged_into_id", "What was merged before goes on from there.")
stays_behind(Source, ReliabilityGrade, "source_id", "A grade is of the one that was graded, and frozen.")
stays_behind(Source, ReliabilityGrade, "by_id", "A grade is frozen; readers are told the survivor's name.")
