from django.urls import include, path, re_path

from config import health, home, installed, metrics, pages
from config.operators import operator_pages
from supervision.notices.acts.views import answer
from supervision.people.views import who_sees_what

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.that_was_us

urlpatterns = [
    path("", home.today, name="today"),
    path("", include("supervision.notices.calendars.urls")),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("accounts/", include("supervision.people.account_urls")),
    path("answer/<str:token>/", answer, name="answer"),
    path("agreements/", include("supervision.practice.urls")),
    path("api/v1/", include("config.api_urls")),
    path("check-in/", include("peers.checkins.urls")),
    path("board/", include("supervision.policy.urls")),
    path("circles/", include("peers.circles.urls")),
    path("", include("supervision.outside.urls")),
    path("feedback/", include("supervision.feedback.urls")),
    path("climate/", include("peers.climate.urls")),
    path("day/", include("peers.wellbeing.day_urls")),
    path("desk/", include("supervision.policy.desk_urls")),
    path("evidence/", include("supervision.evidence.urls")),
    # Probes are written by hand, with the slash that every other address here has as often as without.
    re_path(r"^health/live/?$", health.live, name="live"),
    re_path(r"^health/ready/?$", health.ready, name="ready"),
    path("help/", pages.help_now, name="help"),
    path("help/kept/", pages.help_kept, name="help-kept"),
    path("inbox/", include("supervision.notices.urls")),
    path("invoices/", include("supervision.invoicing.urls")),
    path("me/availability/", include("supervision.availability.urls")),
    path("me/calendars/", include("supervision.availability.calendars.urls")),
    path("me/data/", include("supervision.rights.urls")),
    path("me/log/", include("supervision.evidence.log_urls")),
    path("me/peers/", include("peers.pool.urls")),
    path("me/", include("supervision.people.urls")),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("learning/", include("peers.learning.urls")),
    path("metrics", metrics.metrics, name="metrics"),
    path("notes/", include("supervision.practice.note_urls")),
    path("pause/", include("peers.wellbeing.pause_urls")),
    path("offline/", pages.offline, name="offline"),
    path("operator/", operator_pages()),
    path("organisation/check-ins/", include("peers.checkins.organisation_urls")),
    path("organisation/debriefs/", include("peers.debriefs.organisation_urls")),
    path("organisation/climate/", include("peers.climate.organisation_urls")),
    path("organisation/data/", include("supervision.rights.organisation_urls")),
    path("organisation/gateways/", include("supervision.notices.channels.urls")),
    path("organisation/learning/", include("peers.learning.organisation_urls")),
    path("organisation/messages/", include("supervision.notices.previews_urls")),
    path("organisation/operations/", include("config.operations")),
    path("organisation/questionnaires/", include("peers.wellbeing.organisation_urls")),
    path("organisation/upload/", include("supervision.roster.urls")),
    path("organisation/", include("supervision.policy.organisation_urls")),
    path("people/", include("supervision.policy.member_urls")),
    path("sessions/", include("supervision.sessions.urls")),
    path("sessions/", include("supervision.practice.session_urls")),
    path("space/bring/", include("config.bringing_urls")),
    path("space/", include("peers.wellbeing.urls")),
    path("supervisors/", include("supervision.practice.directory_urls")),
    path("something-happened/", include("peers.events.urls")),
    path("offers/", include("peers.events.offer_urls")),
    path("sw.js", installed.service_worker, name="service-worker"),
    path("talks/", include("peers.debriefs.urls")),
    path("who-sees-what/", who_sees_what, name="who-sees-what"),
]
