from django.urls import path

from supervision.policy import times_views, views

app_name = "policy"
urlpatterns = [
    path("", views.board, name="board"),
    path("counts/", views.counts, name="board_counts"),
    path("mine/", views.mine, name="board_mine"),
    path("without-team/", views.without_team, name="board_without_team"),
    path("mine/book/", times_views.book_mine, name="book_mine"),
    path("book/<int:pk>/", times_views.book_here, name="book_here"),
    path("undo/<int:pk>/", times_views.undo, name="book_undo"),
    path("<int:pk>/", views.team_board, name="team_board"),
    path("<int:pk>/book/", times_views.book_team, name="book_team"),
]
