"""What files would change: what they say against what is there. Plain Python: values in, a `Plan` out."""
