from django.urls import path

from supervision.sessions import views

app_name = "sessions"
urlpatterns = [
    path("", views.sessions, name="list"),
    path("record/", views.record, name="record"),
    path("record/group/", views.record_group, name="record_group"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/say/", views.say, name="say"),
    path("<int:pk>/held/", views.held, name="held"),
    path("<int:pk>/later/", views.later, name="later"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
