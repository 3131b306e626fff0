from django.urls import path

from supervision.notices import api, reach_api
from supervision.notices.acts import api as answers
from supervision.notices.calendars import api as calendars_out
from supervision.people.doors import LIST, LIST_ADD

urlpatterns = [
    path("me/feed/", calendars_out.FeedView.as_view(), name="feed"),
    path("gateways/", api.GatewayViewSet.as_view(LIST_ADD), name="gateways"),
    path("gateways/<int:pk>/", api.GatewayViewSet.as_view({"delete": "destroy"}), name="gateway"),
    path("inbox/", api.InboxViewSet.as_view(LIST), name="inbox"),
    path("inbox/<int:pk>/answer/", answers.AnswerView.as_view(), name="inbox-answer"),
    path("inbox/read/", api.InboxViewSet.as_view({"post": "read_all"}), name="inbox-read"),
    path("preferences/", api.PreferencesView.as_view(), name="preferences"),
    path("preferences/mail/", reach_api.OwnMailView.as_view(), name="preferences-mail"),
    path("preferences/paused/", reach_api.PausedKindsView.as_view(), name="preferences-paused"),
    path(
        "preferences/paused/<str:kind>/", reach_api.PausedKindView.as_view(), name="preferences-paused-kind"
    ),
    path("organisation/invitations/", reach_api.InvitationsView.as_view(), name="invitations"),
    path("organisation/returned-mail/", reach_api.ReturnedMailViewSet.as_view(LIST), name="returned-mail"),
    path("ways/", api.WayViewSet.as_view(LIST_ADD), name="ways"),
    path("ways/<uuid:pk>/", api.WayViewSet.as_view({"delete": "destroy"}), name="way"),
    path("ways/<uuid:pk>/try/", api.WayTryView.as_view(), name="way-try"),
]
