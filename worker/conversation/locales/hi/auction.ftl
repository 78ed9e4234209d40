### What the bot says, in Hindi: reverse auctions. The rules of shop.ftl hold here too.
