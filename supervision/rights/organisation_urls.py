"""Addresses of an organisation's data, under /organisation/data/."""

from django.urls import path

from supervision.rights import organisation_views as views

app_name = "data"
urlpatterns = [
    path("", views.page, name="page"),
    path("kept/", views.kept, name="kept"),
    path("pack/", views.pack, name="pack"),
    path("people/<int:pk>/", views.erase, name="erase"),
    path("requests/<int:pk>/no/", views.refuse, name="refuse"),
]
