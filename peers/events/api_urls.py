from django.urls import path

from peers.events import api

urlpatterns = [
    path("events/", api.EventsView.as_view(), name="events"),
    path("me/offers/", api.OwnOffersView.as_view(), name="offers"),
    path("me/offers/rest-of-day/", api.RestOfDayView.as_view(), name="offers-rest-of-day"),
]
