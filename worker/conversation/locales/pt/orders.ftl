### What the bot says, in Portuguese: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.
