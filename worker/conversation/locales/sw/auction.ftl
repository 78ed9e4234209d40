### What the bot says, in Swahili: reverse auctions. The rules of shop.ftl hold here too.
