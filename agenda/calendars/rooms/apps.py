from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "agenda.calendars.rooms"
    label = "rooms"

    def ready(self) -> None:
        from agenda.calendars.rooms import desk
        from intranet.pages.desk import register

        register(desk.WAITING)
        register(desk.REFUSED)
        register(desk.CLOSED)
