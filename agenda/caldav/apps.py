from django.apps import AppConfig


class CaldavConfig(AppConfig):
    name = "agenda.caldav"
    label = "caldav"

    def ready(self) -> None:
        from agenda.caldav import account, log
        from agenda.calendars import changes
        from intranet.people.account import register as register_section

        changes.register(log.note)
        register_section(account.PASSWORDS)
