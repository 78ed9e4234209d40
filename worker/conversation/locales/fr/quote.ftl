### What the bot says, in French: quotes. The rules of shop.ftl hold here too.
