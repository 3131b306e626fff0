"""Addresses of the pages on which an administrator sees every kind of message."""

from django.urls import path

from supervision.notices import previews_views

app_name = "previews"
urlpatterns = [
    path("", previews_views.every, name="list"),
    path("<slug:name>/<int:number>/", previews_views.one, name="one"),
    path("<slug:name>/<int:number>/<slug:look>/", previews_views.letter, name="letter"),
]
