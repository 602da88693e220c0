"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from claimtrack.database.waiting import WEB, wait_as
from claimtrack.garbage import leave_out_what_is_loaded
from claimtrack.readers import check_at_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")

wait_as(WEB)
django_application = get_wsgi_application()

# What it is made of knows the settings.
from claimtrack.api.keeping import KeptAnswers  # noqa: E402 - as above

application = KeptAnswers(django_application)
check_at_start()
leave_out_what_is_loaded()
