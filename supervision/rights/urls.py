"""Addresses of one's own data, under /me/data/."""

from django.urls import path

from supervision.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.page, name="page"),
    path("erase/", views.ask_erasure, name="ask_erasure"),
    path("erase/back/", views.take_back, name="take_back"),
    path("take/", views.take, name="take"),
    path("<uuid:pk>/everything.zip", views.file, name="file"),
    path("<uuid:pk>/now/", views.hurry, name="hurry"),
    path("<uuid:pk>/stop/", views.stop, name="stop"),
    path("<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
]
