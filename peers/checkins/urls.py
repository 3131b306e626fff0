from django.urls import path

from peers.checkins import views

app_name = "checkins"
urlpatterns = [
    path("", views.check_in, name="page"),
    path("time/", views.choose, name="choose"),
    path("answer/", views.answer, name="answer"),
    path("take-back/", views.take_back, name="take-back"),
    path("rest/", views.rest, name="rest"),
    path("end-rest/", views.end_rest, name="end-rest"),
    path("join/", views.join, name="join"),
    path("leave/", views.leave, name="leave"),
]
