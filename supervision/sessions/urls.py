from django.urls import path

from supervision.sessions import (
    answer_views,
    booking_views,
    change_views,
    cover_views,
    proposing_views,
    series_views,
    views,
)

app_name = "sessions"
urlpatterns = [
    path("", views.sessions, name="list"),
    path("book/", booking_views.book, name="book"),
    path("book/held/<int:pk>/let-go/", booking_views.let_go_of, name="let_go"),
    path("cover/", cover_views.covers, name="covers"),
    path("cover/<int:pk>/", cover_views.cover, name="cover"),
    path("record/", views.record, name="record"),
    path("record/group/", views.record_group, name="record_group"),
    path("series/<int:pk>/", series_views.series, name="series"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/say/", views.say, name="say"),
    path("<int:pk>/held/", views.held, name="held"),
    path("<int:pk>/later/", views.later, name="later"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/stands/", answer_views.stands, name="stands"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/move/", change_views.move, name="move"),
    path("<int:pk>/call-off/", change_views.call_off, name="call_off"),
    path("<int:pk>/again/", change_views.again, name="again"),
    path("<int:pk>/hand-over/", cover_views.hand_over, name="hand_over"),
    path("<int:pk>/not-with-them/", cover_views.decline_cover, name="decline_cover"),
    path("<int:pk>/propose/", proposing_views.propose, name="propose"),
    path("<int:pk>/answer/", proposing_views.answer, name="answer"),
]
