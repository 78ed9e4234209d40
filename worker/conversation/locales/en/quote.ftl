### What the bot says, in English: quotes. The rules of shop.ftl hold here too.
