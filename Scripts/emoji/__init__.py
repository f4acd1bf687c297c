"""The modules of Scripts/prepare-emoji; those shared with prepare-clipart are in pairs."""
