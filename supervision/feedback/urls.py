from django.urls import path

from supervision.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<int:pk>/", views.say, name="say"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
]
