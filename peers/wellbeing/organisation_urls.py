from django.urls import path

from peers.wellbeing import questionnaire_views as views

app_name = "questionnaires"
urlpatterns = [
    path("", views.page, name="page"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
