### What the bot says, in Portuguese: quotes. The rules of shop.ftl hold here too.
