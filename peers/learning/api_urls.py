from django.urls import path

from peers.learning import api

urlpatterns = [
    path("learning/", api.LearningView.as_view(), name="learning"),
    path("learning/<str:key>/", api.LearningSessionView.as_view(), name="learning-session"),
    path("me/learning/", api.MyLearningView.as_view(), name="my-learning"),
    path("me/learning/<str:key>/", api.MyLearningSessionView.as_view(), name="my-learning-session"),
    path("organisation/learning/", api.OwnSessionsView.as_view(), name="own-sessions"),
    path("organisation/learning/<int:pk>/", api.OwnSessionView.as_view(), name="own-session"),
]
