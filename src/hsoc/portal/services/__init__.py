"""Shared services: the catalogue, requests, and the way from a request to use and to the end. Never: the service itself."""
