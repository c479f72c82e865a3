"""What a person can ask for; shared by API, pages and command line."""
