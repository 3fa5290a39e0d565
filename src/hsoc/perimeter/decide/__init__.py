"""What shall be done about a detection, or why not. Pure: detections and a policy in, decisions out; nothing is announced here."""
