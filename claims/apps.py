from django.apps import AppConfig, apps


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def import_models(self) -> None:
        """Register the tables that stand apart from the desk's and share the app label."""
        super().import_models()
        from claims.record import models  # noqa: F401, PLC0415 - once apps are loaded
        from claims.writing.duplicates import models as _drafts  # noqa: F401, PLC0415 - as above
        from claims.writing.searches import models as _searches  # noqa: F401, PLC0415 - as above
        from claims.writing.webhooks import models as _webhooks  # noqa: F401, PLC0415 - as above

    def ready(self) -> None:
        self._explain()
        from claims import checks  # noqa: F401, PLC0415 - registers them, once apps are loaded
        from claims.dossier import erasing as _dossiers  # noqa: F401, PLC0415 - joins the list of erasers
        from claims.exports import erasing as _exports  # noqa: F401, PLC0415 - as above
        from claims.record import backlog as _backlog  # noqa: F401, PLC0415 - tells of what is still to be encoded
        from claims.record import works  # noqa: F401, PLC0415 - enters the table of works
        from claims.writing import concerned as _concerned  # noqa: F401, PLC0415 - is told of requests for corrections
        from claims.writing import handed as _handed  # noqa: F401, PLC0415 - knows the numbers of dossiers
        from claims.writing import permissions  # noqa: F401, PLC0415 - enters the permission table
        from claims.writing import queue as _queue  # noqa: F401, PLC0415 - enters sections of the queue
        from claims.writing import related as _stories  # noqa: F401, PLC0415 - says what belongs to a row's story
        from claims.writing import spread as _spread  # noqa: F401, PLC0415 - enters what stands beside their lines
        from claims.writing import works as _desk  # noqa: F401, PLC0415 - enters the table of works
        from claims.writing.duplicates import deciding as _pairs  # noqa: F401, PLC0415 - joins the list of erasers
        from claims.writing.duplicates import entering as _drafts  # noqa: F401, PLC0415 - as above
        from claims.writing.searches import erasing as _searches  # noqa: F401, PLC0415 - as above
        from claims.writing.searches import following as _looking  # noqa: F401, PLC0415 - is told of new editions
        from claims.writing.searches import telling as _telling  # noqa: F401, PLC0415 - says what notices tell
        from claims.writing.webhooks import erasing as _webhooks  # noqa: F401, PLC0415 - as above
        from claims.writing.webhooks import waking as _waking  # noqa: F401, PLC0415 - is told of new editions

    @staticmethod
    def _explain() -> None:
        """Hand over the field's words, and call the desk's fields by them."""
        from claims.glossary import ALSO, TERMS  # noqa: PLC0415 - once apps are loaded
        from claimtrack.glossary import explain, name_fields  # noqa: PLC0415 - as above

        explain(TERMS, also=ALSO)
        name_fields([*apps.get_app_config("sources").get_models(), *apps.get_app_config("claims").get_models()])
