from django.urls import path

from supervision.outside import views

app_name = "outside"
urlpatterns = [
    path("guests/", views.invite, name="invite"),
    path("guests/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("asked/", views.asked, name="asked"),
    path("asked/<int:pk>/", views.answer, name="answer"),
    path("times/", views.times, name="times"),
]
