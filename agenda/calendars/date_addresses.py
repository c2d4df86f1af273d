"""The part of an address that says which date of a series is meant: ?vegada=20261124T090000Z."""

from collections.abc import Mapping
from datetime import UTC, datetime

from agenda.calendars.models import Event

DATE_OF_SERIES = "vegada"
AS_WRITTEN = "%Y%m%dT%H%M%SZ"


def with_date(url: str, recurrence_id: datetime | None) -> str:
    """An address of an event, about one date of its series."""
    return f"{url}?{DATE_OF_SERIES}={code_of(recurrence_id)}" if recurrence_id else url


def about_date(event: Event, recurrence_id: datetime | None) -> str:
    """The page of an event about that date, where the series still knows it by that name."""
    is_there = recurrence_id is not None and event.occurrences.filter(recurrence_id=recurrence_id).exists()
    return with_date(event.get_absolute_url(), recurrence_id if is_there else None)


def code_of(recurrence_id: datetime) -> str:
    return f"{recurrence_id.astimezone(UTC):{AS_WRITTEN}}"


def date_of_series(query: Mapping[str, str]) -> datetime | None:
    """The date of the series that an address speaks of; senseless ones count as none."""
    try:
        return datetime.strptime(query.get(DATE_OF_SERIES, ""), AS_WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
