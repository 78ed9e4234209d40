//! Lists, corrections and forms of digits, as people type them.

use domain::language::Language;
use proptest::prelude::*;

use crate::{
    conversation::LanguageBy,
    effect::ShopEffect,
    store_words::StoreWords,
    testing::{Chat, product},
    understand::{Command, Meaning, understand},
};

fn with_drills() -> Chat {
    let mut chat = Chat::known();
    chat.shop.extra = drills();
    chat.catalogue.products.extend(drills());
    chat
}

fn drills() -> Vec<domain::shop::Product> {
    vec![
        product(40, "Drill hammer 800 W", 90_000, 4),
        product(41, "Drill cordless 18 V", 95_000, 4),
        product(42, "Bread white", 6_000, 3),
        product(50, "Salt and pepper", 4_000, 3),
    ]
}

fn basket(chat: &Chat) -> Vec<(String, u32)> {
    let lines = chat.talk.cart.as_ref().map(|cart| cart.lines.clone()).unwrap_or_default();
    lines.into_iter().map(|line| (line.name, line.quantity)).collect()
}

fn held(name: &str, quantity: u32) -> (String, u32) {
    (name.to_owned(), quantity)
}

#[test]
fn a_typed_list_becomes_a_basket_and_only_the_doubtful_line_is_asked() {
    let mut chat = with_drills();
    chat.say("2 rice 5kg, 3 milk and a drill").sees("1 × \"drill\": which one do you mean?");
    chat.tap("Drill cordless");
    let all = [held("Rice 5 kg", 2), held("Milk 1 l", 3), held("Drill cordless 18 V", 1)];
    assert_eq!(basket(&chat), all);
}

#[test]
fn what_comes_between_drops_nothing_of_a_list_without_a_word() {
    let mut chat = with_drills();
    chat.say("2 rice 5kg, 3 milk and a drill").say("menu");
    chat.sees("2 × Rice 5 kg\n3 × Milk 1 l\n1 × drill").sees("\"continue\"");
    assert!(basket(&chat).is_empty());
    // Said once, and not again with everything.
    chat.say("work shirt");
    assert!(!chat.body().contains("continue\""), "{}", chat.body());
    chat.say("continue").sees("which one do you mean?").tap("Drill hammer");
    assert_eq!(basket(&chat).len(), 3);

    // A look at the basket asks the shop first: it is said with the answer.
    let mut chat = with_drills();
    chat.say("2 milk, a drill").say("basket").sees("2 × Milk 1 l\n1 × drill");
    // Starting over means all of it.
    chat.say("2 milk, a drill").say("start over");
    assert!(chat.talk.aside.is_none());
}

#[test]
fn lines_that_come_while_one_is_asked_about_join_the_list() {
    let mut chat = with_drills();
    chat.say("3 milk and a drill").say("2 rice 5kg").sees("which one do you mean?");
    chat.say("1 bread, 2 pen 07").sees("which one do you mean?");
    chat.say("x4").sees("4 × \"drill\"").say("2 drill cordless");
    let all = [
        held("Milk 1 l", 3),
        held("Rice 5 kg", 2),
        held("Bread white", 1),
        held("Pen 07", 2),
        held("Drill cordless 18 V", 2),
    ];
    assert_eq!(basket(&chat), all);
}

#[test]
fn and_joins_two_things_where_both_are_sold_and_one_where_it_is_called_so() {
    let mut chat = with_drills();
    chat.say("3 milk and bread");
    assert_eq!(basket(&chat), [held("Milk 1 l", 3), held("Bread white", 1)]);
    // In a list too, and where one of them is still to be asked about.
    let mut chat = with_drills();
    chat.say("2 rice 5kg, 3 milk and bread").say("1 milk and drill").sees("1 × \"drill\": which one");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 3), held("Bread white", 1)]);
    chat.say("menu").say("2 salt and pepper");
    assert_eq!(basket(&chat).last(), Some(&held("Salt and pepper", 2)));
}

#[test]
fn kinds_in_the_words_of_a_line_need_no_question() {
    let mut chat = Chat::known();
    chat.say("2 blue XL work shirt, 3 milk");
    let ShopEffect::AddArticle { article, quantity: 2 } = &chat.wishes[0] else {
        panic!("{:?}", chat.wishes)
    };
    assert_eq!(article.choices.len(), 3);
    let mut chat = Chat::known();
    chat.say("work shirt").say("2 blue XL");
    assert_eq!(basket(&chat), [held("Work shirt", 2)]);
}

#[test]
fn a_list_that_is_too_long_says_what_was_left_out() {
    let mut chat = Chat::known();
    let lines: Vec<String> = (1..=25).map(|number| format!("2 pen {number:02}")).collect();
    chat.say(&lines.join("\n")).sees("20 lines").sees("other 5");
    assert_eq!(basket(&chat).len(), 20);
}

#[test]
fn corrections_go_to_the_line_touched_last_wherever_the_buyer_is() {
    let mut chat = Chat::known();
    chat.say("2 rice 5kg, 3 milk").say("menu").say("make it 5");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 5)]);
    chat.say("2 more").sees("7 × Milk");
    chat.say("one less").say("menu").say("x2");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 2)]);
    chat.say("no, 4").say("2 more rice");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 4), held("Milk 1 l", 4)]);
    chat.say("make the milk 1").say("remove the rice").sees("Removed: Rice 5 kg");
    assert_eq!(basket(&chat), [held("Milk 1 l", 1)]);
    chat.say("undo");
    assert_eq!(basket(&chat).len(), 2);
    chat.say("remove the drill").sees("\"drill\" is not in your basket");
    // Taking away more than there is removes it.
    chat.say("remove 9 milk");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 4)]);
}

#[test]
fn a_correction_that_fits_several_lines_asks_which() {
    let mut chat = Chat::known();
    chat.say("2 rice 5kg, 1 rice 1kg, 3 milk").say("remove rice").sees("Which one would you like to change?");
    chat.say("remove 2");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 3)]);
    // "Remove rice" is clear now.
    chat.say("remove rice");
    assert_eq!(basket(&chat), [held("Milk 1 l", 3)]);
}

#[test]
fn corrections_work_in_every_language() {
    for (language, more, less, instead, remove) in [
        (Language::English, "2 more", "one less", "no, 4", "remove the milk"),
        (Language::French, "2 de plus", "un de moins", "non, 4", "enlève le milk"),
        (Language::Spanish, "2 más", "uno menos", "no, 4", "quita el milk"),
        (Language::Portuguese, "mais 2", "um a menos", "não, 4", "tira o milk"),
        (Language::Arabic, "كمان ٢", "أقل واحد", "لا، ٤", "احذف milk"),
        (Language::Swahili, "2 zaidi", "punguza moja", "hapana, 4", "ondoa milk"),
        (Language::Hindi, "२ और", "एक कम", "नहीं, ४", "milk हटाओ"),
    ] {
        let mut chat = Chat::known();
        chat.talk.language = language;
        chat.talk.language_by = LanguageBy::Choice;
        chat.say("3 milk");
        for (text, expected) in [(more, 5), (less, 4), (instead, 4)] {
            chat.say("menu").say(text);
            assert_eq!(basket(&chat), [held("Milk 1 l", expected)], "{language:?}: {text}");
        }
        chat.say(remove);
        assert!(basket(&chat).is_empty(), "{language:?}: {remove}");
    }
}

#[test]
fn make_it_so_many_times_so_many_and_remove_work_from_basket_and_card_in_every_language() {
    for (language, make, times, remove) in [
        (Language::English, "make it 3", "x2", "remove the milk"),
        (Language::French, "mets-en 3", "x2", "retire le milk"),
        (Language::Spanish, "que sean 3", "x2", "quite el milk"),
        (Language::Portuguese, "deixa em 3", "x2", "remova o milk"),
        (Language::Arabic, "اجعلها ٣", "x٢", "احذف milk"),
        (Language::Swahili, "fanya iwe 3", "x2", "ondoa milk"),
        (Language::Hindi, "3 कर दो", "x२", "milk हटा दें"),
    ] {
        for way in [&["milk"] as &[&str], &["5 milk", "basket"], &["1 rice 5kg, 5 milk", "basket"]] {
            let mut chat = Chat::known();
            for text in way {
                chat.say(text);
            }
            chat.talk.language = language;
            chat.talk.language_by = LanguageBy::Choice;
            let at = format!("{language:?} after {way:?}");
            let milk = |chat: &Chat| {
                let mut lines = basket(chat).into_iter();
                lines.find(|(name, _)| name.starts_with("Milk")).map_or(0, |(_, quantity)| quantity)
            };
            for (text, expected) in [(make, 3), (times, 2), (remove, 0)] {
                chat.say(text);
                assert_eq!(milk(&chat), expected, "{at}: {text}: {}", chat.body());
            }
            assert_eq!(basket(&chat).len(), usize::from(way.len() == 2 && way[0].contains("rice")), "{at}");
        }
    }
}

#[test]
fn a_list_with_sizes_and_a_word_for_and_is_read_in_every_language() {
    for (language, text) in [
        (Language::English, "2 rice 5kg, 3 milk and a drill cordless"),
        (Language::English, "2 x rice 5 kg + 3 milk + one drill cordless"),
        (Language::English, "rice 5kg x2\nmilk x3\ndrill cordless"),
        (Language::French, "2 rice 5kg, 3 milk et une drill cordless"),
        (Language::French, "deux rice de 5 kg, trois milk et la drill cordless"),
        (Language::Spanish, "2 rice 5 kg, 3 milk y un drill cordless"),
        (Language::Spanish, "dos rice de 5 kg, tres milk y el drill cordless"),
        (Language::Portuguese, "2 rice 5kg, 3 milk e uma drill cordless"),
        (Language::Portuguese, "duas rice de 5 kg, três milk e a drill cordless"),
        (Language::Arabic, "٢ rice 5kg، ٣ milk و drill cordless"),
        (Language::Arabic, "2 rice 5 kg، ثلاثة milk و1 drill cordless"),
        (Language::Swahili, "2 rice 5kg, 3 milk na drill cordless"),
        (Language::Swahili, "rice 5kg x2, milk x3 na drill cordless moja"),
        (Language::Hindi, "2 rice 5kg, 3 milk और drill cordless"),
        (Language::Hindi, "२ rice 5 kg, तीन milk और एक drill cordless"),
        (Language::French, "2 rice de 5 kilos, 3 milk et une drill cordless"),
        (Language::Spanish, "2 rice de 5 kilos, 3 milk y un drill cordless"),
        (Language::Portuguese, "2 rice de 5 quilos, 3 milk e uma drill cordless"),
        (Language::Arabic, "2 rice 5 كيلو، 3 milk و drill cordless"),
        (Language::Swahili, "2 rice 5 kilo, 3 milk na drill cordless"),
        (Language::Hindi, "2 rice 5 किलो, 3 milk और drill cordless"),
    ] {
        let mut chat = with_drills();
        chat.talk.language = language;
        chat.talk.language_by = LanguageBy::Choice;
        chat.say(text);
        let all = [held("Rice 5 kg", 2), held("Milk 1 l", 3), held("Drill cordless 18 V", 1)];
        assert_eq!(basket(&chat), all, "{language:?}: {text}: {}", chat.body());
    }
}

/// Writes digits in another way, and puts marks that nobody sees between signs.
fn rewritten(text: &str, zero: char, mark: Option<char>) -> String {
    let mut other = String::new();
    for char in text.chars() {
        other.extend(mark);
        let digit = char.to_digit(10).filter(|_| char.is_ascii_digit());
        other.push(digit.and_then(|digit| char::from_u32(u32::from(zero) + digit)).unwrap_or(char));
    }
    other.extend(mark);
    other
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn digits_of_other_scripts_and_marks_of_direction_mean_the_same(
        text in prop_oneof![
            "[0-9]{1,4}", "x[0-9]{1,2}", "[0-9]{1,2} (rice|milk|pen [0-9]{2})", "order #?[0-9]{1,6}",
            "coupon SAVE[0-9]{2}", "make it [0-9]", "(no, |remove |)[0-9] ?(more|less|milk)?",
            "[0-9] rice, [0-9] milk and a pen", "SKU-[0-9]{2}", "rice [0-9] ?kg", "(menu|stop|basket|yes)",
            "[0-9x ,.a-z]{0,20}",
        ],
        zero in prop::sample::select(vec!['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}']),
        mark in prop::sample::select(vec![
            None, Some('\u{200e}'), Some('\u{200f}'), Some('\u{202b}'), Some('\u{2068}'), Some('\u{61c}'),
        ]),
        with_list in any::<bool>(),
    ) {
        let mut chat = Chat::known();
        chat.say(if with_list { "pen" } else { "2 milk" });
        let talk = chat.talk.clone();
        let other = rewritten(&text, zero, mark);
        // Read without the door, words are kept as typed; they are compared as read.
        let meant = |text: &str| match understand(&talk, text) {
            Meaning::Words(words) => domain::text::fold(&words),
            Meaning::Command(Command::Coupon(code)) => domain::text::plain(&code),
            other => format!("{other:?}"),
        };
        prop_assert_eq!(meant(&text), meant(&other), "{:?} and {:?}", text, other);
        // What the buyer sees is the same, apart from their own words.
        let said = |text: &str| {
            let mut chat = Chat { talk: talk.clone(), ..Chat::known() };
            chat.say(text);
            let words = domain::text::fold(&chat.body());
            (words, format!("{:?}", chat.wishes), chat.talk.screen_label())
        };
        prop_assert_eq!(said(&text), said(&other));
    }
}

#[test]
fn the_stores_own_words_find_products_and_its_packages_count() {
    let mut chat = Chat::known();
    chat.catalogue.words = StoreWords::read(
        "[words]\nunga = rice 5 kg\nsw: maziwa = milk\n[units]\ncrate = 24 pcs\ndozen = 12\nsack = 5 kg\n",
    )
    .0;
    chat.say("unga").sees("Rice 5 kg");
    chat.say("2 sacks of rice, a dozen milk");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 12)]);
    chat.say("a dozen more").say("1 crate less milk");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2)]);
    chat.say("milk").say("2 dozen");
    assert_eq!(basket(&chat), [held("Rice 5 kg", 2), held("Milk 1 l", 24)]);
    chat.say("a dozen pen 07");
    assert_eq!(basket(&chat).last(), Some(&held("Pen 07", 12)));
    // A word of another language is not one of this.
    chat.say("maziwa").sees("I found nothing");
    chat.say("kiswahili").say("maziwa 2");
    assert!(basket(&chat).contains(&held("Milk 1 l", 26)));
}
