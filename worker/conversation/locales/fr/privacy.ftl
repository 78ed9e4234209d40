### What the bot says, in French: what is kept of a person. The rules of shop.ftl hold here too.
