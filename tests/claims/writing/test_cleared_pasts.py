"""The trail is sealed, a past is cleared, and the record still verifies."""

from pathlib import Path

import psycopg

from tests.claims.exports.conftest import manage
from tests.databases import cloned_database
from tests.processes.launch import run_in, until


def is_sealed(connection: "psycopg.Connection[tuple[int]]") -> bool:
    """Seal what can be by now; whether the claims' trail is whole. Other tests have transactions open on the server."""
    connection.execute("SELECT editions_seal_trail(1000)")
    [(waiting,)] = connection.execute("""
        SELECT count(*) FROM claims_claimevent AS event WHERE NOT EXISTS (
            SELECT FROM editions_seal AS seal JOIN editions_sealform AS form ON form.id = seal.form_id
             WHERE form.trail = 'claims_claimevent' AND seal.row = event.pgh_id::text)""").fetchall()
    return waiting == 0


def test_a_past_that_was_cleared_leaves_the_seals_of_the_trail_whole(django_db_setup: None, tmp_path: Path) -> None:
    with cloned_database() as cloned:
        run_in(cloned, "publish_under_administrators")
        with psycopg.connect(cloned.url, autocommit=True) as connection:
            until(lambda: is_sealed(connection), seconds=120)
            connection.execute("""
                SELECT editions_order_clearing(draft.id, 'Order 8.', anna.id, 'claims.claim', '{x}')
                  FROM claims_claim AS draft, auth_user AS anna
                 WHERE username = 'anna' AND draft.id NOT IN (SELECT subject_id FROM editions_edition)""")
            connection.execute("""
                SELECT editions_clear_past(ordered.id, boris.id)
                  FROM editions_redactionorder AS ordered, auth_user AS boris WHERE username = 'boris'""")
            [(erased,)] = connection.execute("SELECT count(*) FROM editions_seal WHERE salt IS NULL").fetchall()
        assert erased > 0
        done = manage(cloned, "verify", home=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
