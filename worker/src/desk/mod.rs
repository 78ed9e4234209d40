//! The command `desk`: what the shop's staff do in a conversation, until there is a page for it. A command goes to the
//! queue of the buyer's shard, so it is ordered with what the buyer says, and taken once however often it is sent.
//!
//! `arguments` reads what was typed; here is who is meant, and the way to the queue. To add a command: a variant of
//! `conversation::event::StaffOrder`, and its words in `arguments`.

pub mod arguments;
pub mod case;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::{Context as _, bail, ensure};
use common::{
    broker::{Broker, Message, topology},
    clock::{Clock as _, SystemClock},
    rng::SystemRng,
    secret::Secret,
};
use conversation::event::StaffCommand;
use domain::{
    contact::{ContactHash, ShardCount},
    envelope::{self, Inbound, InboundKind},
    ids::OrderId,
};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::{
    catalogue::CatalogueHandle,
    shard::incoming::Commanded,
    shop::{
        client::{self, Client},
        metrics::Metrics,
        port::{Failure, Reply, Request, Shop as _},
    },
};

/// Longest wait for the broker.
const BROKER_TIME_LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked whether the broker is there.
const BROKER_INTERVAL: Duration = Duration::from_millis(100);

/// Whose conversation a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The buyer's, by the hash that logs and the order's `_wa_contact` show.
    Contact(ContactHash),
    /// That of the buyer who placed this order here.
    Order(OrderId),
}

/// Finds out whose conversation is meant; for an order, the shop knows.
///
/// # Errors
/// When the shop cannot be asked, or the order was not placed here.
pub async fn contact_of(
    whose: Whose,
    shop: impl FnOnce() -> anyhow::Result<client::Settings>,
) -> anyhow::Result<ContactHash> {
    let order = match whose {
        Whose::Contact(contact) => return Ok(contact),
        Whose::Order(order) => order,
    };
    let metrics = Metrics::register(&prometheus::Registry::new())?;
    let client = Client::new(
        shop()?,
        Arc::new(SystemClock),
        Box::new(SystemRng),
        metrics,
        CatalogueHandle::default(),
    )?;
    let record = match client.call(Request::GetOrder { order }).await {
        Ok(Reply::Order(record)) => record,
        Ok(_) => bail!("the shop answered something else than an order"),
        Err(Failure::NotFound) => bail!("the shop has no order {order}"),
        Err(failure) => return Err(failure).context("the shop could not be asked for the order"),
    };
    let contact = record.contact.context("the order names no buyer of this chat: it was not placed here")?;
    contact.parse().context("the buyer that the order names is none of ours")
}

/// Hands a command to the queue of its buyer's shard. Giving it again with the same id changes nothing.
///
/// # Errors
/// When the broker did not take it in time.
pub async fn publish(
    amqp_url: &Secret,
    shards: ShardCount,
    id: &str,
    to: ContactHash,
    command: StaffCommand,
) -> anyhow::Result<()> {
    let element = serde_json::to_string(&Commanded { to, command })?;
    let element = RawValue::from_string(element)?;
    let envelope = Inbound {
        v: envelope::COMMAND_VERSION,
        kind: InboundKind::Command,
        id: format!("command:{id}").into(),
        field: "command".into(),
        contact: None,
        phone_number_id: None,
        received_at_ms: SystemClock.now_ms(),
        forwards: 0,
        profile: None,
        element: &element,
    };
    let body = serde_json::to_vec(&envelope)?;
    let shutdown = CancellationToken::new();
    let broker = Broker::start(amqp_url, "desk", shards.get(), shutdown.clone());
    let told = tokio::time::timeout(BROKER_TIME_LIMIT, async {
        while !broker.is_connected() {
            tokio::time::sleep(BROKER_INTERVAL).await;
        }
        let message = Message {
            exchange: topology::INBOUND,
            key: topology::shard_key(to.shard(shards).0),
            body,
            headers: BTreeMap::new(),
            message_id: Some(id.to_owned()),
        };
        broker.publisher().publish(message).await
    })
    .await;
    shutdown.cancel();
    told.context("the broker did not take it in time")?.context("the broker did not take it")
}

/// Checks an id that somebody chose.
///
/// # Errors
/// When it is none.
pub fn check_id(id: &str) -> anyhow::Result<()> {
    const ID_LENGTH_MAX: usize = 64;
    let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '-';
    ensure!(
        !id.is_empty() && id.len() <= ID_LENGTH_MAX && id.chars().all(is_plain),
        "an id has letters, digits and dashes, {ID_LENGTH_MAX} at most"
    );
    Ok(())
}
