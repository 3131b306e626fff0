from django.urls import path

from supervision.people.doors import LIST, LIST_ADD, ONE
from supervision.sessions import answer_api, api, booking_api

urlpatterns = [
    path("sessions/", api.SessionViewSet.as_view(LIST_ADD), name="sessions"),
    path("sessions/<int:pk>/", api.SessionViewSet.as_view(ONE), name="session"),
    path(
        "sessions/<int:pk>/account/",
        api.SessionViewSet.as_view({"put": "give_account", "delete": "withdraw_account"}),
        name="session-account",
    ),
    path(
        "sessions/<int:pk>/confirm/",
        api.SessionViewSet.as_view({"post": "confirm"}),
        name="session-confirm",
    ),
    path(
        "sessions/<int:pk>/move/",
        booking_api.BookingViewSet.as_view({"post": "move"}),
        name="session-move",
    ),
    path(
        "sessions/<int:pk>/cancel/",
        booking_api.BookingViewSet.as_view({"post": "cancel"}),
        name="session-cancel",
    ),
    path(
        "sessions/<int:pk>/take-back/",
        booking_api.BookingViewSet.as_view({"post": "take_back"}),
        name="session-take-back",
    ),
    path(
        "sessions/<int:pk>/lines/",
        booking_api.BookingViewSet.as_view({"get": "lines"}),
        name="session-lines",
    ),
    path(
        "sessions/<int:pk>/decline-cover/",
        booking_api.CoverViewSet.as_view({"post": "decline"}),
        name="session-decline-cover",
    ),
    path(
        "sessions/<int:pk>/proposal/",
        booking_api.ProposalViewSet.as_view({"get": "retrieve", "post": "create", "delete": "destroy"}),
        name="session-proposal",
    ),
    path(
        "sessions/<int:pk>/proposal/answer/",
        booking_api.ProposalViewSet.as_view({"post": "answer"}),
        name="session-proposal-answer",
    ),
    path("slots/", booking_api.SlotViewSet.as_view(LIST), name="slots"),
    path("holds/", booking_api.HoldViewSet.as_view({"post": "create"}), name="holds"),
    path("holds/<int:pk>/", booking_api.HoldViewSet.as_view({"delete": "destroy"}), name="hold"),
    path("bookings/", booking_api.BookingViewSet.as_view({"post": "create"}), name="bookings"),
    path("bookings/many/", booking_api.BookingViewSet.as_view({"post": "create_many"}), name="bookings-many"),
    path(
        "bookings/preview/", booking_api.BookingViewSet.as_view({"post": "preview"}), name="bookings-preview"
    ),
    path("covers/", booking_api.CoverViewSet.as_view({"post": "create"}), name="covers"),
    path("covers/preview/", booking_api.CoverViewSet.as_view({"post": "preview"}), name="covers-preview"),
    path(
        "sessions/<int:pk>/calendar-answers/",
        answer_api.AnswersView.as_view(),
        name="session-calendar-answers",
    ),
    path("sessions/<int:pk>/stands/", answer_api.StandsView.as_view(), name="session-stands"),
]
