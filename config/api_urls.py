"""Every address of the API. One line a door, so that a look shows what there is."""

from typing import Any

from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from config import operations_api as operations
from config.api import not_found
from config.schema_view import SchemaView
from peers.checkins import api as checkins
from peers.circles import api as circles
from peers.climate import api as climate
from peers.debriefs import api as debriefs
from peers.events import api as events
from peers.learning import api as learning
from peers.pool import api as pool
from peers.wellbeing import api as space
from peers.wellbeing import pause_api as pauses
from supervision.availability import api as availability
from supervision.availability import organisation_api as booking_rules
from supervision.availability.calendars import api as calendars
from supervision.evidence import api as documents
from supervision.evidence import entry_api as log_entries
from supervision.evidence import log_api as log
from supervision.feedback import api as feedback
from supervision.invoicing import api as invoicing
from supervision.notices import api as notices
from supervision.notices import reach_api as reach
from supervision.notices.acts import api as answers
from supervision.notices.calendars import api as calendars_out
from supervision.outside import api as outside
from supervision.people import address_api as own_address
from supervision.people import api as people
from supervision.people import me_api as me
from supervision.policy import api as policies
from supervision.policy import clock_api as clocks
from supervision.policy import desk_api as desk
from supervision.policy import own_api as own
from supervision.policy import times_api as times
from supervision.practice import api as agreements
from supervision.practice import directory_api as supervisors
from supervision.practice import session_api as together
from supervision.rights import api as rights
from supervision.roster import api as roster
from supervision.sessions import answer_api
from supervision.sessions import api as sessions
from supervision.sessions import booking_api as booking

app_name = "api"

Actions = dict[str, Any]

LIST: Actions = {"get": "list"}
LIST_ADD: Actions = {"get": "list", "post": "create"}
ONE: Actions = {"get": "retrieve"}
ONE_CHANGE: Actions = {"get": "retrieve", "put": "update", "delete": "destroy"}

urlpatterns = [
    path("me/", people.MeView.as_view(), name="me"),
    path("me/address/", own_address.OwnAddressView.as_view(), name="me-address"),
    path("organisation/", people.OrganisationView.as_view(), name="organisation"),
    path("organisation/booking/", booking_rules.BookingView.as_view(), name="organisation-booking"),
    path(
        "organisation/booking/days/<str:day>/", booking_rules.ClosedDayView.as_view(), name="organisation-day"
    ),
    path("organisation/holidays/", booking_rules.HolidaysView.as_view(), name="organisation-holidays"),
    path("teams/", people.TeamViewSet.as_view(LIST_ADD), name="teams"),
    path("teams/<int:pk>/", people.TeamViewSet.as_view(ONE_CHANGE), name="team"),
    path("teams/<int:pk>/leads/", people.TeamViewSet.as_view({"put": "set_leads"}), name="team-leads"),
    path("debriefs/", debriefs.DebriefViewSet.as_view(LIST_ADD), name="debriefs"),
    path("debriefs/rota/", debriefs.RotaView.as_view(), name="debrief-rota"),
    path("debriefs/counts/", debriefs.CountsViewSet.as_view({"get": "counts"}), name="debrief-counts"),
    path("debriefs/invites/", debriefs.InviteViewSet.as_view(LIST), name="debrief-invites"),
    path(
        "debriefs/invites/<uuid:pk>/",
        debriefs.InviteViewSet.as_view({"get": "retrieve"}),
        name="debrief-invite",
    ),
    path(
        "debriefs/invites/<uuid:pk>/answer/",
        debriefs.InviteViewSet.as_view({"post": "answer"}),
        name="debrief-answer",
    ),
    path(
        "debriefs/offers/<uuid:pk>/take/",
        debriefs.DebriefViewSet.as_view({"post": "take_offer"}),
        name="debrief-take-offer",
    ),
    path("debriefs/<uuid:pk>/", debriefs.DebriefViewSet.as_view({"get": "retrieve"}), name="debrief"),
    path(
        "debriefs/<uuid:pk>/withdraw/",
        debriefs.DebriefViewSet.as_view({"post": "withdraw"}),
        name="debrief-withdraw",
    ),
    path(
        "debriefs/<uuid:pk>/widen/", debriefs.DebriefViewSet.as_view({"post": "widen"}), name="debrief-widen"
    ),
    path(
        "debriefs/<uuid:pk>/step-back/",
        debriefs.DebriefViewSet.as_view({"post": "step_back"}),
        name="debrief-step-back",
    ),
    path(
        "debriefs/<uuid:pk>/afterwards/",
        debriefs.DebriefViewSet.as_view({"put": "afterwards"}),
        name="debrief-afterwards",
    ),
    path("learning/", learning.LearningView.as_view(), name="learning"),
    path("learning/<str:key>/", learning.LearningSessionView.as_view(), name="learning-session"),
    path("me/data/", rights.MyDataView.as_view(), name="my-data"),
    path("me/data/erasure/", rights.MyErasureView.as_view(), name="my-data-erasure"),
    path("me/data/exports/", rights.MyExportsView.as_view(), name="my-data-exports"),
    path("me/data/exports/<uuid:pk>/", rights.MyExportView.as_view(), name="my-data-export"),
    path("organisation/data/kept/", rights.KeptView.as_view(), name="data-kept"),
    path("organisation/data/pack/", rights.PackView.as_view(), name="data-pack"),
    path("organisation/data/requests/", rights.AskedView.as_view(), name="data-requests"),
    path("me/learning/", learning.MyLearningView.as_view(), name="my-learning"),
    path("me/learning/<str:key>/", learning.MyLearningSessionView.as_view(), name="my-learning-session"),
    path("organisation/learning/", learning.OwnSessionsView.as_view(), name="own-sessions"),
    path("organisation/learning/<int:pk>/", learning.OwnSessionView.as_view(), name="own-session"),
    path("me/pauses/", pauses.PausesView.as_view(), name="pauses"),
    path("me/pauses/<uuid:pk>/", pauses.PauseView.as_view(), name="pause"),
    path("events/", events.EventsView.as_view(), name="events"),
    path("me/offers/", events.OwnOffersView.as_view(), name="offers"),
    path("me/offers/rest-of-day/", events.RestOfDayView.as_view(), name="offers-rest-of-day"),
    path("climate/", climate.ClimateView.as_view(), name="climate"),
    path("climate/figures/", climate.ClimateFiguresView.as_view(), name="climate-figures"),
    path("me/climate/", climate.ClimateCardView.as_view(), name="climate-card"),
    path("organisation/climate/", climate.ClimateSettingView.as_view(), name="organisation-climate"),
    path("me/peers/", pool.PeersView.as_view(), name="peers"),
    path("me/peers/not-with/", pool.NotWithListView.as_view(), name="not-with-list"),
    path("me/peers/not-with/<int:pk>/", pool.NotWithView.as_view(), name="not-with"),
    path("circles/", circles.CircleViewSet.as_view(LIST_ADD), name="circles"),
    path("circles/asking/", circles.AskingViewSet.as_view(LIST), name="circles-asking"),
    path(
        "circles/asking/<uuid:pk>/", circles.AskingViewSet.as_view({"post": "answer"}), name="circle-answer"
    ),
    path(
        "circles/meetings/<uuid:pk>/join/",
        circles.MeetingViewSet.as_view({"post": "join"}),
        name="circle-join",
    ),
    path(
        "circles/meetings/<uuid:pk>/desk/",
        circles.MeetingViewSet.as_view({"get": "desk"}),
        name="circle-desk",
    ),
    path(
        "circles/meetings/<uuid:pk>/came/",
        circles.MeetingViewSet.as_view({"put": "came"}),
        name="circle-came",
    ),
    path(
        "circles/meetings/<uuid:pk>/move/",
        circles.MeetingViewSet.as_view({"post": "move"}),
        name="circle-move",
    ),
    path(
        "circles/meetings/<uuid:pk>/call-off/",
        circles.MeetingViewSet.as_view({"post": "call_off"}),
        name="circle-call-off",
    ),
    path("circles/places/", circles.PlaceViewSet.as_view(LIST), name="circle-places"),
    path(
        "circles/places/<uuid:pk>/",
        circles.PlaceViewSet.as_view(ONE | {"delete": "destroy"}),
        name="circle-place",
    ),
    path(
        "circles/places/<uuid:pk>/not/<uuid:meeting_pk>/",
        circles.PlaceViewSet.as_view({"put": "stay_away", "delete": "come"}),
        name="circle-not-this-time",
    ),
    path(
        "circles/<uuid:pk>/",
        circles.CircleViewSet.as_view(ONE | {"patch": "partial_update", "delete": "destroy"}),
        name="circle",
    ),
    path(
        "circles/<uuid:pk>/meetings/",
        circles.CircleViewSet.as_view({"get": "meetings"}),
        name="circle-meetings",
    ),
    path("circles/<uuid:pk>/go-on/", circles.CircleViewSet.as_view({"post": "go_on"}), name="circle-go-on"),
    path(
        "circles/<uuid:pk>/outside/",
        circles.CircleViewSet.as_view({"post": "ask_outside", "delete": "close_outside"}),
        name="circle-outside",
    ),
    path(
        "circles/<uuid:pk>/hand/",
        circles.CircleViewSet.as_view({"post": "hand_on", "delete": "keep"}),
        name="circle-hand",
    ),
    path("circles/<uuid:pk>/hold/", circles.CircleViewSet.as_view({"post": "hold"}), name="circle-hold"),
    path("members/", people.MembersViewSet.as_view(LIST_ADD), name="members"),
    path(
        "members/<int:pk>/", people.MembersViewSet.as_view(ONE | {"patch": "partial_update"}), name="member"
    ),
    path(
        "members/<int:pk>/address/",
        people.MembersViewSet.as_view({"put": "correct_address"}),
        name="member-address",
    ),
    path(
        "members/<int:pk>/hand-on/", people.MembersViewSet.as_view({"post": "hand_on"}), name="member-hand-on"
    ),
    path("relationships/", people.RelationshipViewSet.as_view(LIST_ADD), name="relationships"),
    path("relationships/<int:pk>/", people.RelationshipViewSet.as_view(ONE), name="relationship"),
    path(
        "relationships/<int:pk>/end/",
        people.RelationshipViewSet.as_view({"post": "end"}),
        name="relationship-end",
    ),
    path("leave/", people.LeaveViewSet.as_view(LIST_ADD), name="leaves"),
    path("leave/<int:pk>/", people.LeaveViewSet.as_view(ONE_CHANGE), name="leave"),
    path("me/availability/", availability.AvailabilityView.as_view(), name="availability"),
    path("me/availability/hours/", availability.HoursView.as_view(), name="availability-hours"),
    path("me/availability/days/<str:day>/", availability.OneDayView.as_view(), name="availability-day"),
    path("me/availability/heavy/<str:day>/", availability.HeavyDayView.as_view(), name="availability-heavy"),
    path("me/availability/week/", availability.WeekView.as_view(), name="availability-week"),
    path("me/availability/limits/", availability.LimitsView.as_view(), name="availability-limits"),
    path(
        "me/availability/protected/",
        availability.ProtectedListView.as_view(),
        name="availability-protected-list",
    ),
    path(
        "me/availability/protected/<int:pk>/",
        availability.ProtectedView.as_view(),
        name="availability-protected",
    ),
    path("me/check-in/", checkins.CheckInView.as_view(), name="check-in"),
    path("me/check-in/answer/", checkins.CheckInAnswerView.as_view(), name="check-in-answer"),
    path("me/check-in/time/", checkins.CheckInTimeView.as_view(), name="check-in-time"),
    path("organisation/debriefs/", debriefs.WaysView.as_view(), name="debrief-ways"),
    path("organisation/check-ins/teams/", checkins.TeamRhythmView.as_view(), name="check-in-teams"),
    path("me/space/", space.OwnSpaceView.as_view(), name="space"),
    path("me/space/checks/", space.SelfChecksView.as_view(), name="space-checks"),
    path("me/space/checks/<str:day>/", space.SelfCheckView.as_view(), name="space-check"),
    path("me/space/days/<str:day>/", space.OwnDayView.as_view(), name="space-day"),
    path("me/space/days/<str:day>/<uuid:key>/", space.OwnContactView.as_view(), name="space-contact"),
    path("me/space/journal/", space.OwnLinesView.as_view(), name="space-journal"),
    path("me/space/journal/<uuid:key>/", space.OwnLineView.as_view(), name="space-line"),
    path("me/space/plan/", space.OwnPlanView.as_view(), name="space-plan"),
    path("me/space/shown/", space.ShownListView.as_view(), name="space-shown-list"),
    path("me/space/shown/<uuid:key>/", space.ShownView.as_view(), name="space-shown"),
    path("organisation/check-ins/", checkins.CheckInRhythmView.as_view(), name="check-in-rhythm"),
    path("me/calendars/", calendars.CalendarsView.as_view(), name="calendars"),
    path("me/calendars/<int:pk>/", calendars.CalendarView.as_view(), name="calendar"),
    path("me/calendars/<int:pk>/read/", calendars.ReadView.as_view(), name="calendar-read"),
    path("me/devices/", me.DevicesView.as_view(), name="devices"),
    path("me/devices/<int:pk>/", me.DeviceView.as_view(), name="device"),
    path("me/feed/", calendars_out.FeedView.as_view(), name="feed"),
    path("me/tokens/", me.TokenViewSet.as_view(LIST), name="tokens"),
    path("me/tokens/<int:pk>/", me.TokenViewSet.as_view({"delete": "destroy"}), name="token"),
    path("agreements/", agreements.AgreementsView.as_view(), name="agreements"),
    path("agreements/dates/", agreements.DatesView.as_view(), name="agreement-dates"),
    path("agreements/<int:pk>/", agreements.AgreementView.as_view(), name="agreement"),
    path("agreements/<int:pk>/speak/", together.SpeakView.as_view(), name="agreement-speak"),
    path("agreements/passed-on/<uuid:item>/", together.PassedOnView.as_view(), name="passed-on"),
    path("invoices/", invoicing.InvoiceView.as_view(), name="invoices"),
    path("invoices/rates/", invoicing.RatesView.as_view(), name="rates"),
    path("sessions/<int:pk>/let-go/", invoicing.LetGoView.as_view(), name="session-let-go"),
    path("guests/", outside.GuestsView.as_view(), name="guests"),
    path("guests/<int:pk>/", outside.GuestView.as_view(), name="guest"),
    path("me/asked/", outside.AskedView.as_view(), name="me-asked"),
    path("me/asked/<int:pk>/", outside.AnswerAskedView.as_view(), name="me-asked-answer"),
    path("me/times/", outside.OwnTimesView.as_view(), name="me-times"),
    path("feedback/", feedback.FeedbackView.as_view(), name="feedback"),
    path("feedback/about-me/", feedback.FeedbackAboutMeView.as_view(), name="feedback-about-me"),
    path("feedback/<int:pk>/", feedback.OneFeedbackView.as_view(), name="one-feedback"),
    path("supervisors/", supervisors.SupervisorsView.as_view(), name="supervisors"),
    path("supervisors/about-me/", supervisors.SupervisorProfileView.as_view(), name="supervisor-profile"),
    path("supervisors/asked/", supervisors.SupervisorRequestsView.as_view(), name="supervisor-requests"),
    path(
        "supervisors/asked/<int:pk>/",
        supervisors.SupervisorRequestView.as_view(),
        name="supervisor-request",
    ),
    path("notes/", together.NotesView.as_view(), name="notes"),
    path("notes/<slug:tier>/<uuid:item>/", together.NoteRowView.as_view(), name="note-row"),
    path("sessions/<int:pk>/agenda/", together.AgendaView.as_view(), name="session-agenda"),
    path("sessions/<int:pk>/agenda/<uuid:item>/", together.PointView.as_view(), name="session-point"),
    path("sessions/<int:pk>/actions/", together.ActionsView.as_view(), name="session-actions"),
    path("sessions/<int:pk>/actions/<uuid:item>/", together.ActionView.as_view(), name="session-action"),
    path("sessions/<int:pk>/record/", together.RecordView.as_view(), name="session-record"),
    path("sessions/<int:pk>/record/sign/", together.RecordSignView.as_view(), name="session-record-sign"),
    path("sessions/<int:pk>/notes/<slug:purpose>/", together.NoteView.as_view(), name="session-note"),
    path("organisation/practice/contacts/", agreements.ContactsView.as_view(), name="practice-contacts"),
    path(
        "organisation/practice/contacts/<int:pk>/",
        agreements.ContactView.as_view(),
        name="practice-contact",
    ),
    path("agreements/<int:pk>/limits/", agreements.LimitsView.as_view(), name="agreement-limits"),
    path("agreements/<int:pk>/manager/", agreements.ManagerView.as_view(), name="agreement-manager"),
    path("agreements/<int:pk>/sign/", agreements.SignView.as_view(), name="agreement-sign"),
    path("organisation/practice/", agreements.SettingsView.as_view(), name="organisation-practice"),
    path("policies/", policies.PolicyViewSet.as_view(LIST_ADD), name="policies"),
    path("policies/order/", policies.PolicyViewSet.as_view({"put": "order"}), name="policy-order"),
    path("policies/<int:pk>/", policies.PolicyViewSet.as_view(ONE_CHANGE), name="policy"),
    path(
        "policies/<int:pk>/rules/", policies.PolicyViewSet.as_view({"post": "add_rule"}), name="policy-rules"
    ),
    path("readings/", me.ReadingViewSet.as_view(LIST), name="readings"),
    path("documents/", documents.DocumentViewSet.as_view(LIST_ADD), name="documents"),
    path("documents/periods/", documents.PeriodsView.as_view(), name="document-periods"),
    path(
        "documents/<uuid:pk>/",
        documents.DocumentViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="document",
    ),
    path(
        "documents/<uuid:pk>/stop/", documents.DocumentViewSet.as_view({"post": "stop"}), name="document-stop"
    ),
    path(
        "documents/<uuid:pk>/content/",
        documents.DocumentViewSet.as_view({"get": "content"}),
        name="document-content",
    ),
    path("documents/<uuid:pk>/file/", documents.DocumentFileView.as_view(), name="document-file"),
    path("me/log/", log.LogView.as_view(), name="log"),
    path("me/log/my-log.csv", log.LogSheetView.as_view(), name="log-sheet"),
    path("me/log/entries/", log_entries.LogEntriesView.as_view(), name="log-entries"),
    path("me/log/entries/<uuid:pk>/", log_entries.LogEntryView.as_view(), name="log-entry"),
    path("me/log/years/", log.RegistrationsView.as_view(), name="log-years"),
    path("me/rules/", own.OwnRulesView.as_view(), name="own-rules"),
    path("me/rules/<uuid:key>/", own.OwnRuleView.as_view(), name="own-rule"),
    path("bodies/", own.BodiesView.as_view(), name="bodies"),
    path("desk/", desk.DeskView.as_view(), name="desk"),
    path("board/mine/", clocks.OwnBoardView.as_view(), name="own-board"),
    path("board/without-team/", clocks.TeamlessBoardView.as_view(), name="teamless-board"),
    path("board/mine/times/", times.OwnTimesView.as_view(), name="own-times"),
    path("teams/<int:pk>/times/", times.TeamTimesView.as_view(), name="team-times"),
    path("board/counts/", clocks.BoardCountsView.as_view(), name="board-counts"),
    path("clocks/", clocks.ClockViewSet.as_view(LIST), name="clocks"),
    path("clocks/<int:pk>/", clocks.ClockViewSet.as_view(ONE), name="clock"),
    path("flags/", clocks.FlagViewSet.as_view(LIST), name="flags"),
    path("flags/<int:pk>/", clocks.FlagViewSet.as_view(ONE), name="flag"),
    path("members/<int:pk>/worked/", clocks.WorkedViewSet.as_view(LIST), name="worked"),
    path(
        "members/<int:pk>/worked/<str:day>/",
        clocks.WorkedViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="worked-day",
    ),
    path("teams/<int:pk>/board/", clocks.TeamBoardView.as_view(), name="team-board"),
    path("gateways/", notices.GatewayViewSet.as_view(LIST_ADD), name="gateways"),
    path("gateways/<int:pk>/", notices.GatewayViewSet.as_view({"delete": "destroy"}), name="gateway"),
    path("inbox/", notices.InboxViewSet.as_view(LIST), name="inbox"),
    path("inbox/<int:pk>/answer/", answers.AnswerView.as_view(), name="inbox-answer"),
    path("inbox/read/", notices.InboxViewSet.as_view({"post": "read_all"}), name="inbox-read"),
    path("operations/", operations.OperationsView.as_view(), name="operations"),
    path("operations/messages/", operations.TroubleViewSet.as_view(LIST), name="troubles"),
    path("operations/messages/<int:pk>/", operations.TroubleViewSet.as_view(ONE), name="trouble"),
    path(
        "operations/messages/<int:pk>/send-again/",
        operations.TroubleViewSet.as_view({"post": "send_again"}),
        name="trouble-send-again",
    ),
    path(
        "operations/messages/<int:pk>/drop/",
        operations.TroubleViewSet.as_view({"post": "drop"}),
        name="trouble-drop",
    ),
    path("preferences/", notices.PreferencesView.as_view(), name="preferences"),
    path("preferences/mail/", reach.OwnMailView.as_view(), name="preferences-mail"),
    path("preferences/paused/", reach.PausedKindsView.as_view(), name="preferences-paused"),
    path("preferences/paused/<str:kind>/", reach.PausedKindView.as_view(), name="preferences-paused-kind"),
    path("organisation/invitations/", reach.InvitationsView.as_view(), name="invitations"),
    path("organisation/returned-mail/", reach.ReturnedMailViewSet.as_view(LIST), name="returned-mail"),
    path("rules/", policies.RuleViewSet.as_view(LIST), name="rules"),
    path("rules/preview/", policies.PreviewView.as_view(), name="rule-preview"),
    path(
        "rules/<int:pk>/",
        policies.RuleViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="rule",
    ),
    path(
        "rules/<int:pk>/take-back/",
        policies.RuleViewSet.as_view({"post": "take_back"}),
        name="rule-take-back",
    ),
    path("sessions/", sessions.SessionViewSet.as_view(LIST_ADD), name="sessions"),
    path("sessions/<int:pk>/", sessions.SessionViewSet.as_view(ONE), name="session"),
    path(
        "sessions/<int:pk>/account/",
        sessions.SessionViewSet.as_view({"put": "give_account", "delete": "withdraw_account"}),
        name="session-account",
    ),
    path(
        "sessions/<int:pk>/confirm/",
        sessions.SessionViewSet.as_view({"post": "confirm"}),
        name="session-confirm",
    ),
    path(
        "sessions/<int:pk>/move/",
        booking.BookingViewSet.as_view({"post": "move"}),
        name="session-move",
    ),
    path(
        "sessions/<int:pk>/cancel/",
        booking.BookingViewSet.as_view({"post": "cancel"}),
        name="session-cancel",
    ),
    path(
        "sessions/<int:pk>/take-back/",
        booking.BookingViewSet.as_view({"post": "take_back"}),
        name="session-take-back",
    ),
    path(
        "sessions/<int:pk>/lines/",
        booking.BookingViewSet.as_view({"get": "lines"}),
        name="session-lines",
    ),
    path(
        "sessions/<int:pk>/decline-cover/",
        booking.CoverViewSet.as_view({"post": "decline"}),
        name="session-decline-cover",
    ),
    path(
        "sessions/<int:pk>/proposal/",
        booking.ProposalViewSet.as_view({"get": "retrieve", "post": "create", "delete": "destroy"}),
        name="session-proposal",
    ),
    path(
        "sessions/<int:pk>/proposal/answer/",
        booking.ProposalViewSet.as_view({"post": "answer"}),
        name="session-proposal-answer",
    ),
    path("slots/", booking.SlotViewSet.as_view(LIST), name="slots"),
    path("holds/", booking.HoldViewSet.as_view({"post": "create"}), name="holds"),
    path("holds/<int:pk>/", booking.HoldViewSet.as_view({"delete": "destroy"}), name="hold"),
    path("bookings/", booking.BookingViewSet.as_view({"post": "create"}), name="bookings"),
    path("bookings/many/", booking.BookingViewSet.as_view({"post": "create_many"}), name="bookings-many"),
    path("bookings/preview/", booking.BookingViewSet.as_view({"post": "preview"}), name="bookings-preview"),
    path("covers/", booking.CoverViewSet.as_view({"post": "create"}), name="covers"),
    path("covers/preview/", booking.CoverViewSet.as_view({"post": "preview"}), name="covers-preview"),
    path(
        "sessions/<int:pk>/calendar-answers/",
        answer_api.AnswersView.as_view(),
        name="session-calendar-answers",
    ),
    path("sessions/<int:pk>/stands/", answer_api.StandsView.as_view(), name="session-stands"),
    path("uploads/", roster.UploadViewSet.as_view(LIST_ADD), name="uploads"),
    path("uploads/<int:pk>/", roster.UploadViewSet.as_view(ONE), name="upload"),
    path("uploads/<int:pk>/apply/", roster.UploadViewSet.as_view({"post": "bring"}), name="upload-apply"),
    path("uploads/<int:pk>/stop/", roster.UploadViewSet.as_view({"post": "stop"}), name="upload-stop"),
    path("uploads/<int:pk>/go-on/", roster.UploadViewSet.as_view({"post": "go_on"}), name="upload-go-on"),
    path("uploads/<int:pk>/problems.csv", roster.ProblemsFileView.as_view(), name="upload-problems"),
    path("uploads/<int:pk>/changes.csv", roster.ChangesFileView.as_view(), name="upload-changes"),
    path("ways/", notices.WayViewSet.as_view(LIST_ADD), name="ways"),
    path("ways/<uuid:pk>/try/", notices.WayTryView.as_view(), name="way-try"),
    path("ways/<uuid:pk>/", notices.WayViewSet.as_view({"delete": "destroy"}), name="way"),
    path("schema/", SchemaView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "schema/browse/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", permission_classes=[AllowAny]),
        name="browse",
    ),
    re_path("", not_found),
]
