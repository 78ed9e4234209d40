### What the bot says, in Portuguese: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-says = { $name }: { $words }
