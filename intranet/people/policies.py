"""Decisions about people, in plain words."""

from intranet.people.models import RoleAssignment


def can_help_in(user, person) -> bool:
    """Whether `user` may unlock `person` or give a rescue code: the method lead, and never to oneself."""
    leads = RoleAssignment.objects.in_force().filter(person=user.pk, role=RoleAssignment.Role.METHOD_LEAD)
    return person.is_active and person.pk != user.pk and leads.exists()
