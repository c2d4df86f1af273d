from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "intranet.town"
    label = "town"

    def ready(self) -> None:
        from intranet.town.places import register_places

        register_places()
