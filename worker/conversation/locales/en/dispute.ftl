### What the bot says, in English: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name } of { $shop } is writing to you now. I am silent until they are done.
staff-left = { $name } has left the chat.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = Which order is it about?
dispute-no-orders = I found no order of yours that is recent enough for a dispute. A person can help you.
dispute-not-this-order = Order { $number } is too old for a dispute, or it was not placed. A person can help you.
dispute-too-many = You have as many open disputes as there may be. A person can help you with another one.
dispute-scope = Order { $number }: what is it about?
row-dispute-whole = The whole order
row-dispute-other = Another order
dispute-reason = { $what }: what went wrong?
row-reason-not-arrived = It did not arrive
row-reason-damaged = Damaged or spoilt
row-reason-wrong = Something else came
row-reason-missing = Something is missing
row-reason-quality = Not as described
row-reason-other = Something else
dispute-wish = What would you like?
row-wish-refund = All the money back
row-wish-part = A part of the money
row-wish-replacement = A replacement
row-wish-return = Send back for refund
row-wish-other = Something else
opener-dispute = Choose

# Evidence
dispute-head = Dispute { $case }, order { $number }: { $reason }.
dispute-opened = Your dispute { $case } is opened.
dispute-ask-evidence = Send photos, a video, a voice note or a document, or describe it in words. { $hint }
dispute-sends-itself = If you do nothing, I will send it to the shop: { $until }.
hint-not-arrived = It helps to know when and where you expected it.
hint-damaged = Best are photos of the damage, the packaging and the label.
hint-wrong = Best are photos of what came and of its label.
hint-missing = Best are photos of everything that came and of the delivery note.
hint-quality = Best are photos of what is not as described.
hint-other = Best is whatever shows the problem.
dispute-piece-noted = Noted. Files so far: { $count }, at most { $max }. Add more, or send it to the shop.
dispute-full = A dispute takes at most { $max } files and as many texts. What came before is kept.
dispute-noted = Noted. Add more, or send it to the shop.
dispute-piece-lost = File { $count } could not be kept: it is too large, or of a kind that I cannot take. Please send it as a photo or a PDF.
dispute-overheard = What you send here is also added to your case { $case }.
dispute-sent = Sent to the shop: { $date }. To take it back, tap "{ $button }".
dispute-sent-by-clock = The time to add something is over, so I have sent your dispute to the shop.

# Where it stands
dispute-collecting = Your turn until { $until }: add what shows the problem, then send it to the shop.
dispute-submitted = The shop's turn until { $until }.
dispute-escalated = It is now with the shop's management. Their turn until { $until }.
dispute-stuck = What was agreed could not be done automatically. A person will take care of it by { $until }; you need not do anything.
dispute-offered-refund = { $name } offers to pay back { $amount }. Your turn until { $until }.
dispute-offered-replacement = { $name } offers to send the goods once more, at no cost. Your turn until { $until }.
dispute-offered-return = { $name } offers { $amount } if you send the goods back. Your turn until { $until }.
dispute-declined = { $name } offers nothing: "{ $words }". Your turn until { $until }: accept that, or appeal once.
dispute-returning = Please send the goods back. You get { $amount } when they have arrived. Your turn until { $until }.
dispute-returned = The goods are on their way back. The shop's turn until { $until }.
dispute-paying = Agreed. The refund of { $amount } is being booked.
dispute-replacing = Agreed. The replacement is being ordered.
dispute-paid = Done: the refund of { $amount } is booked. How long it takes to reach you depends on how you paid.
dispute-replaced = Done: order { $number } brings you the goods once more, at no cost.
dispute-resolved = Resolved by { $name }: "{ $words }".
dispute-over = It is over
dispute-withdrawn = You took it back.
dispute-silence-appeal = It was closed because you did not answer. You may appeal once.
dispute-silence = It was closed because you did not answer.
dispute-agreed = It is closed, as you agreed. Nothing will be paid.
dispute-final = It is closed. The shop offers nothing after your appeal either.
dispute-unanswered = It was closed because the shop did not answer. The case file shows everything that was said.
dispute-turn-yours = Your turn until { $until }
dispute-turn-shop = The shop's turn until { $until }
dispute-late = The shop is late. I have reminded them.
dispute-reminder = A reminder:
dispute-cases = Your disputes:
dispute-file = The case file of { $case }, seal { $hash }. If anything in it is changed, the seal no longer fits.

# Asking
dispute-why-reject = Why does the offer not suit you? Write it in one message, or tap to skip.
dispute-why-appeal = Why do you appeal? Write it in one message, or tap to skip.
dispute-how-sent = How did you send it? Write the carrier and the number, or tap to skip.
dispute-withdraw-sure = Take dispute { $case } back? This cannot be undone.
dispute-old-offer = That offer is no longer open. This is where it stands:
dispute-not-now = That is not possible now. This is where it stands:

# Buttons
button-send-case = Send to the shop
button-withdraw = Take it back
button-withdraw-now = Yes, take it back
button-keep-case = Keep it open
button-add-evidence = Add something
button-accept-offer = Accept the offer
button-reject-offer = Turn it down
button-case-file = Case file
button-appeal = Appeal
button-agree = Accept that
button-sent-back = I have sent it back
button-escalate = Ask the management
button-problem = Report a problem
button-no-words = Skip
