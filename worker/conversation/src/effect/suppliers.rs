//! Who supplies the shop, as it says itself.

use domain::Contact;
use serde::{Deserialize, Serialize};

/// Somebody whom the shop has as a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    /// Where they can be reached. Whoever opens an auction never sees it: the name is what is shown, and the worker leaves
    /// it out of what people get of their own data.
    #[serde(rename = "supplier_contact")]
    pub contact: Contact,
    /// What they are called.
    pub name: String,
    /// What they supply, in the shop's words; empty for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplies: Vec<String>,
}
