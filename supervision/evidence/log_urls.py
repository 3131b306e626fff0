"""Addresses of one's own log, under /me/log/."""

from django.urls import path

from supervision.evidence import entry_views as entries
from supervision.evidence import log_views as views

app_name = "log"
urlpatterns = [
    path("", views.page, name="page"),
    path("my-log.csv", views.sheet, name="sheet"),
    path("elsewhere/", entries.everything, name="entries"),
    path("elsewhere/<uuid:pk>/", entries.entry, name="entry"),
    path("elsewhere/<uuid:pk>/remove/", entries.remove, name="entry_remove"),
    path("years/", views.registrations, name="registrations"),
    path("years/<slug:body>/remove/", views.remove, name="remove"),
]
