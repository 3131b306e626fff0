from django.urls import path

from supervision.practice import note_views as views

app_name = "notes"
urlpatterns = [
    path("", views.notes, name="list"),
    path("file/", views.download, name="file"),
    path("stay/", views.clock, name="clock"),
    path("<slug:tier>/<uuid:pk>/delete/", views.delete, name="delete"),
]
