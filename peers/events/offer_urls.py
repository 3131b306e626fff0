from django.urls import path

from peers.events import views

app_name = "offers"
urlpatterns = [
    path("", views.offers, name="page"),
    path("later/", views.later, name="later"),
    path("no-more/", views.no_more, name="no-more"),
    path("protect/", views.protect, name="protect"),
]
