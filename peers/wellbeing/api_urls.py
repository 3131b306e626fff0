from django.urls import path

from peers.wellbeing import api, pause_api

urlpatterns = [
    path("me/pauses/", pause_api.PausesView.as_view(), name="pauses"),
    path("me/pauses/<uuid:pk>/", pause_api.PauseView.as_view(), name="pause"),
    path("me/space/", api.OwnSpaceView.as_view(), name="space"),
    path("me/space/checks/", api.SelfChecksView.as_view(), name="space-checks"),
    path("me/space/checks/<str:day>/", api.SelfCheckView.as_view(), name="space-check"),
    path("me/space/days/<str:day>/", api.OwnDayView.as_view(), name="space-day"),
    path("me/space/days/<str:day>/<uuid:key>/", api.OwnContactView.as_view(), name="space-contact"),
    path("me/space/journal/", api.OwnLinesView.as_view(), name="space-journal"),
    path("me/space/journal/<uuid:key>/", api.OwnLineView.as_view(), name="space-line"),
    path("me/space/plan/", api.OwnPlanView.as_view(), name="space-plan"),
    path("me/space/shown/", api.ShownListView.as_view(), name="space-shown-list"),
    path("me/space/shown/<uuid:key>/", api.ShownView.as_view(), name="space-shown"),
]
