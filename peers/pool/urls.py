from django.urls import path

from peers.pool import views

app_name = "peers"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("not-with/add/", views.add_not_with, name="not-with-add"),
    path("not-with/<int:pk>/take-off/", views.take_off_not_with, name="not-with-take-off"),
]
