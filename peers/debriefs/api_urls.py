from django.urls import path

from peers.debriefs import api
from supervision.people.doors import LIST, LIST_ADD

urlpatterns = [
    path("debriefs/", api.DebriefViewSet.as_view(LIST_ADD), name="debriefs"),
    path("debriefs/rota/", api.RotaView.as_view(), name="debrief-rota"),
    path("debriefs/counts/", api.CountsViewSet.as_view({"get": "counts"}), name="debrief-counts"),
    path("debriefs/invites/", api.InviteViewSet.as_view(LIST), name="debrief-invites"),
    path(
        "debriefs/invites/<uuid:pk>/",
        api.InviteViewSet.as_view({"get": "retrieve"}),
        name="debrief-invite",
    ),
    path(
        "debriefs/invites/<uuid:pk>/answer/",
        api.InviteViewSet.as_view({"post": "answer"}),
        name="debrief-answer",
    ),
    path(
        "debriefs/offers/<uuid:pk>/take/",
        api.DebriefViewSet.as_view({"post": "take_offer"}),
        name="debrief-take-offer",
    ),
    path("debriefs/<uuid:pk>/", api.DebriefViewSet.as_view({"get": "retrieve"}), name="debrief"),
    path(
        "debriefs/<uuid:pk>/withdraw/",
        api.DebriefViewSet.as_view({"post": "withdraw"}),
        name="debrief-withdraw",
    ),
    path("debriefs/<uuid:pk>/widen/", api.DebriefViewSet.as_view({"post": "widen"}), name="debrief-widen"),
    path(
        "debriefs/<uuid:pk>/step-back/",
        api.DebriefViewSet.as_view({"post": "step_back"}),
        name="debrief-step-back",
    ),
    path(
        "debriefs/<uuid:pk>/afterwards/",
        api.DebriefViewSet.as_view({"put": "afterwards"}),
        name="debrief-afterwards",
    ),
    path("organisation/debriefs/", api.WaysView.as_view(), name="debrief-ways"),
]
