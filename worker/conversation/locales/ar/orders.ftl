### What the bot says, in Arabic: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.
