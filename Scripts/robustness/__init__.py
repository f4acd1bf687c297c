"""The modules of Scripts/prove-robustness."""
