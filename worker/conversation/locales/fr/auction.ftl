### What the bot says, in French: reverse auctions. The rules of shop.ftl hold here too.
