"""Addresses of the upload pages, under /organisation/upload/."""

from django.urls import path

from supervision.roster import views

app_name = "roster"
urlpatterns = [
    path("", views.start, name="start"),
    path("columns/", views.columns, name="columns"),
    path("sample/<str:name>", views.sample, name="sample"),
    path("<int:pk>/", views.show, name="upload"),
    path("<int:pk>/bring-in/", views.bring, name="bring"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/now/", views.hurry, name="hurry"),
    path("<int:pk>/to-put-right.csv", views.problems_file, name="problems_file"),
    path("<int:pk>/what-will-change.csv", views.changes_file, name="changes_file"),
]
