"""What every installation shares. Strict by default; `demo` and `test` loosen what they must."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from intranet.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything that an installation writes lives below one folder: database, files, index, caches.
DATA_DIR = env.path("CASAGRAN_DATA_DIR", BASE_DIR / "var")

INSTALLED_APPS = [
    # Its templates win over everybody's (404, 500, the editor's brand).
    "theme",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # The house, from the ground up: after Wagtail, so that its policies stand in place of Wagtail's.
    "intranet.access",
    "intranet.jobs",
    "search",
    "intranet.people",
    "intranet.pages",
    "docs_library.classification",
    "docs_library.documents",
    "docs_library.records",
    "agenda.calendars",
    "agenda.calendars.rooms",
    "agenda.calendars.guests",
    "agenda.caldav",
    "agenda.meetings",
    "intranet.town",
]

MIDDLEWARE = [
    "intranet.town.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "intranet.access.middleware.principals_once",
    "intranet.people.middleware.DoorMiddleware",
    "intranet.pages.editor.EditorScopeMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "intranet.urls"
WSGI_APPLICATION = "intranet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "intranet.people.context_processors.town",
            ],
        },
    },
]

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "casagran.sqlite3",
    # Opening costs more than most questions; each thread keeps its own.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # Writers queue at the door instead of failing in the middle of a transaction.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    },
}
DATABASES = {"default": env.database("CASAGRAN_DATABASE_URL") or SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Words, numbers and time ---------------------------------------------------------------------
LANGUAGE_CODE = "ca"
LANGUAGES = [("ca", _("Catalan")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "intranet" / "locale"]
TIME_ZONE = "Europe/Madrid"
USE_TZ = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("CASAGRAN_STATIC_ROOT", DATA_DIR / "static")
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    # Originals, by SHA-256. Nothing here has an address of its own: files leave by one door.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"base_url": None}},
    # What can be made again: page images and PDF renditions.
    "derived": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "derived", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = env.number("CASAGRAN_UPLOAD_MAX_MB", 200) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Identity (L29) ------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # NIST SP 800-63B-4: eight is enough beside a second factor; the length invites a phrase.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "intranet.people.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "people:sign_in"
OTP_TOTP_ISSUER = "Casa Gran"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours; the method lead can unlock sooner
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "intranet.people.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "intranet.people.networks.client_ip"
# Fifteen minutes are fifteen minutes: whoever keeps trying does not prolong them.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = env.number("CASAGRAN_PROXIES", 0)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "intranet.people.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
# Wagtail's editor writes scripts and styles into its pages and frames its previews; the rest of the rules hold there.
EDITOR_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

DEFAULT_FROM_EMAIL = env.text("CASAGRAN_EMAIL_FROM", "Casa Gran <casagran@localhost>")
# The address to which calendar programs send their answers to invitations; empty where nobody reads them.
AGENDA_MAILBOX = env.text("CASAGRAN_AGENDA_MAILBOX")
# Where those answers are read: imaps://user:password@host:993/INBOX; empty reads none.
AGENDA_IMAP = env.text("CASAGRAN_AGENDA_IMAP")
# Within which hours a time for a meeting is looked for at first.
AGENDA_WORKING_HOURS = env.text("CASAGRAN_WORKING_HOURS", "08:00-15:00")

# Outside calendars are read over https; a town may choose to trust addresses that anybody on the way can change.
AGENDA_SUBSCRIPTIONS_OVER_HTTP = env.flag("CASAGRAN_SUBSCRIPTIONS_OVER_HTTP")

# --- The house -----------------------------------------------------------------------------------
# One setting chooses the engine: with the address of a server it is Elasticsearch, without it a folder is enough.
SEARCH_ELASTICSEARCH_URL = env.text("CASAGRAN_ELASTICSEARCH_URL")
SEARCH_ELASTICSEARCH_INDEX = env.text("CASAGRAN_ELASTICSEARCH_INDEX", "casagran")
SEARCH_ENGINE = (
    "search.engines.elasticsearch.ElasticsearchEngine"
    if SEARCH_ELASTICSEARCH_URL
    else "search.engines.tantivy.TantivyEngine"
)
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_SYNCHRONOUS = False
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Wagtail: the editor, not the gatekeeper -----------------------------------------------------
WAGTAIL_SITE_NAME = "Casa Gran"
WAGTAILADMIN_BASE_URL = env.text("CASAGRAN_BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "/entra/"
WAGTAIL_FRONTEND_LOGIN_URL = "/entra/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILDOCS_DOCUMENT_MODEL = "documents.Document"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
