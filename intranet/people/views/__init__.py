"""Pages of the door, of the account and of the directory."""

from intranet.people.views.refusals import csrf_failure, locked_out, to_the_one_door

__all__ = ["csrf_failure", "locked_out", "to_the_one_door"]
