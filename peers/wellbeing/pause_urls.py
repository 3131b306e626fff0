from django.urls import path

from peers.wellbeing import pause_views as views

app_name = "pause"
urlpatterns = [
    path("", views.pause, name="page"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:key>/delete/", views.delete, name="delete"),
    path("<str:slug>/", views.card, name="card"),
]
