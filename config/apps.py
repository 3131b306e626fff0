import sys

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self):
        """Refuse to start on unsafe values in production; `check` is let through, since it lists them all."""
        from config import bringing, checks, earlier, schema  # noqa: F401  the schema registers itself
        from config.climate_beside import register_figures
        from supervision.sessions.page_parts import register

        register(bringing.PART)

        register_figures()
        earlier.register()
        found = checks.unsafe() if settings.PRODUCTION and "check" not in sys.argv[1:2] else []
        if found:
            raise ImproperlyConfigured("Unsafe in production: " + " ".join(words for _, words in found))
        seams = checks.test_seams(None)
        if seams:
            raise ImproperlyConfigured(" ".join(error.msg for error in seams))
