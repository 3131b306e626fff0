from django.urls import path

from supervision.invoicing import views

app_name = "invoicing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("rates/<str:day>/end/", views.end_rate, name="end_rate"),
    path("sessions/<int:pk>/let-go/", views.let_go, name="let_go"),
    path("<str:month>/", views.invoice, name="invoice"),
    path("<str:month>/file/", views.file, name="file"),
]
