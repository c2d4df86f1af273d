"""The report of an import in plain words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.calendars.models import CalendarImport
from intranet.jobs.models import Job


def summary(found: CalendarImport) -> str:
    """ "38 imported, 2 updated, 1 left out"."""
    return sentence(found.report, is_done=found.state != CalendarImport.State.WAITING)


def sentence(report: dict, *, is_done: bool) -> str:
    counted = _counts_done(report) if is_done else _counts_to_come(report)
    return ", ".join(counted) or _("There is nothing to import")


def _counts_to_come(report: dict) -> Iterator[str]:
    yield from _counted(ngettext("%(n)d event to import", "%(n)d events to import", report["new"]), report["new"])
    yield from _counted(ngettext("%(n)d to update", "%(n)d to update", report["changed"]), report["changed"])
    yield from _unmoved(report)


def _counts_done(report: dict) -> Iterator[str]:
    yield from _counted(ngettext("%(n)d imported", "%(n)d imported", report["new"]), report["new"])
    yield from _counted(ngettext("%(n)d updated", "%(n)d updated", report["changed"]), report["changed"])
    yield from _unmoved(report)


def _unmoved(report: dict) -> Iterator[str]:
    same, left_out = report["same"], report["left_out_count"]
    yield from _counted(ngettext("%(n)d was there already", "%(n)d were there already", same), same)
    yield from _counted(ngettext("%(n)d left out", "%(n)d left out", left_out), left_out)


def _counted(text: str, count: int) -> Iterator[str]:
    if count:
        yield text % {"n": count}


def what_stays(count: int) -> str:
    """Of an import that was taken back."""
    sentence = ngettext(
        "%(n)d event stays, because somebody changed it since.",
        "%(n)d events stay, because somebody changed them since.",
        count,
    )
    return sentence % {"n": count} if count else ""


def progress(job: Job) -> str:
    """ "40 %"; nothing while that cannot be told."""
    if job.total <= 1:
        return ""
    return _("%(percent)d %%") % {"percent": 100 * job.done // job.total}


def notes(report: dict) -> list[str]:
    """What else was in the file."""
    return list(_notes(report))


def _notes(report: dict) -> Iterator[str]:
    others = dict(report["others"])
    tasks, busy, unknown = others.pop("VTODO", 0), others.pop("VFREEBUSY", 0), sum(others.values())
    repeated, alarms = report["repeated"], report["alarms"]
    yield from _counted(
        ngettext("%(n)d task is not an event and stays out.", "%(n)d tasks are no events and stay out.", tasks), tasks
    )
    yield from _counted(
        ngettext("%(n)d list of busy hours stays out.", "%(n)d lists of busy hours stay out.", busy), busy
    )
    yield from _counted(
        ngettext("%(n)d part that is no event stays out.", "%(n)d parts that are no events stay out.", unknown),
        unknown,
    )
    yield from _counted(
        ngettext(
            "%(n)d event was repeated in the file: the newest version counts.",
            "%(n)d events were repeated in the file: the newest version counts.",
            repeated,
        ),
        repeated,
    )
    yield from _counted(
        ngettext(
            "%(n)d alarm is kept with its event, but the agenda does not ring.",
            "%(n)d alarms are kept with their events, but the agenda does not ring.",
            alarms,
        ),
        alarms,
    )
    if of_calendar := report.get("of_calendar"):
        names = ", ".join(of_calendar)
        yield _("What the file says of its calendar as a whole is not kept: %(names)s.") % {"names": names}
