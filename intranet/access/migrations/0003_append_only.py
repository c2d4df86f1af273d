"""The record of accesses can only grow: the database itself refuses changes and deletions (L30)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER access_auditevent_no_update BEFORE UPDATE ON access_auditevent
    BEGIN SELECT RAISE(ABORT, 'the record of accesses is append-only'); END""",
    """CREATE TRIGGER access_auditevent_no_delete BEFORE DELETE ON access_auditevent
    BEGIN SELECT RAISE(ABORT, 'the record of accesses is append-only'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION access_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the record of accesses is append-only'; END $$""",
    """CREATE TRIGGER access_auditevent_append_only BEFORE UPDATE OR DELETE ON access_auditevent
    FOR EACH ROW EXECUTE FUNCTION access_auditevent_refuse()""",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER access_auditevent_no_update",
        "DROP TRIGGER access_auditevent_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER access_auditevent_append_only ON access_auditevent",
        "DROP FUNCTION access_auditevent_refuse()",
    ],
}


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
