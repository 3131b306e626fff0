"""The one settings file, with the two other outboxes of Django's world beside ours."""

from config.settings import *  # noqa: F403
from config.settings import DATA, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "post_office", "mailer"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
POST_OFFICE = {"BACKENDS": {"default": EMAIL_BACKEND}}
MAILER_EMAIL_BACKEND = EMAIL_BACKEND
MAILER_LOCK_PATH = str(DATA / "mailer")
MEDIA_ROOT = DATA / "media"
