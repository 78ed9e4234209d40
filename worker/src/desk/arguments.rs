//! What was typed behind `desk`. Pure.

use std::path::PathBuf;

use conversation::{
    auction,
    dispute::{Answer, Role, StaffMove},
    event::{StaffCommand, StaffOrder},
    quote,
};
use domain::{
    ids::OrderId,
    money::{Currency, DECIMALS_MAX},
};

use super::{Whose, check_id};

/// How the command is used.
pub const USAGE: &str = "\
desk say  WHO --by NAME TEXT   say this to the buyer, as NAME; the bot falls silent until `done`, or for some hours
desk done WHO --by NAME        the buyer has the bot back, and is told so
desk dispute WHO --by NAME [--role manager] ANSWER
                               answer the newest dispute of an order; WHO must be order:ID, and ANSWER one of
                                 accept            give what the buyer wished
                                 refund [AMOUNT]   offer all the money, or a part of it
                                 replace           offer the goods once more, at no cost
                                 return [AMOUNT]   offer money for goods that are sent back
                                 decline REASON    offer nothing; the buyer reads the reason
                                 received          the goods are back: pay
                                 resolved HOW      it was settled otherwise
                                 escalate          to whoever is above staff
                               what the shop's rules refuse is said in a note on the order

desk case WHO [--to FOLDER]    the sealed file of the newest dispute of an order; WHO must be order:ID. With --to it is
                               written there, and the evidence beside it. On the machine with the shard files, whose
                               folder DATA_DIR names; nothing is changed. `verify-case` checks what comes out
desk reminders DATA_DIR [CONTACT]
                               why reminders and alerts were sent, or were not: of the buyer with this contact hash, or
                               the latest of all; reads the worker's files and changes nothing

desk quote WHO --by NAME [--each AMOUNT | --total AMOUNT] ANSWER
                               answer a request for a quote; WHO must be order:ID, and ANSWER what the order's custom field
                               wa_quote takes
                                 offer [7d | until 2026-12-05] [; WORDS]   the order's prices as they stand, or the named
                                                   one, for one or for all lines before tax, so long, with a word to the buyer
                                 accept [2d]       the buyer's own price
                                 decline: REASON   no offer; also takes back one that is out
                                 revise 3d         in the place of an offer that the buyer has not answered
                               what comes out of turn is said in a note on the order

desk auction WHO --by NAME open WORDS    put an auction together for this buyer, who confirms it; WORDS as they would type
                                         them: 200 bags cement max 850 4h
desk auction WHO --by NAME cancel ID     call an auction of this buyer off

WHO is a buyer's contact hash, or order:ID for the buyer of an order that was placed here (ID as in the shop's address).
--id ID   gives the command this id: given again, also after a doubt, it is done once
--role manager   decides above the limit of DISPUTE_STAFF_REFUND_MAX. Whoever can run this command can say so: give
                 it to those who may, until there are logins
Settings are the worker's: AMQP_URL and SHARDS; for order:ID also WOOCOMMERCE_URL and its credentials.
Exit codes: 0 the buyer's shard has it, 2 wrong arguments, 4 could not be done.";

/// Longest name under which somebody speaks.
const NAME_LENGTH_MAX: usize = 40;
/// Longest text.
const TEXT_LENGTH_MAX: usize = 3_000;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// How it is used.
    Help,
    /// The file of an order's newest dispute.
    Case {
        /// The order.
        order: OrderId,
        /// Where it goes with its evidence; none prints it.
        to: Option<PathBuf>,
    },
    /// Why reminders were sent, or were not.
    Reminders {
        /// The worker's folder.
        data: PathBuf,
        /// Of this buyer; empty for all.
        contact: String,
    },
    /// A command to a buyer's conversation.
    Tell {
        /// Whose.
        whose: Whose,
        /// What.
        command: StaffCommand,
        /// The id that was given.
        id: Option<String>,
    },
}

/// Reads the arguments.
///
/// # Errors
/// What is wrong with them, for whoever typed them.
pub fn read(arguments: &[String]) -> Result<Asked, String> {
    let mut words = Vec::new();
    let (mut by, mut id, mut role, mut to, mut each, mut total) = (None, None, None, None, None, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let option = match argument.as_str() {
            "--by" => &mut by,
            "--id" => &mut id,
            "--role" => &mut role,
            "--to" => &mut to,
            "--each" => &mut each,
            "--total" => &mut total,
            "-h" | "--help" => return Ok(Asked::Help),
            other if other.starts_with("--") => return Err(format!("{other} is no option")),
            _ => {
                words.push(argument.as_str());
                continue;
            }
        };
        let value = rest.next().ok_or_else(|| format!("{argument} needs a value"))?;
        if option.replace(value.clone()).is_some() {
            return Err(format!("{argument} is given twice"));
        }
    }
    if let Some(id) = &id {
        check_id(id).map_err(|error| error.to_string())?;
    }
    let (what, rest) = match words.split_first() {
        None | Some((&"help", [])) => return Ok(Asked::Help),
        Some((what, rest)) => (*what, rest),
    };
    if let ("reminders", [data, contact @ ..]) = (what, rest) {
        let contact = match contact {
            [] => String::new(),
            [contact] => (*contact).to_owned(),
            [_, more, ..] => return Err(format!("{more} is too much")),
        };
        return Ok(Asked::Reminders { data: data.into(), contact });
    }
    let (who, rest) = rest.split_first().ok_or("it is not said who is meant")?;
    if what == "case" {
        let Whose::Order(order) = whose(who)? else {
            return Err("a dispute is about an order: WHO must be order:ID".into());
        };
        return match rest.first() {
            Some(more) => Err(format!("{more} is too much")),
            None => Ok(Asked::Case { order, to: to.map(PathBuf::from) }),
        };
    }
    if to.is_some() {
        return Err("--to is for case files".into());
    }
    let order = match (what, rest) {
        ("say", []) => return Err("it is not said what is to be said".into()),
        ("say", text) => StaffOrder::Say { text: bounded("the text", &text.join(" "), TEXT_LENGTH_MAX)? },
        ("done", []) => StaffOrder::Done,
        ("dispute", answer) => {
            StaffOrder::Dispute { step: dispute_step(who, role.take().as_deref(), answer)? }
        }
        ("quote", answer) => StaffOrder::Quote { step: quote_step(who, answer, each.take(), total.take())? },
        ("auction", step) => StaffOrder::Auction { step: auction_step(step)? },
        ("done", [more, ..]) => return Err(format!("{more} is too much")),
        (other, _) => return Err(format!("{other} is no command")),
    };
    if role.is_some() {
        return Err("--role is for disputes".into());
    }
    if each.is_some() || total.is_some() {
        return Err("--each and --total are for quotes".into());
    }
    let by = bounded("the name", &by.ok_or("--by is missing: the buyer reads who speaks")?, NAME_LENGTH_MAX)?;
    Ok(Asked::Tell { whose: whose(who)?, command: StaffCommand { by, order }, id })
}

/// Reads an answer to a request for a quote.
fn quote_step(
    who: &str,
    answer: &[&str],
    each: Option<String>,
    total: Option<String>,
) -> Result<quote::StaffMove, String> {
    let Whose::Order(order) = whose(who)? else {
        return Err("a quote is an order: WHO must be order:ID".into());
    };
    if each.is_some() && total.is_some() {
        return Err("a price is --each or --total, not both".into());
    }
    let answer = bounded("the answer", &answer.join(" "), TEXT_LENGTH_MAX)?;
    quote::StaffMove::of_words(order, &answer, each, total)
}

/// Reads what is to be done about an auction.
fn auction_step(step: &[&str]) -> Result<auction::StaffMove, String> {
    match step {
        ["open", words @ ..] if !words.is_empty() => {
            let words = bounded("the auction", &words.join(" "), TEXT_LENGTH_MAX)?;
            Ok(auction::StaffMove::Open { words })
        }
        ["cancel", id] => {
            let id =
                id.parse().map_err(|_| format!("{id} is not the name of an auction, such as 07-K3F9A2"))?;
            Ok(auction::StaffMove::Cancel { id })
        }
        _ => Err("an auction is to be opened with words, or cancelled by its name".into()),
    }
}

/// Reads an answer to a dispute. The order's currency is not known here, and only decides how many decimals count.
fn dispute_step(who: &str, role: Option<&str>, answer: &[&str]) -> Result<StaffMove, String> {
    let Whose::Order(order) = whose(who)? else {
        return Err("a dispute is about an order: WHO must be order:ID".into());
    };
    let role = match role {
        None | Some("staff") => Role::Staff,
        Some("manager") => Role::Manager,
        Some(other) => return Err(format!("--role is staff or manager, not {other}")),
    };
    let answer = bounded("the answer", &answer.join(" "), TEXT_LENGTH_MAX)?;
    let currency = Currency { code: String::new(), decimals: DECIMALS_MAX };
    let plain = answer.split_whitespace().filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ");
    Answer::read(&plain, &currency).map_err(|error| error.to_string())?;
    Ok(StaffMove { order, role, answer })
}

/// Whether a word is written like the code of a currency.
fn is_code(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn whose(who: &str) -> Result<Whose, String> {
    let contact = || who.parse().ok().map(Whose::Contact);
    let order = || who.strip_prefix("order:")?.parse().ok().map(|id| Whose::Order(OrderId(id)));
    contact().or_else(order).ok_or_else(|| "WHO is a contact hash, or order:ID".to_owned())
}

fn bounded(what: &str, text: &str, length_max: usize) -> Result<String, String> {
    match text.trim() {
        "" => Err(format!("{what} is empty")),
        text if text.chars().count() > length_max => {
            Err(format!("{what} is longer than {length_max} characters"))
        }
        text => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Asked, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read(&words)
    }

    #[test]
    fn commands_are_understood_and_slips_are_named() {
        let hash = "ab".repeat(16);
        let whose = Whose::Contact(hash.parse().unwrap());
        let told = |order, id| Asked::Tell { whose, command: StaffCommand { by: "Anna".into(), order }, id };
        let say = StaffOrder::Say { text: "Good morning".into() };
        assert_eq!(of(&format!("say {hash} --by Anna Good morning")), Ok(told(say, None)));
        assert_eq!(
            of(&format!("done --id 7 --by Anna {hash}")),
            Ok(told(StaffOrder::Done, Some("7".into())))
        );
        let by_order = of("done order:1042 --by Anna");
        assert!(matches!(by_order, Ok(Asked::Tell { whose: Whose::Order(OrderId(1042)), .. })));
        assert_eq!(of(""), Ok(Asked::Help));
        for (wrong, told) in [
            ("say", "who is meant"),
            ("say order:1 --by A", "what is to be said"),
            ("say order:x --by A hm", "WHO is"),
            ("done order:1", "--by is missing"),
            ("done order:1 --by A --by B", "twice"),
            ("done order:1 --by A now", "too much"),
            ("done order:1 --by A --id ../x", "letters, digits"),
            ("undo order:1 --by A", "no command"),
            ("done order:1 --bye A", "no option"),
            ("done order:1 --by", "needs a value"),
        ] {
            let error = of(wrong).unwrap_err();
            assert!(error.contains(told), "{wrong}: {error}");
        }
    }

    #[test]
    fn answers_to_disputes_are_checked_before_they_are_sent() {
        let step = |line: &str| match of(line) {
            Ok(Asked::Tell { command: StaffCommand { order: StaffOrder::Dispute { step }, .. }, .. }) => {
                Ok(step)
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        };
        let expected = |role, answer: &str| StaffMove { order: OrderId(7), role, answer: answer.into() };
        assert_eq!(step("dispute order:7 --by A refund 500"), Ok(expected(Role::Staff, "refund 500")));
        assert_eq!(
            step("dispute order:7 --by A --role manager refund KES 500.00"),
            Ok(expected(Role::Manager, "refund KES 500.00"))
        );
        assert!(step("dispute order:7 --by A decline it was used").is_ok());
        let case = of("case order:7 --to /tmp/case");
        assert_eq!(case, Ok(Asked::Case { order: OrderId(7), to: Some("/tmp/case".into()) }));
        for (wrong, told) in [
            ("case order:7 now".to_owned(), "too much"),
            ("done order:7 --by A --to x".to_owned(), "for case files"),
            ("dispute order:7 --by A".to_owned(), "the answer is empty"),
            ("dispute order:7 --by A perhaps".to_owned(), "write one of"),
            ("dispute order:7 --by A decline".to_owned(), "say why"),
            ("dispute order:7 --by A refund lots".to_owned(), "not an amount"),
            ("dispute order:7 --by A --role king refund".to_owned(), "staff or manager"),
            (format!("dispute {} --by A refund", "ab".repeat(16)), "must be order:ID"),
            ("done order:7 --by A --role manager".to_owned(), "for disputes"),
        ] {
            let error = of(&wrong).unwrap_err();
            assert!(error.contains(told), "{wrong}: {error}");
        }
    }

    #[test]
    fn quotes_are_answered_in_the_words_of_the_orders_field() {
        let step = |line: &str| match of(line) {
            Ok(Asked::Tell { command: StaffCommand { order: StaffOrder::Quote { step }, .. }, .. }) => {
                Ok(step)
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        };
        let order = OrderId(7);
        for text in ["offer", "offer 7d; delivery is free", "accept", "decline: not below 11", "revise 3d"] {
            let expected = quote::StaffMove::Answer { order, text: text.into() };
            assert_eq!(step(&format!("quote order:7 --by A {text}")), Ok(expected));
        }
        let priced = quote::StaffMove::Offer {
            order,
            each: None,
            total: Some("14500.00".into()),
            until: Some("168h".into()),
            words: "fresh".into(),
        };
        assert_eq!(step("quote order:7 --by A --total 14500.00 offer 7d; fresh"), Ok(priced));
        for (wrong, told) in [
            ("quote order:7 --by A", "the answer is empty"),
            ("quote order:7 --by A perhaps", "write offer"),
            ("quote order:7 --by A --each 5 accept", "goes with offer"),
            ("quote order:7 --by A --each much offer", "an amount"),
            ("quote order:7 --by A --each 5 --total 6 offer", "not both"),
            ("done order:7 --by A --each 5", "for quotes"),
        ] {
            let error = of(wrong).unwrap_err();
            assert!(error.contains(told), "{wrong}: {error}");
        }
        assert!(step(&format!("quote {} --by A offer", "ab".repeat(16))).unwrap_err().contains("order:ID"));
    }

    #[test]
    fn auctions_are_opened_with_words_and_cancelled_by_name() {
        let step = |line: &str| match of(line) {
            Ok(Asked::Tell { command: StaffCommand { order: StaffOrder::Auction { step }, .. }, .. }) => {
                Ok(step)
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        };
        let words = "200 bags cement max 850".to_owned();
        assert_eq!(
            step("auction order:7 --by A open 200 bags cement max 850"),
            Ok(auction::StaffMove::Open { words })
        );
        let id = "07-K3F9A2".parse().unwrap();
        assert_eq!(step("auction order:7 --by A cancel 07-K3F9A2"), Ok(auction::StaffMove::Cancel { id }));
        assert!(step("auction order:7 --by A cancel 7").is_err());
        assert!(step("auction order:7 --by A").is_err());
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let long = "x".repeat(TEXT_LENGTH_MAX + 1);
        assert!(of(&format!("say order:1 --by A {long}")).unwrap_err().contains("longer"));
        assert!(of(&format!("done order:1 --by {}", "x".repeat(NAME_LENGTH_MAX + 1))).is_err());
    }
}
