from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "agenda.meetings"
    label = "meetings"

    def ready(self) -> None:
        from agenda.meetings.facts import meetings_of
        from agenda.meetings.panels import next_meeting
        from agenda.meetings.search_sources import ItemSource, MeetingSource
        from docs_library.documents import facts
        from intranet.pages import desk
        from search import sources

        sources.register(MeetingSource())
        sources.register(ItemSource())
        facts.register(meetings_of)
        desk.register(desk.Panel("next-meeting", "first", 10, "meetings/desk/next.html", next_meeting))
