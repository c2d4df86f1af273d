"""Background work of the invitations."""

from django_tasks import task

from agenda.calendars.guests import letters


@task()
def mail_letters() -> int:
    """Send the letters that wait; also hourly, for those whose sender died on the way."""
    return letters.send_waiting()
