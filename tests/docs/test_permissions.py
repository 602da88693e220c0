"""What the handbook says of who may do what is what the code says."""

from django.conf import settings

from claimtrack.accounts.handbook import handbook


def test_the_page_of_permissions_is_made_from_the_table_as_it_stands() -> None:
    page = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert page == handbook(), "run `manage.py permissions --write`"
