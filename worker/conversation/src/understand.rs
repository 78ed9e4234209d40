//! What a typed text means here and now, in this order: a number of the last list, an exact title, a command word, an
//! amount, words to search for. Buttons are read before this; help comes when nothing below fits.

use domain::text::fold;

use crate::{
    after,
    choices::Act,
    conversation::Conversation,
    corrections::{self, Correction},
    phrases::{self, Amount},
    state::{State, TypedLine},
    words::{self, Prefix},
};

/// What a text means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// One of the choices shown.
    Choice(Act),
    /// A command word.
    Command(Command),
    /// A change of the basket in words.
    Correction(Correction),
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
    /// Put an auction together from these words.
    Auction(String),
    /// Ask for a quote for these words, or show the quote of this number.
    Quote(String),
    /// Apply this coupon.
    Coupon(String),
    /// Show the order with this number.
    Order(String),
    /// Call the order with this number off; without one, the order that is meant.
    Cancel(Option<String>),
    /// Save what is on the screen, or the basket, as a list of this name.
    SaveList(String),
    /// No promotions any more.
    Stop,
    /// Nothing of our own accord any more.
    StopAll,
    /// Promotions again.
    Start,
    /// What we know of the buyer.
    MyData,
    /// Forget them.
    ForgetMe,
    /// The next page.
    More,
    /// One step up.
    Back,
    /// Go on with what was put aside.
    Continue,
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
    if !takes_free_words(&talk.state)
        && let Some(act) = after::lists::named(talk, bare)
    {
        return Meaning::Choice(Act::After(act));
    }
    if let Some(command) = command(bare, text) {
        return Meaning::Command(command);
    }
    if takes_free_words(&talk.state) {
        return Meaning::Words(text.trim().to_owned());
    }
    if let Some(command) = about_an_order(talk, bare) {
        return Meaning::Command(command);
    }
    if let Some(correction) = corrections::read(text, talk.language) {
        return Meaning::Correction(correction);
    }
    plainly(talk, text)
}

/// Reads a text that is none of the choices, no command and no change of the basket.
pub fn plainly(talk: &Conversation, text: &str) -> Meaning {
    if let Some(amount) = phrases::amount(text, talk.language) {
        return Meaning::Amount(amount);
    }
    if let Some(lines) = phrases::lines(text, talk.language) {
        return Meaning::Lines(lines);
    }
    phrases::amount_of(text, talk.language)
        .map_or_else(|| Meaning::Words(text.trim().to_owned()), Meaning::AmountOf)
}

/// Tells whether the screen asked for something that only the buyer knows, so that no word of it is a product.
pub fn takes_free_words(state: &State) -> bool {
    match state {
        State::Quote(screen) => screen.takes_free_words(),
        State::After(screen) => screen.takes_free_words(),
        State::Auction(screen) => screen.takes_free_words(),
        State::Dispute(screen) => screen.takes_free_words(),
        _ => matches!(state, State::Ask { .. } | State::AskCoupon { .. }),
    }
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
    words::command_of(text).or_else(|| with_argument(text, raw)).or_else(|| around_a_number(text))
}

/// In some languages the verb comes last: "order 1042 cancel" is read as the words around the number.
fn around_a_number(text: &str) -> Option<Command> {
    let is_number = |word: &&str| word.len() >= 3 && order_number(word).is_some();
    let mut numbers = text.split(' ').filter(is_number);
    let (number, None) = (order_number(numbers.next()?)?, numbers.next()) else { return None };
    let rest: Vec<&str> = text.split(' ').filter(|word| !is_number(word)).collect();
    match words::command_of(&rest.join(" "))? {
        Command::Act(Act::Orders) => Some(Command::Order(number)),
        Command::Cancel(None) => Some(Command::Cancel(Some(number))),
        _ => None,
    }
}

/// An order of the buyer that is named among other words: "add 2 more rice to order 1042" wants it changed, as there is an
/// amount; anything else is answered by its page.
fn about_an_order(talk: &Conversation, text: &str) -> Option<Command> {
    let is_theirs = |number: &String| {
        talk.last_order.as_ref().is_some_and(|last| last.number == *number)
            || talk.orders.iter().any(|order| order.to_string() == *number)
    };
    let named =
        words::prefixes().iter().filter(|(_, kind)| *kind == Prefix::Order).find_map(|(prefix, _)| {
            text.match_indices(prefix.as_str()).find_map(|(at, _)| {
                let (before, after) = (text.get(..at)?, text.get(at + prefix.len()..)?);
                let word = after.split(' ').next()?.trim_end_matches([',', '.', ':', ';', '?', '!']);
                let number = order_number(word).filter(is_theirs)?;
                let starts = before.is_empty() || before.ends_with(' ');
                starts.then(|| (number, format!("{before} {}", after.get(word.len()..).unwrap_or(""))))
            })
        });
    let (number, rest) = named?;
    let has_amount = rest.split(' ').any(|word| {
        matches!(
            phrases::number(word).or_else(|| phrases::number_word(word, talk.language)),
            Some(Amount::Of(_))
        )
    });
    Some(if has_amount {
        Command::Act(Act::After(after::Act::ChangeOrder(number)))
    } else {
        Command::Order(number)
    })
}

fn with_argument(text: &str, raw: &str) -> Option<Command> {
    for (prefix, kind) in words::prefixes() {
        let Some(rest) = text.strip_prefix(prefix.as_str()) else { continue };
        match kind {
            Prefix::Search => return Some(Command::Search(rest.to_owned())),
            Prefix::Auction => return Some(Command::Auction(behind(prefix, raw))),
            Prefix::Quote => return Some(Command::Quote(behind(prefix, raw))),
            Prefix::Coupon => {
                // Codes go to the shop as typed; it does not mind case.
                let words = prefix.trim().split(' ').count();
                let code: Vec<&str> = raw.split_whitespace().skip(words).collect();
                return (code.len() == 1).then(|| Command::Coupon(code.concat()));
            }
            Prefix::Order => return order_number(rest).map(Command::Order),
            Prefix::SaveList => {
                let name = behind(prefix, raw);
                return (!name.is_empty()).then_some(Command::SaveList(name));
            }
            Prefix::Cancel => return order_number(rest).map(|number| Command::Cancel(Some(number))),
        }
    }
    None
}

/// What was typed behind a prefix.
fn behind(prefix: &str, raw: &str) -> String {
    let words = prefix.trim().split(' ').count();
    let rest: Vec<&str> = raw.split_whitespace().skip(words).collect();
    rest.join(" ")
}

fn order_number(text: &str) -> Option<String> {
    let number = text.trim_start_matches(['#', ' ', '.', ':']);
    let is_plausible = number.len() <= 32
        && number.bytes().any(|byte| byte.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'/');
    is_plausible.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::{CategoryId, ProductId},
        language::Language,
    };

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
        let three = Correction { how: corrections::How::Exactly(3), words: String::new() };
        assert_eq!(understand(&talk, "x3"), Meaning::Correction(three));
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
        assert_eq!(command("cancel my order #1042"), Some(Command::Cancel(Some("1042".into()))));
        assert_eq!(command("Annuler ma commande"), Some(Command::Cancel(None)));
        assert_eq!(command("ऑर्डर 1042 रद्द करें"), Some(Command::Cancel(Some("1042".into()))));
        assert_eq!(command("mera order 1042 kahan hai"), Some(Command::Order("1042".into())));
        assert_eq!(command("Quote 50 Rice 5 kg"), Some(Command::Quote("50 Rice 5 kg".into())));
        assert_eq!(command("devis pour 20 riz"), Some(Command::Quote("20 riz".into())));
        assert_eq!(command("cancel"), Some(Command::No));
        assert_eq!(command("order rice"), None);
        assert_eq!(command("order 2 rice"), None);
        assert_eq!(command("commande 1042"), Some(Command::Order("1042".into())));
        assert_eq!(command("Français"), Some(Command::Act(Act::Speak(Language::French))));
    }
}
