from django.urls import path

from supervision.practice import escalation_views, views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("dates/", views.dates, name="dates"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/limits/", views.limits, name="limits"),
    path("<int:pk>/manager/", views.manager, name="manager"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/speak/", escalation_views.speak, name="speak"),
    path("passed-on/<uuid:pk>/", escalation_views.passed_on, name="passed_on"),
    path("<int:pk>/versions/<int:number>/", views.version, name="version"),
]
