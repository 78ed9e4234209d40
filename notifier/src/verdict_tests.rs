//! Tests of `verdict`: Meta's error page row by row.

use super::*;

const INVALID: Verdict = Verdict::Refused(Refusal::Invalid);
const TEMPLATE: Verdict = Verdict::Refused(Refusal::Template);
const SETUP: Verdict = Verdict::Refused(Refusal::Setup);
const UNKNOWN: Verdict = Verdict::Refused(Refusal::Unknown);
const UNWANTED: Verdict = Verdict::Refused(Refusal::Unwanted);

fn hold(reason: HoldReason) -> Verdict {
    Verdict::Hold(reason, Scope::Account)
}

fn hold_number(reason: HoldReason) -> Verdict {
    Verdict::Hold(reason, Scope::Number)
}

fn http(status: u16, body: &str) -> GraphAnswer {
    GraphAnswer::Http { status, retry_after_s: None, body: body.as_bytes().to_vec() }
}

fn error(status: u16, code: u32) -> Judged {
    let body = format!(
        r#"{{"error":{{"message":"(#{code}) x","type":"OAuthException","code":{code},"fbtrace_id":"A"}}}}"#
    );
    judge(&http(status, &body), true)
}

#[test]
fn every_row_of_metas_error_page_has_its_verdict_whatever_the_status() {
    let registration = || hold_number(HoldReason::Registration);
    let rows: Vec<(&[u32], Verdict)> = vec![
        (&[2, 131_016, 133_004], Verdict::Retry),
        (&[131_000], Verdict::Ambiguous),
        (&[131_057], Verdict::NumberLimited(Some(MAINTENANCE_PAUSE))),
        (&[4, 80_007], Verdict::AccountLimited(None)),
        (&[130_429], Verdict::NumberLimited(None)),
        (&[131_056], Verdict::PairLimited),
        (&[131_048, 131_064], hold_number(HoldReason::Spam)),
        (&[131_047], Verdict::NeedsTemplate),
        (&[131_026], Verdict::Refused(Refusal::Undeliverable)),
        (&[130_403], Verdict::Refused(Refusal::BlockedByUs)),
        (&[131_049], Verdict::RetryAfter(WITHHELD_PAUSE)),
        (&[131_050, 130_472], UNWANTED),
        (&[131_021], INVALID),
        (&[131_030, 131_063, 134_011], SETUP),
        (&[131_037, 131_045, 133_010, 133_006, 33], registration()),
        (&[131_042], hold(HoldReason::Payment)),
        (&[131_031, 368], hold(HoldReason::Lock)),
        (&[130_497], Verdict::Refused(Refusal::Country)),
        (&[0, 190], hold(HoldReason::Token)),
        (&[3, 10, 200, 230, 299, 131_005], hold(HoldReason::Permission)),
        (&[100, 131_008, 131_009, 131_051, 135_000], INVALID),
        (&[131_053], Verdict::Refused(Refusal::Media)),
        (&[131_055, 134_100], TEMPLATE),
        (&[131_062, 137_000], Verdict::Refused(Refusal::Identity)),
        (&[132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_018], TEMPLATE),
        (&[132_015, 132_016, 132_068, 132_069], TEMPLATE),
        (&[133_000, 133_005, 133_008, 133_009, 133_015, 133_016], registration()),
        (&[131_052, 131_060, 139_100, 139_101, 139_102, 139_103], UNKNOWN),
        (&[130_501, 131_041, 131_200, 131_215], UNKNOWN),
    ];
    for (codes, verdict) in &rows {
        for code in *codes {
            for status in [200, 400, 429, 500, 503] {
                assert_eq!(
                    error(status, *code),
                    Judged { verdict: verdict.clone(), code: Some(*code) },
                    "{code}"
                );
            }
        }
    }
    let listed: usize = rows.iter().map(|(codes, _)| codes.len()).sum();
    assert!(listed > 60);
    for (range, _) in TABLE.iter().filter(|(range, _)| *range.start() != 1) {
        assert!(rows.iter().any(|(codes, _)| codes.contains(range.start())), "{range:?} is not tested");
    }
}

#[test]
fn no_two_rows_of_the_table_overlap() {
    for pair in TABLE.windows(2) {
        assert!(pair[0].0.end() < pair[1].0.start(), "{:?}", pair[1].0);
    }
}

#[test]
fn code_1_and_unknown_codes_are_a_bug_unless_the_answer_says_that_it_is_transient() {
    for code in [1, 999_999] {
        assert_eq!(error(400, code).verdict, UNKNOWN);
        assert_eq!(error(500, code).verdict, Verdict::Ambiguous);
        let transient = format!(r#"{{"error":{{"code":{code},"is_transient":true}}}}"#);
        assert_eq!(judge(&http(400, &transient), true).verdict, Verdict::Ambiguous);
    }
}

#[test]
fn an_accepted_message_has_metas_id_and_number() {
    let accepted = |wamid: &str, wa_id: Option<&str>| Verdict::Accepted {
        wamid: Some(wamid.to_owned()),
        wa_id: wa_id.map(str::to_owned),
    };
    let phone = include_str!("../tests/fixtures/api_send_ok_phone.json");
    let phone = judge(&http(200, phone), true).verdict;
    assert_eq!(
        phone,
        accepted("wamid.HRgLMTU1NTAxMDAwMDEVAgARGBQVU50hqNPWT3ovXh0WR2nNH0gA", Some("15550100001"))
    );
    let differs = include_str!("../tests/fixtures/api_send_ok_phone_wa_id_differs.json");
    let differs = judge(&http(200, differs), true).verdict;
    assert_eq!(
        differs,
        accepted("wamid.HRgLMTU1NTAxMDAwMDEVAgARGBTQfuFDQlA/H4KCb2iCKySHpgUA", Some("550000000001"))
    );
    let bsuid = include_str!("../tests/fixtures/api_send_ok_bsuid.json");
    let bsuid = judge(&http(200, bsuid), true).verdict;
    assert_eq!(bsuid, accepted("wamid.HRgLMTU1NTAxMDAwMDEVAgARGBR1MMhRJZIY9s7ruTf04WSxIJEA", None));
    let paced = include_str!("../tests/fixtures/api_send_ok_template_paced.json");
    assert!(matches!(judge(&http(200, paced), true).verdict, Verdict::Accepted { wamid: Some(_), .. }));
    let taken = judge(&http(200, r#"{"success":true}"#), false).verdict;
    assert_eq!(taken, Verdict::Accepted { wamid: None, wa_id: None });
}

#[test]
fn recorded_errors_are_read() {
    let recorded = [
        (include_str!("../tests/fixtures/api_error_100_invalid_param.json"), INVALID),
        (include_str!("../tests/fixtures/api_error_130429_throughput.json"), Verdict::NumberLimited(None)),
        (include_str!("../tests/fixtures/api_error_131000_unknown.json"), Verdict::Ambiguous),
        (include_str!("../tests/fixtures/api_error_131047_window.json"), Verdict::NeedsTemplate),
        (include_str!("../tests/fixtures/api_error_131056_pair_rate.json"), Verdict::PairLimited),
        (
            include_str!("../tests/fixtures/api_error_131062_bsuid_unsupported.json"),
            Verdict::Refused(Refusal::Identity),
        ),
        (include_str!("../tests/fixtures/api_error_132001_template.json"), TEMPLATE),
        (include_str!("../tests/fixtures/api_error_190_token.json"), hold(HoldReason::Token)),
        (include_str!("../tests/fixtures/api_error_2_transient.json"), Verdict::Retry),
    ];
    for (body, verdict) in recorded {
        assert_eq!(judge(&http(400, body), true).verdict, verdict);
    }
}

#[test]
fn what_cannot_be_decoded_may_have_been_sent() {
    let bodies = [
        "",
        "<html>Bad gateway</html>",
        "{",
        "[]",
        "{}",
        r#"{"messages":[]}"#,
        r#"{"messages":[{"id":""}]}"#,
    ];
    for status in [200, 201, 202, 301, 302, 400, 404, 408, 413, 500, 502, 503, 504] {
        for body in bodies {
            assert_eq!(judge(&http(status, body), true).verdict, Verdict::Ambiguous, "{status} {body}");
        }
    }
    assert_eq!(judge(&GraphAnswer::Broken, true).verdict, Verdict::Ambiguous);
    // An id under an error status contradicts itself.
    let contradiction = r#"{"messages":[{"id":"wamid.1"}]}"#;
    assert_eq!(judge(&http(500, contradiction), true).verdict, Verdict::Ambiguous);
    // A read mark is no message, and a message is no read mark.
    assert_eq!(judge(&http(200, r#"{"success":true}"#), true).verdict, Verdict::Ambiguous);
}

#[test]
fn what_was_certainly_not_sent_is_known() {
    assert_eq!(judge(&GraphAnswer::NotConnected, true).verdict, Verdict::Unreachable);
    assert_eq!(judge(&http(429, "slow down"), true).verdict, Verdict::NumberLimited(None));
    assert_eq!(judge(&http(401, "<html>"), true).verdict, hold(HoldReason::Token));
    assert_eq!(judge(&http(403, "<html>"), true).verdict, hold(HoldReason::Permission));
}

#[test]
fn retry_after_is_honoured_and_capped() {
    let answer = |seconds, body: &str| GraphAnswer::Http {
        status: 429,
        retry_after_s: Some(seconds),
        body: body.as_bytes().to_vec(),
    };
    let limited = judge(&answer(7, r#"{"error":{"code":130429}}"#), true).verdict;
    assert_eq!(limited, Verdict::NumberLimited(Some(Duration::from_secs(7))));
    let down = judge(&answer(7, r#"{"error":{"code":"2"}}"#), true).verdict;
    assert_eq!(down, Verdict::RetryAfter(Duration::from_secs(7)));
    let long = judge(&answer(u64::MAX, ""), true).verdict;
    assert_eq!(long, Verdict::NumberLimited(Some(RETRY_AFTER_MAX)));
}

proptest::proptest! {
    #[test]
    fn every_answer_has_a_verdict(status in 100_u16..600, body: Vec<u8>, expects_id: bool) {
        let answer = GraphAnswer::Http { status, retry_after_s: None, body };
        let _ = judge(&answer, expects_id);
    }
}
