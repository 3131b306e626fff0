from django.urls import path

from peers.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.everything, name="list"),
    path("minutes/", views.minutes, name="minutes"),
    path("minutes.csv", views.minutes_file, name="minutes-file"),
    path("<str:key>/", views.session, name="session"),
    path("<str:key>/read/", views.read, name="read"),
    path("<str:key>/note/", views.note, name="note"),
]
