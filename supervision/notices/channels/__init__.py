"""Ways beside e-mail: web push, and what an organisation connects. See docs/decisions/channels.md."""
