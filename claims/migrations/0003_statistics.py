"""What the planner has to know of facets: kind and value go together, and how often each pair occurs."""

from django.db import migrations

CREATE = "CREATE STATISTICS claims_facet_pairs (dependencies, mcv) ON kind, value FROM claims_facetrow"


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP STATISTICS claims_facet_pairs")]
