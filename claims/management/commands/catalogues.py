"""Bring the catalogues and glossaries of pages up to date with what pages say."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.pages import catalogues
from claims.pages.words import GLOSSARIES, write_glossary


class Command(BaseCommand):
    help = "Write into catalogue and glossary of each language what pages say, keep what is translated, and compile it."

    def handle(self, *args: Any, **options: Any) -> None:
        for language in catalogues.translated_into():
            catalogue = catalogues.brought_up_to_date(language)
            catalogues.write(language, catalogue)
            missing = sum(not _is_whole(each.string) for each in catalogue if each.id)
            words = write_glossary(GLOSSARIES / f"{language}.json")
            self.stdout.write(f"{language}: {missing} messages and {words} words of scales are not translated")


def _is_whole(translation: Any) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)
