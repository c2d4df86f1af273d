"""Background work of the agenda."""

from django_tasks import task

from agenda.calendars import expansion
from agenda.calendars.intake import imports, subscriptions


@task()
def roll_occurrences() -> int:
    """Daily: write out the series that come near the end of their window. Asking twice changes nothing."""
    return expansion.roll()


@task()
def forget_old_imports() -> int:
    """Daily: files that were looked at and never taken in, and ways back that nobody went."""
    return imports.forget_old()


@task()
def refresh_subscriptions() -> int:
    """Hourly: read the outside calendars again; how many could be."""
    return sum(subscriptions.refresh(pk) for pk in subscriptions.due())


@task()
def refresh_subscription(pk: int) -> bool:
    """At once, for who has just asked for it."""
    return subscriptions.refresh(pk)
