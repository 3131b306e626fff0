from django.urls import path

from peers.checkins import views

app_name = "checkin-rhythm"
urlpatterns = [
    path("", views.rhythm, name="page"),
    path("team/", views.team_rhythm, name="team"),
]
