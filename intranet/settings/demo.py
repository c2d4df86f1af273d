"""The embedded default: SQLite, tantivy, local files, and a worker inside the web process."""

from django.core.management.utils import get_random_secret_key

from intranet.settings.base import *  # noqa: F403 - the usual way of layering Django settings
from intranet.settings.base import DATA_DIR, STORAGES


def _secret_key() -> str:
    """One key for each installation, made at the first start and kept beside the data."""
    place = DATA_DIR / "secret_key"
    if not place.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        # Database, index and mail hold what everybody may not read: others on this machine do not enter.
        DATA_DIR.chmod(0o700)
        place.write_text(get_random_secret_key())
        place.chmod(0o600)
    return place.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
DEMO_TOWN = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
# No collecting of static files before the first start: they are served from where they are.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
