from django.urls import path

from supervision.availability.calendars import views

app_name = "linked"
urlpatterns = [
    path("", views.page, name="page"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/take-away/", views.take_away, name="take-away"),
]
