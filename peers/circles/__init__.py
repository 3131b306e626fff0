"""Circles: open, confidential group sessions with places; standing peer groups; a team's support meeting."""
