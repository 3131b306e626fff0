"""Every address of the API. One line a door, so that a look shows what there is."""

from typing import Any

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from config.api import not_found
from supervision.notices import api as notices
from supervision.people import api as people
from supervision.sessions import api as sessions

app_name = "api"

Actions = dict[str, Any]

LIST: Actions = {"get": "list"}
LIST_ADD: Actions = {"get": "list", "post": "create"}
ONE: Actions = {"get": "retrieve"}
ONE_CHANGE: Actions = {"get": "retrieve", "put": "update", "delete": "destroy"}

urlpatterns = [
    path("me/", people.MeView.as_view(), name="me"),
    path("organisation/", people.OrganisationView.as_view(), name="organisation"),
    path("teams/", people.TeamViewSet.as_view(LIST_ADD), name="teams"),
    path("teams/<int:pk>/", people.TeamViewSet.as_view(ONE_CHANGE), name="team"),
    path("teams/<int:pk>/leads/", people.TeamViewSet.as_view({"put": "set_leads"}), name="team-leads"),
    path("members/", people.MembersViewSet.as_view(LIST_ADD), name="members"),
    path(
        "members/<int:pk>/", people.MembersViewSet.as_view(ONE | {"patch": "partial_update"}), name="member"
    ),
    path("relationships/", people.RelationshipViewSet.as_view(LIST_ADD), name="relationships"),
    path("relationships/<int:pk>/", people.RelationshipViewSet.as_view(ONE), name="relationship"),
    path(
        "relationships/<int:pk>/end/",
        people.RelationshipViewSet.as_view({"post": "end"}),
        name="relationship-end",
    ),
    path("leave/", people.LeaveViewSet.as_view(LIST_ADD), name="leaves"),
    path("leave/<int:pk>/", people.LeaveViewSet.as_view(ONE_CHANGE), name="leave"),
    path("inbox/", notices.InboxViewSet.as_view(LIST), name="inbox"),
    path("inbox/read/", notices.InboxViewSet.as_view({"post": "read_all"}), name="inbox-read"),
    path("preferences/", notices.PreferencesView.as_view(), name="preferences"),
    path("sessions/", sessions.SessionViewSet.as_view(LIST_ADD), name="sessions"),
    path("sessions/<int:pk>/", sessions.SessionViewSet.as_view(ONE), name="session"),
    path(
        "sessions/<int:pk>/account/",
        sessions.SessionViewSet.as_view({"put": "give_account", "delete": "withdraw_account"}),
        name="session-account",
    ),
    path(
        "sessions/<int:pk>/confirm/",
        sessions.SessionViewSet.as_view({"post": "confirm"}),
        name="session-confirm",
    ),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "schema/browse/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", permission_classes=[AllowAny]),
        name="browse",
    ),
    re_path("", not_found),
]
