from django.contrib import admin
from django.urls import include, path

from config import home

urlpatterns = [
    path("", home.today, name="today"),
    path("accounts/", include("allauth.urls")),
    path("operator/", admin.site.urls),
]
