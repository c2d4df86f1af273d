"""Wagtail's editor asks our scopes: its collections and view restrictions decide nothing (design §3.1).

In the editor documents are only chosen, for links in pages. They are filed, changed and thrown away in the library,
where each change leaves its trace and reaches the search; so every other action is denied to everybody there.
"""

from django.db.models.signals import post_delete
from wagtail.documents import get_document_model
from wagtail.documents.signal_handlers import post_delete_file_cleanup
from wagtail.models import Collection
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from intranet.access.scopes import readable_scopes, scope_allows


class ScopePermissionPolicy(ModelPermissionPolicy):
    """Choosing a document needs `read` on its scope."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "choose" and user.is_active and user.is_authenticated

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        return self.user_has_permission(user, action) and scope_allows(user, instance.scope_id)

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        if not self.user_has_any_permission(user, actions):
            return self.model.objects.none()
        return self.model.objects.filter(scope__in=readable_scopes(user))

    def instances_user_has_permission_for(self, user, action: str):
        return self.instances_user_has_any_permission_for(user, [action])

    # The chooser and the forms of Wagtail ask for collections; there is nothing to choose among.
    def collections_user_has_any_permission_for(self, user, actions):
        return Collection.objects.none()

    def collections_user_has_permission_for(self, user, action: str):
        return Collection.objects.none()


def install() -> None:
    """Put the policy in place of Wagtail's, and keep Wagtail from deleting bytes that documents share."""
    model = get_document_model()
    policy_registry.register(model, value=ScopePermissionPolicy(model), exact_class=True)
    post_delete.disconnect(post_delete_file_cleanup, sender=model)
