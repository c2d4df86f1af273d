from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "intranet.town"
    label = "town"
