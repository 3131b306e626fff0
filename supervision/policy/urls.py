from django.urls import path

from supervision.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.board, name="board"),
    path("counts/", views.counts, name="board_counts"),
    path("mine/", views.mine, name="board_mine"),
    path("<int:pk>/", views.team_board, name="team_board"),
]
