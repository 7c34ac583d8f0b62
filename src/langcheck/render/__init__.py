"""Reports for people and programs. No renderer decides anything: they show what the report holds."""
