### What the bot says, in Arabic: reverse auctions. The rules of shop.ftl hold here too.
