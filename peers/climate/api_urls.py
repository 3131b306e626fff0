from django.urls import path

from peers.climate import api

urlpatterns = [
    path("climate/", api.ClimateView.as_view(), name="climate"),
    path("climate/figures/", api.ClimateFiguresView.as_view(), name="climate-figures"),
    path("me/climate/", api.ClimateCardView.as_view(), name="climate-card"),
    path("organisation/climate/", api.ClimateSettingView.as_view(), name="organisation-climate"),
]
