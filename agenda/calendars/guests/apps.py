from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "agenda.calendars.guests"
    label = "guests"

    def ready(self) -> None:
        from agenda.calendars import taking_part
        from agenda.calendars.guests import account, desk
        from agenda.calendars.guests.taking_part import INVITATIONS
        from intranet.pages.desk import register
        from intranet.people.account import register as register_section

        taking_part.register(INVITATIONS)
        register(desk.WAITING)
        register(desk.REMINDERS)
        register_section(account.DELEGATIONS)
