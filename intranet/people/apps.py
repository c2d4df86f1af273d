from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "intranet.people"
    label = "people"

    def ready(self) -> None:
        from intranet.access import principals
        from intranet.people import checks, signals  # noqa: F401 - checks and receivers register on import
        from intranet.people.account import Section, register
        from intranet.people.memberships import principal_ids
        from intranet.people.search_sources import PersonSource
        from search import saved, sources

        principals.register(principal_ids)
        sources.register(PersonSource())
        register(Section("saved_searches", 50, "search/account.html", saved.account_part))
