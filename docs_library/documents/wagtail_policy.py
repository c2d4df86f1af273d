"""Wagtail's editor asks our scopes: its collections and view restrictions decide nothing (design §3.1)."""

from django.db.models.signals import post_delete
from wagtail.documents import get_document_model
from wagtail.documents.signal_handlers import post_delete_file_cleanup
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from intranet.access.models import Level
from intranet.access.scopes import readable_scopes, scope_allows


class ScopePermissionPolicy(ModelPermissionPolicy):
    """Documents in the editor: choosing and seeing need `read`, changing needs `edit`, adding goes by the library."""

    LEVELS = {"choose": Level.READ, "view": Level.READ, "change": Level.EDIT, "delete": Level.MANAGE}

    def user_has_permission(self, user, action: str) -> bool:
        return action == "choose" and user.is_active and user.is_authenticated

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        level = self.LEVELS.get(action)
        return level is not None and scope_allows(user, instance.scope_id, level=level)

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        levels = [self.LEVELS[action] for action in actions if action in self.LEVELS]
        if not levels:
            return self.model.objects.none()
        return self.model.objects.filter(scope__in=readable_scopes(user, level=min(levels)))

    def instances_user_has_permission_for(self, user, action: str):
        return self.instances_user_has_any_permission_for(user, [action])


def install() -> None:
    """Put the policy in place of Wagtail's, and keep Wagtail from deleting bytes that documents share."""
    model = get_document_model()
    policy_registry.register(model, value=ScopePermissionPolicy(model), exact_class=True)
    post_delete.disconnect(post_delete_file_cleanup, sender=model)
