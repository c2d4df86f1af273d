from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "agenda.meetings"
    label = "meetings"

    def ready(self) -> None:
        from agenda.calendars import origins
        from agenda.meetings.diary import sittings_of
        from agenda.meetings.facts import meetings_of
        from agenda.meetings.panels import next_meeting
        from agenda.meetings.search_sources import ItemSource, MeetingSource, bodies_of_minutes
        from docs_library.documents import facts
        from docs_library.documents.search_source import register_organs
        from intranet.pages import desk
        from search import sources

        sources.register(MeetingSource())
        sources.register(ItemSource())
        facts.register(meetings_of)
        origins.register(sittings_of)
        register_organs(bodies_of_minutes)
        desk.register(desk.Panel("next-meeting", "first", 10, "meetings/desk/next.html", next_meeting))
