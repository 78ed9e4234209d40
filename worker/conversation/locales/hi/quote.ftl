### What the bot says, in Hindi: quotes. The rules of shop.ftl hold here too.
