from django.urls import path

from supervision.invoicing import api

urlpatterns = [
    path("invoices/", api.InvoiceView.as_view(), name="invoices"),
    path("invoices/rates/", api.RatesView.as_view(), name="rates"),
    path("sessions/<int:pk>/let-go/", api.LetGoView.as_view(), name="session-let-go"),
]
