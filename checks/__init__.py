"""The domain: from facts about a room to one named cause. Knows no Teams, no database and no web server."""
