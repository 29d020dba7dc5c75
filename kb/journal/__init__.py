"""What visitors did: searches, clicks, votes and comments, without saying who they were."""
