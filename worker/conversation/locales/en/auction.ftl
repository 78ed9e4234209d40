### What the bot says, in English: reverse auctions. The rules of shop.ftl hold here too.
