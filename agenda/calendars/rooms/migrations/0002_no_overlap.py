"""No two slots of one room overlap, whoever writes them: the database itself refuses."""

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER rooms_slot_no_overlap_{verb.lower()} BEFORE {verb} ON rooms_slot
    WHEN EXISTS (
        SELECT 1 FROM rooms_slot
        WHERE room_id = NEW.room_id AND ends_at > NEW.starts_at AND starts_at < NEW.ends_at AND id IS NOT NEW.id
    )
    BEGIN SELECT RAISE(ABORT, 'slots of one room overlap'); END"""
    for verb in ("INSERT", "UPDATE")
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE rooms_slot ADD CONSTRAINT rooms_slot_no_overlap
    EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER rooms_slot_no_overlap_insert", "DROP TRIGGER rooms_slot_no_overlap_update"],
    "postgresql": ["ALTER TABLE rooms_slot DROP CONSTRAINT rooms_slot_no_overlap"],
}


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
