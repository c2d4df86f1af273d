"""Background work of the agenda."""

from django_tasks import task

from agenda.calendars import expansion


@task()
def roll_occurrences() -> int:
    """Daily: write out the series that come near the end of their window. Asking twice changes nothing."""
    return expansion.roll()
