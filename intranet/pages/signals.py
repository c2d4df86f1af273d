"""Wagtail tells what its editor did; the services do what follows."""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from intranet.pages import services
from intranet.pages.models import NewsPage, ProcedurePage

FOUND_PAGES = (NewsPage, ProcedurePage)


@receiver(page_published)
def published(sender, instance, revision, **kwargs) -> None:
    if isinstance(instance, FOUND_PAGES):
        earlier = instance.revisions.exclude(pk=revision.pk) if revision else instance.revisions.none()
        services.page_was_published(instance, again=earlier.exists())


@receiver(page_unpublished)
@receiver(post_page_move)
@receiver(post_delete, sender=NewsPage)
@receiver(post_delete, sender=ProcedurePage)
def changed(sender, instance, **kwargs) -> None:
    if isinstance(instance, FOUND_PAGES):
        services.touch_page(instance)
