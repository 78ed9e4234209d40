//! The table of contents: what happened goes to the part that answers it. Every event in every state is answered,
//! except what is meant to be silent: reactions, stickers, deletions, and everything while a person has the
//! conversation.

use domain::inbound::{Content, MediaKind, Message};

use crate::{
    after, auction,
    catalogue::Catalogue,
    choices::{Act, read_id},
    conversation::Conversation,
    corrections::{Correction, How},
    dispute,
    event::{Event, Surroundings, Timer},
    news, outcome,
    phrases::Amount,
    quote,
    scene::Scene,
    staff,
    state::State,
    states::{
        added, agent, amount, ask, basket, browse, cancel, card, change, checkout, choosing, correct, coupon,
        doubt, help, home, language, late, line, orders, pause, placing, privacy, search, summary,
    },
    text::Text,
    turn::Turn,
    understand::{Command, Meaning, plainly, takes_free_words, understand},
    words::is_remove,
};

/// Decides what happens next.
pub fn transition(
    conversation: Conversation,
    event: Event,
    surroundings: &Surroundings,
    catalogue: &dyn Catalogue,
) -> Turn {
    let mut scene = Scene::new(conversation, surroundings, catalogue);
    let (step, is_message) = (scene.talk.step, matches!(event, Event::Message(_)));
    match event {
        Event::Message(mut message) => {
            scene.talk.is_interrupted = false;
            plainly_written(&mut message.content);
            heard(&mut scene, &message);
        }
        Event::Shop(shop) => {
            agent::answered(&mut scene, *shop);
            if !scene.has_stand_in() {
                let stand_in = scene.talk.order_news();
                scene.stand_in(stand_in);
            }
        }
        Event::Order(sighting) => {
            let is_taken = quote::order_seen(&mut scene, &sighting)
                || auction::order_seen(&mut scene, &sighting)
                || dispute::order_seen(&mut scene, &sighting);
            if !is_taken {
                news::seen(&mut scene, &sighting);
            }
        }
        Event::Timer(Timer::AgentSilent) => agent::silent_for_long(&mut scene),
        Event::Timer(Timer::Dispute) => dispute::timer(&mut scene),
        Event::Timer(Timer::AuctionOrder) => auction::order_again(&mut scene),
        Event::Letter(notice) => auction::came(&mut scene, &notice),
        Event::Timer(Timer::Restock) => after::lists::fell_due(&mut scene),
        Event::Timer(Timer::Basket) => after::basket_fell_due(&mut scene),
        Event::Timer(Timer::Watch { product }) => after::stock_fell_due(&mut scene, product),
        Event::Timer(Timer::Quote { order }) => quote::timer(&mut scene, order),
        // The worker answers it: what is known of a buyer lies in the shard.
        Event::Timer(Timer::Export) => {}
        Event::Timer(Timer::Forget) => privacy::look_again(&mut scene),
        Event::StaffSpoke => agent::staff_spoke(&mut scene),
        Event::Staff(command) => staff::commanded(&mut scene, &command),
        Event::File(note) => {
            quote::file(&mut scene, &note);
            auction::file(&mut scene, &note);
            dispute::file(&mut scene, &note);
        }
    }
    after::settle(&mut scene);
    quote::settle_up(&mut scene);
    // A screen that was shown anew is what was said last.
    if scene.talk.step != step {
        scene.talk.is_interrupted = false;
    } else if !is_message
        && scene.has_spoken()
        && !scene.talk.with_agent
        && is_a_commitment(&scene.talk.state)
    {
        scene.talk.is_interrupted = true;
    }
    scene.finish()
}

/// Tells whether a yes on the screen orders something, opens it, calls it off or ends it.
fn is_a_commitment(state: &State) -> bool {
    matches!(
        state,
        State::Summary { .. }
            | State::CancelAsked { .. }
            | State::ForgetAsked
            | State::After(after::Screen::ConfirmChange { .. })
            | State::Quote(quote::Screen::Draft | quote::Screen::Confirm { .. })
            | State::Auction(auction::Screen::Draft { .. })
            | State::Dispute(dispute::Screen::Case { .. } | dispute::Screen::Withdraw { .. })
    )
}

/// Writes what was typed with plain digits and without unseen marks, whatever it is then taken for: a number of a list, the
/// code of a coupon, a postal code.
fn plainly_written(content: &mut Content) {
    match content {
        Content::Text(text) | Content::Edited { text: Some(text) } => *text = domain::text::plain(text),
        Content::Media { caption: Some(caption), .. } => *caption = domain::text::plain(caption),
        _ => {}
    }
}

fn heard(scene: &mut Scene, message: &Message) {
    let before = scene.talk.last_message_sent_at_ms;
    scene.talk.last_message_sent_at_ms = before.max(Some(message.sent_at_ms));
    ask::learn(scene, message);
    language::notice(scene, message);
    agent::catch_up(scene);
    if scene.talk.with_agent {
        return agent::while_away(scene, &message.content);
    }
    if matches!(scene.talk.state, State::Placing { .. }) {
        return placing::meanwhile(scene, &message.content);
    }
    // A wish is still open, which cannot be while its answer is waited for: the answer is lost. This message counts.
    scene.talk.awaiting = None;
    if late::came(scene, message) {
        return;
    }
    let is_given = match &message.content {
        Content::Location { .. } | Content::Contacts { .. } | Content::Media { .. } => {
            quote::given(scene, &message.content)
                || auction::given(scene, &message.content)
                || dispute::given(scene, &message.content)
        }
        _ => false,
    };
    if is_given {
        return;
    }
    match &message.content {
        Content::Text(text) | Content::Edited { text: Some(text) } => {
            leave_late_matter(scene, text);
            if asked_about(scene, message.about.as_deref(), text) {
                return;
            }
            if !pause::came_back(scene, before, text) {
                typed(scene, text);
            }
        }
        Content::Button { id, title } | Content::Row { id, title } => tapped(scene, id, title),
        Content::TemplateButton { payload, title } => tapped(scene, payload, title),
        Content::Location { latitude, longitude, name, address } => {
            ask::pin(scene, (*latitude, *longitude), name.as_deref(), address.as_deref());
        }
        Content::Form { name, answers } => ask::form(scene, name, answers),
        Content::Contacts { phones, .. } => ask::contacts(scene, phones),
        Content::Order { items, .. } => doubt::order(scene, items),
        Content::Media { kind: MediaKind::Sticker, .. }
        | Content::Reaction(_)
        | Content::Revoked
        | Content::ChatOpened
        | Content::Edited { text: None }
        | Content::IdentityChanged { .. } => {}
        Content::Media { kind, caption, .. } => help::media(scene, *kind, caption.as_deref()),
        Content::Unsupported { .. } => help::unsupported(scene),
    }
}

/// A question from a product of WhatsApp's catalogue: its card answers most of them; an amount alone is a wish. One that
/// the shop does not sell is answered like any text.
fn asked_about(scene: &mut Scene, code: Option<&str>, text: &str) -> bool {
    // What the screen asked for is an answer to that.
    let code = code.filter(|_| !takes_free_words(&scene.talk.state));
    let Some((article, _)) = code.and_then(|code| doubt::article_of(scene, code)) else { return false };
    match understand(&scene.talk, text) {
        Meaning::Command(_) | Meaning::Choice(_) => return false,
        Meaning::Amount(Amount::Of(quantity))
        | Meaning::Correction(Correction { how: How::Exactly(quantity), .. }) => {
            amount::of_product(scene, article.product, quantity);
        }
        _ => card::show(scene, article.product),
    }
    scene.talk.misses = 0;
    true
}

/// Words that do not answer the question are about something new.
fn leave_late_matter(scene: &mut Scene, text: &str) {
    let meaning = understand(&scene.talk, text);
    let answers = matches!(meaning, Meaning::Choice(_) | Meaning::Command(Command::Yes | Command::No));
    if matches!(scene.talk.state, State::Late { .. }) && !answers {
        late::leave(scene);
    }
}

fn tapped(scene: &mut Scene, id: &str, title: &str) {
    let Some((step, act)) = read_id(id) else {
        return typed(scene, title);
    };
    scene.talk.misses = 0;
    if step == scene.talk.step {
        return perform(scene, act);
    }
    if act.is_harmless() || matches!(act, Act::Auction(_)) {
        return perform(scene, act);
    }
    scene.note(Text::OldList, &[]);
    // An old card still says which product was meant; it is shown as it is today.
    if let Act::Add { product, .. } = act {
        return card::show(scene, product);
    }
    redraw(scene);
}

/// Answers a typed text.
pub fn typed(scene: &mut Scene, text: &str) {
    scene.answers(text);
    match understand(&scene.talk, text) {
        Meaning::Choice(act) => {
            scene.talk.misses = 0;
            perform(scene, act);
        }
        Meaning::Command(command) => {
            let misses = std::mem::take(&mut scene.talk.misses);
            match command {
                // What was asked last is answered, and not what the screen had asked before that.
                Command::Yes if help::asked_for_a_person(misses) => agent::ask(scene),
                Command::Yes | Command::No if help::asked_something(misses) => redraw(scene),
                // News came after the question: the screen is shown again, and asks once more.
                Command::Yes if scene.was_interrupted => redraw(scene),
                command => commanded(scene, command, text),
            }
        }
        Meaning::Correction(correction) => {
            if !correct::apply(scene, &correction, text) {
                meant(scene, plainly(&scene.talk, text), text);
            }
        }
        other => meant(scene, other, text),
    }
}

/// Answers what is none of the choices, no command and no change of the basket.
fn meant(scene: &mut Scene, meaning: Meaning, text: &str) {
    match meaning {
        Meaning::Choice(_) | Meaning::Command(_) | Meaning::Correction(_) => {}
        Meaning::Amount(quantity) => counted(scene, quantity),
        Meaning::AmountOf(line) if matches!(scene.talk.state, State::Doubt { .. }) => {
            doubt::another(scene, &line);
        }
        Meaning::AmountOf(line) => {
            if !choosing::slots(scene, text) {
                search::find_amount(scene, &line, text);
            }
        }
        Meaning::Lines(lines) => doubt::typed(scene, lines, text),
        Meaning::Words(words) => {
            let one = scene.catalogue.store_words().one_of(&words, scene.talk.language);
            match one.filter(|_| !takes_free_words(&scene.talk.state)) {
                // "A dozen eggs".
                Some(line) => meant(scene, Meaning::AmountOf(line), text),
                None => said(scene, &words),
            }
        }
        Meaning::Nothing => help::missed(scene, None),
    }
}

fn commanded(scene: &mut Scene, command: Command, text: &str) {
    match command {
        Command::Greet | Command::Yes if auction::greeted(scene) => {}
        Command::Greet => home::greet(scene),
        Command::Act(act) => perform(scene, act),
        Command::Search(words) => search::find(scene, &words, None),
        Command::Auction(words) => auction::begin(scene, &words),
        Command::Quote(words) => quote::of_words(scene, &words),
        Command::Coupon(code) => coupon::apply(scene, &code),
        Command::Order(number) => orders::ask_one(scene, &number),
        Command::Cancel(number) => cancel::ask(scene, number.as_deref()),
        Command::SaveList(name) => after::lists::save(scene, Some(&name)),
        Command::Stop => privacy::stop(scene),
        Command::StopAll => privacy::stop_all(scene),
        Command::Start => privacy::start(scene),
        Command::MyData => privacy::export(scene),
        Command::ForgetMe => privacy::ask_forget(scene),
        Command::More => more(scene),
        Command::Back => back(scene),
        Command::Continue => doubt::go_on(scene),
        Command::Yes => agreed(scene, text),
        Command::No => declined(scene),
        Command::Thanks => scene.remark(Text::Welcome, &[]),
    }
}

/// Performs a choice that is current, or harmless.
pub fn perform(scene: &mut Scene, act: Act) {
    match act {
        Act::Menu => home::menu(scene),
        Act::Basket => basket::open(scene),
        Act::Checkout => checkout::begin(scene),
        Act::Orders => orders::ask_all(scene),
        Act::Help => help::show(scene),
        Act::Agent => agent::ask(scene),
        Act::Bot => agent::is_here(scene),
        Act::Languages => language::choose(scene),
        Act::Speak(language) => language::speak(scene, language),
        Act::Undo => basket::undo(scene),
        Act::StartOver => home::start_over(scene),
        Act::FindWords => search::ask(scene),
        Act::AddMore => browse::where_it_came_from(scene),
        Act::Categories { parent, page } => browse::categories(scene, parent, page),
        Act::Products { category, page } => browse::products(scene, category, page),
        Act::NoneOfThese => search::none_of_these(scene),
        Act::Product(product) => card::show(scene, product),
        Act::Alternatives(product) => card::alternatives(scene, product),
        Act::Choose(product) => choosing::begin(scene, product, None),
        Act::Value(place) => choosing::chosen(scene, place),
        Act::Values { page } => choosing::page(scene, page),
        Act::Add { product, quantity } => amount::add_simple(scene, product, quantity),
        Act::AddChosen(quantity) => amount::take(scene, quantity),
        Act::OtherAmount => amount::other(scene),
        Act::EditBasket { page } => line::choose(scene, page),
        Act::Line(place) => line::show(scene, place),
        Act::LineAmount(quantity) => line::set(scene, quantity),
        Act::ClearBasket => basket::clear(scene),
        Act::Coupon => coupon::ask(scene),
        Act::CouponOff(place) => coupon::take_off(scene, place),
        Act::Rate(place) => change::rate(scene, place),
        Act::Gateway(place) => change::gateway(scene, place),
        Act::Confirm => summary::confirm(scene),
        Act::Change => change::show(scene),
        Act::Summary => change::keep(scene),
        Act::ChangeName => change::name(scene),
        Act::ChangeAddress => change::address(scene),
        Act::ChangeEmail => change::email(scene),
        Act::ChangeDelivery => change::delivery(scene),
        Act::ChangePayment => change::payment(scene),
        Act::Order(number) => orders::ask_one(scene, &number),
        Act::Reorder(number) => orders::again(scene, &number),
        Act::AskCancel(number) => cancel::ask(scene, Some(&number)),
        Act::CancelOrder(id) => cancel::perform(scene, id),
        Act::KeepOrder => cancel::keep(scene),
        Act::Retry => outcome::retry(scene),
        Act::Resume if matches!(scene.talk.state, State::Late { .. }) => late::resume(scene),
        Act::Resume => pause::resume(scene),
        Act::ForgetMe => privacy::forget(scene),
        Act::KeepMe => privacy::keep(scene),
        Act::Skip => doubt::skip(scene),
        Act::Pick(product) => doubt::pick(scene, product),
        Act::Quote(act) => quote::perform(scene, &act),
        Act::After(act) => after::perform(scene, &act),
        Act::Auction(act) => auction::perform(scene, &act),
        Act::Dispute(act) => dispute::perform(scene, &act),
    }
}

/// Answers words that are neither a choice nor a command: what they mean depends on the screen.
fn said(scene: &mut Scene, words: &str) {
    match scene.talk.state.clone() {
        State::Ask { .. } => ask::answered(scene, words),
        State::AskCoupon { .. } => coupon::typed(scene, words),
        State::Doubt { .. } => doubt::other_words(scene, words),
        State::Quote(screen) => quote::said(scene, &screen, words),
        State::After(screen) => after::said(scene, &screen, words),
        State::Auction(screen) => auction::said(scene, &screen, words),
        State::Dispute(screen) => dispute::said(scene, &screen, words),
        State::Choosing { .. } | State::Card { .. } => {
            if !choosing::slots(scene, words) {
                search::find(scene, words, None);
            }
        }
        State::Line { .. } if is_remove(words) => line::set(scene, 0),
        State::Home
        | State::Categories { .. }
        | State::Products { .. }
        | State::AskSearch
        | State::Hits { .. }
        | State::Amount { .. }
        | State::Added { .. }
        | State::Basket
        | State::Lines { .. }
        | State::Line { .. }
        | State::Delivery { .. }
        | State::Payment { .. }
        | State::Summary { .. }
        | State::Change { .. }
        | State::Placing { .. }
        | State::Unclear
        | State::Placed { .. }
        | State::Shortened { .. }
        | State::Orders { .. }
        | State::OneOrder { .. }
        | State::CancelAsked { .. }
        | State::ForgetAsked
        | State::Paused { .. }
        | State::Late { .. } => search::find(scene, words, None),
    }
}

/// Answers an amount alone.
pub fn counted(scene: &mut Scene, quantity: Amount) {
    let Amount::Of(quantity) = quantity else {
        return match scene.talk.state {
            State::Card { .. }
            | State::Choosing { .. }
            | State::Amount { .. }
            | State::Added { .. }
            | State::Line { .. } => {
                scene.remark(Text::AmountOutOfRange, &[("max", crate::phrases::QUANTITY_MAX.into())]);
            }
            _ => help::missed(scene, None),
        };
    };
    match scene.talk.state.clone() {
        State::Card { product } => amount::of_product(scene, product, quantity),
        State::Choosing { .. } => choosing::counted(scene, quantity),
        State::Amount { .. } => amount::take(scene, quantity),
        State::Added { article, .. } => added::make_it(scene, article, quantity),
        State::Line { .. } => line::set(scene, quantity),
        State::Doubt { .. } => doubt::counted(scene, quantity),
        State::Quote(screen) => quote::counted(scene, &screen, quantity),
        State::After(screen) => after::counted(scene, &screen, quantity),
        State::Auction(screen) => auction::counted(scene, &screen, quantity),
        State::Dispute(screen) => dispute::counted(scene, &screen, quantity),
        State::Home
        | State::Categories { .. }
        | State::Products { .. }
        | State::AskSearch
        | State::Hits { .. }
        | State::Basket
        | State::Lines { .. }
        | State::AskCoupon { .. }
        | State::Ask { .. }
        | State::Delivery { .. }
        | State::Payment { .. }
        | State::Summary { .. }
        | State::Change { .. }
        | State::Placing { .. }
        | State::Unclear
        | State::Placed { .. }
        | State::Shortened { .. }
        | State::Orders { .. }
        | State::OneOrder { .. }
        | State::CancelAsked { .. }
        | State::ForgetAsked
        | State::Paused { .. }
        | State::Late { .. } => search::find_number(scene, quantity),
    }
}

fn agreed(scene: &mut Scene, text: &str) {
    // A greeting and a reminder ask "Order it now?" or "The same again?", whatever the screen had asked before.
    let first = scene.talk.shown.options.first().map(|(act, _)| act.clone());
    if let Some(act) = first.filter(|act| asks_to_order(&scene.talk.state, act)) {
        return perform(scene, act);
    }
    match scene.talk.state.clone() {
        State::Quote(screen) => quote::agreed(scene, &screen),
        State::After(screen) => after::agreed(scene, &screen),
        State::Auction(screen) => auction::agreed(scene, &screen),
        State::Dispute(screen) => dispute::agreed(scene, &screen),
        State::Summary { .. } => summary::confirm(scene),
        State::Paused { .. } => pause::resume(scene),
        State::Late { .. } => late::resume(scene),
        State::Shortened { .. } => cancel::keep(scene),
        State::CancelAsked { ref order } => cancel::perform(scene, order.id),
        State::ForgetAsked => privacy::agreed(scene),
        State::Ask { .. } => ask::answered(scene, text),
        State::Added { .. } | State::Basket => checkout::begin(scene),
        State::Card { product } => amount::of_product(scene, product, 1),
        _ => help::missed(scene, None),
    }
}

/// Tells whether the first of what is shown is what the message asked about.
fn asks_to_order(state: &State, first: &Act) -> bool {
    match first {
        Act::Checkout | Act::After(after::Act::OrderList(_)) => true,
        Act::Reorder(_) => matches!(state, State::Home),
        _ => false,
    }
}

fn declined(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Quote(screen) => quote::declined(scene, &screen),
        State::After(screen) => after::declined(scene, &screen),
        State::Auction(screen) => auction::declined(scene, &screen),
        State::Dispute(screen) => dispute::declined(scene, &screen),
        State::Summary { .. } => change::show(scene),
        State::Change { .. } => change::keep(scene),
        State::Hits { .. } => search::none_of_these(scene),
        State::Doubt { .. } => doubt::skip(scene),
        State::CancelAsked { .. } => cancel::keep(scene),
        State::ForgetAsked => privacy::keep(scene),
        State::Ask { .. } | State::Delivery { .. } | State::Payment { .. } | State::AskCoupon { .. } => {
            basket::open(scene);
        }
        _ => home::menu(scene),
    }
}

fn more(scene: &mut Scene) {
    let next = match &scene.talk.state {
        State::Categories { parent, page } => {
            Act::Categories { parent: *parent, page: page.saturating_add(1) }
        }
        State::Products { category, page } => {
            Act::Products { category: *category, page: page.saturating_add(1) }
        }
        State::Choosing { page, .. } => Act::Values { page: page.saturating_add(1) },
        State::Lines { page } => Act::EditBasket { page: page.saturating_add(1) },
        State::Hits { .. } => Act::NoneOfThese,
        State::Added { .. } => Act::AddMore,
        _ => return help::missed(scene, None),
    };
    perform(scene, next);
}

fn back(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Categories { parent: Some(id), .. } => {
            let above = scene.catalogue.category(id).and_then(|category| category.parent);
            browse::categories(scene, above, 0);
        }
        State::Products { category, .. } => {
            let above = scene.catalogue.category(category).and_then(|category| category.parent);
            browse::categories(scene, above, 0);
        }
        State::Card { .. } | State::Added { .. } => browse::where_it_came_from(scene),
        State::Choosing { product, .. } => card::show(scene, product),
        State::Amount { article, .. } => card::show(scene, article.product),
        State::Lines { .. }
        | State::Line { .. }
        | State::AskCoupon { .. }
        | State::Ask { .. }
        | State::Delivery { .. }
        | State::Payment { .. }
        | State::Summary { .. } => basket::open(scene),
        State::Change { .. } => change::keep(scene),
        State::OneOrder { .. } | State::Placed { .. } => orders::ask_all(scene),
        State::Doubt { .. } => doubt::skip(scene),
        State::Quote(screen) => quote::back(scene, &screen),
        State::After(screen) => after::back(scene, &screen),
        State::Auction(screen) => auction::back(scene, &screen),
        State::Dispute(screen) => dispute::back(scene, &screen),
        State::Shortened { .. } => redraw(scene),
        State::CancelAsked { .. } => cancel::keep(scene),
        State::ForgetAsked => privacy::keep(scene),
        State::Paused { .. } => pause::resume(scene),
        State::Late { .. } => late::resume(scene),
        State::Home
        | State::Categories { parent: None, .. }
        | State::AskSearch
        | State::Hits { .. }
        | State::Basket
        | State::Orders { .. }
        | State::Unclear
        | State::Placing { .. } => home::menu(scene),
    }
}

/// Shows the current screen as it is today.
pub fn redraw(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Home => home::menu(scene),
        State::Categories { parent, page } => browse::categories(scene, parent, page),
        State::Products { category, page } => browse::products(scene, category, page),
        State::AskSearch => search::ask(scene),
        State::Hits { words, quantity } => search::find(scene, &words, quantity),
        State::Card { product } => card::show(scene, product),
        State::Choosing { .. } => choosing::show(scene),
        State::Amount { .. } => amount::show(scene),
        State::Added { .. } => added::show(scene),
        State::Basket => basket::show_copy(scene),
        State::Lines { page } => line::choose(scene, page),
        State::Line { key } => line::show_key(scene, &key),
        State::AskCoupon { .. } => coupon::ask(scene),
        State::Ask { .. } => ask::show(scene),
        State::Delivery { .. } => change::delivery(scene),
        State::Payment { .. } => change::payment(scene),
        State::Summary { checkout } => summary::show(scene, checkout),
        State::Change { .. } => change::show(scene),
        State::Placing { .. } => placing::still(scene),
        State::Unclear => placing::unclear_again(scene),
        State::Placed { order, gateway } => placing::show_placed(scene, &order, gateway.as_deref()),
        State::Shortened { order, gateway } => placing::show_shortened(scene, *order, gateway),
        State::Orders { orders } => orders::show_all(scene, orders),
        State::OneOrder { order } => orders::show_one(scene, *order),
        State::CancelAsked { order } => cancel::show(scene, *order),
        State::ForgetAsked => privacy::show(scene),
        State::Doubt { .. } => doubt::show(scene),
        State::Quote(screen) => quote::redraw(scene, &screen),
        State::After(screen) => after::redraw(scene, &screen),
        State::Auction(screen) => auction::redraw(scene, &screen),
        State::Dispute(screen) => dispute::redraw(scene, &screen),
        State::Paused { .. } => pause::show(scene),
        State::Late { .. } => late::show(scene),
    }
}
