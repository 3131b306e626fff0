from django.urls import path

from peers.wellbeing import views

app_name = "space"
urlpatterns = [
    path("", views.space, name="page"),
    path("file/", views.download, name="file"),
    path("wipe/", views.wipe, name="wipe"),
]
