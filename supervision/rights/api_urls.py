from django.urls import path

from supervision.rights import api

urlpatterns = [
    path("me/data/", api.MyDataView.as_view(), name="my-data"),
    path("me/data/erasure/", api.MyErasureView.as_view(), name="my-data-erasure"),
    path("me/data/exports/", api.MyExportsView.as_view(), name="my-data-exports"),
    path("me/data/exports/<uuid:pk>/", api.MyExportView.as_view(), name="my-data-export"),
    path("organisation/data/kept/", api.KeptView.as_view(), name="data-kept"),
    path("organisation/data/pack/", api.PackView.as_view(), name="data-pack"),
    path("organisation/data/requests/", api.AskedView.as_view(), name="data-requests"),
]
