### What the bot says, in English: what is kept of a person. The rules of shop.ftl hold here too.
