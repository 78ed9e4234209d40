### What the bot says, in Swahili: quotes. The rules of shop.ftl hold here too.
