"""Refunds by PayPal's payments v2 API, asked about until they are over."""
