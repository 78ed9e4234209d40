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
