from django.urls import path

from supervision.evidence import api, entry_api, log_api
from supervision.people.doors import LIST_ADD

urlpatterns = [
    path("documents/", api.DocumentViewSet.as_view(LIST_ADD), name="documents"),
    path("documents/periods/", api.PeriodsView.as_view(), name="document-periods"),
    path(
        "documents/<uuid:pk>/",
        api.DocumentViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="document",
    ),
    path("documents/<uuid:pk>/stop/", api.DocumentViewSet.as_view({"post": "stop"}), name="document-stop"),
    path(
        "documents/<uuid:pk>/content/",
        api.DocumentViewSet.as_view({"get": "content"}),
        name="document-content",
    ),
    path("documents/<uuid:pk>/file/", api.DocumentFileView.as_view(), name="document-file"),
    path("me/log/", log_api.LogView.as_view(), name="log"),
    path("me/log/my-log.csv", log_api.LogSheetView.as_view(), name="log-sheet"),
    path("me/log/entries/", entry_api.LogEntriesView.as_view(), name="log-entries"),
    path("me/log/entries/<uuid:pk>/", entry_api.LogEntryView.as_view(), name="log-entry"),
    path("me/log/years/", log_api.RegistrationsView.as_view(), name="log-years"),
]
