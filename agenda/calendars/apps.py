from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "agenda.calendars"
    label = "calendars"

    def ready(self) -> None:
        from agenda.calendars import account, desk
        from agenda.calendars.search_source import EventSource
        from intranet.pages.desk import register as register_panel
        from intranet.people.account import register as register_section
        from search import sources

        sources.register(EventSource())
        register_panel(desk.TODAY)
        register_section(account.FEEDS)
