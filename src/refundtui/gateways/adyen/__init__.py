"""Refunds by Adyen's Checkout API, decided by its webhooks."""
