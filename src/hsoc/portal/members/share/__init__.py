"""What members hands to people outside its pages: signed links and letters. Never: a change, a right."""
