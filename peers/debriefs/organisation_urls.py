from django.urls import path

from peers.debriefs import rota_views

app_name = "debrief-ways"
urlpatterns = [path("", rota_views.ways, name="page")]
