from django.urls import path

from peers.wellbeing import check_views, plan_views, questionnaire_views, views

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
    path("plan/", plan_views.plan, name="plan"),
    path("plan/looked/", plan_views.looked, name="looked"),
    path("people/add/", plan_views.add_someone, name="add-someone"),
    path("people/move/", plan_views.move_someone, name="move-someone"),
    path("morning/", plan_views.morning, name="morning"),
    path("thanks/", plan_views.thanks, name="thanks"),
    path("thanks/delete/", plan_views.drop_thanks, name="drop-thanks"),
    path("journal/", plan_views.lines, name="journal"),
    path("journal/keep/", plan_views.write_line, name="write-line"),
    path("journal/find/", plan_views.find_lines, name="find-lines"),
    path("journal/delete/", plan_views.drop_line, name="drop-line"),
    path("answered/", questionnaire_views.answered, name="answered"),
    path("answered/delete/", questionnaire_views.delete_answers, name="delete-answers"),
    path("questionnaires/<int:pk>/", questionnaire_views.questionnaire, name="questionnaire"),
]
