"""What many people say in public at once, as leads for officers. Pure; docs/leads.md."""
