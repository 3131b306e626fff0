from django.urls import path

from peers.circles import api
from supervision.people.doors import LIST, LIST_ADD, ONE

urlpatterns = [
    path("circles/", api.CircleViewSet.as_view(LIST_ADD), name="circles"),
    path("circles/asking/", api.AskingViewSet.as_view(LIST), name="circles-asking"),
    path("circles/asking/<uuid:pk>/", api.AskingViewSet.as_view({"post": "answer"}), name="circle-answer"),
    path(
        "circles/meetings/<uuid:pk>/join/",
        api.MeetingViewSet.as_view({"post": "join"}),
        name="circle-join",
    ),
    path(
        "circles/meetings/<uuid:pk>/desk/",
        api.MeetingViewSet.as_view({"get": "desk"}),
        name="circle-desk",
    ),
    path(
        "circles/meetings/<uuid:pk>/came/",
        api.MeetingViewSet.as_view({"put": "came"}),
        name="circle-came",
    ),
    path(
        "circles/meetings/<uuid:pk>/move/",
        api.MeetingViewSet.as_view({"post": "move"}),
        name="circle-move",
    ),
    path(
        "circles/meetings/<uuid:pk>/call-off/",
        api.MeetingViewSet.as_view({"post": "call_off"}),
        name="circle-call-off",
    ),
    path("circles/places/", api.PlaceViewSet.as_view(LIST), name="circle-places"),
    path(
        "circles/places/<uuid:pk>/",
        api.PlaceViewSet.as_view(ONE | {"delete": "destroy"}),
        name="circle-place",
    ),
    path(
        "circles/places/<uuid:pk>/not/<uuid:meeting_pk>/",
        api.PlaceViewSet.as_view({"put": "stay_away", "delete": "come"}),
        name="circle-not-this-time",
    ),
    path(
        "circles/<uuid:pk>/",
        api.CircleViewSet.as_view(ONE | {"patch": "partial_update", "delete": "destroy"}),
        name="circle",
    ),
    path(
        "circles/<uuid:pk>/meetings/",
        api.CircleViewSet.as_view({"get": "meetings"}),
        name="circle-meetings",
    ),
    path("circles/<uuid:pk>/go-on/", api.CircleViewSet.as_view({"post": "go_on"}), name="circle-go-on"),
    path(
        "circles/<uuid:pk>/outside/",
        api.CircleViewSet.as_view({"post": "ask_outside", "delete": "close_outside"}),
        name="circle-outside",
    ),
    path(
        "circles/<uuid:pk>/hand/",
        api.CircleViewSet.as_view({"post": "hand_on", "delete": "keep"}),
        name="circle-hand",
    ),
    path("circles/<uuid:pk>/hold/", api.CircleViewSet.as_view({"post": "hold"}), name="circle-hold"),
]
