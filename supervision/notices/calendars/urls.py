from django.urls import path

from supervision.notices.calendars import views

app_name = "calendars"
urlpatterns = [
    path("held/<str:name>/", views.held, name="held"),
]
