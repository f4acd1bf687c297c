"""The modules that Scripts/prepare-clipart and Scripts/prepare-emoji share."""
