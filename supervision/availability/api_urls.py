from django.urls import path

from supervision.availability import api, organisation_api
from supervision.availability.calendars import api as calendars

urlpatterns = [
    path("organisation/booking/", organisation_api.BookingView.as_view(), name="organisation-booking"),
    path(
        "organisation/booking/days/<str:day>/",
        organisation_api.ClosedDayView.as_view(),
        name="organisation-day",
    ),
    path("organisation/holidays/", organisation_api.HolidaysView.as_view(), name="organisation-holidays"),
    path("me/availability/", api.AvailabilityView.as_view(), name="availability"),
    path("me/availability/hours/", api.HoursView.as_view(), name="availability-hours"),
    path("me/availability/days/<str:day>/", api.OneDayView.as_view(), name="availability-day"),
    path("me/availability/heavy/<str:day>/", api.HeavyDayView.as_view(), name="availability-heavy"),
    path("me/availability/week/", api.WeekView.as_view(), name="availability-week"),
    path("me/availability/limits/", api.LimitsView.as_view(), name="availability-limits"),
    path(
        "me/availability/protected/",
        api.ProtectedListView.as_view(),
        name="availability-protected-list",
    ),
    path(
        "me/availability/protected/<int:pk>/",
        api.ProtectedView.as_view(),
        name="availability-protected",
    ),
    path("me/calendars/", calendars.CalendarsView.as_view(), name="calendars"),
    path("me/calendars/<int:pk>/", calendars.CalendarView.as_view(), name="calendar"),
    path("me/calendars/<int:pk>/read/", calendars.ReadView.as_view(), name="calendar-read"),
]
