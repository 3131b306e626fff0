from django.urls import path

from peers.wellbeing import check_views, questionnaire_views, views

app_name = "space"
urlpatterns = [
    path("", views.space, name="page"),
    path("file/", views.download, name="file"),
    path("wipe/", views.wipe, name="wipe"),
    path("remind/", check_views.remind, name="remind"),
    path("check/", check_views.check, name="check"),
    path("checks/", check_views.checks, name="checks"),
    path("checks/offer/", check_views.pass_offer, name="pass-offer"),
    path("checks/<str:day>/delete/", check_views.delete, name="delete-check"),
    path("answered/", questionnaire_views.answered, name="answered"),
    path("answered/delete/", questionnaire_views.delete_answers, name="delete-answers"),
    path("questionnaires/<int:pk>/", questionnaire_views.questionnaire, name="questionnaire"),
]
