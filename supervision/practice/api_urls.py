from django.urls import path

from supervision.practice import api, directory_api, session_api

urlpatterns = [
    path("agreements/", api.AgreementsView.as_view(), name="agreements"),
    path("agreements/dates/", api.DatesView.as_view(), name="agreement-dates"),
    path("agreements/<int:pk>/", api.AgreementView.as_view(), name="agreement"),
    path("agreements/<int:pk>/speak/", session_api.SpeakView.as_view(), name="agreement-speak"),
    path("agreements/passed-on/<uuid:item>/", session_api.PassedOnView.as_view(), name="passed-on"),
    path("supervisors/", directory_api.SupervisorsView.as_view(), name="supervisors"),
    path("supervisors/about-me/", directory_api.SupervisorProfileView.as_view(), name="supervisor-profile"),
    path("supervisors/asked/", directory_api.SupervisorRequestsView.as_view(), name="supervisor-requests"),
    path(
        "supervisors/asked/<int:pk>/",
        directory_api.SupervisorRequestView.as_view(),
        name="supervisor-request",
    ),
    path("notes/", session_api.NotesView.as_view(), name="notes"),
    path("notes/<slug:tier>/<uuid:item>/", session_api.NoteRowView.as_view(), name="note-row"),
    path("sessions/<int:pk>/agenda/", session_api.AgendaView.as_view(), name="session-agenda"),
    path("sessions/<int:pk>/agenda/<uuid:item>/", session_api.PointView.as_view(), name="session-point"),
    path("sessions/<int:pk>/actions/", session_api.ActionsView.as_view(), name="session-actions"),
    path("sessions/<int:pk>/actions/<uuid:item>/", session_api.ActionView.as_view(), name="session-action"),
    path("sessions/<int:pk>/record/", session_api.RecordView.as_view(), name="session-record"),
    path("sessions/<int:pk>/record/sign/", session_api.RecordSignView.as_view(), name="session-record-sign"),
    path("sessions/<int:pk>/notes/<slug:purpose>/", session_api.NoteView.as_view(), name="session-note"),
    path("organisation/practice/contacts/", api.ContactsView.as_view(), name="practice-contacts"),
    path(
        "organisation/practice/contacts/<int:pk>/",
        api.ContactView.as_view(),
        name="practice-contact",
    ),
    path("agreements/<int:pk>/limits/", api.LimitsView.as_view(), name="agreement-limits"),
    path("agreements/<int:pk>/manager/", api.ManagerView.as_view(), name="agreement-manager"),
    path("agreements/<int:pk>/sign/", api.SignView.as_view(), name="agreement-sign"),
    path("organisation/practice/", api.SettingsView.as_view(), name="organisation-practice"),
]
