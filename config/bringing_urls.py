from django.urls import path

from config import bringing_views as views

app_name = "bringing"
urlpatterns = [
    path("", views.bring, name="page"),
    path("back/", views.take_back, name="take-back"),
]
