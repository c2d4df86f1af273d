from django.core.management.base import BaseCommand

from intranet.town import background


class Command(BaseCommand):
    help = "Do the background work of a town, and what happens each minute, hour and day. One process for each town."

    def handle(self, *args, **options):
        background.work()
