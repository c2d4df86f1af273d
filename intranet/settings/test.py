"""The suite: fast hashing, work done at once, a folder of its own for each process."""

import os
import tempfile
from pathlib import Path

# Each process gets its own files and index: workers run side by side. tests/conftest.py sweeps up.
_ROOT = Path(tempfile.gettempdir()) / f"casagran-tests-{os.getpid()}"
os.environ["CASAGRAN_DATA_DIR"] = str(_ROOT)

from intranet.settings import env  # noqa: E402
from intranet.settings.base import *  # noqa: E402,F403 - the data folder must be named first
from intranet.settings.base import DATA_DIR, DATABASES, SQLITE, STORAGES  # noqa: E402

SECRET_KEY = "only-for-the-test-suite"
DEBUG = False
DEMO_TOWN = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A file, as in a real town: threads that write at the same time meet the same locks.
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    # Nothing here has to survive a power cut.
    SQLITE["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SEARCH_SYNCHRONOUS = True
SEARCH_ENGINE = "search.engines.tantivy.TantivyEngine"
SEARCH_ELASTICSEARCH_URL = env.text("CASAGRAN_TEST_ELASTICSEARCH_URL")
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
