from django.urls import path

from supervision.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.mark_read, name="mark-read"),
    path("preferences/", views.preferences, name="preferences"),
    path("fewer/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
