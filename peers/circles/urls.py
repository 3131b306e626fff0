from django.urls import path

from peers.circles import guest_views, hand_views, host_views, views

app_name = "circles"
urlpatterns = [
    path("", views.circles, name="list"),
    path("new/", host_views.new, name="new"),
    path("held-time.ics", views.file, name="file"),
    path("asking/", host_views.asking, name="asking"),
    path("asking/<uuid:pk>/", host_views.answer, name="answer"),
    path("open/<str:key>/", guest_views.public, name="open"),
    path("guest/<str:token>/", guest_views.guest, name="guest"),
    path("guest/<str:token>/held-time.ics", guest_views.guest_file, name="guest_file"),
    path("at/<uuid:pk>/", views.meeting, name="meeting"),
    path("at/<uuid:pk>/join/", views.join, name="join"),
    path("at/<uuid:pk>/move/", host_views.move, name="move"),
    path("at/<uuid:pk>/call-off/", host_views.call_off, name="call_off"),
    path("at/<uuid:pk>/came/", host_views.came, name="came"),
    path("places/<uuid:pk>/leave/", views.leave, name="leave"),
    path("places/<uuid:pk>/not/<uuid:meeting_pk>/", views.stay_away, name="stay_away"),
    path("<uuid:pk>/", views.circle, name="circle"),
    path("<uuid:pk>/desk/", host_views.desk, name="desk"),
    path("<uuid:pk>/edit/", host_views.edit, name="edit"),
    path("<uuid:pk>/end/", host_views.end, name="end"),
    path("<uuid:pk>/go-on/", host_views.go_on, name="go_on"),
    path("<uuid:pk>/hand/", hand_views.hand, name="hand"),
    path("<uuid:pk>/hold/", hand_views.hold, name="hold"),
    path("<uuid:pk>/outside/", host_views.outside, name="outside"),
]
