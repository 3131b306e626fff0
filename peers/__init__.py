"""The informal wing: debriefs, check-ins, circles, one's own space.

It never looks at sessions, practice or policy.
"""
