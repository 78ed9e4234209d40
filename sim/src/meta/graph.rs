//! The Graph API: takes messages or does not, loses answers, limits, and says what became of a message.

use common::rng::Rng as _;
use domain::{ContactHash, envelope::Outbound, outbound::Message};
use notifier::{
    core::{row::Trace, templates::Reading},
    graph::Graph,
    verdict::GraphAnswer,
};
use serde_json::{Value, json};
use tokio::{
    sync::oneshot,
    time::{Duration, Instant},
};

use super::{Bubble, Meta, Model, NUMBER_PER_SECOND_MAX, PAIR_BURST, PAIR_REFILL_MS};
use crate::{
    actor::{Actor, happen},
    files::Disk,
    plan::Fault,
};

/// How long the production client waits for an answer.
const CLIENT_TIME_LIMIT: Duration = Duration::from_secs(20);

/// The Graph API as one process sees it.
#[derive(Clone)]
pub struct Api {
    pub(super) meta: Meta,
    pub(super) actor: Actor,
    pub(super) disk: Disk,
}

impl Graph for Api {
    async fn templates(&self) -> Reading {
        Reading::NoAccount
    }

    async fn send(&self, outbound: &Outbound, _trace: &Trace) -> GraphAnswer {
        self.actor.step("dies before a Graph call").await;
        let id = outbound.id.to_string();
        let is_courtesy = matches!(outbound.message, Message::MarkRead { .. });
        {
            let mut model = self.meta.model();
            let sent = model.sends.entry(id.clone()).or_default();
            sent.calls.push((self.actor.clone(), self.disk.failures_of(self.actor.id())));
            let calls = u32::try_from(sent.calls.len()).unwrap_or(u32::MAX);
            let journalled = self.disk.send(&id);
            if !is_courtesy && journalled.is_none_or(|row| row.posts < calls) {
                model.story.broken("I8", format!("call {calls} for {id} is not in the journal"));
            }
            model
                .story
                .tell(self.actor.name(), || format!("calls Graph for {id}: {}", outbound.message.label()));
        }
        if !is_courtesy {
            self.meta.model().check_pace(outbound.contact_hash);
        }
        let answered = self.call(outbound.clone());
        let answer = tokio::time::timeout(CLIENT_TIME_LIMIT, answered).await;
        self.actor.step("dies after a Graph call").await;
        if let Ok(Ok(answer)) = answer {
            return answer;
        }
        self.actor.story().cover("Graph call ambiguous");
        self.meta.model().sends.entry(id).or_default().ambiguous += 1;
        GraphAnswer::Broken
    }
}

impl Api {
    fn call(&self, outbound: Outbound) -> oneshot::Receiver<GraphAnswer> {
        let (answer, answered) = oneshot::channel();
        let (meta, disk) = (self.meta.clone(), self.disk.clone());
        happen(async move {
            let (delay_ms, is_lost, is_unheard, wait_ms) = {
                let mut model = meta.model();
                let slow = if model.plan.strikes(Fault::GraphSlow) { model.rng.below(15_000) } else { 0 };
                let is_lost = model.plan.strikes(Fault::GraphCallLost);
                let is_unheard = model.plan.strikes(Fault::GraphAnswerLost);
                (20 + slow + model.rng.below(200), is_lost, is_unheard, model.rng.below(2) * 30_000)
            };
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            if is_lost {
                // Either a reset at once, or a silence that only the time limit ends.
                tokio::time::sleep(Duration::from_millis(wait_ms)).await;
                return;
            }
            let (reply, wamid) = meta.model().take(&outbound, &disk);
            if let Some(wamid) = wamid {
                meta.report(&outbound, &wamid);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            if is_unheard {
                tokio::time::sleep(Duration::from_millis(wait_ms)).await;
                return;
            }
            if answer.send(reply).is_err() {
                // The caller died or gave up before it knew.
                meta.model().sends.entry(outbound.id.to_string()).or_default().ambiguous += 1;
            }
        });
        answered
    }
}

impl Model {
    /// I15: never more than a full bucket and its refill within any stretch of time, nor more of the number within a
    /// second. By the time of the call: how long it is under way is not ours to pace.
    fn check_pace(&mut self, contact: ContactHash) {
        let now_ms = self.story.now_ms();
        self.called_at_ms.push_back(now_ms);
        while self.called_at_ms.front().is_some_and(|at_ms| at_ms + 1_000 <= now_ms) {
            self.called_at_ms.pop_front();
        }
        if self.called_at_ms.len() > NUMBER_PER_SECOND_MAX {
            self.story
                .broken("I15", format!("{} messages of the number in a second", self.called_at_ms.len()));
        }
        let Some(phone) = self.owner(contact) else { return };
        let line = phone.lines.entry(contact).or_default();
        line.called_at_ms.push_back(now_ms);
        let too_many = (1_u64..)
            .zip(line.called_at_ms.iter().rev())
            .find(|(count, at_ms)| *count > u64::from(PAIR_BURST) + (now_ms - **at_ms) / PAIR_REFILL_MS + 1);
        if let Some((count, at_ms)) = too_many {
            let what = format!("{count} messages to {} within {} ms", phone.name, now_ms - at_ms);
            self.story.broken("I15", what);
        }
    }

    /// Decides on a message that arrived, and says what to answer; a wamid when it was taken.
    fn take(&mut self, outbound: &Outbound, disk: &Disk) -> (GraphAnswer, Option<String>) {
        if matches!(outbound.message, Message::MarkRead { .. }) {
            return (http(200, &json!({"success": true})), None);
        }
        let plan = self.plan.clone();
        if self.token_is_bad_until.is_some_and(|until| until > Instant::now()) {
            return (error(401, 190), None);
        }
        if plan.strikes(Fault::GraphServerError) {
            self.sends.entry(outbound.id.to_string()).or_default().ambiguous += 1;
            return (GraphAnswer::Http { status: 502, retry_after_s: None, body: b"<html>".to_vec() }, None);
        }
        if plan.strikes(Fault::GraphNumberLimit) {
            return (error(429, 130_429), None);
        }
        if plan.strikes(Fault::GraphPairLimit) {
            return (error(400, 131_056), None);
        }
        let now_ms = self.story.now_ms();
        let contact = outbound.contact_hash;
        let Some(phone) = self.people.get(&contact).and_then(|person| self.phones.get_mut(person)) else {
            return (error(400, 131_026), None);
        };
        let is_template = matches!(outbound.message, Message::Template(_));
        // Few templates are sent at all: each has several chances to meet this.
        if is_template && (0..5).any(|_| plan.strikes(Fault::TemplatePaused)) {
            return (error(400, 132_015), None);
        }
        // News that have a template are few among the rest.
        let chances = if outbound.fallback.is_some() { 12 } else { 1 };
        if !is_template && (0..chances).any(|_| plan.strikes(Fault::WindowClosed)) {
            phone.is_window_closed = true;
            self.story.tell(&phone.name, || "has a closed window".into());
        }
        if !is_template && phone.is_window_closed {
            self.story.cover("window closed");
            return (error(400, 131_047), None);
        }
        let id = outbound.id.to_string();
        let known = self.sends.entry(id.clone()).or_default();
        known.times += 1;
        let doubts = known.doubts(disk);
        if known.times > 1 + doubts {
            let what = format!("{id} was taken {} times with {doubts} doubts", known.times);
            self.story.broken("I11", what);
        }
        if known.times > 1 {
            self.story.cover("message taken twice");
        } else if is_template {
            // It may pass what waits for the buyer.
            self.story.cover("template instead of what may not be said");
        } else {
            let line = phone.lines.entry(contact).or_default();
            if line.last_seq.is_some_and(|last| outbound.seq < last) {
                let what =
                    format!("{id} at {} came to {} after {:?}", outbound.seq, phone.name, line.last_seq);
                self.story.broken("I12", what);
            }
            line.last_seq = line.last_seq.max(Some(outbound.seq));
        }
        self.next_wamid += 1;
        let wamid = format!("wamid.OUT{}", self.next_wamid);
        self.story
            .tell(&phone.name, || format!("gets {id}: {}", text_of(&outbound.message).replace('\n', " / ")));
        phone.inbox.push(Bubble { id: id.clone(), at_ms: now_ms, message: outbound.message.clone() });
        phone.rings.notify_one();
        if plan.strikes(Fault::GraphGarbage) {
            self.sends.entry(id).or_default().ambiguous += 1;
            return (
                GraphAnswer::Http { status: 200, retry_after_s: None, body: b"OK".to_vec() },
                Some(wamid),
            );
        }
        let answer = json!({
            "messaging_product": "whatsapp",
            "contacts": [{"input": phone.wa_id, "wa_id": phone.wa_id}],
            "messages": [{"id": wamid}],
        });
        (http(200, &answer), Some(wamid))
    }
}

fn http(status: u16, body: &Value) -> GraphAnswer {
    GraphAnswer::Http { status, retry_after_s: None, body: body.to_string().into_bytes() }
}

fn error(status: u16, code: u32) -> GraphAnswer {
    http(status, &json!({"error": {"message": "simulated", "type": "OAuthException", "code": code}}))
}

/// Returns what a person reads of a message, choices left out.
pub fn text_of(message: &Message) -> String {
    match message {
        Message::Buttons(buttons) => buttons.fields().body.as_str().to_owned(),
        Message::List(list) => list.fields().body.as_str().to_owned(),
        Message::Template(template) => {
            format!("{}: {}", template.fields().name, template.fields().parameters.join(" / "))
        }
        other => {
            let value = serde_json::to_value(other).unwrap_or_default();
            longest_text(&value)
        }
    }
}

fn longest_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(longest_text).max_by_key(String::len).unwrap_or_default(),
        Value::Object(fields) => {
            fields.values().map(longest_text).max_by_key(String::len).unwrap_or_default()
        }
        _ => String::new(),
    }
}
