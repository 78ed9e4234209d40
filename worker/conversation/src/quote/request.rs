//! Asking for a quote: from the basket, from a product that has no price or is gone, from a search that found nothing, or
//! in words. Prices, days, files and notes are taken as they come; the request is shown before it is sent.

use domain::{
    ids::ProductId,
    inbound::{MediaFile, MediaKind},
    money::Currency,
    outbound::fit,
    shop::OrderStatus,
};

use super::{
    Act, Origin, Part, Screen,
    book::{Draft, DraftFile, DraftLine, FILES_MAX, LINES_MAX},
    deal::Bid,
    field,
    price::{self, Per},
    shop as desk, time,
};
use crate::{
    choices::Act as Choose,
    effect::{Agreed, AgreedLine, AgreedWish, ShopEffect},
    event::{FileNote, FileResult},
    phrases::{self, Amount, QUANTITY_MAX},
    scene::{Scene, short},
    screen::{Choice, Screen as Shown},
    state::{Origin as Of, State, TypedLine},
    states::{basket, card, choosing, help, search},
    text::Text,
};

/// Lines shown one by one; the others are counted.
const LINES_SHOWN_MAX: usize = 8;
/// Longest words of a line without an article, in units.
const NAME_MAX: usize = 80;

fn go(scene: &mut Scene, screen: Screen) {
    scene.go(State::Quote(screen));
}

/// Asks for a quote: for what is in the basket, which stays as it is, else for what is written next.
pub fn begin(scene: &mut Scene) {
    if scene.talk.quotes.is_sending() {
        return still(scene);
    }
    let is_begun = scene.talk.quotes.draft.as_ref().is_some_and(|draft| !draft.is_empty());
    if is_begun {
        return show(scene);
    }
    let cart = scene.talk.cart.clone().filter(|cart| !cart.is_empty());
    let mut draft = Draft::default();
    for line in cart.iter().flat_map(|cart| &cart.lines).take(LINES_MAX) {
        let article = basket::article_of(scene, line);
        draft.add(DraftLine { article, name: basket::line_name(line), quantity: line.quantity });
    }
    let is_empty = draft.is_empty();
    scene.talk.quotes.draft = Some(draft);
    if is_empty { ask_need(scene) } else { show(scene) }
}

/// Asks what is needed.
pub fn ask_need(scene: &mut Scene) {
    scene.talk.quotes.draft.get_or_insert_default();
    go(scene, Screen::Need);
    let example = crate::states::home::example(scene);
    scene.ask(Text::QuoteAskNeed, &[("example", example.into())]);
}

/// Asks for a quote for one product: first how many.
pub fn of_product(scene: &mut Scene, product: ProductId) {
    if scene.catalogue.product(product).is_none() {
        return card::show(scene, product);
    }
    if scene.talk.quotes.is_sending() {
        return still(scene);
    }
    go(scene, Screen::Quantity { product });
    let name = product_name(scene, product);
    scene.ask(Text::QuoteAskQuantity, &[("name", name.into())]);
}

fn product_name(scene: &Scene, product: ProductId) -> String {
    let found = scene.catalogue.product(product);
    found.map_or_else(|| scene.t(Text::ThisArticle, &[]), |product| short(&product.name))
}

/// Takes the amount of the product that was asked about.
pub fn take_quantity(scene: &mut Scene, product: ProductId, quantity: u32) {
    if quantity == 0 || quantity > QUANTITY_MAX {
        return scene.remark(Text::AmountOutOfRange, &[("max", QUANTITY_MAX.into())]);
    }
    let name = product_name(scene, product);
    let found = scene.catalogue.product(product);
    // Which kind of a product with several is wanted stays open: the shop is asked in words.
    let article = found.and_then(|product| plain(&product));
    let draft = scene.talk.quotes.draft.get_or_insert_default();
    draft.add(DraftLine { article, name, quantity });
    scene.talk.misses = 0;
    show(scene);
}

/// The article of a product that has one kind only, whether or not it can be bought now.
fn plain(product: &domain::shop::Product) -> Option<crate::effect::Article> {
    if product.variations.is_empty() && product.attributes.is_empty() {
        return Some(crate::effect::Article { product: product.id, variation: None, choices: Vec::new() });
    }
    choosing::only_article(product).map(|(article, _)| article)
}

/// Reads an amount that was typed.
pub fn quantity_said(scene: &mut Scene, product: ProductId, words: &str) {
    match phrases::amount(words, scene.talk.language) {
        Some(Amount::Of(quantity)) => take_quantity(scene, product, quantity),
        Some(Amount::OutOfRange) => {
            scene.remark(Text::AmountOutOfRange, &[("max", QUANTITY_MAX.into())]);
        }
        None => search::find(scene, words, None),
    }
}

/// Asks for a quote for what was written behind the word for it. A number alone is that of a quote.
pub fn of_words(scene: &mut Scene, words: &str) {
    let number = words.trim_start_matches(['#', ' ']);
    let known = scene.talk.quotes.quotes.iter().find(|quote| quote.number == number);
    if let Some(order) = known.map(|quote| quote.order) {
        return super::offer::show(scene, order);
    }
    if scene.talk.quotes.is_sending() {
        return still(scene);
    }
    scene.talk.misses = 0;
    scene.talk.quotes.draft.get_or_insert_default();
    if !take_lines(scene, words)
        && let Some(draft) = scene.talk.quotes.draft.as_mut()
    {
        draft.note_more(words);
    }
    show(scene);
}

/// Asks for a quote for what was searched in vain.
pub fn of_words_sought(scene: &mut Scene) {
    let words = std::mem::take(&mut scene.talk.quotes.sought);
    if words.is_empty() || scene.talk.quotes.is_sending() {
        return begin(scene);
    }
    scene.talk.quotes.draft.get_or_insert_default();
    if !take_lines(scene, &words)
        && let Some(draft) = scene.talk.quotes.draft.as_mut()
    {
        draft.note_more(&words);
    }
    show(scene);
}

/// Shows the request as it would be sent.
pub fn show(scene: &mut Scene) {
    let Some(draft) = scene.talk.quotes.draft.clone() else { return begin(scene) };
    let files = scene.talk.quotes.files_of_draft();
    if draft.is_empty() && files == 0 {
        return ask_need(scene);
    }
    go(scene, Screen::Draft);
    let mut lines = vec![scene.t(Text::QuoteDraftHead, &[])];
    for line in draft.lines.iter().take(LINES_SHOWN_MAX) {
        lines.push(format!("{} × {}", line.quantity, fit(&line.name, 60)));
    }
    let hidden = draft.lines.len().saturating_sub(LINES_SHOWN_MAX);
    if hidden > 0 {
        lines.push(scene.t(Text::MoreLines, &[("count", hidden.into())]));
    }
    if let Some(bid) = &draft.bid {
        lines.push(bid_words(scene, bid));
    }
    if !draft.wanted.is_empty() {
        let date = scene.date(&draft.wanted);
        lines.push(scene.t(Text::QuoteDraftDate, &[("date", fit(&date, 60).into())]));
    }
    if !draft.note.is_empty() {
        lines.push(scene.t(Text::QuoteDraftNote, &[("words", fit(&draft.note, 200).into())]));
    }
    if files > 0 {
        lines.push(scene.t(Text::QuoteDraftFiles, &[("count", files.into())]));
    }
    lines.push(String::new());
    lines.push(scene.t(Text::QuoteDraftFoot, &[]));
    let row = |act, title| (act, title);
    let mut rows = vec![
        row(Act::Send, Text::ButtonQuoteSend),
        row(Act::Add(Part::Price), Text::RowQuotePrice),
        row(Act::Add(Part::Date), Text::RowQuoteDate),
        row(Act::Add(Part::Note), Text::RowQuoteNote),
    ];
    rows.push(row(Act::Discard, Text::ButtonQuoteDiscard));
    let mut choices: Vec<Choice> =
        rows.into_iter().map(|(act, title)| scene.choice(Choose::Quote(act), title)).collect();
    if draft.lines.len() > 1 {
        for (place, line) in (0_u32..).zip(draft.lines.iter().take(LINES_SHOWN_MAX.min(5))) {
            let short = fit(&line.name, 12);
            let title = scene.t(Text::RowQuoteDrop, &[("name", short.clone().into())]);
            let choice = Choice::new(Choose::Quote(Act::Drop(place)), title);
            choices.push(if short == line.name { choice } else { choice.detailed(fit(&line.name, 60)) });
        }
    }
    let opener = scene.t(Text::OpenerQuote, &[]);
    scene.show(Shown { body: lines.join("\n"), choices, opener, as_list: true, ..Shown::default() });
}

/// Says what price the buyer wishes for.
pub fn bid_words(scene: &Scene, bid: &Bid) -> String {
    let text = if bid.is_each { Text::QuoteBidEach } else { Text::QuoteBidTotal };
    scene.t(text, &[("amount", scene.money(&bid.amount).into())])
}

/// Asks for a part of the request.
pub fn ask(scene: &mut Scene, part: Part) {
    if scene.talk.quotes.draft.is_none() {
        return begin(scene);
    }
    go(scene, Screen::Part { part });
    let text = match part {
        Part::Price => Text::QuoteAskPrice,
        Part::Date => Text::QuoteAskDate,
        Part::Note => Text::QuoteAskNote,
    };
    scene.ask(text, &[]);
}

/// Takes a line out.
pub fn drop_line(scene: &mut Scene, place: u32) {
    if let Some(draft) = scene.talk.quotes.draft.as_mut()
        && let Ok(place) = usize::try_from(place)
        && place < draft.lines.len()
    {
        draft.lines.remove(place);
    }
    show(scene);
}

/// Reads what is written beside the request: a price, a day, lines with amounts, else a note.
pub fn said(scene: &mut Scene, words: &str) {
    scene.talk.misses = 0;
    scene.talk.quotes.draft.get_or_insert_default();
    let is_need = matches!(scene.talk.state, State::Quote(Screen::Need));
    if !is_need && (take_price(scene, words) || take_day(scene, words)) {
        return show(scene);
    }
    let has_amounts = take_lines(scene, words);
    if !has_amounts && let Some(draft) = scene.talk.quotes.draft.as_mut() {
        draft.note_more(words);
    }
    show(scene);
}

/// Takes the answer to what was asked for.
pub fn part_said(scene: &mut Scene, part: Part, words: &str) {
    let is_taken = match part {
        Part::Price => take_price(scene, words),
        // A day in words is one for people.
        Part::Date => take_day(scene, words) || take_wanted(scene, words),
        Part::Note => {
            if let Some(draft) = scene.talk.quotes.draft.as_mut() {
                draft.note_more(words);
            }
            true
        }
    };
    if !is_taken {
        return help::wrong(scene, Text::QuoteNotAPrice);
    }
    scene.talk.misses = 0;
    show(scene);
}

/// Reads a price in the shop's currency, which the catalogue tells.
pub fn typed_price(scene: &Scene, words: &str) -> Option<price::Typed> {
    let currency = currency(scene)?;
    price::read(words, scene.talk.language, &currency)
}

/// The shop's currency, as far as this buyer has seen a price.
fn currency(scene: &Scene) -> Option<Currency> {
    let of_cart = scene.talk.cart.as_ref().map(|cart| cart.totals.total.currency.clone());
    let draft = scene.talk.quotes.draft.as_ref();
    let mut articles =
        draft.into_iter().flat_map(|draft| &draft.lines).filter_map(|line| line.article.as_ref());
    let of_lines = articles.find_map(|article| scene.catalogue.product(article.product)?.price);
    let of_order = scene.talk.last_order.as_ref().map(|order| order.total.currency.clone());
    let of_told = scene.talk.told.last().map(|told| told.total.currency.clone());
    of_cart.or(of_lines.map(|price| price.currency)).or(of_order).or(of_told)
}

fn take_price(scene: &mut Scene, words: &str) -> bool {
    let Some(typed) = typed_price(scene, words) else { return false };
    let Some(draft) = scene.talk.quotes.draft.as_mut() else { return false };
    let is_each = match typed.per {
        Per::Unit => true,
        Per::All => false,
        Per::Unsaid => draft.lines.len() == 1,
    };
    draft.bid = Some(Bid { amount: typed.amount, is_each });
    true
}

fn take_day(scene: &mut Scene, words: &str) -> bool {
    let Some(end_ms) = time::day(words).filter(|end_ms| *end_ms >= scene.around.now_ms) else { return false };
    take_wanted(scene, &time::iso_date(end_ms))
}

fn take_wanted(scene: &mut Scene, words: &str) -> bool {
    if let Some(draft) = scene.talk.quotes.draft.as_mut() {
        draft.wanted = fit(words.trim(), 60);
    }
    true
}

/// Takes lines with amounts; answers whether there were any.
fn take_lines(scene: &mut Scene, words: &str) -> bool {
    let language = scene.talk.language;
    let typed = phrases::lines(words, language)
        .or_else(|| phrases::amount_of(words, language).map(|line| vec![line]))
        .or_else(|| {
            // A product's name alone is one of it; other words are no line.
            let product = search::sure(&search::hits(scene, words))?;
            Some(vec![TypedLine { quantity: 1, words: product.name }])
        });
    let Some(typed) = typed else { return false };
    for line in typed {
        let product = search::sure(&search::hits(scene, &line.words));
        let name =
            product.as_ref().map_or_else(|| fit(&line.words, NAME_MAX), |product| short(&product.name));
        let article = product.as_ref().and_then(plain);
        if let Some(draft) = scene.talk.quotes.draft.as_mut() {
            draft.add(DraftLine { article, name, quantity: line.quantity });
        }
    }
    true
}

/// Takes a photo or a PDF; answers whether it was one that can go with a request.
pub fn file_given(scene: &mut Scene, kind: MediaKind, caption: Option<&str>, files: &[MediaFile]) -> bool {
    let is_fit = matches!(kind, MediaKind::Image | MediaKind::Document);
    if !is_fit || files.is_empty() {
        return false;
    }
    for file in files {
        let has_room = scene.talk.quotes.files_of_draft() < FILES_MAX;
        let is_new = scene.talk.quotes.files.iter().all(|known| known.id != file.id);
        if has_room && is_new {
            scene.talk.quotes.files.push(DraftFile { id: file.id.clone(), sha256: None, order: None });
        }
    }
    let draft = scene.talk.quotes.draft.get_or_insert_default();
    if let Some(caption) = caption.filter(|caption| caption.chars().any(char::is_alphanumeric)) {
        draft.note_more(caption);
    }
    scene.talk.misses = 0;
    show(scene);
    true
}

/// Takes what came of a file.
pub fn file(scene: &mut Scene, note: &FileNote) {
    let book = &mut scene.talk.quotes;
    let Some(place) = book.files.iter().position(|file| file.id == note.id) else { return };
    let order = book.files.get(place).and_then(|file| file.order);
    match &note.result {
        FileResult::Stored { sha256, .. } => match order {
            Some(order) => {
                book.files.remove(place);
                let text = format!("A file of the buyer for this quote was kept: sha256 {sha256}.");
                book.owe(order, Some(desk::staff_note(format!("file-{}", fit(sha256, 12)), text)));
            }
            None => {
                if let Some(file) = book.files.get_mut(place) {
                    file.sha256 = Some(sha256.clone());
                }
            }
        },
        FileResult::Missing { .. } => {
            book.files.remove(place);
            scene.remark(Text::QuoteFileMissing, &[]);
        }
    }
}

/// Forgets the request.
pub fn discard(scene: &mut Scene) {
    if scene.talk.quotes.is_sending() {
        return still(scene);
    }
    scene.talk.quotes.draft = None;
    scene.talk.quotes.files.retain(|file| file.order.is_some());
    scene.note(Text::QuoteDiscarded, &[]);
    crate::states::home::menu(scene);
}

/// Says that the request is on its way.
pub fn still(scene: &mut Scene) {
    go(scene, Screen::Sending);
    scene.remark(Text::QuoteSending, &[]);
}

/// Sends the request: an order that waits for staff, with the lines that are articles at the shop's own prices, and all
/// else in words.
pub fn send(scene: &mut Scene) {
    if scene.talk.quotes.is_sending() {
        return still(scene);
    }
    let files = scene.talk.quotes.files_of_draft();
    let Some(draft) = scene.talk.quotes.draft.clone().filter(|draft| !draft.is_empty() || files > 0) else {
        return ask_need(scene);
    };
    let lines = draft.lines.iter().filter_map(|line| {
        let article = line.article.as_ref()?;
        Some(AgreedLine {
            product: article.product,
            variation: article.variation,
            name: line.name.clone(),
            quantity: line.quantity,
            total: None,
        })
    });
    let due_ms = scene.around.now_ms.saturating_add(scene.around.quotes.answer_within_ms);
    let fact = |key: &str, value: String| (key.to_owned(), value);
    let hashes: Vec<String> = scene
        .talk
        .quotes
        .files
        .iter()
        .filter(|file| file.order.is_none())
        .filter_map(|file| file.sha256.clone())
        .collect();
    let mut facts = vec![
        fact(super::deal::FACT_STAGE, "requested".to_owned()),
        fact("_wa_quote_turn", "staff".to_owned()),
        fact("_wa_quote_until", time::iso_time(due_ms)),
        fact(field::ANSWER, field::ASKED.to_owned()),
    ];
    if !hashes.is_empty() {
        facts.push(fact("_wa_quote_files", hashes.join(" ")));
    }
    let address = scene.talk.profile.address.clone();
    let wish = AgreedWish {
        purpose: Agreed::Quote,
        lines: lines.collect(),
        fees: Vec::new(),
        address: Some(crate::states::checkout::with_country(scene, address)),
        gateway: None,
        status: OrderStatus::Pending,
        note: request_words(&draft, files),
        facts,
        checks_stock: false,
    };
    scene.talk.quotes.is_sending = true;
    scene.talk.shown = crate::conversation::Shown::default();
    go(scene, Screen::Sending);
    scene.wish(ShopEffect::PlaceAgreed(Box::new(wish)), Of::Quote(Origin::Request));
}

/// What was asked for, in the words that staff read on the order.
fn request_words(draft: &Draft, files: usize) -> String {
    let mut parts = vec!["Quote request by WhatsApp.".to_owned()];
    let lines: Vec<String> =
        draft.lines.iter().map(|line| format!("{} x {}", line.quantity, line.name)).collect();
    if !lines.is_empty() {
        parts.push(format!("Wanted: {}.", lines.join(", ")));
    }
    if let Some(bid) = &draft.bid {
        parts.push(format!("Price wished for: {}.", desk::bid_text(bid)));
    }
    if !draft.wanted.is_empty() {
        parts.push(format!("By: {}.", draft.wanted));
    }
    if !draft.note.is_empty() {
        parts.push(format!("Buyer: {}", draft.note));
    }
    if files > 0 {
        parts.push(format!("Files: {files}."));
    }
    parts.push(
        "To answer: change the prices of the lines, or write into the custom field wa_quote: \"offer 7d\" or \"decline: reason\"."
            .to_owned(),
    );
    parts.join(" ")
}

/// What was asked for, in a few words of the buyer.
pub fn what(draft: &Draft) -> String {
    let lines: Vec<String> =
        draft.lines.iter().take(3).map(|line| format!("{} × {}", line.quantity, line.name)).collect();
    let words = if lines.is_empty() { draft.note.clone() } else { lines.join(", ") };
    fit(&words, 120)
}
