from django.contrib import admin
from django.urls import include, path

from config import health, home

urlpatterns = [
    path("", home.today, name="today"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("accounts/", include("allauth.urls")),
    path("operator/", admin.site.urls),
]
