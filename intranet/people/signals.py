"""What is written down, and announced to the search, whoever causes it: a form, the editor, a command."""

from axes.helpers import get_client_ip_address
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from intranet.people.models import Membership, Unit, User
from intranet.people.services import record_failed_sign_in
from search import outbox

SOURCE = "person"
# Saved at every sign-in, and in no search.
NOT_FINDABLE = {"last_login", "password"}


@receiver(user_login_failed)
def failed(credentials: dict, request=None, **kwargs) -> None:
    """Every door that asks for a password passes here."""
    if request is None:
        return
    locked = bool(getattr(request, "axes_locked_out", False))
    record_failed_sign_in(
        credentials.get(User.USERNAME_FIELD) or "", ip=get_client_ip_address(request) or "", locked=locked
    )


@receiver(post_save, sender=User)
def person_saved(instance: User, update_fields=None, **kwargs) -> None:
    if update_fields is None or not NOT_FINDABLE.issuperset(update_fields):
        outbox.touch(SOURCE, [instance.pk])


@receiver([post_save, post_delete], sender=Membership)
def membership_changed(instance: Membership, **kwargs) -> None:
    outbox.touch(SOURCE, [instance.person_id])


@receiver(post_save, sender=Unit)
def unit_saved(instance: Unit, created: bool = False, **kwargs) -> None:
    if not created:
        outbox.touch(SOURCE, instance.memberships.values_list("person", flat=True).distinct())
