"""The record of accesses cannot be changed unseen (L30)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from intranet.access import audit
from intranet.access.models import AuditEvent
from tests.factories import make_person, make_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(town):
    person = make_person("anna.clerk")
    scope = make_scope()
    return [audit.record(person, "document.read", scope, page=number) for number in range(4)]


def tamper(sql: str, *values) -> None:
    """Write behind the triggers' back, as somebody with the database in hand would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER access_auditevent_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS access_auditevent_no_delete")
        else:
            cursor.execute("DROP TRIGGER access_auditevent_append_only ON access_auditevent")
        cursor.execute(sql, values)


def test_a_chain_that_nobody_touched_verifies(chain, capsys):
    assert audit.verify() is None
    call_command("audit", "verify")
    assert "unbroken" in capsys.readouterr().out


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE access_auditevent SET action = 'document.added' WHERE id = %s",
        "UPDATE access_auditevent SET actor_id = NULL WHERE id = %s",
        "UPDATE access_auditevent SET data = '{}' WHERE id = %s",
        "UPDATE access_auditevent SET object_id = '0' WHERE id = %s",
    ],
)
def test_a_changed_event_is_named(chain, sql):
    tamper(sql, chain[1].pk)
    assert audit.verify().event_id == chain[1].pk


def test_a_removed_event_shows_in_the_one_after(chain):
    tamper("DELETE FROM access_auditevent WHERE id = %s", chain[1].pk)
    assert audit.verify().event_id == chain[2].pk
    with pytest.raises(CommandError, match=str(chain[2].pk)):
        call_command("audit", "verify")


def test_the_database_refuses_to_change_an_event(chain):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=chain[0].pk).update(action="x")


def test_an_event_lives_and_dies_with_its_transaction(town):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(None, "document.read")
        raise RuntimeError
    assert not AuditEvent.objects.filter(action="document.read").exists()


def test_data_with_accents_and_nested_values_survives_the_round_trip(town):
    audit.record(None, "grant.given", raó="conveni d’ús · l·l", nested={"b": [1, 2.5, None], "a": True})
    assert audit.verify() is None
