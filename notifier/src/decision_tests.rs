//! The decision in a table, and its promises over the whole space of what can be known.

use proptest::prelude::*;

use super::*;

fn facts() -> Facts {
    Facts {
        now_ms: 1_000,
        is_too_late: false,
        useful_until_ms: 100_000,
        class: SendClass::Transactional,
        purpose: Purpose::Reply,
        own: Own::FreeForm,
        fallback: None,
        is_window_open: true,
        is_free_entry: false,
        consent: Consent::Unknown,
        news: Consent::Unknown,
        quiet_until_ms: None,
        is_unreachable: false,
        is_initiating_stopped: false,
        is_held: false,
        due_ms: 0,
        account: Pass::Open,
        number: Pass::Open,
        pair_next_at_ms: None,
        has_turn: true,
    }
}

const UTILITY: Option<Health> = Some(Health::Usable(Category::Utility));
const MARKETING: Option<Health> = Some(Health::Usable(Category::Marketing));

#[test]
fn each_rule_has_its_row() {
    type Change = fn(&mut Facts);
    let table: [(&str, Change); 22] = [
        ("send service", |_| {}),
        ("send free_entry_point", |facts| facts.is_free_entry = true),
        ("expire", |facts| facts.is_too_late = true),
        ("wait window_closed", |facts| facts.is_window_open = false),
        ("send_template utility", |facts| (facts.is_window_open, facts.fallback) = (false, UTILITY)),
        ("send service", |facts| facts.fallback = UTILITY),
        ("wait no_consent", |facts| (facts.is_window_open, facts.fallback) = (false, MARKETING)),
        ("wait template_paused", |facts| {
            facts.is_window_open = false;
            facts.fallback = Some(Health::Unusable(Reason::TemplatePaused));
        }),
        ("park window_closed", |facts| {
            (facts.is_window_open, facts.purpose) = (false, Purpose::Marketing);
        }),
        ("park no_consent", |facts| facts.purpose = Purpose::Marketing),
        ("park no_consent", |facts| facts.own = Own::Template(Health::Usable(Category::Marketing))),
        ("park template_missing", |facts| {
            facts.own = Own::Template(Health::Unusable(Reason::TemplateMissing));
        }),
        ("drop news_refused", |facts| (facts.purpose, facts.news) = (Purpose::OrderNews, Consent::Refused)),
        ("drop news_refused", |facts| (facts.is_window_open, facts.news) = (false, Consent::Refused)),
        ("wait quiet_hours", |facts| {
            (facts.purpose, facts.consent, facts.quiet_until_ms) =
                (Purpose::Marketing, Consent::Given, Some(5_000));
        }),
        ("wait unreachable", |facts| {
            (facts.is_window_open, facts.fallback, facts.is_unreachable) = (false, UTILITY, true);
        }),
        ("wait initiating_stopped", |facts| {
            (facts.is_window_open, facts.fallback, facts.is_initiating_stopped) = (false, UTILITY, true);
        }),
        ("wait held", |facts| facts.is_held = true),
        ("wait gate", |facts| facts.number = Pass::UntilAnswered),
        ("wait pair_pacing", |facts| facts.pair_next_at_ms = Some(9_000)),
        ("wait number_pacing", |facts| facts.has_turn = false),
        ("wait not_due", |facts| facts.due_ms = 1_001),
    ];
    for (expected, change) in table {
        let mut facts = facts();
        change(&mut facts);
        assert_eq!(decide(&facts).label(), expected, "{facts:?}");
    }
}

#[test]
fn a_courtesy_goes_at_once_or_never() {
    let courtesy = Facts { class: SendClass::Courtesy, is_window_open: false, ..facts() };
    assert_eq!(decide(&courtesy).label(), "send none");
    let changes: [fn(&mut Facts); 3] =
        [|facts| facts.has_turn = false, |facts| facts.account = Pass::Probe, |facts| facts.is_held = true];
    for change in changes {
        let mut facts = courtesy.clone();
        change(&mut facts);
        assert_eq!(decide(&facts).label(), "drop busy");
    }
}

#[test]
fn no_two_reasons_share_a_label() {
    let labels: std::collections::BTreeSet<&str> = Reason::ALL.into_iter().map(Reason::label).collect();
    assert_eq!(labels.len(), Reason::ALL.len());
}

fn health() -> impl Strategy<Value = Health> {
    let category = prop::sample::select(vec![
        Category::Utility,
        Category::Marketing,
        Category::Authentication,
        Category::Unknown,
    ]);
    prop_oneof![
        3 => category.prop_map(Health::Usable),
        1 => Just(Health::Unusable(Reason::TemplatePaused)),
    ]
}

fn pass() -> impl Strategy<Value = Pass> {
    prop::sample::select(vec![Pass::Open, Pass::Probe, Pass::Until(7), Pass::UntilAnswered])
}

prop_compose! {
    fn any_facts()(
        (is_too_late, is_window_open, is_free_entry, is_unreachable, is_initiating_stopped, is_held, has_turn) in
            any::<(bool, bool, bool, bool, bool, bool, bool)>(),
        class in prop::sample::select(vec![SendClass::Transactional, SendClass::Courtesy]),
        purpose in prop::sample::select(
            vec![Purpose::Reply, Purpose::OrderNews, Purpose::Marketing, Purpose::Unknown]),
        consent in prop::sample::select(vec![Consent::Unknown, Consent::Given, Consent::Refused]),
        own in prop::option::of(health()),
        fallback in prop::option::of(health()),
        quiet_until_ms in prop::option::of(1_001_u64..9_000),
        due_ms in 0_u64..2_000,
        (account, number) in (pass(), pass()),
        pair_next_at_ms in prop::option::of(1_001_u64..9_000),
    ) -> Facts {
        Facts {
            is_too_late, is_window_open, is_free_entry, is_unreachable, is_initiating_stopped, is_held, has_turn,
            class, purpose, consent, fallback, quiet_until_ms, due_ms, account, number, pair_next_at_ms,
            own: own.map_or(Own::FreeForm, Own::Template),
            ..facts()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_goes_is_doomed_or_unwanted(facts in any_facts()) {
        let Decision::Send { form, cost } = decide(&facts) else { return Ok(()) };
        prop_assert!(!facts.is_too_late && !facts.is_held);
        if facts.class == SendClass::Courtesy {
            prop_assert_eq!(cost, Cost::None);
            return Ok(());
        }
        let health = match form {
            Form::AsIs => match facts.own {
                Own::FreeForm => None,
                Own::Template(health) => Some(health),
            },
            Form::Fallback => facts.fallback,
        };
        // Free form only within the window; a template only when Meta takes it.
        prop_assert!(health.is_some() || facts.is_window_open);
        prop_assert!(!matches!(health, Some(Health::Unusable(_))));
        prop_assert!(form == Form::AsIs || !facts.is_window_open, "a template where free form would do");
        // Marketing: by what we call it, or by what Meta calls it.
        let sells = matches!(facts.purpose, Purpose::Marketing | Purpose::Unknown)
            || matches!(health, Some(Health::Usable(Category::Marketing | Category::Unknown)));
        if sells {
            prop_assert_eq!(facts.consent, Consent::Given);
            prop_assert_eq!(facts.quiet_until_ms, None);
        }
        if !facts.is_window_open {
            prop_assert!(!facts.is_unreachable && !facts.is_initiating_stopped);
        }
        prop_assert!(facts.due_ms <= facts.now_ms && facts.pair_next_at_ms.is_none() && facts.has_turn);
        prop_assert!([facts.account, facts.number].iter().all(|pass| matches!(pass, Pass::Open | Pass::Probe)));
    }

    #[test]
    fn news_of_an_order_is_never_given_up_before_its_time(facts in any_facts()) {
        let news = Facts {
            purpose: Purpose::OrderNews, own: Own::FreeForm, class: SendClass::Transactional,
            is_too_late: false, ..facts
        };
        let goes_on = matches!(decide(&news), Decision::Send { .. } | Decision::Wait { .. });
        prop_assert!(goes_on);
    }

    #[test]
    fn every_wait_has_an_end(facts in any_facts()) {
        if let Decision::Wait { until: Until::At(at_ms), .. } = decide(&facts) {
            prop_assert!(at_ms > facts.now_ms && at_ms <= facts.useful_until_ms);
        }
    }
}
