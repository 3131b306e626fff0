from django.urls import path

from peers.checkins import api

urlpatterns = [
    path("me/check-in/", api.CheckInView.as_view(), name="check-in"),
    path("me/check-in/answer/", api.CheckInAnswerView.as_view(), name="check-in-answer"),
    path("me/check-in/time/", api.CheckInTimeView.as_view(), name="check-in-time"),
    path("organisation/check-ins/teams/", api.TeamRhythmView.as_view(), name="check-in-teams"),
    path("organisation/check-ins/", api.CheckInRhythmView.as_view(), name="check-in-rhythm"),
]
