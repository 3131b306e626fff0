from django.urls import path

from supervision.feedback import api

urlpatterns = [
    path("feedback/", api.FeedbackView.as_view(), name="feedback"),
    path("feedback/about-me/", api.FeedbackAboutMeView.as_view(), name="feedback-about-me"),
    path("feedback/<int:pk>/", api.OneFeedbackView.as_view(), name="one-feedback"),
]
