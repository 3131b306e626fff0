"""Addresses of an organisation's settings: its people's pages and its policies', under one name."""

from django.urls import path

from supervision.availability import organisation_views as booking_views
from supervision.people import leave_views, member_views, organisation_views
from supervision.policy import rule_views, setup_views
from supervision.practice import views as practice_views

app_name = "organisation"
urlpatterns = [
    path("", setup_views.home, name="home"),
    path("booking/", booking_views.booking, name="booking"),
    path("booking/day/", booking_views.say_day, name="booking-day"),
    path("details/", organisation_views.details, name="details"),
    path("help-lines/", organisation_views.help_lines, name="help-lines"),
    path("people/", member_views.people, name="people"),
    path("people/add/", member_views.add_person, name="person-add"),
    path("people/<int:pk>/", member_views.person, name="person"),
    path("people/<int:pk>/back/", member_views.bring_back, name="person-back"),
    path("people/<int:pk>/end/", member_views.end, name="person-end"),
    path("people/<int:pk>/leave/add/", leave_views.add_leave, name="leave-add"),
    path("people/<int:pk>/leave/<int:leave_pk>/", leave_views.leave, name="leave"),
    path("people/<int:pk>/leave/<int:leave_pk>/remove/", leave_views.remove_leave, name="leave-remove"),
    path("people/<int:pk>/address/", member_views.correct_address, name="person-address"),
    path("people/<int:pk>/hand-on/", member_views.hand_on, name="person-hand-on"),
    path("people/<int:pk>/supervisors/add/", member_views.add_supervisor, name="supervisor-add"),
    path("people/<int:pk>/supervisors/<int:relationship_pk>/", member_views.supervisor, name="supervisor"),
    path("policies/", rule_views.policies, name="policies"),
    path("policies/<int:pk>/", rule_views.policy, name="policy"),
    path("policies/<int:pk>/move/", rule_views.move_policy, name="policy-move"),
    path("policies/<int:pk>/remove/", rule_views.remove_policy, name="policy-remove"),
    path("policies/<int:pk>/rules/add/", rule_views.add_rule, name="rule-add"),
    path("policies/bodies/", rule_views.bodies, name="bodies"),
    path("policies/rules/<int:pk>/", rule_views.rule, name="rule"),
    path("policies/rules/<int:pk>/end/", rule_views.end_rule, name="rule-end"),
    path("practice/", practice_views.organisation, name="practice"),
    path("practice/contacts/", practice_views.name_contact, name="practice-contact"),
    path("practice/contacts/<int:pk>/remove/", practice_views.remove_contact, name="practice-contact-remove"),
    path("setup/", setup_views.setup, name="setup"),
    path("setup/<slug:step>/", setup_views.step, name="setup-step"),
    path("teams/", organisation_views.teams, name="teams"),
    path("teams/<int:pk>/", organisation_views.team, name="team"),
    path("teams/<int:pk>/remove/", organisation_views.remove_team, name="team-remove"),
]
