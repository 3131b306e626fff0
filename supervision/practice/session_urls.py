"""Addresses of what is written on a session's page, below the session's own."""

from django.urls import path

from supervision.practice import session_views as views

app_name = "together"
urlpatterns = [
    path("<int:pk>/agenda/", views.add_point, name="point"),
    path("<int:pk>/agenda/steps/", views.ways, name="ways"),
    path("<int:pk>/agenda/<uuid:item>/remove/", views.remove_point, name="point_remove"),
    path("<int:pk>/actions/", views.add_action, name="action"),
    path("<int:pk>/actions/<uuid:item>/", views.tick, name="tick"),
    path("<int:pk>/record/", views.save_record, name="record"),
    path("<int:pk>/record/sign/", views.sign_record, name="record_sign"),
    path("<int:pk>/record/let-go/", views.let_go, name="record_let_go"),
    path("<int:pk>/notes/<slug:purpose>/", views.save_note, name="note"),
    path("<int:pk>/notes/<slug:purpose>/let-go/", views.let_note_go, name="note_let_go"),
]
