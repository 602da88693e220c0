"""Documents whose address tells of who opened it are found by the rest of it, as those of others are."""

from django.db import migrations

from sources.addresses import address_key

#: Roughly: what is left out anew, and addresses in which something like it stands.
TOLD = (
    r"[?&;](gcl|gbraid|wbraid|gad_|msclkid|yclid|ysclid|t[wt]clid|li_fat_id|igsh|mkt_tok|_hs|hscta|vero_id|oly_|srsltid|_gl"
    r"|ref_url|s_cid|xtor|at_|phpsess|jsess|aspsess|asp\.net|cfid|cftoken|oscsid|zenid|s?sid|sess|access_|auth_)"
)


def find_anew(apps, schema_editor):
    """Row by row, each in a transaction of its own; may be begun again."""
    documents = apps.get_model("sources", "Document").objects.using(schema_editor.connection.alias)
    documents = documents.filter(url__iregex=TOLD).order_by("pk")
    for pk, url, key in list(documents.values_list("pk", "url", "address_key")):
        if (anew := address_key(url)) != key:
            documents.filter(pk=pk, url=url).update(address_key=anew)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("sources", "0019_fetched_pages")]

    operations = [migrations.RunPython(find_anew, migrations.RunPython.noop)]
