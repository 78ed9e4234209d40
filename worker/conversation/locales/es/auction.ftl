### What the bot says, in Spanish: reverse auctions. The rules of shop.ftl hold here too.
