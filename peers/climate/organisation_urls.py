from django.urls import path

from peers.climate import views

app_name = "climate-setting"
urlpatterns = [path("", views.setting, name="page")]
