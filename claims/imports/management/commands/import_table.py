"""Import a table by a column mapping, and publish it."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.imports.inputs.limits import InputFault
from claims.imports.inputs.streams import opened
from claims.imports.models import ImportRun, InputKind
from claims.imports.run.preview import preview
from claims.imports.run.shell import run_in_shell
from claims.imports.tables import mapping as mappings
from claims.imports.tables.cells import MappingFile
from claims.imports.tables.reading import read_row
from claims.imports.tables.rows import table_rows

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import a table (CSV, TSV, XLSX, NDJSON; plain or gzipped) by a column mapping: claims with their speakers and "
        f"ratings, or sources with their grades. Ready-made mappings: {', '.join(mappings.names())}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--mapping", required=True, metavar="NAME", help="A ready-made mapping, or a .toml file.")
        parser.add_argument("--dry-run", action="store_true", help=f"Show the first {SHOWN} results and store nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chosen = mappings.mapping(options["mapping"])
            if options["dry_run"]:
                self._show(options["file"], chosen)
                return
        except InputFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}") from error
        run = ImportRun(kind=InputKind.TABLE, origin=str(options["file"]), mapping=_lasting(options["mapping"]))
        try:
            run.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        run.save()
        self.stdout.write(run_in_shell(run, quiet=options["verbosity"] == 0))

    def _show(self, path: Path, chosen: MappingFile) -> None:
        with opened(str(path)) as source:
            rows = list(islice(table_rows(source, path.name, chosen), SHOWN))
        for line in preview(read_row(row, chosen) for row in rows):
            self.stdout.write(line)
        if left := sorted({name for row in rows for name in row.columns} - chosen.reads):
            self.stdout.write(f"Columns that the mapping leaves out: {', '.join(left)}.")
        self.stdout.write("Nothing was stored.")


def _lasting(mapping: str) -> str:
    """The mapping by a name that finds it from elsewhere, too: rows it refused may be tried again."""
    return mapping if mapping in mappings.names() else str(Path(mapping).resolve())
