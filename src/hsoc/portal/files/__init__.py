"""Files that people upload: kept once by their content, handed out as attachments only. Never: who may have one (the room that owns it)."""
