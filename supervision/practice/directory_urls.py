from django.urls import path

from supervision.practice import directory_views as views

app_name = "supervisors"
urlpatterns = [
    path("", views.supervisors, name="list"),
    path("about-me/", views.profile, name="profile"),
    path("take-back/", views.take_back, name="take_back"),
    path("asked/<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/ask/", views.ask, name="ask"),
]
