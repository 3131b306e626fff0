"""Letters that come back, absence notes, our own words come round: nothing is ever written back."""
