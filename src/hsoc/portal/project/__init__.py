"""The one room that knows all apps: settings, addresses, the house itself."""
