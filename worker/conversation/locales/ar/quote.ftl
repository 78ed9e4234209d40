### What the bot says, in Arabic: quotes. The rules of shop.ftl hold here too.
