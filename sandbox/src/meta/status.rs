//! The status webhooks of an accepted message: sent, delivered, read, or failed.

use serde_json::{Value, json};

use super::graph_error::GraphError;
use super::{Meta, wire};

/// What the platform remembers of an accepted send.
pub struct Sent {
    /// The number that sent it.
    pub number: String,
    /// Its id.
    pub wamid: String,
    /// The sender's own data, echoed in every status.
    pub opaque: Option<String>,
    /// What it is billed as.
    pub category: String,
    /// False when a fault suppresses the webhooks.
    pub statuses_follow: bool,
}

/// How it ends.
pub enum Fate {
    /// It reaches the person.
    Arrives {
        /// Whom.
        wa_id: String,
        /// Whether the business addressed the number.
        by_phone: bool,
    },
    /// It does not.
    Failed {
        /// The number, if the business addressed one.
        number: Option<String>,
        /// The business-scoped id, if the business addressed one.
        bsuid: Option<String>,
        /// Why.
        refusal: GraphError,
    },
}

impl Meta {
    /// Lets the fate of a message unfold, one status after the other.
    pub(super) fn follow(&self, sent: Sent, fate: Fate) {
        let meta = self.clone();
        tokio::spawn(async move {
            match fate {
                Fate::Failed { number, bsuid, refusal } => {
                    tokio::time::sleep(meta.settings.status_delay).await;
                    meta.tell_failure(&sent, number.as_deref(), bsuid.as_deref(), &refusal);
                }
                Fate::Arrives { wa_id, by_phone } => {
                    for status in ["sent", "delivered", "read"] {
                        tokio::time::sleep(meta.settings.status_delay).await;
                        meta.tell_progress(&sent, &wa_id, by_phone, status);
                    }
                }
            }
        });
    }

    fn tell_progress(&self, sent: &Sent, wa_id: &str, by_phone: bool, status: &'static str) {
        let (element, contact) = {
            let mut world = self.world();
            let phone = world.phone_or_new(wa_id);
            if status == "read" && !phone.read_receipts {
                return;
            }
            phone.change(&sent.wamid, |item| item.status = status);
            let number_known = by_phone || !phone.number_hidden;
            let mut element = self.element(sent, status);
            let mut contact = phone.contact(status != "sent");
            element["recipient_user_id"] = json!(phone.bsuid);
            if number_known {
                element["recipient_id"] = json!(wa_id);
                contact["wa_id"] = json!(wa_id);
            }
            if status != "read" {
                element["pricing"] = json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": sent.category});
            }
            (element, contact)
        };
        self.tell(sent, status, Some(json!([contact])), element);
    }

    fn tell_failure(&self, sent: &Sent, number: Option<&str>, bsuid: Option<&str>, refusal: &GraphError) {
        let mut element = self.element(sent, "failed");
        if let Some(number) = number {
            element["recipient_id"] = json!(number);
        }
        if let Some(bsuid) = bsuid {
            element["recipient_user_id"] = json!(bsuid);
        }
        element["errors"] = json!([refusal.status_entry()]);
        self.tell(sent, "failed", None, element);
    }

    fn element(&self, sent: &Sent, status: &str) -> Value {
        let mut element = json!({
            "id": sent.wamid, "status": status, "timestamp": (self.clock.now_ms() / 1000).to_string(),
        });
        if let Some(opaque) = &sent.opaque {
            element["biz_opaque_callback_data"] = json!(opaque);
        }
        element
    }

    fn tell(&self, sent: &Sent, status: &str, contacts: Option<Value>, element: Value) {
        if sent.statuses_follow {
            let change = wire::change(&self.settings, &sent.number, contacts, "statuses", element);
            self.deliverer.queue(&format!("statuses/{status}"), change, 1, || {});
        }
    }
}
