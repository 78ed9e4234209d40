### What the bot says, in French: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.
