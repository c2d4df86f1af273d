from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "agenda.calendars"
    label = "calendars"
