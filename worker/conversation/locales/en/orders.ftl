### What the bot says, in English: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Tell me when back
button-do-not-tell = Do not tell me
button-remind-me = Yes, remind me
button-no-reminders = No reminders
button-remind-later = Remind me later
button-see-product = See product
button-stop-reminders = Stop reminders
tell-noted = I will tell you once when { $name } is back in stock.
tell-off = I will not tell you about { $name }.
tell-too-many = You are waiting for { $max } articles already. Take one off first: its card has the button.
consent-ask = When you leave a basket behind, may I remind you of it once? You can end that at any time.
consent-given = I will remind you. Reply STOP to end that.
consent-declined = I will not remind you. News about your orders continues.
reminders-stopped = You get no reminders any more. News about your orders continues.
back-in-stock = { $name } is back in stock. { $price }
basket-reminder = Your basket is still here: { $units ->
        [one] { $units } item
       *[other] { $units } items
    }, { $total }. Order it now?

## Lists
button-lists = My lists
button-save-list = Save as a list
button-order-list = Order it now
button-see-list = See the list
button-rename-list = Rename
button-delete-list = Delete the list
button-every = Remind me
row-every-weeks = { $count ->
        [one] Every week
       *[other] Every { $count } weeks
    }
row-never = Never
lists-head = Your lists:
lists-none = You have no list yet. Fill the basket or open an order, and write "save as weekly".
lists-full = You have { $max } lists already. Delete one first.
list-head = List "{ $name }"
list-ask-name = What should the list be called? Type a short name, for example "weekly".
list-saved = The list "{ $name }" is saved. Write "order { $name }" to order it.
list-name-taken = This name cannot be used. Please type another one.
list-nothing = There is nothing to save: the basket is empty.
list-renamed = The list is called "{ $name }" now.
list-deleted = The list "{ $name }" is deleted.
list-restored = The list "{ $name }" is back.
list-gone = This list is no longer there.
every-ask = How often should I remind you of "{ $name }"? Tap, or type a number of days.
every-now = { $count ->
        [one] Reminder every day
       *[other] Reminder every { $count } days
    }
every-set = { $count ->
        [one] I will remind you of "{ $name }" every day.
       *[other] I will remind you of "{ $name }" every { $count } days.
    }
every-off = I will not remind you of "{ $name }".
restock-reminder = It is time for your list "{ $name }": { $list }. Order it now?

## Changes of an order
button-change-order = Change the order
button-change-it = Change it
change-order-ask = What would you like to change in order { $number }?
change-fewer-ask = There are { $quantity } × { $name } in this order. How many shall it be? Type a number; 0 takes it out.
change-fewer-confirm = Order { $number }: { $got } × { $name } instead of { $wanted }. The total is then about { $now } instead of { $before }. Change it?
change-address-ask = Where should order { $number } go? Type street and town in one message, for example "Moi Avenue 12, Nairobi".
change-address-confirm = Order { $number } will go to: { $place }. Change it?
change-more = The price of { $name } is another one than in order { $number }. To get { $count } more, order them anew at today's price?
button-new-order = New order
change-short = The shop does not have enough for that. Order { $number } was not changed.
change-paid = Order { $number } was paid in the meantime, so it was not changed. A person can help: write "agent".
change-too-late = Order { $number } cannot be changed here any more. A person can help: write "agent".
order-changed = Order { $number } is changed.
