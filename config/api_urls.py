"""Every address of the API: each room says its own, beside its doors."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from config import operations_api
from config.api import not_found
from config.api_root import RootView
from config.schema_view import SchemaView
from supervision.people.doors import LIST, ONE

app_name = "api"

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("", include("supervision.people.api_urls")),
    path("", include("supervision.notices.api_urls")),
    path("", include("supervision.availability.api_urls")),
    path("", include("supervision.sessions.api_urls")),
    path("", include("supervision.practice.api_urls")),
    path("", include("supervision.feedback.api_urls")),
    path("", include("supervision.invoicing.api_urls")),
    path("", include("supervision.outside.api_urls")),
    path("", include("supervision.policy.api_urls")),
    path("", include("supervision.evidence.api_urls")),
    path("", include("supervision.roster.api_urls")),
    path("", include("supervision.rights.api_urls")),
    path("", include("peers.pool.api_urls")),
    path("", include("peers.checkins.api_urls")),
    path("", include("peers.circles.api_urls")),
    path("", include("peers.climate.api_urls")),
    path("", include("peers.debriefs.api_urls")),
    path("", include("peers.events.api_urls")),
    path("", include("peers.learning.api_urls")),
    path("", include("peers.wellbeing.api_urls")),
    path("operations/", operations_api.OperationsView.as_view(), name="operations"),
    path("operations/messages/", operations_api.TroubleViewSet.as_view(LIST), name="troubles"),
    path("operations/messages/<int:pk>/", operations_api.TroubleViewSet.as_view(ONE), name="trouble"),
    path(
        "operations/messages/<int:pk>/send-again/",
        operations_api.TroubleViewSet.as_view({"post": "send_again"}),
        name="trouble-send-again",
    ),
    path(
        "operations/messages/<int:pk>/drop/",
        operations_api.TroubleViewSet.as_view({"post": "drop"}),
        name="trouble-drop",
    ),
    path("schema/", SchemaView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "schema/browse/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", permission_classes=[AllowAny]),
        name="browse",
    ),
    re_path(r"[\s\S]", not_found),
]
