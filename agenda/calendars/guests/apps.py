from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "agenda.calendars.guests"
    label = "guests"

    def ready(self) -> None:
        from agenda.calendars.guests import desk
        from intranet.pages.desk import register

        register(desk.WAITING)
        register(desk.REMINDERS)
