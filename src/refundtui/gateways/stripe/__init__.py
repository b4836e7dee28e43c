"""Stripe: a payment is given back, released or captured for less, and its events are believed when signed."""
