from django.urls import path

from supervision.people import address_views, leave_views, views

app_name = "people"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("address/", address_views.address, name="address"),
    path("address/again/", address_views.send_again, name="address-again"),
    path("address/withdraw/", address_views.let_go, name="address-withdraw"),
    path("devices/end/", views.end_other_devices, name="end-other-devices"),
    path("devices/<int:pk>/end/", views.end_device, name="end-device"),
    path("leave/", leave_views.own_leave, name="leave"),
    path("leave/<int:leave_pk>/remove/", leave_views.remove_own_leave, name="leave-remove"),
    path("looked/", views.who_looked, name="who-looked"),
    path("name/", views.change_name, name="change-name"),
    path("place/", views.choose_place, name="choose-place"),
    path("language/", views.choose_language, name="choose-language"),
    path("scheme/", views.choose_scheme, name="choose-scheme"),
    path("tokens/", views.add_token, name="add-token"),
    path("tokens/<int:pk>/end/", views.end_token, name="end-token"),
]
