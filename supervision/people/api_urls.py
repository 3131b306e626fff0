from django.urls import path

from supervision.people import address_api, api, me_api
from supervision.people.doors import LIST, LIST_ADD, ONE, ONE_CHANGE

urlpatterns = [
    path("me/", api.MeView.as_view(), name="me"),
    path("me/address/", address_api.OwnAddressView.as_view(), name="me-address"),
    path("organisation/", api.OrganisationView.as_view(), name="organisation"),
    path("teams/", api.TeamViewSet.as_view(LIST_ADD), name="teams"),
    path("teams/<int:pk>/", api.TeamViewSet.as_view(ONE_CHANGE), name="team"),
    path("teams/<int:pk>/leads/", api.TeamViewSet.as_view({"put": "set_leads"}), name="team-leads"),
    path("members/", api.MembersViewSet.as_view(LIST_ADD), name="members"),
    path("members/<int:pk>/", api.MembersViewSet.as_view(ONE | {"patch": "partial_update"}), name="member"),
    path(
        "members/<int:pk>/address/",
        api.MembersViewSet.as_view({"put": "correct_address"}),
        name="member-address",
    ),
    path("members/<int:pk>/hand-on/", api.MembersViewSet.as_view({"post": "hand_on"}), name="member-hand-on"),
    path("relationships/", api.RelationshipViewSet.as_view(LIST_ADD), name="relationships"),
    path("relationships/<int:pk>/", api.RelationshipViewSet.as_view(ONE), name="relationship"),
    path(
        "relationships/<int:pk>/end/",
        api.RelationshipViewSet.as_view({"post": "end"}),
        name="relationship-end",
    ),
    path("leave/", api.LeaveViewSet.as_view(LIST_ADD), name="leaves"),
    path("leave/<int:pk>/", api.LeaveViewSet.as_view(ONE_CHANGE), name="leave"),
    path("me/devices/", me_api.DevicesView.as_view(), name="devices"),
    path("me/devices/<int:pk>/", me_api.DeviceView.as_view(), name="device"),
    path("me/tokens/", me_api.TokenViewSet.as_view(LIST), name="tokens"),
    path("me/tokens/<int:pk>/", me_api.TokenViewSet.as_view({"delete": "destroy"}), name="token"),
    path("readings/", me_api.ReadingViewSet.as_view(LIST), name="readings"),
]
