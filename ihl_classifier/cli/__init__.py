"""The commands; `main` is the entry point, one module a command or group."""
