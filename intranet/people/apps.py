from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "intranet.people"
    label = "people"

    def ready(self) -> None:
        from intranet.access import principals
        from intranet.people.memberships import principal_ids

        principals.register(principal_ids)
