from django.urls import path

from peers.wellbeing import day_views
from peers.wellbeing import questionnaire_views as views

app_name = "questionnaires"
urlpatterns = [
    path("", views.page, name="page"),
    path("breaks/", day_views.default, name="breaks"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
