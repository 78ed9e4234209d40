### What the bot says, in English: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = I will write no more of my own accord: no promotions, and no news of your orders. I answer when you write. Reply START to change that.
data-coming = I am putting together what I know of you. It comes as a document in a moment.
data-here = This is all that I know of you. The document is a text in the form JSON, which other services can read.
forget-ask = Shall I forget you? I then erase this conversation, your name and address, your basket, your files and what you taught me. Orders in the shop stay with the shop, and a code that names nobody stays, so that nothing is charged twice. This cannot be undone.
forget-open = Something of yours is still open: an order, a quote, an auction or a dispute. It is finished first; then I forget you by myself.
button-forget = Erase my data
button-keep-data = Keep my data
forget-waits = I will forget you as soon as everything of yours is finished, in 90 days at the latest. Reply "forget me" again to see it, or to keep your data.
forgotten = Done: I have forgotten you. This is my last message. If you write again, we begin as strangers.
forget-kept = Your data stays.
