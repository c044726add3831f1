"""The real window on a screen of its own, driven with real mouse and keys: `make by-hand`."""
