"""What every app stands on: who is asking, what they may see, the clock, the BSN and the logs."""
