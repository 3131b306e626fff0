from django.urls import path

from peers.debriefs import rota_views, views

app_name = "talks"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("invite/<uuid:pk>/", views.invite, name="invite"),
    path("offer/<uuid:pk>/take/", views.take_offer, name="take-offer"),
    path("turn/", rota_views.turn, name="turn"),
    path("<uuid:pk>/", views.asked, name="asked"),
    path("<uuid:pk>/after/", views.after, name="after"),
    path("<uuid:pk>/state/", views.state, name="state"),
    path("<uuid:pk>/step-back/", views.step_back, name="step-back"),
    path("<uuid:pk>/talk/", views.talk, name="talk"),
    path("<uuid:pk>/widen/", views.widen, name="widen"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
