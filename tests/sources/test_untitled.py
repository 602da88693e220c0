"""Titles that were made up for documents that have none."""

import importlib

import pytest
from django.apps import apps
from django.db import connections

from sources.models import Document
from sources.untitled import is_made_up
from tests.factories import DocumentFactory, SourceFactory


@pytest.mark.parametrize(
    ("title", "url", "publisher"),
    [
        ("[Fact-check at checks.example.org]", "https://www.checks.example.org/one", "Checks"),
        ("[Post at x.com]", "https://twitter.com/alice/status/1", "alice (x.com)"),
        ("[Page at The Paper]", "", "The Paper"),
        ("[Page at the paper [2nd]]", "", "The Paper (2nd)"),
        ("https://a.example/one", "https://a.example/one", "A"),
    ],
)
def test_a_title_that_says_where_the_document_is_and_no_more_was_made_up(title: str, url: str, publisher: str) -> None:
    assert is_made_up(title, url=url, publisher=publisher)


@pytest.mark.parametrize(
    "title",
    [
        "[Letter to the editor]",
        "[Speech at the General Assembly]",
        "Post at a.example",
        "[Post at b.example]",
        "",
        "[]",
    ],
)
def test_what_a_person_describes_in_brackets_is_a_title(title: str) -> None:
    assert not is_made_up(title, url="https://a.example/one", publisher="A")


@pytest.mark.django_db
def test_an_upgrade_takes_them_from_documents_and_leaves_all_other_titles() -> None:
    paper = SourceFactory(name="The Paper")
    made_up = DocumentFactory(title="[Page at a.example]", url="https://a.example/1", publisher=paper)
    described = DocumentFactory(title="[Telegram to the consul]", url="https://a.example/2", publisher=paper)
    migration = importlib.import_module("sources.migrations.0007_made_up_titles")
    with connections["default"].schema_editor() as editor:
        migration.take_away(apps, editor)
    titles = dict(Document.objects.values_list("pk", "title"))
    assert (titles[made_up.pk], titles[described.pk]) == ("", "[Telegram to the consul]")
    assert str(Document.objects.get(pk=made_up.pk)) == "https://a.example/1"
