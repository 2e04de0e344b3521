"""What hostile answers cost in memory and time."""
