from django.urls import path

from supervision.outside import api

urlpatterns = [
    path("guests/", api.GuestsView.as_view(), name="guests"),
    path("guests/<int:pk>/", api.GuestView.as_view(), name="guest"),
    path("me/asked/", api.AskedView.as_view(), name="me-asked"),
    path("me/asked/<int:pk>/", api.AnswerAskedView.as_view(), name="me-asked-answer"),
    path("me/times/", api.OwnTimesView.as_view(), name="me-times"),
]
