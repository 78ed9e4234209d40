### What the bot says, in English: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = New auction
button-auction-open = Open the auction
button-auction-rules = Change the rules
button-auction-discard = Discard
button-auction-place = My usual address
button-auction-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
button-auction-now = At once
button-auction-named = That's all of them
button-auction-suppliers = Suppliers ({ $count })
button-auction-invite-all = Invite all of them
button-auction-join = Take part
button-auction-decline = Not this time
button-auction-floor = Bid for me
button-auction-floor-off = Stop bidding for me
button-auction-look = How it stands
button-auction-take = Take this bid
button-auction-next = Ask the next best
button-auction-take-none = Take none
button-auction-cancel = Call it off
button-auction-cancel-sure = Yes, call it off
button-auction-keep = Keep it running
button-auction-sheet = Audit sheet
button-auction-withdraw = I cannot deliver
button-auction-list = My auctions
row-auction-seen = What bidders see
row-auction-step = Step of the bids
row-auction-least = Bidders needed
row-auction-opens = Beginning
row-auction-ends = Length
row-auction-bidders = Who may bid
row-auction-best = The best price
row-auction-rank = Their rank only
row-auction-sealed = Nothing (sealed)
auction-bid-title = Bid { $price }

## Putting one together
auction-ask-what = Your suppliers will bid each other down. What do you need? For example: 200 bags of cement max 850 4h
auction-ask-quantity = { $what }: how many do you need?
auction-ask-ceiling = { $what }: what is the highest price for one, in { $code } and before tax? Bids go down from there.
auction-ask-place = Where should it be delivered? Type the place or send a pin.
auction-ask-ends = How long should bidding run? Tap, or type something like 90 min, 2 d or until Friday 15:00.
auction-ask-bidders = Who may bid? Send contact cards, or type numbers with the country code, for example: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] 1 supplier so far. Send more, or go on.
   *[other] { $count } suppliers so far. Send more, or go on.
}
auction-suppliers = { $count ->
    [one] The shop knows 1 supplier for this:
   *[other] The shop knows { $count } suppliers for this:
}
auction-suppliers-pick = Invite all of them, or type the numbers of those you want, for example 1 3. You can add others by their phone number.
auction-ask-rule = Which rule do you want to change?
auction-ask-seen = What should bidders see of each other while it runs?
auction-ask-step = By how much must a bid be lower? Type a part (1 %), an amount (50), or amounts by price (0:10 5000:50).
auction-ask-least = How many suppliers must bid at least? With fewer, nothing is awarded.
auction-ask-opens = When should bidding begin? Tap, or type something like 30 min or Friday 9:00.
auction-summary = Auction: { $what }
    At most { $price } each ({ $total } in all), before tax
    Deliver to: { $place }
auction-from-to = From { $date } to { $now }
auction-step-is = Step: { $amount }
auction-extends = { $count ->
    [one] Runs 1 minute longer if the leader changes near the end.
   *[other] Runs { $count } minutes longer if the leader changes near the end.
}
auction-invites = { $count ->
    [one] 1 supplier is invited; at least { $wanted } must bid.
   *[other] { $count } suppliers are invited; at least { $wanted } must bid.
}
auction-opening = { $count ->
    [one] I am opening the auction and inviting 1 supplier.
   *[other] I am opening the auction and inviting { $count } suppliers.
}
auction-discarded = Nothing was opened, and nobody was invited.
auction-not-understood = I could not read that.
auction-times-wrong = That cannot be: it must end after it begins, not in the past, and within 60 days.
auction-not-now = That is not possible at the moment.

## How it stands
auction-see-nothing = Sealed: bidders see nothing of each other and may replace their bid until the end.
auction-see-rank = Bidders see their own rank, not the prices.
auction-see-best = Bidders see the best price.
auction-ends = Ends { $date }.
auction-ends-or-later = { $count ->
    [one] Ends { $date }; 1 min longer if the leader changes late.
   *[other] Ends { $date }; { $count } min longer if the leader changes late.
}
auction-next-sealed = You may bid up to { $price } and replace your bid until the end.
auction-next-below = Next bid at most { $price } ({ $amount } below { $before }).
auction-next-first = First bid at most { $price }.
auction-head = Auction { $number }: { $what }
auction-begins = Bidding begins { $date }.
auction-ceiling = At most { $price } each.
auction-deciding = Bidding is over. The buyer decides by { $date }.
auction-over-awarded = Awarded at { $price } each.
auction-over-cancelled = It was called off.
auction-over-too-few = Too few suppliers bid, so nothing is awarded.
auction-over-declined = The buyer took none of the bids.
auction-over-nobody = No bid is left to take.
auction-over-lapsed = No decision came in time, so it lapsed.
auction-best-of = { $count ->
    [one] Best bid: { $price }. 1 supplier has bid.
   *[other] Best bid: { $price }. { $count } suppliers have bid.
}
auction-bids-so-far = { $count ->
    [0] No supplier has bid yet.
    [one] 1 supplier has bid.
   *[other] { $count } suppliers have bid.
}
auction-you-lead = You lead with { $price }.
auction-you-and-best = Your bid: { $price }. The best: { $now }.
auction-your-rank = Your bid: { $price }. Your rank: { $count }.
auction-your-bid = Your bid: { $price }.
auction-best-now = The best bid: { $price }.
auction-none = You have no auctions yet. In one, your suppliers bid each other down.
auction-yours = Yours
auction-you-bid = You bid
auction-list = Your auctions:
auction-state-planned = not begun
auction-state-open = running
auction-state-deciding = to be decided
auction-state-awarded = awarded
auction-state-over = over
auction-gone = I no longer know that auction.

## Bids
auction-why-not-open = bidding begins { $date }
auction-why-late = bidding ended { $date }
auction-why-not-joined = you do not take part; tap "Take part" first
auction-why-nothing-below = no lower bid is possible
auction-why-ceiling = the highest price is { $price }
auction-why-leading = you lead already, and a lower bid would only cost you
auction-why-too-high = it must be at most { $price }
auction-why-unchanged = it is your bid already
auction-why-no-floor = in a sealed auction nobody bids for you
auction-why-too-many = you have bid too often in this auction
auction-ask-floor = How far down may I bid for you? I bid only as low as I must. Type a price for one, at most { $price }. Others never see it.
auction-sure-bid = { $price } each ({ $total } in all) is much lower than it has to be. Bid that?
auction-ask-cancel = { $count ->
    [0] Call off auction { $number }? Nobody takes part yet.
    [one] Call off auction { $number }? 1 supplier takes part and will be told.
   *[other] Call off auction { $number }? { $count } suppliers take part and will be told.
}
auction-bid-refused = Your bid of { $price } does not count: { $why }.
auction-bid-by-floor = I bid { $price } for you.
auction-bid-taken = Your bid of { $price } counts.
auction-floor-refused = I cannot bid down to { $price } for you: { $why }.
auction-floor-off = I no longer bid for you. Your last bid stands.
auction-floor-taken = I bid for you, down to { $price }.
auction-receipt = Receipt { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] The auction is announced; 1 supplier is invited.
   *[other] The auction is announced; { $count } suppliers are invited.
}
auction-invited = A buyer at { $shop } invites you to bid: your price for one, before tax. Delivery: { $place }
auction-joined = { $name } takes part in { $number } ({ $got } of { $count }).
auction-declined = { $name } does not take part in { $number }.
auction-began = Bidding in { $number } has begun.
auction-outbid = Somebody bid lower than you in { $number }.
auction-new-best = New best bid in { $number }: { $price } ({ $total } in all).
auction-extended = { $number } goes on until { $date }: a late bid took the lead.
auction-closed = Bidding in { $number } is over.
auction-proposed = Bidding in { $number } is over ({ $what }).
    Best bid: { $price } each, { $total } in all before tax, by { $name }.
    Bidders: { $count }. Please decide by { $date }.
auction-won = You won { $number }: { $what } at { $price } each, { $total } in all before tax. Deliver to: { $place }
auction-lost = { $number } is decided. Your bid was not taken this time.
auction-passed-over = The buyer of { $number } passed over your bid.
auction-awarded = { $number } is awarded to { $name } at { $price } each, { $total } in all before tax. Both sides are told.
auction-withdrawn = { $name } cannot deliver { $number }.
auction-cancelled = { $number } was called off.
auction-bidder = Bidder { $number }
auction-sheet-later = The audit sheet comes once bidding is over: until then nobody may see the bids.
auction-sheet-long = The audit sheet of { $number } is too long for a chat. The shop has it.
auction-sheet-is = The audit sheet of { $number }: every bid with its hash. Compare it with your receipts.
auction-ordered = The award of { $number } is now order { $code }: { $total } with tax.
auction-order-failed = The award of { $number } stands, but the shop has not turned it into an order yet. Its staff will.
auction-order-off = Order { $code } of that award is cancelled.
auction-order-stays = Order { $code } of that award is under way already. The shop's staff will see to it.
auction-you-take-part = You take part in { $number }.
auction-you-stay-out = You do not take part in { $number }. If you change your mind, tap "Take part".
auction-you-withdrew = Noted: you cannot deliver { $number }. The buyer is asked about the next best bid.
row-auction-extend = Extension
auction-ask-extend = By how many minutes should a late leading bid move the end? Type 0 for not at all.
