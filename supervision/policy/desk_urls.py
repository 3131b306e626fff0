from django.urls import path

from supervision.policy import desk_views

app_name = "desk"
urlpatterns = [path("", desk_views.desk, name="page")]
