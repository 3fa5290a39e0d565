"""Stories: thousands of detections become one event. `stories` says when, `story` counts, `outcome` judges, `wording` tells. Pure."""
