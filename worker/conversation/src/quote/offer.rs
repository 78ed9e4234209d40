//! A quote as the buyer sees it, whose turn it is and until when, and the buyer's answers to an offer by taps and in words:
//! a price of their own, another amount, a reason why not.

use domain::{Money, ids::OrderId, outbound::fit};

use super::{
    Act, Origin, Per, Screen,
    deal::{Bid, NotNow, Quote, Stage},
    ids::REASONS,
    request, shop,
    terms::Terms,
    time::iso_date,
};
use crate::{
    choices::Act as Choose,
    effect::LineChange,
    format::Form,
    phrases::{self, Amount, QUANTITY_MAX},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS, Screen as Shown},
    state::State,
    states::{help, search},
    text::{Arg, Text},
    zone,
};

/// Lines of an offer that are shown; the document has all.
const LINES_SHOWN_MAX: usize = 6;
/// Prices by amount that are shown.
const TIERS_SHOWN_MAX: usize = 4;
/// Longest reason that is passed on, in units.
const REASON_MAX: usize = 300;

fn go(scene: &mut Scene, screen: Screen) {
    scene.go(State::Quote(screen));
}

/// Writes the day on which a quote's time ends.
pub fn due(scene: &Scene, order: OrderId) -> String {
    let due_ms = scene.talk.quotes.quote(order).and_then(|quote| quote.due_ms);
    due_ms.map_or_else(String::new, |due_ms| day(scene.talk.form(), due_ms))
}

/// Writes the day of a time as the buyer's calendar has it; in UTC, and saying so, where their zone is not known.
pub fn day(form: Form<'_>, at_ms: i64) -> String {
    match zone::ahead_ms(form.country, at_ms) {
        Some(ahead_ms) => form.date(&iso_date(at_ms.saturating_add(ahead_ms))),
        None => format!("{} (UTC)", form.date(&iso_date(at_ms))),
    }
}

/// The quote that is open, the list of several, or a new request.
pub fn open(scene: &mut Scene) {
    if scene.talk.quotes.is_sending() {
        return request::still(scene);
    }
    let open: Vec<OrderId> =
        scene.talk.quotes.quotes.iter().filter(|quote| quote.is_open()).map(|quote| quote.order).collect();
    match open.as_slice() {
        [] if scene.talk.quotes.quotes.is_empty() => request::begin(scene),
        [only] if scene.talk.quotes.draft.is_none() => show(scene, *only),
        _ => list(scene),
    }
}

/// Lists the quotes.
pub fn list(scene: &mut Scene) {
    let quotes: Vec<Quote> = scene.talk.quotes.quotes.iter().rev().take(PAGE_ROWS - 1).cloned().collect();
    if quotes.is_empty() {
        return request::begin(scene);
    }
    go(scene, Screen::List);
    let mut choices: Vec<Choice> = Vec::new();
    for quote in &quotes {
        let title = scene.t(Text::RowQuote, &[("number", fit(&quote.number, 12).into())]);
        let detail = format!("{} · {}", stage_words(scene, quote.stage), quote.what);
        choices.push(Choice::new(Choose::Quote(Act::Show(quote.order)), title).detailed(fit(&detail, 70)));
    }
    choices.push(scene.choice(Choose::Quote(Act::Begin), Text::RowQuoteNew));
    let body = scene.t(Text::QuoteListHead, &[]);
    let opener = scene.t(Text::OpenerQuote, &[]);
    scene.show(Shown { body, choices, opener, as_list: true, ..Shown::default() });
}

/// Says where a quote stands, in a word or two.
pub fn stage_words(scene: &Scene, stage: Stage) -> String {
    let text = match stage {
        Stage::Requested | Stage::Countered => Text::QuoteStageShop,
        Stage::Offered => Text::QuoteStageYou,
        Stage::Ordering => Text::QuoteStageOrdering,
        Stage::Ordered => Text::QuoteStageOrdered,
        Stage::Declined => Text::QuoteStageDeclined,
        Stage::Rejected => Text::QuoteStageRejected,
        Stage::Withdrawn => Text::QuoteStageWithdrawn,
        Stage::Expired => Text::QuoteStageExpired,
    };
    scene.t(text, &[])
}

/// Shows a quote.
pub fn show(scene: &mut Scene, order: OrderId) {
    let Some(screen) = screen(scene, order) else { return list(scene) };
    go(scene, Screen::Offer { order });
    scene.show(screen);
}

/// Builds what is shown of a quote.
pub fn screen(scene: &mut Scene, order: OrderId) -> Option<Shown> {
    let now_ms = scene.around.now_ms;
    if let Some(quote) = scene.talk.quotes.quote_mut(order)
        && quote.expire(now_ms)
    {
        scene.talk.quotes.owe(order, None);
    }
    let quote = scene.talk.quotes.quote(order)?.clone();
    let number = Arg::Words(short(&quote.number));
    let date = Arg::Words(due(scene, order));
    let quoted = |act| Choose::Quote(act);
    let begin = (quoted(Act::Begin), Text::ButtonQuoteNew);
    let menu = (Choose::Menu, Text::ButtonMenu);
    let agent = (Choose::Agent, Text::ButtonAgent);
    let (text, rows) = match quote.stage {
        Stage::Requested | Stage::Countered => {
            let text =
                if quote.stage == Stage::Requested { Text::QuoteAtRequested } else { Text::QuoteAtCountered };
            (text, vec![(quoted(Act::Withdraw(order)), Text::ButtonQuoteWithdraw), agent, menu])
        }
        Stage::Offered => {
            let mark = quote.terms.as_ref().map(|terms| terms.mark()).unwrap_or_default();
            let accept = (quoted(Act::Accept { order, mark: mark.clone() }), Text::ButtonQuoteAccept);
            let price = (quoted(Act::Price { order, mark: mark.clone() }), Text::ButtonQuotePrice);
            let reject = (quoted(Act::Reject { order, mark }), Text::ButtonQuoteReject);
            let more = (quoted(Act::More(order)), Text::ButtonQuoteMore);
            let has_rounds = quote.rounds_left(&scene.around.quotes) > 0;
            (Text::QuoteAtOffered, vec![accept, if has_rounds { price } else { reject }, more])
        }
        Stage::Ordering => (Text::QuoteOrdering, vec![agent, menu]),
        Stage::Ordered => {
            let look = (Choose::Order(quote.number.clone()), Text::ButtonOrderStatus);
            (Text::QuoteAtOrdered, vec![look, begin, menu])
        }
        Stage::Declined => (Text::QuoteAtDeclined, vec![begin, agent, menu]),
        Stage::Rejected => (Text::QuoteAtRejected, vec![begin, agent, menu]),
        Stage::Withdrawn => (Text::QuoteAtWithdrawn, vec![begin, menu]),
        Stage::Expired => {
            (Text::QuoteAtExpired, vec![(quoted(Act::Renew(order)), Text::ButtonQuoteRenew), begin, menu])
        }
    };
    let total = quote.terms.as_ref().map_or_else(String::new, |terms| scene.money(&terms.total));
    let mut lines = vec![scene.t(text, &[("number", number), ("date", date), ("total", total.into())])];
    match (&quote.terms, quote.stage) {
        (Some(terms), Stage::Offered) => lines.extend(terms_lines(scene, terms)),
        _ if !quote.what.is_empty() => lines.push(quote.what.clone()),
        _ => {}
    }
    if let Some(bid) =
        quote.bid.as_ref().filter(|_| matches!(quote.stage, Stage::Requested | Stage::Countered))
    {
        lines.push(request::bid_words(scene, bid));
    }
    let choices = rows.into_iter().map(|(act, title)| scene.choice(act, title)).collect();
    Some(Shown { body: lines.join("\n"), choices, ..Shown::default() })
}

/// The lines of an offer, what it comes to, prices by amount, and the shop's word.
pub fn terms_lines(scene: &Scene, terms: &Terms) -> Vec<String> {
    let mut lines = Vec::new();
    for line in terms.lines.iter().take(LINES_SHOWN_MAX) {
        let each = scene.money(&line.unit());
        lines.push(format!(
            "{} × {} · {each} · {}",
            line.quantity,
            fit(&line.name, 44),
            scene.money(&line.total)
        ));
    }
    let hidden = terms.lines.len().saturating_sub(LINES_SHOWN_MAX);
    if hidden > 0 {
        lines.push(scene.t(Text::MoreLines, &[("count", hidden.into())]));
    }
    if terms.besides().minor != 0 {
        lines.push(scene.t(Text::QuoteBesides, &[("amount", scene.money(&terms.besides()).into())]));
    }
    if terms.tax().minor != 0 {
        lines.push(scene.t(Text::TotalTax, &[("amount", scene.money(&terms.tax()).into())]));
    }
    lines.push(scene.t(Text::TotalAll, &[("amount", scene.money(&terms.total).into())]));
    lines.extend(tier_lines(scene, terms).into_iter().take(TIERS_SHOWN_MAX));
    if !terms.words.is_empty() {
        lines.push(scene.t(Text::QuoteWords, &[("words", fit(&terms.words, 200).into())]));
    }
    lines
}

/// Prices by amount, one a line.
pub fn tier_lines(scene: &Scene, terms: &Terms) -> Vec<String> {
    let several = terms.lines.len() > 1;
    let line = |tier: &super::field::Tier| {
        let price = scene.money(&Money::from_minor(tier.unit_minor, terms.total.currency.clone()));
        let words = scene.t(Text::QuoteTier, &[("quantity", tier.from.into()), ("price", price.into())]);
        match terms.lines.get(tier.line).filter(|_| several) {
            Some(line) => format!("{}: {words}", fit(&line.name, 30)),
            None => words,
        }
    };
    terms.tiers.iter().map(line).collect()
}

/// What else can be done with an offer.
pub fn more(scene: &mut Scene, order: OrderId) {
    let Some(quote) = scene.talk.quotes.quote(order).cloned() else { return list(scene) };
    let Some(terms) = quote.terms.clone().filter(|_| quote.stage == Stage::Offered) else {
        return show(scene, order);
    };
    let mark = terms.mark();
    let mut rows = vec![(Choose::Quote(Act::Paper(order)), Text::RowQuotePaper)];
    if !terms.tiers.is_empty() {
        let line = terms.tiers.first().and_then(|tier| u32::try_from(tier.line).ok()).unwrap_or(0);
        rows.push((Choose::Quote(Act::Amount { order, mark: mark.clone(), line }), Text::RowQuoteAmount));
    }
    rows.push((Choose::Quote(Act::Reject { order, mark }), Text::ButtonQuoteReject));
    rows.push((Choose::Quote(Act::Withdraw(order)), Text::ButtonQuoteWithdraw));
    rows.push((Choose::Agent, Text::ButtonAgent));
    rows.push((Choose::Quote(Act::Show(order)), Text::Back));
    let choices = rows.into_iter().map(|(act, title)| scene.choice(act, title)).collect();
    go(scene, Screen::More { order });
    let args = [
        ("number", short(&quote.number).into()),
        ("date", due(scene, order).into()),
        ("total", scene.money(&terms.total).into()),
    ];
    let mut lines = vec![scene.t(Text::QuoteAtOffered, &args)];
    let left = quote.rounds_left(&scene.around.quotes);
    lines.push(scene.t(Text::QuoteRoundsLeft, &[("count", left.into())]));
    let opener = scene.t(Text::OpenerQuote, &[]);
    scene.show(Shown { body: lines.join("\n"), choices, opener, as_list: true, ..Shown::default() });
}

/// Says why a move does not count, and shows the quote as it stands.
pub fn not_now(scene: &mut Scene, order: OrderId, why: NotNow) {
    match why {
        NotNow::Turn => scene.note(Text::QuoteNotYourTurn, &[]),
        NotNow::OtherTerms => scene.note(Text::QuoteOtherTerms, &[]),
        NotNow::Rounds => scene.note(Text::QuoteNoRounds, &[]),
        // The quote itself says that its time is over.
        NotNow::Late => {}
    }
    show(scene, order);
    super::clock::schedule(scene, order);
}

/// Looks whether the buyer may answer; says so if not.
pub fn may_answer(scene: &mut Scene, order: OrderId, mark: &str) -> Option<Terms> {
    let Some(quote) = scene.talk.quotes.quote(order) else {
        list(scene);
        return None;
    };
    match quote.may_answer(mark, scene.around.now_ms).cloned() {
        Ok(terms) => Some(terms),
        Err(why) => {
            not_now(scene, order, why);
            None
        }
    }
}

fn current_mark(scene: &Scene, order: OrderId) -> String {
    let terms = scene.talk.quotes.quote(order).and_then(|quote| quote.terms.as_ref());
    terms.map(|terms| terms.mark()).unwrap_or_default()
}

/// Asks for a price.
pub fn ask_price(scene: &mut Scene, order: OrderId, mark: &str) {
    let Some(terms) = may_answer(scene, order, mark) else { return };
    let left = scene.talk.quotes.quote(order).map_or(0, |quote| quote.rounds_left(&scene.around.quotes));
    if left == 0 {
        return not_now(scene, order, NotNow::Rounds);
    }
    go(scene, Screen::Price { order });
    let args = [("total", scene.money(&terms.total).into()), ("count", left.into())];
    scene.ask(Text::QuoteAskOwnPrice, &args);
}

/// Asks for a price again.
pub fn price_again(scene: &mut Scene, order: OrderId) {
    let mark = current_mark(scene, order);
    ask_price(scene, order, &mark);
}

/// Reads what is written beside an offer: a price, a reason, something else.
pub fn said(scene: &mut Scene, order: OrderId, words: &str) {
    let stage = scene.talk.quotes.quote(order).map(|quote| quote.stage);
    if stage != Some(Stage::Offered) {
        return search::find(scene, words, None);
    }
    if read_price(scene, order, words).is_some() {
        return price_said(scene, order, words);
    }
    if crate::words::is_too_dear(words) {
        scene.note(Text::QuoteTooDear, &[]);
        return price_again(scene, order);
    }
    search::find(scene, words, None);
}

fn read_price(scene: &Scene, order: OrderId, words: &str) -> Option<super::price::Typed> {
    let terms = scene.talk.quotes.quote(order)?.terms.as_ref()?;
    super::price::read(words, scene.talk.language, &terms.total.currency)
}

/// Takes a price that was typed.
pub fn price_said(scene: &mut Scene, order: OrderId, words: &str) {
    let terms = scene.talk.quotes.quote(order).and_then(|quote| quote.terms.clone());
    let (Some(typed), Some(terms)) = (read_price(scene, order, words), terms) else {
        return help::wrong(scene, Text::QuoteNotAPrice);
    };
    match (typed.per, terms.lines.as_slice()) {
        (Per::Unit, [_]) => counter(scene, order, Bid { amount: typed.amount, is_each: true }),
        (Per::Unit, _) => scene.remark(Text::QuoteTotalOnly, &[]),
        (Per::Unsaid, [line]) if line.quantity > 1 => {
            let args = [("amount", scene.money(&typed.amount).into())];
            let body = scene.t(Text::QuoteWhich, &args);
            go(scene, Screen::Which { order, minor: typed.amount.minor });
            let choices = vec![
                scene.choice(Choose::Quote(Act::Which(Per::Unit)), Text::ButtonQuoteEach),
                scene.choice(Choose::Quote(Act::Which(Per::All)), Text::ButtonQuoteAll),
                scene.choice(Choose::Quote(Act::Show(order)), Text::Back),
            ];
            scene.offer(body, choices);
        }
        (Per::All | Per::Unsaid, _) => counter(scene, order, Bid { amount: typed.amount, is_each: false }),
    }
}

/// The price is for one, or for all.
pub fn which(scene: &mut Scene, per: Per) {
    let State::Quote(Screen::Which { order, minor }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let currency = scene.talk.quotes.quote(order).and_then(|quote| quote.terms.as_ref());
    let Some(currency) = currency.map(|terms| terms.total.currency.clone()) else {
        return show(scene, order);
    };
    counter(scene, order, Bid { amount: Money::from_minor(minor, currency), is_each: per == Per::Unit });
}

fn counter(scene: &mut Scene, order: OrderId, bid: Bid) {
    let (mark, now_ms, rules) =
        (current_mark(scene, order), scene.around.now_ms, scene.around.quotes.clone());
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return list(scene) };
    let text = format!(
        "The buyer proposes {}. Answer: change the prices, or write \"accept\", \"offer\" or \"decline: reason\" into wa_quote.",
        shop::bid_text(&bid)
    );
    match quote.counter(bid, &mark, now_ms, &rules) {
        Ok(()) => {
            shop::owe(scene, order, "price", text);
            scene.talk.misses = 0;
            show(scene, order);
            super::clock::schedule(scene, order);
        }
        Err(why) => not_now(scene, order, why),
    }
}

/// Asks how many, at prices by amount.
pub fn ask_amount(scene: &mut Scene, order: OrderId, mark: &str, line: u32) {
    let Some(terms) = may_answer(scene, order, mark) else { return };
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    let Some(held) = terms.lines.get(line) else { return show(scene, order) };
    go(scene, Screen::Amount { order, line });
    let question = scene.t(Text::QuoteAskAmount, &[("name", short(&held.name).into())]);
    let body = format!("{question}\n{}", tier_lines(scene, &terms).join("\n"));
    scene.offer(body, Vec::new());
}

/// Asks for the amount again.
pub fn amount_again(scene: &mut Scene, order: OrderId, line: usize) {
    let mark = current_mark(scene, order);
    ask_amount(scene, order, &mark, u32::try_from(line).unwrap_or(0));
}

/// Reads an amount.
pub fn amount_said(scene: &mut Scene, order: OrderId, line: usize, words: &str) {
    match phrases::amount(words, scene.talk.language) {
        Some(Amount::Of(quantity)) => take_amount(scene, order, line, quantity),
        Some(Amount::OutOfRange) => scene.remark(Text::AmountOutOfRange, &[("max", QUANTITY_MAX.into())]),
        None => search::find(scene, words, None),
    }
}

/// Takes another amount: the shop's order gets it, at the price that goes with it, and shows what it comes to.
pub fn take_amount(scene: &mut Scene, order: OrderId, line: usize, quantity: u32) {
    if quantity == 0 || quantity > QUANTITY_MAX {
        return scene.remark(Text::AmountOutOfRange, &[("max", QUANTITY_MAX.into())]);
    }
    let mark = current_mark(scene, order);
    let Some(terms) = may_answer(scene, order, &mark) else { return };
    let (Some(held), Some(unit)) = (terms.lines.get(line), terms.unit_at(line, quantity)) else {
        return show(scene, order);
    };
    let change =
        LineChange { item: held.item, product: held.product, quantity, total: Some(unit.times(quantity)) };
    let origin =
        Origin::Priced { order, until_ms: terms.until_ms, words: terms.words.clone(), by_buyer: true };
    shop::price_lines(scene, order, vec![change], origin);
}

/// Asks why not.
pub fn ask_reason(scene: &mut Scene, order: OrderId, mark: &str) {
    if may_answer(scene, order, mark).is_none() {
        return;
    }
    go(scene, Screen::Reasons { order });
    let texts = [Text::RowQuoteTooDear, Text::RowQuoteTooLate, Text::RowQuoteElsewhere, Text::RowQuoteOther];
    let mut choices: Vec<Choice> = (0..REASONS)
        .zip(texts)
        .map(|(reason, title)| {
            scene.choice(Choose::Quote(Act::Reason { order, mark: mark.to_owned(), reason }), title)
        })
        .collect();
    choices.push(scene.choice(Choose::Quote(Act::Show(order)), Text::Back));
    let body = scene.t(Text::QuoteAskReason, &[]);
    let opener = scene.t(Text::OpenerQuote, &[]);
    scene.show(Shown { body, choices, opener, as_list: true, ..Shown::default() });
}

/// Asks for the reason again.
pub fn reason_again(scene: &mut Scene, order: OrderId) {
    let mark = current_mark(scene, order);
    ask_reason(scene, order, &mark);
}

/// A reason was tapped.
pub fn rejected_for(scene: &mut Scene, order: OrderId, mark: &str, reason: u8) {
    if may_answer(scene, order, mark).is_none() {
        return;
    }
    let words = match reason {
        0 => "too expensive",
        1 => "too late",
        2 => "bought elsewhere",
        _ => {
            go(scene, Screen::Reason { order });
            return scene.ask(Text::QuoteAskReasonWords, &[]);
        }
    };
    rejected(scene, order, words);
}

/// The reason in the buyer's words.
pub fn reason_said(scene: &mut Scene, order: OrderId, words: &str) {
    rejected(scene, order, &fit(words.trim(), REASON_MAX));
}

/// A plain no: why?
pub fn declined(scene: &mut Scene, order: OrderId) {
    match scene.talk.quotes.quote(order).map(|quote| quote.stage) {
        Some(Stage::Offered) => reason_again(scene, order),
        _ => show(scene, order),
    }
}

fn rejected(scene: &mut Scene, order: OrderId, why: &str) {
    let (mark, now_ms) = (current_mark(scene, order), scene.around.now_ms);
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return list(scene) };
    match quote.reject(&mark, now_ms) {
        Ok(()) => {
            shop::owe(
                scene,
                order,
                "rejected",
                format!(
                    "The buyer declines the offer: {why}. Write \"revise 7d\" into wa_quote to make another."
                ),
            );
            scene.talk.misses = 0;
            show(scene, order);
            super::clock::schedule(scene, order);
        }
        Err(why) => not_now(scene, order, why),
    }
}

/// Takes the request back.
pub fn withdraw(scene: &mut Scene, order: OrderId) {
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return list(scene) };
    if quote.withdraw() {
        shop::owe(scene, order, "withdrawn", "The buyer has taken the request back.".to_owned());
    }
    show(scene, order);
    super::clock::schedule(scene, order);
}

/// Asks staff again for what has run out.
pub fn renew(scene: &mut Scene, order: OrderId) {
    let (now_ms, rules) = (scene.around.now_ms, scene.around.quotes.clone());
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return list(scene) };
    match quote.renew(now_ms, &rules) {
        Ok(()) => {
            let text = "The offer ran out and the buyer asks for it again. To renew it as it stands write \"offer 7d\" into wa_quote.";
            shop::owe(scene, order, "renew", text.to_owned());
            show(scene, order);
            super::clock::schedule(scene, order);
        }
        Err(_) => show(scene, order),
    }
}
