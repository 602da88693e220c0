"""What lists are served from names editions that there are: rows of their own, whoever inserts them.

What they say of an edition is derived from its document, and only `manage.py verify` can tell whether it was.
"""

from django.db import migrations

LISTINGS = """
CREATE FUNCTION claims_listings_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added AS listed
         WHERE NOT EXISTS (SELECT FROM editions_edition AS edition
                            WHERE (edition.subject_id, edition.number) = (listed.claim_id, listed.number)
                              AND edition.subject_type = 'claim' AND edition.text IS NOT NULL
                              AND edition.position = listed.position AND edition.published_at = listed.opened_at)) THEN
        RAISE EXCEPTION 'A listing is of an edition of a claim.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follows_editions AFTER INSERT ON claims_listing
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claims_listings_follow();

CREATE FUNCTION claims_listings_close() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM changed AS listed
         WHERE listed.open <> (listed.closed_at IS NULL)
            OR listed.closed_at IS DISTINCT FROM (
                   SELECT edition.published_at FROM editions_edition AS edition
                    WHERE (edition.subject_id, edition.number) = (listed.claim_id, listed.number + 1))) THEN
        RAISE EXCEPTION 'A listing is closed by the edition that comes next.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER closes_with_editions AFTER UPDATE ON claims_listing
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION claims_listings_close();
"""

FACETS = """
CREATE FUNCTION claims_facets_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT listing_id, claim_id, open, published_at, updated_at FROM added) AS facet
         WHERE NOT EXISTS (SELECT FROM claims_listing AS listed
                            WHERE listed.id = facet.listing_id
                              AND (listed.claim_id, listed.open, listed.published_at, listed.updated_at)
                                  = (facet.claim_id, facet.open, facet.published_at, facet.updated_at))) THEN
        RAISE EXCEPTION 'A facet row is of a listing.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follows_listings AFTER INSERT ON claims_facetrow
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claims_facets_follow();
"""

# Editions of which the desk knows nothing at all were loaded, before it was noted where from.
MIRRORS = """
INSERT INTO editions_origin (what, at, role, record, position, sha256, decided_by, reason)
SELECT 'loaded', clock_timestamp(), '', 'an address that was not noted', position, '', '', '' FROM editions_counter
 WHERE position > 0 AND NOT EXISTS (SELECT FROM claims_claim) AND NOT EXISTS (SELECT FROM sources_source)
"""

UNDO = """
DROP TRIGGER follows_listings ON claims_facetrow;
DROP TRIGGER closes_with_editions ON claims_listing;
DROP TRIGGER follows_editions ON claims_listing;
DROP FUNCTION claims_facets_follow, claims_listings_close, claims_listings_follow;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_doubles'),
        ('editions', '0006_appended_and_origin'),
        ('sources', '0005_versions'),
    ]

    operations = [
        migrations.RunSQL([LISTINGS, FACETS], UNDO),
        migrations.RunSQL(MIRRORS, migrations.RunSQL.noop),
    ]
