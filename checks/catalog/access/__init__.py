"""Conditional Access."""
