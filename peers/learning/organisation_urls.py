from django.urls import path

from peers.learning import organisation_views as views

app_name = "own-learning"
urlpatterns = [
    path("", views.everything, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
