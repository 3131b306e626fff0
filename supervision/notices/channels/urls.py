"""Addresses of an organisation's gateways; a member's own ways stand under the inbox."""

from django.urls import path

from supervision.notices.channels import views

app_name = "gateways"
urlpatterns = [
    path("", views.gateways, name="list"),
    path("<int:pk>/remove/", views.remove_gateway, name="remove"),
]
