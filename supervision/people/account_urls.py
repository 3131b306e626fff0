"""Of allauth's pages, those that Holdspace has. Those for addresses are not among them: a person has one,
and changes it under Settings; and a lost password is mended by signing in with a link.
"""

from allauth.account import views
from allauth.socialaccount import views as work_account
from django.conf import settings
from django.urls import include, path

from supervision.people import address_views, signin_views

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", signin_views.AskForLink.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("login/link/<str:token>/", signin_views.sign_in_link, name="sign_in_link"),
    path("address/<str:token>/", address_views.new_link, name="address_link"),
    path("address/back/<str:token>/", address_views.way_back, name="address_back"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
    urlpatterns += [
        path("work/cancelled/", work_account.login_cancelled, name="socialaccount_login_cancelled"),
        path("work/error/", work_account.login_error, name="socialaccount_login_error"),
        path("work/signup/", work_account.signup, name="socialaccount_signup"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
