from django.urls import path

from supervision.notices.calendars import views, webhook

app_name = "calendars"
urlpatterns = [
    path("calendar/answers/", webhook.take_in, name="answers"),
    path("feed/<str:token>.ics", views.feed, name="feed"),
    path("held/<str:name>/", views.held, name="held"),
    path("me/feed/", views.own_feed, name="own-feed"),
    path("me/feed/make/", views.make_feed, name="make-feed"),
    path("me/feed/end/", views.end_feed, name="end-feed"),
]
