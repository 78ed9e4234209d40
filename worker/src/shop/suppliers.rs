//! Who supplies the shop: customers with the role of suppliers, and customers that staff marked with [`MARK`]. The shop
//! finds by role but not by meta, so the marked are looked for among the customers who registered last, as far as
//! [`MARKED_PAGES_MAX`] pages go; a larger shop gives its suppliers the role.

use std::collections::BTreeSet;

use conversation::effect::Supplier;
use domain::contact::{Contact, PhoneNumber};
use serde_json::Value;

use super::{
    answer::{self, Answer},
    call::Call,
    decode::plain_phone,
    exchange::{Inner, Miss, lock},
    plain_text::one_line,
    port::Failure,
    wire,
};

/// Meta of a customer who is a supplier: anything but a no; what they supply, separated by commas, if staff say.
pub const MARK: &str = "wa_supplier";
/// Suppliers that are kept.
pub const SUPPLIERS_MAX: usize = 200;
/// How long they are believed.
pub const SUPPLIERS_FRESH_MS: u64 = 10 * 60 * 1_000;
/// How long the shop is not asked again after it would not tell, or told a part.
const NO_SUPPLIERS_FRESH_MS: u64 = 5 * 60 * 1_000;
/// Customers of one page: the most that the shop gives at once.
const PAGE: usize = 100;
/// Pages of customers with the role.
const ROLE_PAGES_MAX: usize = 2;
/// Pages of customers among whom the marked are looked for, latest first.
const MARKED_PAGES_MAX: usize = 3;
/// Things that one supplier is said to supply.
const SUPPLIES_MAX: usize = 10;
/// Longest name, characters.
const NAME_MAX: usize = 60;
/// What is read of a customer.
const FIELDS: &str = "id,first_name,last_name,role,billing,meta_data";

/// Suppliers as they were last read, and until when they are believed.
pub type Known = Option<(u64, Vec<Supplier>)>;

/// Which customers are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    WithRole,
    Marked,
}

impl Inner {
    /// Reads who supplies the shop. Where our key may not read customers there is nobody, which is no fault of the buyer's:
    /// the log says so.
    pub async fn suppliers(&self) -> Result<Vec<Supplier>, Failure> {
        let now_ms = self.clock.monotonic_ms();
        if let Some((until_ms, known)) = &*lock(&self.suppliers)
            && now_ms < *until_ms
        {
            return Ok(known.clone());
        }
        let mut found = Found::default();
        let mut ended = Ok(());
        for which in [Which::WithRole, Which::Marked] {
            if ended.is_ok() {
                ended = self.read_suppliers(which, &mut found).await;
            }
        }
        let suppliers = found.into_suppliers();
        let fresh_ms = match ended {
            Ok(()) => SUPPLIERS_FRESH_MS,
            Err(Miss::Failed(Failure::Unauthorised)) => {
                tracing::warn!(
                    "our key may not read the shop's customers; its suppliers are not offered for auctions"
                );
                NO_SUPPLIERS_FRESH_MS
            }
            Err(_) if !suppliers.is_empty() => NO_SUPPLIERS_FRESH_MS,
            Err(Miss::Held) => return Err(Failure::NotSent),
            Err(Miss::TooLarge) => return Err(Failure::Unknown),
            Err(Miss::Failed(failure)) => return Err(failure),
        };
        *lock(&self.suppliers) = Some((now_ms.saturating_add(fresh_ms), suppliers.clone()));
        Ok(suppliers)
    }

    async fn read_suppliers(&self, which: Which, found: &mut Found) -> Result<(), Miss> {
        let (role, order, pages) = match which {
            // A shop without such a role refuses the question.
            Which::WithRole if self.supplier_role.is_empty() => return Ok(()),
            Which::WithRole => (self.supplier_role.as_str(), ("name", "asc"), ROLE_PAGES_MAX),
            Which::Marked => ("customer", ("registered_date", "desc"), MARKED_PAGES_MAX),
        };
        for page in 1..=pages {
            let query = [
                ("role", role.to_owned()),
                ("orderby", order.0.to_owned()),
                ("order", order.1.to_owned()),
                ("per_page", PAGE.to_string()),
                ("page", page.to_string()),
                ("_fields", FIELDS.to_owned()),
            ];
            let call = Call::read("customers", &query);
            let decode = |answer: &Answer| answer::decoded::<Vec<wire::Customer>>(answer);
            let customers = match self.perform("suppliers", &call, false, decode).await {
                Err(Miss::Failed(Failure::Refused { fields, .. }))
                    if which == Which::WithRole && fields.iter().any(|field| field == "role") =>
                {
                    return Ok(());
                }
                customers => customers?,
            };
            let is_last = customers.len() < PAGE;
            for customer in customers {
                found.take(&customer, which == Which::WithRole);
            }
            if is_last {
                return Ok(());
            }
        }
        tracing::warn!(
            role,
            pages,
            "shop has more customers than are read for suppliers; give suppliers the role of SUPPLIER_ROLE"
        );
        Ok(())
    }
}

/// Suppliers found so far, nobody twice.
#[derive(Default)]
struct Found {
    suppliers: Vec<Supplier>,
    phones: BTreeSet<String>,
    without_phone: usize,
}

impl Found {
    /// Takes a customer who is a supplier and can be reached.
    fn take(&mut self, customer: &wire::Customer, has_role: bool) {
        let mark = customer.meta_data.0.iter().rfind(|meta| meta.key.0 == MARK).map(|meta| &meta.value);
        let Some(supplies) = mark.map_or_else(|| has_role.then(Vec::new), marked) else { return };
        let Some(phone) = phone_of(&customer.billing) else {
            self.without_phone += 1;
            return;
        };
        if !self.phones.insert(phone.wa_id().to_owned()) {
            return;
        }
        let Ok(contact) = Contact::new(None, Some(phone)) else { return };
        let person = format!("{} {}", customer.first_name.0.trim(), customer.last_name.0.trim());
        let company = one_line(&customer.billing.company.0);
        let name = if company.is_empty() { one_line(person.trim()) } else { company };
        let name: String = name.chars().take(NAME_MAX).collect();
        // Somebody without a name is told apart by the shop's number for them.
        let name = if name.is_empty() { format!("#{}", customer.id) } else { name };
        self.suppliers.push(Supplier { contact, name, supplies });
    }

    fn into_suppliers(mut self) -> Vec<Supplier> {
        if self.without_phone > 0 {
            tracing::warn!(
                count = self.without_phone,
                "suppliers have no billing phone that can be read with its country; they cannot be invited"
            );
        }
        self.suppliers.sort_by_cached_key(|supplier| domain::text::fold(&supplier.name));
        self.suppliers.truncate(SUPPLIERS_MAX);
        self.suppliers
    }
}

/// Reads a phone as it is in international form: with the code, or as it is dialled in the country of the bill.
fn phone_of(billing: &wire::CustomerBilling) -> Option<PhoneNumber> {
    let plain = plain_phone(&billing.phone.0);
    if let Ok(phone) = plain.parse() {
        return Some(phone);
    }
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let code = domain::country::calling_code(&billing.country.0)?;
    // Italy dials the zero from abroad too.
    let national = digits.strip_prefix('0').filter(|_| code != "39" && !digits.starts_with("00"))?;
    format!("+{code}{national}").parse().ok()
}

/// Reads the mark: nobody's for a no, else what they supply; a mere yes says nothing about that.
fn marked(value: &Value) -> Option<Vec<String>> {
    let words: Vec<String> = match value {
        Value::Bool(is_one) => return is_one.then(Vec::new),
        Value::Number(number) => return (number.as_f64() != Some(0.0)).then(Vec::new),
        Value::String(words) => words.split([',', ';', '|', '\n']).map(one_line).collect(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(one_line).collect(),
        Value::Null | Value::Object(_) => return None,
    };
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let is = |known: &[&str]| words.len() == 1 && known.contains(&words[0].to_lowercase().as_str());
    if words.is_empty() || is(&["0", "no", "false", "off"]) {
        return None;
    }
    if is(&["1", "yes", "true", "on"]) {
        return Some(Vec::new());
    }
    Some(words.into_iter().take(SUPPLIES_MAX).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(customers: Value, has_role: bool) -> Vec<(String, Vec<String>)> {
        let customers: Vec<wire::Customer> = serde_json::from_value(customers).unwrap();
        let mut found = Found::default();
        for customer in customers {
            found.take(&customer, has_role);
        }
        found.into_suppliers().into_iter().map(|supplier| (supplier.name, supplier.supplies)).collect()
    }

    fn customer(id: u64, name: &str, phone: &str, mark: &str) -> Value {
        json!({"id": id, "first_name": name, "last_name": "", "role": "customer",
            "billing": {"company": "", "phone": phone}, "meta_data": [{"id": 1, "key": MARK, "value": mark}]})
    }

    #[test]
    fn a_mark_is_anything_but_a_no_and_may_say_what_they_supply() {
        for no in [json!(""), json!("0"), json!("No"), json!(false), json!(0), json!(null), json!([])] {
            assert_eq!(marked(&no), None, "{no}");
        }
        for yes in [json!("1"), json!("yes"), json!(true), json!(1), json!(["on"])] {
            assert_eq!(marked(&yes), Some(vec![]), "{yes}");
        }
        assert_eq!(marked(&json!("rice, cement")), Some(vec!["rice".into(), "cement".into()]));
        assert_eq!(marked(&json!(["rice"])), Some(vec!["rice".into()]));
    }

    #[test]
    fn suppliers_are_sorted_by_name_and_nobody_is_there_twice_or_without_a_phone() {
        let all = json!([
            customer(2, "Zuri", "+254 700 000 001", "rice"),
            customer(3, "Asha", "00254700000002", "1"),
            customer(4, "Asha again", "+254700000002", "1"),
            customer(5, "Nowhere", "0712 000 001", "1"),
            customer(6, "", "+254700000003", "1"),
            customer(7, "Buyer", "+254700000009", "no"),
        ]);
        let names: Vec<String> = found(all.clone(), false).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["#6", "Asha", "Zuri"]);
        assert_eq!(found(all, true).len(), 3, "a no is a no, whatever the role");
        let mut local = customer(9, "Local", "0712 000 001", "1");
        local["billing"]["country"] = json!("KE");
        let local: wire::Customer = serde_json::from_value(local).unwrap();
        assert_eq!(phone_of(&local.billing), "+254712000001".parse().ok());
        let plain = json!([{"id": 8, "first_name": "Juma", "role": "supplier",
            "billing": {"company": "Juma &amp; Sons", "phone": "+254700000004"}, "meta_data": []}]);
        assert_eq!(found(plain.clone(), true), [("Juma & Sons".to_owned(), vec![])]);
        assert!(found(plain, false).is_empty());
    }
}
