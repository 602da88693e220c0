"""Fit this installation's own weights of matching from the pairs of claims that people said are the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.finding.own import place_of
from claims.writing.duplicates.fitting import Outcome, TooFew, fit_matching, forget


class Command(BaseCommand):
    help = "Fit weights of matching from this installation's confirmed pairs, and use them if they do no worse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--dry-run", action="store_true", help="Measure, and keep nothing.")
        way.add_argument("--forget", action="store_true", help="Return to the shipped weights.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["forget"]:
            kinds = forget()
            told = f"Of this installation's own, {' and '.join(kinds)} are gone." if kinds else "There were no others."
            self.stdout.write(f"The shipped weights are used. {told}")
            return
        try:
            outcomes = fit_matching(keep=not options["dry_run"])
        except TooFew as refused:
            raise CommandError(str(refused)) from refused
        for outcome in outcomes:
            self._tell(outcome, kept=not options["dry_run"])

    def _tell(self, outcome: Outcome, *, kept: bool) -> None:
        self.stdout.write(f"{outcome.kind}: {outcome.questions} questions")
        for name, figures in (("shipped", outcome.shipped), ("fitted", outcome.fitted and outcome.fitted.figures)):
            if figures:
                told = f"found at precision .95 {figures.recall:.3f}, first answer right {figures.first:.3f}"
                self.stdout.write(f"  {name:8} {told}")
        if outcome.left:
            self.stdout.write(f"  not taken: {outcome.left}")
        elif kept:
            self.stdout.write(f"  used from now on: {place_of(outcome.kind)}")
