//! What a typed text means here and now, in this order: a number of the last list, an exact title, a command word, an
//! amount, words to search for. Buttons are read before this; help comes when nothing below fits.

use domain::text::fold;

use crate::{
    choices::Act,
    conversation::Conversation,
    phrases::{self, Amount},
    state::{State, TypedLine},
};

/// What a text means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// One of the choices shown.
    Choice(Act),
    /// A command word.
    Command(Command),
    /// An amount alone.
    Amount(Amount),
    /// An amount of something.
    AmountOf(TypedLine),
    /// Several lines.
    Lines(Vec<TypedLine>),
    /// Words.
    Words(String),
    /// Nothing that can be read: an emoji alone, dots, blanks.
    Nothing,
}

/// Words that work everywhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A greeting.
    Greet,
    /// Something that a button could mean as well.
    Act(Act),
    /// Search for these words.
    Search(String),
    /// Apply this coupon.
    Coupon(String),
    /// Show the order with this number.
    Order(String),
    /// Which languages there are.
    Language,
    /// No promotions any more.
    Stop,
    /// Promotions again.
    Start,
    /// The next page.
    More,
    /// One step up.
    Back,
    /// Agreed.
    Yes,
    /// Not agreed.
    No,
    /// Thanks.
    Thanks,
}

/// Reads a text. `free` says that the screen asked for free words: then only titles and commands come before them.
pub fn understand(talk: &Conversation, text: &str) -> Meaning {
    let folded = fold(text);
    let bare = folded.trim_matches(|char: char| !char.is_alphanumeric());
    if bare.is_empty() {
        return if folded == "?" { Meaning::Command(Command::Act(Act::Help)) } else { Meaning::Nothing };
    }
    if let Some(act) = numbered(talk, bare).or_else(|| titled(talk, &folded)) {
        return Meaning::Choice(act);
    }
    if let Some(command) = command(bare, text) {
        return Meaning::Command(command);
    }
    if takes_free_words(&talk.state) {
        return Meaning::Words(text.trim().to_owned());
    }
    if let Some(amount) = phrases::amount(text) {
        return Meaning::Amount(amount);
    }
    if let Some(lines) = phrases::lines(text) {
        return Meaning::Lines(lines);
    }
    phrases::amount_of(text).map_or_else(|| Meaning::Words(text.trim().to_owned()), Meaning::AmountOf)
}

/// Tells whether the screen asked for something that only the buyer knows, so that no word of it is a product.
pub fn takes_free_words(state: &State) -> bool {
    matches!(state, State::Ask { .. } | State::AskCoupon { .. })
}

fn numbered(talk: &Conversation, text: &str) -> Option<Act> {
    if !talk.shown.numbered {
        return None;
    }
    let number: usize = text.parse().ok()?;
    talk.shown.options.get(number.checked_sub(1)?).map(|(act, _)| act.clone())
}

fn titled(talk: &Conversation, text: &str) -> Option<Act> {
    let mut same = talk.shown.options.iter().filter(|(_, title)| fold(title) == text);
    let (act, _) = same.next()?;
    same.next().is_none().then(|| act.clone())
}

fn command(text: &str, raw: &str) -> Option<Command> {
    let act = |act| Some(Command::Act(act));
    match text {
        "hi" | "hello" | "hey" | "hallo" | "hola" | "jambo" | "habari" | "salam" | "good morning"
        | "good afternoon" | "good evening" | "good day" | "hi there" | "hello there" | "hey there" => {
            Some(Command::Greet)
        }
        "menu" | "main menu" | "home" | "bot" | "options" => act(Act::Menu),
        "basket" | "cart" | "my basket" | "my cart" | "view basket" | "view cart" | "see basket"
        | "show basket" | "show cart" | "trolley" => act(Act::Basket),
        "checkout" | "check out" | "place my order" | "pay" | "order now" | "buy" | "buy now" => {
            act(Act::Checkout)
        }
        "orders" | "my orders" | "order" | "my order" | "where is my order" | "where's my order"
        | "wheres my order" | "track" | "track order" | "track my order" | "order status" | "status" => {
            act(Act::Orders)
        }
        "help" | "what can you do" | "how does this work" | "info" => act(Act::Help),
        "agent" | "human" | "person" | "staff" | "operator" | "support" | "talk to a person"
        | "talk to a human" | "talk to an agent" | "call me" | "representative" => act(Act::Agent),
        "undo" => act(Act::Undo),
        "start over" | "restart" | "reset" | "begin again" => act(Act::StartOver),
        "browse" | "categories" | "catalogue" | "catalog" | "products" | "shop" | "browse products" => {
            act(Act::Categories { parent: None, page: 0 })
        }
        "search" | "find" => act(Act::FindWords),
        "clear basket" | "empty basket" | "clear cart" | "empty cart" | "clear" => act(Act::ClearBasket),
        "coupon" | "voucher" | "promo code" | "discount code" => act(Act::Coupon),
        "retry" | "try again" => act(Act::Retry),
        "language" | "languages" | "change language" => Some(Command::Language),
        "stop" | "stop all" | "unsubscribe" => Some(Command::Stop),
        "start" => Some(Command::Start),
        "more" | "next" | "next page" => Some(Command::More),
        "back" | "go back" => Some(Command::Back),
        "yes" | "y" | "yep" | "ok" | "okay" | "confirm" | "place order" | "sure" | "yes please" | "ndio" => {
            Some(Command::Yes)
        }
        "no" | "n" | "nope" | "cancel" | "not now" => Some(Command::No),
        "thanks" | "thank you" | "thx" | "asante" | "thank you very much" => Some(Command::Thanks),
        _ => with_argument(text, raw),
    }
}

fn with_argument(text: &str, raw: &str) -> Option<Command> {
    for prefix in ["search for ", "search ", "find ", "look for "] {
        if let Some(words) = text.strip_prefix(prefix) {
            return Some(Command::Search(words.to_owned()));
        }
    }
    for prefix in ["coupon code ", "coupon ", "voucher ", "promo code ", "discount code ", "apply "] {
        if text.starts_with(prefix) {
            // Codes go to the shop as typed; it does not mind case.
            let words = prefix.trim().split(' ').count();
            let code: Vec<&str> = raw.split_whitespace().skip(words).collect();
            return (code.len() == 1).then(|| Command::Coupon(code.concat()));
        }
    }
    for prefix in [
        "where is my order ",
        "where is order ",
        "where's my order ",
        "order status ",
        "order number ",
        "order no ",
        "track order ",
        "track ",
        "status of order ",
        "my order ",
        "order ",
    ] {
        if let Some(number) = text.strip_prefix(prefix) {
            let number = number.trim_start_matches(['#', ' ', '.', ':']);
            let plausible = number.len() <= 32
                && number.bytes().any(|byte| byte.is_ascii_digit())
                && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'/');
            return plausible.then(|| Command::Order(number.to_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use domain::ids::{CategoryId, ProductId};

    use super::*;
    use crate::conversation::Shown;

    fn with_list() -> Conversation {
        let product = |id, title: &str| (Act::Product(ProductId(id)), title.to_owned());
        Conversation {
            state: State::Products { category: CategoryId(1), page: 0 },
            shown: Shown { options: vec![product(7, "Rice 5 kg"), product(8, "Menu card")], numbered: true },
            ..Conversation::default()
        }
    }

    #[test]
    fn number_title_command_amount_and_words_are_tried_in_this_order() {
        let talk = with_list();
        assert_eq!(understand(&talk, "2."), Meaning::Choice(Act::Product(ProductId(8))));
        assert_eq!(understand(&talk, " RICE 5 KG "), Meaning::Choice(Act::Product(ProductId(7))));
        assert_eq!(understand(&talk, "Menu!"), Meaning::Command(Command::Act(Act::Menu)));
        assert_eq!(understand(&talk, "x3"), Meaning::Amount(Amount::Of(3)));
        assert_eq!(understand(&talk, "3"), Meaning::Amount(Amount::Of(3)), "beyond the list it is an amount");
        let two = TypedLine { quantity: 2, words: "rice".into() };
        assert_eq!(understand(&talk, "2 rice"), Meaning::AmountOf(two));
        assert_eq!(understand(&talk, "Stop the presses"), Meaning::Words("Stop the presses".into()));
        assert_eq!(understand(&talk, "🙏🙏"), Meaning::Nothing);
        assert_eq!(understand(&talk, ""), Meaning::Nothing);
    }

    #[test]
    fn commands_take_arguments() {
        let talk = Conversation::default();
        let command = |text: &str| match understand(&talk, text) {
            Meaning::Command(command) => Some(command),
            _ => None,
        };
        assert_eq!(command("search Café"), Some(Command::Search("cafe".into())));
        assert_eq!(command("coupon Save-10"), Some(Command::Coupon("Save-10".into())));
        assert_eq!(command("Order #1042"), Some(Command::Order("1042".into())));
        assert_eq!(command("where is my order 1042?"), Some(Command::Order("1042".into())));
        assert_eq!(command("order rice"), None);
        assert_eq!(command("order 2 rice"), None);
    }
}
