from django.urls import path

from peers.climate import views

app_name = "climate"
urlpatterns = [
    path("", views.page, name="page"),
    path("card/", views.card, name="card"),
    path("figures/", views.figures, name="figures"),
    path("released.csv", views.table, name="table"),
    path("what-leaves/", views.what_leaves, name="what-leaves"),
]
