"""A real town: PostgreSQL, Redis, S3-compatible storage if named, TLS in front, nothing by default open."""

from intranet.settings import env
from intranet.settings.base import *  # noqa: F403 - the usual way of layering Django settings
from intranet.settings.base import CACHES, STORAGES

SECRET_KEY = env.required("CASAGRAN_SECRET_KEY")
DEBUG = False
DEMO_TOWN = False
ALLOWED_HOSTS = env.words("CASAGRAN_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
WAGTAILADMIN_BASE_URL = env.text("CASAGRAN_BASE_URL", f"https://{ALLOWED_HOSTS[0]}" if ALLOWED_HOSTS else "")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if env.number("CASAGRAN_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

if redis := env.text("CASAGRAN_REDIS_URL"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}

if bucket := env.text("CASAGRAN_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("CASAGRAN_S3_ENDPOINT") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }

EMAIL_HOST = env.text("CASAGRAN_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("CASAGRAN_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("CASAGRAN_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("CASAGRAN_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("CASAGRAN_EMAIL_TLS", True)
