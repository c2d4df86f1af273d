from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemeConfig(AppConfig):
    """The look of the whole product: tokens, layouts, components and their living guide."""

    name = "theme"
    verbose_name = _("Theme")
