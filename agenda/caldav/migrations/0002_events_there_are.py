"""The log begins with the events that there are, so that it also knows where those were that change first."""

from django.db import migrations

FILL = """
INSERT INTO caldav_change (calendar_id, revision, event, uid, scope, is_gone)
SELECT calendar_id, 0, id, uid, scope_id, false FROM calendars_event
"""


class Migration(migrations.Migration):
    dependencies = [
        ("caldav", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
