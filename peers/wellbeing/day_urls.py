from django.urls import path

from peers.wellbeing import day_views as views

app_name = "day"
urlpatterns = [
    path("", views.day, name="today"),
    path("weigh/", views.weigh, name="weigh"),
    path("protect/", views.protect, name="protect"),
    path("limits/", views.limits, name="limits"),
    path("<str:day>/", views.day, name="day"),
    path("<str:day>/unweigh/", views.unweigh, name="unweigh"),
    path("<str:day>/release/", views.release, name="release"),
    path("<str:day>/leave-be/", views.leave_be, name="leave-be"),
    path("<str:day>/heavy/", views.heavy_day, name="heavy"),
]
