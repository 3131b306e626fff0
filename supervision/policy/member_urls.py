from django.urls import path

from supervision.policy import member_views

app_name = "members"
urlpatterns = [
    path("<int:pk>/", member_views.member, name="page"),
]
