"""What Scripts/prepare-clipart is made of: one rule of the preparation in each file."""
