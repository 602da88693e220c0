"""What every admin page of the desk stands on, whichever app it belongs to."""

from django.contrib import admin

from claimtrack.admin import accounts, corrections, tokens

__all__ = ["accounts", "corrections", "tokens"]

admin.site.site_header = "claimtrack desk"
admin.site.site_title = "claimtrack desk"
admin.site.index_title = "The desk"
