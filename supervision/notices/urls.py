from django.urls import path

from supervision.notices import views
from supervision.notices.acts import fewer
from supervision.notices.acts import views as acts
from supervision.notices.channels import views as ways

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.mark_read, name="mark-read"),
    path("count/", ways.count, name="count"),
    path("paused/<str:kind>/end/", views.end_pause, name="end-pause"),
    path("mail/again/", views.count_on_mail, name="count-on-mail"),
    path("preferences/", views.preferences, name="preferences"),
    path("ways/key/", ways.key, name="way-key"),
    path("ways/device/", ways.add_device, name="way-device"),
    path("ways/gateway/<int:gateway_pk>/", ways.add_address, name="way-address"),
    path("ways/<uuid:pk>/try/", ways.try_one, name="way-try"),
    path("ways/<uuid:pk>/remove/", ways.remove, name="way-remove"),
    path("<int:pk>/", acts.answer_here, name="answer"),
    path("fewer/<str:token>/", fewer.unsubscribe, name="unsubscribe"),
]
