from django.contrib import admin
from django.urls import include, path

from config import health, home, pages

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.that_was_us

urlpatterns = [
    path("", home.today, name="today"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api_urls")),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("help/", pages.help_now, name="help"),
    path("inbox/", include("supervision.notices.urls")),
    path("offline/", pages.offline, name="offline"),
    path("operator/", admin.site.urls),
    path("sessions/", include("supervision.sessions.urls")),
]
