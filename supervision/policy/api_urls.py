from django.urls import path

from supervision.people.doors import LIST, LIST_ADD, ONE, ONE_CHANGE
from supervision.policy import api, clock_api, desk_api, own_api, times_api

urlpatterns = [
    path("policies/", api.PolicyViewSet.as_view(LIST_ADD), name="policies"),
    path("policies/order/", api.PolicyViewSet.as_view({"put": "order"}), name="policy-order"),
    path("policies/<int:pk>/", api.PolicyViewSet.as_view(ONE_CHANGE), name="policy"),
    path("policies/<int:pk>/rules/", api.PolicyViewSet.as_view({"post": "add_rule"}), name="policy-rules"),
    path("me/rules/", own_api.OwnRulesView.as_view(), name="own-rules"),
    path("me/rules/<uuid:key>/", own_api.OwnRuleView.as_view(), name="own-rule"),
    path("bodies/", own_api.BodiesView.as_view(), name="bodies"),
    path("desk/", desk_api.DeskView.as_view(), name="desk"),
    path("board/mine/", clock_api.OwnBoardView.as_view(), name="own-board"),
    path("board/without-team/", clock_api.TeamlessBoardView.as_view(), name="teamless-board"),
    path("board/mine/times/", times_api.OwnTimesView.as_view(), name="own-times"),
    path("teams/<int:pk>/times/", times_api.TeamTimesView.as_view(), name="team-times"),
    path("board/counts/", clock_api.BoardCountsView.as_view(), name="board-counts"),
    path("clocks/", clock_api.ClockViewSet.as_view(LIST), name="clocks"),
    path("clocks/<int:pk>/", clock_api.ClockViewSet.as_view(ONE), name="clock"),
    path("flags/", clock_api.FlagViewSet.as_view(LIST), name="flags"),
    path("flags/<int:pk>/", clock_api.FlagViewSet.as_view(ONE), name="flag"),
    path(
        "members/<int:pk>/ask-for-supervisor/",
        clock_api.AskForSupervisorView.as_view(),
        name="ask-for-supervisor",
    ),
    path("members/<int:pk>/worked/", clock_api.WorkedViewSet.as_view(LIST), name="worked"),
    path(
        "members/<int:pk>/worked/<str:day>/",
        clock_api.WorkedViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="worked-day",
    ),
    path("teams/<int:pk>/board/", clock_api.TeamBoardView.as_view(), name="team-board"),
    path("rules/", api.RuleViewSet.as_view(LIST), name="rules"),
    path("rules/preview/", api.PreviewView.as_view(), name="rule-preview"),
    path(
        "rules/<int:pk>/",
        api.RuleViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="rule",
    ),
    path(
        "rules/<int:pk>/take-back/",
        api.RuleViewSet.as_view({"post": "take_back"}),
        name="rule-take-back",
    ),
]
