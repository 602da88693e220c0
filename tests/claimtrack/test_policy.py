"""What browsers are told that pages may do."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PUBLIC = ("/", "/api/v1/docs/", "/problems/redacted", "/nowhere/", "/problems/nowhere")


def directives(client: Client, address: str) -> dict[str, str]:
    said = client.get(address).headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", maxsplit=1) for directive in said)


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_of_readers_run_only_what_we_serve(address: str, client: Client) -> None:
    policy = directives(client, address)
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert "unsafe" not in str(policy)
    page = client.get(address).content.decode()
    assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/claims/claim/"])
def test_the_desk_alone_builds_functions_and_runs_no_script_of_a_page(address: str, desk: Client) -> None:
    assert directives(desk, address)["script-src"] == "'self' 'unsafe-eval'"


@pytest.mark.parametrize("address", ["/", "/admin/"])
def test_no_page_is_framed_embeds_anything_or_is_told_another_base(address: str, desk: Client) -> None:
    policy = directives(desk, address)
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_a_feed_which_a_browser_shows_as_xml_runs_nothing(client: Client) -> None:
    assert directives(client, "/api/v1/claims/export.atom")["script-src"] == "'self'"


def test_what_is_no_page_has_no_policy(client: Client) -> None:
    assert "Content-Security-Policy" not in client.get("/api/v1/claims/").headers
