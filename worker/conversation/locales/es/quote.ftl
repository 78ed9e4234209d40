### What the bot says, in Spanish: quotes. The rules of shop.ftl hold here too.
