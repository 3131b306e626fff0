from django.urls import path

from supervision.policy import member_views

app_name = "members"
urlpatterns = [
    path("<int:pk>/", member_views.member, name="page"),
    path("<int:pk>/ask-for-supervisor/", member_views.ask_for_supervisor, name="ask_for_supervisor"),
    path("own/body/", member_views.add_body_rule, name="add_body_rule"),
    path("own/rule/", member_views.add_own_rule, name="add_own_rule"),
    path("own/<uuid:key>/remove/", member_views.remove_own_rule, name="remove_own_rule"),
]
