from django.urls import path

from supervision.people.doors import LIST_ADD, ONE
from supervision.roster import api

urlpatterns = [
    path("uploads/", api.UploadViewSet.as_view(LIST_ADD), name="uploads"),
    path("uploads/<int:pk>/", api.UploadViewSet.as_view(ONE), name="upload"),
    path("uploads/<int:pk>/apply/", api.UploadViewSet.as_view({"post": "bring"}), name="upload-apply"),
    path("uploads/<int:pk>/stop/", api.UploadViewSet.as_view({"post": "stop"}), name="upload-stop"),
    path("uploads/<int:pk>/go-on/", api.UploadViewSet.as_view({"post": "go_on"}), name="upload-go-on"),
    path("uploads/<int:pk>/problems.csv", api.ProblemsFileView.as_view(), name="upload-problems"),
    path("uploads/<int:pk>/changes.csv", api.ChangesFileView.as_view(), name="upload-changes"),
]
