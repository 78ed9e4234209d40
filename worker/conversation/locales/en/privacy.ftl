### What the bot says, in English: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = I will not write to you on my own any more: no promotions, and no news of your orders. I answer when you write. Reply START to change that.
data-coming = I am putting together what I know about you. It will come as a document in a moment.
data-here = This is all that I know about you. The document is in JSON, a form of text that other services can read.
forget-ask = Shall I forget you? This erases our conversation, your name and address, your basket, your files and what you taught me. Your orders stay with the shop, and a code without your name stays so that nothing is charged twice. This cannot be undone.
forget-open = Something of yours is still open: an order, a quote, an auction or a dispute. It will be finished first; then I forget you by myself.
button-forget = Erase my data
button-keep-data = Keep my data
forget-waits = I will forget you as soon as everything of yours is finished, in 90 days at the latest. Reply "forget me" again to see it, or to keep your data.
forgotten = Done: I have forgotten you. This is my last message. If you write again, we start as strangers.
forget-kept = I keep your data.
