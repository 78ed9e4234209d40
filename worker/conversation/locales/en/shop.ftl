### What the bot says, in English. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = Welcome to { $shop }. You can browse, order and pay in this chat. Type what you need, for example "{ $example }", or tap below.
greet-again = Welcome back to { $shop }. Type what you need, for example "{ $example }", or tap below.
greet-basket = Welcome back to { $shop }. Your basket holds { $units ->
        [one] { $units } item
       *[other] { $units } items
    }, { $total }. Order it now?
greet-usual = Welcome back to { $shop }. Your last order { $number }: { $content }, { $total }. The same again?
hello-again = Hello again from { $shop }. We were in the middle of your order.
menu = Menu of { $shop }: what would you like to do? Choose below, or type a product name.
started-over = Let us start over.
started-over-basket-kept = Let us start over. Your basket is kept; reply "clear basket" to empty it.
shop-unnamed = our shop
example-word = rice
items-count = { $units ->
        [one] { $units } item
       *[other] { $units } items
    }
help = This is what works at any moment:
    • a product name or article number, for example "{ $example }", or several: "2 rice, 3 milk"
    • "menu", "basket", "checkout", "orders", "order 1042", "coupon CODE"
    • "quote", "auction", "complaint", "lists", "language"
    • "undo", "back", "start over"
    • "agent" for a person, "stop" for no promotions
choose-language = Which language should I use?
language-name = English
language-set = I speak English now.
speaking = I answer in English.
switch-here = For English, type "English".
welcome = You are welcome. Reply "menu" whenever you need something.

## Buttons and rows
button-add = Add { $quantity }
button-add-more = Add more
button-agent = Talk to a person
button-alternatives = See alternatives
button-back = Back
button-back-to-list = Back to the list
button-basket = Basket
button-bot = Back to assistant
button-browse = Browse products
button-cancel-order = Cancel order { $number }
button-cancel-this = Cancel this order
button-change = Change something
button-checkout = Checkout
button-choose = Choose { $attribute }
button-choose-any = Choose
button-clear = Empty the basket
button-continue = Continue
button-coupon = Use a coupon
button-help = How this works
button-keep-order = Keep the order
button-make-it = Make it { $quantity }
button-menu = Menu
button-order-again = Order it again
button-order-status = Order status
button-orders = My orders
button-other-amount = Other amount
button-other-payment = Pay differently
button-pay = Pay now
button-place-order = Place order
button-place-order-total = Order { $total }
button-remove = Remove
button-search = Search
button-see-basket = See basket
button-skip = Leave this out
button-still-stands = Yes, go on
button-start-over = Start over
button-try-again = Try again
button-undo = Undo
back = Back
more = More
more-detail = The next page
none-of-these = None of these
row-address = Address
row-delivery = Delivery
row-email = E-mail
row-keep = Keep it as it is
row-lines = Items in the basket
row-name = Name
row-order = Order { $number }
row-payment = Payment
coupon-off-row = Remove coupon { $code }
opener = Choose
opener-categories = Categories
opener-change = Choose
opener-delivery = Delivery
opener-lines = Choose an item
opener-languages = Languages
opener-menu = Open the menu
opener-orders = My orders
opener-payment = Payment
opener-products = See products
opener-values = Choose
number-hint = Reply with a number:
footer-list = Tap, or type a number, a name, "back" or "menu".
footer-card = Or type an amount, for example "x3", or "back".
footer-added = To change the amount, type "make it 3".
footer-basket = Type "undo" for the last change, "menu" for the menu.
footer-summary = Nothing is ordered until you place the order.

## Browsing and searching
categories-top = What are you looking for?
categories-below = { $category }: choose a category.
all-here = Everything here
products-in = { $category }
or-search = It may be quicker to type what you are looking for.
category-gone = This category is no longer there.
category-empty = There is nothing in { $category } at the moment.
nothing-sold = There is nothing to buy here at the moment.
still-loading = The catalogue is still being loaded. Please try again in a minute.
ask-search = What are you looking for? Type a name or an article number, for example "{ $example }".
found = { $count ->
        [one] I found this for "{ $words }":
       *[other] I found these { $count } for "{ $words }":
    }
nothing-found = I found nothing for "{ $words }".
none-of-these-then = Then let us look elsewhere: choose a category, type other words, or ask a person.
old-list = That message is from before; this is where we are now.

## One product
price-from = from { $price }
price-on-request = Price on request
on-request = Price on request
sold-out = Sold out
comes-later = Comes later
in-stock = In stock
in-stock-count = In stock: { $left }
out-of-stock = Out of stock at the moment
not-sold-now = Not for sale at the moment
backorder = Can be ordered, is delivered later
article-number = Article { $sku }
one-per-order = One per order
product-gone = This product is no longer sold.
alternatives-to = Instead of { $name } you can have:
no-alternatives = There is nothing similar to { $name } at the moment.
choose-value = { $name }{ $chosen }: which { $attribute }?
combination-gone = This combination is no longer sold. Please choose again.
how-many = How many?
type-amount = How many of { $name }? Type a number, for example "12".
amount-noted = Noted: { $quantity }.
amount-out-of-range = Please type a whole number from 1 to { $max }.
only-so-many = Only { $left } left of { $name }.
at-most = At most { $max } of { $name } can be ordered at once.
this-article = this article

## Basket
added = Added: { $quantity } × { $name }.
now-in-basket = The basket now has { $quantity } × { $name }.
basket-now = Basket: { $units ->
        [one] { $units } item
       *[other] { $units } items
    }, { $total } in all, with delivery and tax where they apply.
basket-head = Your basket ({ $units ->
        [one] { $units } item
       *[other] { $units } items
    })
basket-empty = Your basket is empty.
basket-complaint = Something in the basket cannot be ordered as it stands. Please change or remove it.
basket-rebuilt = Your basket had run out in the shop. I put it together again at today's prices.
more-lines = { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
total-items = Items: { $amount }
total-discount = Discount ({ $coupons }): -{ $amount }
total-delivery = Delivery ({ $name }): { $amount }
total-tax = Tax: { $amount }
total-all = Total: { $amount }
choose-line = Which one would you like to change?
change-line = { $quantity } × { $name }
    { $each } each, { $total } together.
    Type the new amount, or tap.
line-gone = This item is no longer in the basket.
line-removed = Removed: { $name }.
line-set = Now { $quantity } × { $name }.
cleared = The basket is empty now. "undo" brings it back.
undone = Your last change is undone.
nothing-to-undo = There is nothing to undo: only your last change can be undone. Reply "basket" or "menu" to go on.
ask-coupon = Please type the code of the coupon, or "back".
coupon-applied = The coupon { $code } is applied.
coupon-removed = The coupon { $code } is removed.
coupon-unknown = The shop does not accept the coupon "{ $code }": it does not exist, has ended, or does not fit this basket.
added-many = Added:
    { $list }
missing-many = Not added:
    { $list }
missing-not-sold = { $name }: not sold any more
missing-not-found = { $name }: not found
missing-needs-choice = { $name } comes in several kinds. Please choose it by itself afterwards.
missing-sold-out = { $name } cannot be ordered at the moment.
nothing-added = Nothing was added to the basket.
which-one = { $quantity } × "{ $words }": which one do you mean?
list-aside = The rest of your list waits; it is not in the basket yet:
    { $list }
    Reply "continue" to go on with it.
not-in-basket = "{ $words }" is not in your basket.
list-too-long = one list takes { $max } lines; please send the other { $count } afterwards

## Checkout
ask-name = What name should be on the order?
ask-email = Which e-mail address should the shop send the receipt to? It takes no order without one.
ask-phone = Which phone number may the courier call?
ask-address = Where shall we deliver? Type street and town in one message, for example "Moi Avenue 12, Nairobi", or send your location below.
ask-billing-address = What is your address for the invoice? Type street and town in one message, for example "Moi Avenue 12, Nairobi".
ask-city = Which town is it in?
ask-state = Which state or county is it in?
ask-postcode = Which postal code does the address have?
ask-country = Which country is it in? Please type its code with two letters, for example "KE".
not-a-name = I need a name with letters, for example "Asha Kamau".
not-an-email = I need an e-mail address, for example "asha@example.com".
not-a-phone = I need a phone number, for example "+254 712 345678".
not-an-address = I need street and town in words, for example "Moi Avenue 12, Nairobi".
not-a-town = I need the name of a town, for example "Nairobi".
not-a-country = I need the code of a country with two letters, for example "KE".
answer-too-long = That is too long to fit on the order. Please send a shorter version.
wrong-again = If it does not work out, a person can help.
field-refused = The shop does not accept "{ $value }".
address-refused = The shop does not accept this address.
address-kept = I noted this address for your next order.
pin-name = Location sent by phone
no-delivery-there = The shop does not deliver to { $city }. Is there another address?
nothing-to-pay = nothing to pay
no-payment = The shop offers no way to pay for this basket in the chat.
choose-delivery = How shall we deliver to { $city }?
choose-payment = Total: { $total }. How would you like to pay?
change-what = What would you like to change?
summary-head = Your order ({ $units ->
        [one] { $units } item
       *[other] { $units } items
    })
summary-to = For: { $name }, { $place }
summary-payment = Payment: { $payment }
summary-unclear-before = Please note: it is not yet clear whether your earlier order was placed. If it was, this would be a second one.

## Placing
placing-first = Your order is being placed. I will tell you as soon as the shop answers.
placing-again = One moment, the order is on its way to the shop. It is placed once, however often you tap.
placing-still = The shop is still working on your order. Nothing more is needed from you.
placing-slow = The shop has not answered yet. Nothing is lost: I keep asking and will tell you what becomes of your order. Please do not order again meanwhile.
placing-unclear = The shop gave no clear answer, so I do not know yet whether your order was placed. Our staff are looking at it and will write to you. Please do not order the same again until then.
placed = Thank you. Your order { $number } is placed. Total: { $total }.
next-cash-on-delivery = You pay { $total } when it is delivered. Reply "orders" to follow it, or "agent" to change it.
next-bank = Please transfer { $total } with the reference { $number }:
    { $details }
next-bank-later = Please pay { $total } by bank transfer. The shop sends you the bank details by e-mail.
next-pay-link = Please pay { $total } on the page below. The order is packed after that.
next-general = Payment: { $payment }. Reply "orders" to follow it, or "agent" to change it.
oversold = Please note: several buyers ordered { $name } at the same moment, and the shop has less than was ordered. Your order stands; part of it may come later. Write "agent" if that does not suit you.
shortfall-line = { $name }: { $got } instead of { $wanted }
shortened = The shop had less left than you confirmed. Your order { $number } is placed with what was left. The total is now { $total }. Keep it, or cancel it?
basket-changed = Nothing is ordered yet, because something changed in the meantime:
diff-gone = { $name }: no longer available
diff-new = { $name }: { $quantity } are in the basket now
diff-price = { $name }: the price is { $now }, it was { $before }
diff-quantity = { $name }: { $now } instead of { $before }
diff-total = The total is { $now }, it was { $before }
not-placed = The order was not placed, and nothing was charged. { $why }
place-unavailable = The shop could not be reached. Nothing was ordered and nothing was charged. Please try again in a few minutes.

## What the shop refuses
refused-out-of-stock = { $name } is out of stock.
refused-not-enough = There is not enough left of { $name }.
refused-too-many = That is more of { $name } than can be ordered at once.
refused-one-per-order = Only one of { $name } can be ordered at once.
refused-not-sold = { $name } is not sold at the moment.
refused-choice = This kind of { $name } is not there. Please choose again.
refused-coupon = The coupon is not accepted.
refused-coupon-absent = This coupon is not in the basket.
refused-no-delivery = The shop does not deliver to this address.
refused-payment = This way to pay is not accepted any more.
refused-empty = The basket is empty.
refused-other = The shop did not accept it. Please try again, or ask a person.
shop-unavailable = The shop cannot be reached at the moment. Nothing was changed and nothing was charged. Please try again in a minute.
shop-unknown = The shop did not confirm the change, so it may have happened or not. Nothing was charged. Please have a look.

## Orders
orders-head = { $count ->
        [one] Your latest order:
       *[other] Your latest { $count } orders:
    }
no-orders = I have found no order of yours yet.
order-unknown = I cannot find an order { $number } of yours.
order-head = Order { $number }: { $status }
order-foot = Total: { $total }. Ordered on { $date }. Payment: { $payment }.
cancelled = Order { $number } is cancelled. Nothing will be delivered.
not-cancelled = Order { $number } could not be cancelled any more. A person can help.
cancel-ask = Cancel order { $number }? { $content }, { $total }. Nothing will be delivered.
cancel-which = Which order would you like to cancel?
cancel-hint = To cancel it, write "cancel order { $number }".
cancel-paid = Order { $number } is paid: { $total }. The shop's staff have to cancel it and send the money back. Shall I ask them to?
button-ask-shop = Ask the shop
cancel-wished = I have left the shop's staff a note: you want order { $number } cancelled and { $total } back. Until they decide, the order stands. You will hear of it here.
cancelled-paid = Order { $number } is cancelled, but its payment arrived at the same moment. I have left the shop's staff a note to send { $total } back.
paid-meanwhile = Your payment of order { $number } arrived in the meantime, so it was not cancelled.
note-not-left = I could not leave the shop's staff a note about order { $number }. Please write "agent", and a person takes care of it.
order-moved-on = The shop changed order { $number } in the meantime, so nothing was done. This is how it stands now.
cancelled-already = Order { $number } is already cancelled or refunded.
order-kept = Order { $number } stays as it is.
status-draft = not finished
status-pending = waiting for payment
status-processing = being prepared
status-on-hold = waiting until the payment is confirmed
status-completed = completed
status-cancelled = cancelled
status-refunded = refunded
status-failed = payment failed

## News of an order
news-processing = Order { $number } is being prepared now.
news-paid = Thank you, the payment for order { $number } has arrived. The order is being prepared now.
news-on-hold = Order { $number } is waiting for the payment to be confirmed.
news-pending = Order { $number } is waiting for payment: { $total }.
news-completed = Order { $number } is completed. Thank you.
news-shipped = Order { $number } is on its way.
news-tracking = Tracking ({ $carrier }): { $tracking }
news-cancelled = Order { $number } was cancelled. Nothing will be delivered.
news-refunded = Order { $number } was refunded: { $amount }.
news-refunded-part = Part of order { $number } was refunded: { $amount }.
news-failed = The payment for order { $number } did not go through. Nothing was charged.
news-total = The shop changed order { $number }. The total is now { $now }, it was { $before }.
news-status = News of order { $number }. Status: { $status }.

## A person, promotions
agent-coming = A person will answer you here. Until then I am silent; I come back when you reply "menu", or after { $hours } hours.
bot-back = I am back.
bot-back-after-agent = This is the shop's assistant again. Reply "menu" to go on, or "agent" for a person.
stopped = You will get no more promotions. News about your orders continues; STOP ALL ends that too. Reply START to get promotions again.
stopped-already = You already get no promotions. News about your orders continues; STOP ALL ends that too. Reply START to change that.
started-again = You will get promotions and news about your orders again. Reply STOP to end promotions, STOP ALL to end everything.

## Not understood
expected-amount = I expected an amount, for example "3", or a product such as "{ $example }".
expected-number = I expected a number from the list, for example "2", or a product such as "{ $example }".
expected-product = I expected a product such as "{ $example }", or a word such as "menu".
expected-coupon = I expected the code of a coupon, one word, for example "SAVE10". Reply "basket" to go on without one.
expected-confirm = I expected "yes" to place the order, or "no" to change something.
miss-likeliest = I am not sure what you mean. Is it one of these?
miss-agent = Sorry, I still do not understand. Would you like a person to help?
cannot-listen = I can't listen to voice notes yet. Please type it, or tap below for a person.
cannot-see-image = I can't look at pictures yet. Please type what you need, or tap below for a person.
cannot-see-video = I can't watch videos yet. Please type what you need, or tap below for a person.
cannot-read-document = I can't read documents yet. Please type what you need, or tap below for a person.
cannot-read = I can't read this kind of message yet. Please type what you need, or tap below for a person.

## Late
late = Sorry, your message reached me only now. Do you still want this? Nothing has been done yet.
late-words = Sorry, your message "{ $words }" reached me only now. Do you still want this? Nothing has been done yet.

## After a pause
paused = { $what } Would you like to continue?
were-choosing-delivery = You were choosing the delivery for { $units ->
        [one] { $units } item
       *[other] { $units } items
    }.
were-choosing-payment = You were choosing how to pay for { $units ->
        [one] { $units } item
       *[other] { $units } items
    }.
were-giving-address = You were giving the address for { $units ->
        [one] { $units } item
       *[other] { $units } items
    }.
were-choosing-product = You were choosing a product.
were-ordering = You were ordering { $units ->
        [one] { $units } item
       *[other] { $units } items
    }.
were-here = This is where you were.

# A defect of ours
our-fault = Sorry, something went wrong on our side. Nothing was changed. Please try again, or write *agent* to reach a person.
