"""Addresses of documents, under /evidence/."""

from django.urls import path

from supervision.evidence import views

app_name = "evidence"
urlpatterns = [
    path("log/", views.ask_log, name="ask_log"),
    path("pack/", views.ask_pack, name="ask_pack"),
    path("team/", views.ask_team, name="ask_team"),
    path("<uuid:pk>/", views.document, name="document"),
    path("<uuid:pk>/read/", views.read, name="read"),
    path("<uuid:pk>/document.pdf", views.file, name="file"),
    path("<uuid:pk>/stop/", views.stop, name="stop"),
    path("<uuid:pk>/now/", views.hurry, name="hurry"),
    path("<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
]
