### What the bot says, in Portuguese: reverse auctions. The rules of shop.ftl hold here too.
