"""PDF: what a stranger's tools find in it, and that the same bundle is the same file."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from weasyprint.urls import FatalURLFetchingError

from claims.dossier import as_html, as_pdf, paper
from claims.dossier.blocks import Block, Item, Line, Section, Table, Together, bullets, line
from claims.dossier.bundle import bundle
from claims.dossier.letters import scripts_lacking
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.drawing.cases import chains, graph
from tests.claims.dossier.hostile import HOSTILE, hostile_claim

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def titles(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield str(entry.title)


def test_three_processes_make_one_file_with_bookmarks_numbers_tags_and_its_own_fonts(case: Case) -> None:
    made = bundle([case.claim.pk], using="default")
    first, second, third = (as_pdf.render(made) for _ in range(3))
    assert first == second == third
    read = pypdf.PdfReader(io.BytesIO(first))
    assert {"Finding", "Evidence", "Integrity", "Declaration of the custodian"} <= set(titles(read.outline))
    text = "\n".join(page.extract_text() for page in read.pages)
    assert case.claim.statement in text
    assert f"1 / {len(read.pages)}" in text
    catalog: Any = read.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in read.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf types any object
    }
    assert all(font.startswith("DejaVu-Sans") for font in fonts)
    assert str(read.metadata and read.metadata.creation_date)[:19] == made["published_at"][:19].replace("T", " ")


def test_on_paper_a_heading_stands_on_the_sheet_of_its_picture_upright_or_on_its_side(case: Case) -> None:
    filler = Line(("Some words of a paragraph. " * 100,))
    pictures = {"Upright picture": graph(12, 3), "Sideways picture": chains(3, 6)}
    sections = [Section(title, (line("A line."), picture)) for title, picture in pictures.items()]
    dossier = Section(
        "Pictures", tuple(block for section in sections for block in (Section("Text", (filler,)), section))
    )
    made = bundle([case.claim.pk], using="default")
    style = render_to_string("dossier/paper.css", {"name": "The case"})
    printed = as_pdf._printed(as_html.page(made, dossier, paper=True, style=style), made)
    sheets = [(sheet, sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages[1:]]
    [(upright, first)] = [found for found in sheets if "Upright picture" in found[1]]
    [(sideways, second)] = [found for found in sheets if "Sideways picture" in found[1]]
    assert "Speaker 11" in first
    assert "Source 17" in second
    assert upright.mediabox.height > upright.mediabox.width
    assert sideways.mediabox.width > sideways.mediabox.height


def test_on_paper_nothing_is_parted_from_what_it_belongs_to(case: Case) -> None:
    """At every height of a page: heading, first line and list; the lines to sign on; a short table and its heading."""
    made = bundle([case.claim.pk], using="default")
    blocks: list[Block] = []
    for number in range(24):
        signs = Together(tuple(line(f"{name}{number}.") for name in ("Vouched", "Place", "Name", "Signature")))
        table = Table(("Word", "Meaning"), ((f"Row{number}.", "x"), ("y", f"Last{number}.")))
        listed = Item((line(f"First{number}."), *bullets([line(f"Fact{number}.")])))
        blocks += [
            Line(("Filler. " * 12 * number,)),
            Section(f"List{number}.", (line(f"Said{number}.:"), *bullets([listed]))),
            Section(f"Table{number}.", (line(f"About{number}.:"), table)),
            signs,
        ]
    style = render_to_string("dossier/paper.css", {"name": "The case"})
    dossier = Section("Pages", (Section("All", tuple(blocks)),))
    printed = as_pdf._printed(as_html.page(made, dossier, paper=True, style=style), made)
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages]
    for number in range(24):
        for kept in (
            ("List", "Said", "First", "Fact"),
            ("Table", "About", "Row", "Last"),
            ("Vouched", "Place", "Name", "Signature"),
        ):
            on = {page for page, sheet in enumerate(sheets) for name in kept if f"{name}{number}." in sheet}
            assert len(on) == 1, (number, kept, on)
    assert len(sheets) > 6


def test_hostile_text_prints_and_the_scripts_the_font_lacks_are_named(editor: User) -> None:
    made = bundle([hostile_claim(editor, " ".join(HOSTILE)[:1500] + "中" + "W" * 10_000).pk], using="default")
    read = pypdf.PdfReader(io.BytesIO(as_pdf.render(made)))
    # pypdf leaves the upper halves of UTF-16 in
    opening = "".join(page.extract_text() for page in read.pages[:4]).replace("\x00", "")
    cover = " ".join(opening.split())
    assert "have no letters for some" in cover
    assert "Han" in cover
    assert "<script>alert(1)" in cover


def test_scripts_are_named_once_and_what_cannot_be_seen_is_not_missed() -> None:
    assert scripts_lacking("plain ελ жа ليبيا \u2068\u202e\u200d") == []
    assert scripts_lacking("中文 日本 ไทย &#x4e2d;") == ["Han", "Thai"]


def test_a_page_that_asks_for_anything_is_refused() -> None:
    with pytest.raises(FatalURLFetchingError, match="loads nothing"):
        paper.Nothing().fetch("file:///etc/passwd")  # type: ignore[no-untyped-call]  # WeasyPrint has no types


def test_a_page_that_loads_something_is_not_printed(case: Case) -> None:
    made = bundle([case.claim.pk], using="default")
    with pytest.raises(as_pdf.CannotPrint):
        as_pdf._printed("<p><img src='file:///etc/hostname'></p>", made)


def test_without_pango_one_is_told_what_to_install(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)
    with pytest.raises(CommandError, match="libpango"):
        call_command("dossier", case.claim.slug, format="pdf", output="-")
