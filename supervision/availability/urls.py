from django.urls import path

from supervision.availability import views

app_name = "availability"
urlpatterns = [
    path("", views.availability, name="page"),
    path("day/", views.day, name="day"),
    path("day/clear/", views.clear_day, name="day-clear"),
    path("heavy/", views.heavy, name="heavy"),
    path("protected/add/", views.protect, name="protect"),
    path("protected/<int:pk>/", views.protected, name="protected"),
    path("protected/<int:pk>/give-up/", views.give_up, name="give-up"),
    path("usual/", views.usual, name="usual"),
    path("week/", views.week, name="week"),
]
