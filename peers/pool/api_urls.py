from django.urls import path

from peers.pool import api

urlpatterns = [
    path("me/peers/", api.PeersView.as_view(), name="peers"),
    path("me/peers/not-with/", api.NotWithListView.as_view(), name="not-with-list"),
    path("me/peers/not-with/<int:pk>/", api.NotWithView.as_view(), name="not-with"),
]
