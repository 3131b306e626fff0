from django.urls import path

from peers.events import views

app_name = "events"
urlpatterns = [path("", views.page, name="page")]
