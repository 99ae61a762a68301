"""What a text says and how it says it: tokens, mentions, context, acts, facts. Nothing here knows a rule."""
