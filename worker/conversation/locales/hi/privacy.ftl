### What the bot says, in Hindi: what is kept of a person. The rules of shop.ftl hold here too.
