//! From a request of the port to method, path, query and body. Pure.

use domain::{ids::OrderId, shop::Address};
use serde_json::{Map, Value, json};

use super::{
    answer::Api,
    auth::percent_encode,
    decode::status_slug,
    order_body::{meta, new_order, new_refund, order_edit},
    port::{CartToken, Request},
    wire::ORDER_FIELDS,
};

/// Most orders that one request may name.
pub const ORDERS_MAX: usize = 20;

/// Refunds of one order that are read: the most that the shop gives at once.
const REFUNDS_MAX: usize = 100;

/// Orders read when looking for a phone: more than wanted, since the shop also finds drafts and other numbers.
const ORDERS_READ_MAX: usize = 50;

/// Stands where the shop demands a last name of people who have one name only.
const NO_LAST_NAME: &str = "-";

/// One HTTP call, still without host and credentials.
#[derive(Debug)]
pub struct Call {
    pub api: Api,
    pub method: &'static str,
    /// Below `wp-json/`.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
    pub token: Option<CartToken>,
}

impl Call {
    /// Makes a reading call to `wc/v3`.
    pub fn read(path: &str, query: &[(&str, String)]) -> Self {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { api: Api::Rest, method: "GET", path: format!("wc/v3/{path}"), query, body: None, token: None }
    }

    /// Makes the call that switches a webhook on.
    pub fn enable_webhook(id: u64) -> Self {
        let query = vec![("_fields".to_owned(), "id,status".to_owned())];
        let body = Some(json!({"status": "active"}));
        Self { api: Api::Rest, method: "PUT", path: format!("wc/v3/webhooks/{id}"), query, body, token: None }
    }

    fn write(order: OrderId, body: Value) -> Self {
        Self::rest("PUT", &order_path(order), Some(body)).with_fields(ORDER_FIELDS)
    }

    fn rest(method: &'static str, path: &str, body: Option<Value>) -> Self {
        let path = format!("wc/v3/{path}");
        Self { api: Api::Rest, method, path, query: Vec::new(), body, token: None }
    }

    fn with_fields(mut self, fields: &str) -> Self {
        self.query.push(("_fields".to_owned(), fields.to_owned()));
        self
    }

    fn store(method: &'static str, path: &str, token: Option<&CartToken>, body: Option<Value>) -> Self {
        let path = format!("wc/store/v1/{path}");
        Self { api: Api::Store, method, path, query: Vec::new(), body, token: token.cloned() }
    }

    fn cart(path: &str, token: &CartToken, body: Value) -> Self {
        Self::store("POST", &format!("cart/{path}"), Some(token), Some(body))
    }

    /// Writes a request down.
    pub fn of(request: &Request) -> Self {
        match request {
            Request::GetCart { token } => Self::store("GET", "cart", token.as_ref(), None),
            Request::AddItem { token, article, quantity } => {
                let id = article.variation.map_or(article.product.0, |variation| variation.0);
                let mut body = json!({"id": id, "quantity": quantity});
                if !article.choices.is_empty() {
                    let choices = article.choices.iter();
                    body["variation"] = choices
                        .map(|choice| json!({"attribute": choice.key, "value": choice.value}))
                        .collect();
                }
                Self::cart("add-item", token, body)
            }
            Request::UpdateItem { token, key, quantity } => {
                Self::cart("update-item", token, json!({"key": key, "quantity": quantity}))
            }
            Request::RemoveItem { token, key } => Self::cart("remove-item", token, json!({"key": key})),
            Request::ApplyCoupon { token, code } => Self::cart("apply-coupon", token, json!({"code": code})),
            Request::RemoveCoupon { token, code } => {
                Self::cart("remove-coupon", token, json!({"code": code}))
            }
            Request::UpdateCustomer { token, address } => {
                // What we leave out, the shop fills with its own town or an earlier address; the totals would then be
                // those of another place than the one that the order goes to.
                let told = |mut fields: Map<String, Value>| {
                    fields.retain(|name, value| {
                        !matches!(name.as_str(), "country" | "email") || value.as_str() != Some("")
                    });
                    Value::Object(fields)
                };
                let body = json!({
                    "billing_address": told(billing(address)),
                    "shipping_address": told(shipping(address)),
                });
                Self::cart("update-customer", token, body)
            }
            // Without a package the choice holds for all of them.
            Request::SelectRate { token, rate } => {
                Self::cart("select-shipping-rate", token, json!({"rate_id": rate}))
            }
            Request::OpenCheckout { token } => Self::store("GET", "checkout", Some(token), None),
            Request::PlaceCheckout { token, address, gateway, note } => {
                let mut body = json!({
                    "billing_address": billing(address),
                    "shipping_address": shipping(address),
                    "customer_note": note,
                });
                // Where nothing is to be paid, no method is named: not every release takes an empty one.
                if !gateway.as_str().is_empty() {
                    body["payment_method"] = json!(gateway);
                }
                Self::store("POST", "checkout", Some(token), Some(body))
            }
            Request::GetOrder { order } => {
                Self::read(&order_path(*order), &[("_fields", ORDER_FIELDS.to_owned())])
            }
            Request::StampOrder { order, facts } => Self::write(*order, json!({"meta_data": meta(facts)})),
            Request::SetOrderStatus { order, status } => {
                Self::write(*order, json!({"status": status_slug(status)}))
            }
            Request::OrdersById { orders } => {
                let ids =
                    orders.iter().take(ORDERS_MAX).map(ToString::to_string).collect::<Vec<_>>().join(",");
                Self::orders(&[("include", ids), ("per_page", ORDERS_MAX.to_string())])
            }
            Request::OrdersByPhone { phone } => {
                Self::orders(&[("search", phone.clone()), ("per_page", ORDERS_READ_MAX.to_string())])
            }
            Request::CreateOrder(new) => {
                Self::rest("POST", "orders", Some(new_order(new))).with_fields(ORDER_FIELDS)
            }
            Request::OrdersByKey { key } => Self::orders(&[
                ("created_via", key.clone()),
                ("status", "any".to_owned()),
                ("per_page", ORDERS_MAX.to_string()),
            ]),
            Request::EditOrder { order, edit } => Self::write(*order, order_edit(edit)),
            Request::TrashOrder { order } => {
                Self::rest("DELETE", &order_path(*order), None).with_fields("id")
            }
            Request::Notes { order } => Self::rest("GET", &format!("{}/notes", order_path(*order)), None)
                .with_fields("id,note,customer_note"),
            Request::AddNote { order, text, is_for_customer } => {
                let body = json!({"note": text, "customer_note": is_for_customer});
                Self::rest("POST", &format!("{}/notes", order_path(*order)), Some(body))
            }
            Request::Refunds { order, .. } => {
                let call = Self::rest("GET", &format!("{}/refunds", order_path(*order)), None);
                let mut call = call.with_fields("id,amount,reason,meta_data");
                call.query.push(("per_page".to_owned(), REFUNDS_MAX.to_string()));
                call
            }
            Request::CreateRefund(new) => {
                Self::rest("POST", &format!("{}/refunds", order_path(new.order)), Some(new_refund(new)))
            }
            Request::StockLeft { product } => {
                let fields = "id,stock_quantity,backorders_allowed";
                Self::read(&format!("products/{product}"), &[("_fields", fields.to_owned())])
            }
            Request::Gateways => {
                let fields = "id,title,description,enabled,order,method_title,settings";
                Self::read("payment_gateways", &[("_fields", fields.to_owned())])
            }
            Request::Suppliers => Self::read("customers", &[("_fields", "id".to_owned())]),
        }
    }

    fn orders(query: &[(&str, String)]) -> Self {
        let newest_first = [("orderby", "id"), ("order", "desc"), ("_fields", ORDER_FIELDS)];
        let newest_first = newest_first.map(|(name, value)| (name, value.to_owned()));
        Self::read("orders", &[query, &newest_first].concat())
    }
}

fn order_path(order: OrderId) -> String {
    format!("orders/{}", percent_encode(&order.to_string()))
}

pub fn shipping(address: &Address) -> Map<String, Value> {
    // The checkout demands a last name, and not everybody has one.
    let one_name = NO_LAST_NAME.to_owned();
    let has_one_name = !address.first_name.trim().is_empty() && address.last_name.trim().is_empty();
    let fields = [
        ("first_name", &address.first_name),
        ("last_name", if has_one_name { &one_name } else { &address.last_name }),
        ("company", &address.company),
        ("address_1", &address.line_1),
        ("address_2", &address.line_2),
        ("city", &address.city),
        ("state", &address.state),
        ("postcode", &address.postcode),
        ("country", &address.country),
        ("phone", &address.phone),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value.as_str()))).collect()
}

pub fn billing(address: &Address) -> Map<String, Value> {
    let mut fields = shipping(address);
    fields.insert("email".to_owned(), Value::from(address.email.as_str()));
    fields
}

#[cfg(test)]
mod tests {
    use conversation::effect::Article;
    use domain::{
        ids::{LineKey, ProductId, RateId, VariationId},
        shop::AttributeChoice,
    };

    use super::*;

    fn token() -> CartToken {
        CartToken("t".into())
    }

    fn address() -> Box<Address> {
        let (first_name, country, email) = ("Amina".into(), "KE".into(), "amina@example.org".into());
        Box::new(Address { first_name, country, email, ..Address::default() })
    }

    #[test]
    fn a_variation_is_added_by_its_own_number_with_the_choices() {
        let choices = vec![AttributeChoice { key: "Finish".into(), value: "Plain".into() }];
        let article = Article { product: ProductId(60), variation: Some(VariationId(61)), choices };
        let call = Call::of(&Request::AddItem { token: token(), article, quantity: 2 });
        assert_eq!((call.method, call.path.as_str()), ("POST", "wc/store/v1/cart/add-item"));
        let variation = json!([{"attribute": "Finish", "value": "Plain"}]);
        assert_eq!(call.body.unwrap(), json!({"id": 61, "quantity": 2, "variation": variation}));
        assert_eq!(call.token, Some(token()));
        let simple = Article { product: ProductId(14), variation: None, choices: vec![] };
        let call = Call::of(&Request::AddItem { token: token(), article: simple, quantity: 1 });
        assert_eq!(call.body.unwrap(), json!({"id": 14, "quantity": 1}));
    }

    #[test]
    fn an_address_is_told_whole_so_that_the_shop_fills_nothing_in() {
        let call = Call::of(&Request::UpdateCustomer { token: token(), address: address() });
        let told = call.body.unwrap();
        for kind in ["billing_address", "shipping_address"] {
            assert_eq!(told[kind]["state"], "", "the shop's own county must not stand in");
            assert_eq!((&told[kind]["first_name"], &told[kind]["last_name"]), (&json!("Amina"), &json!("-")));
        }
        let nobody = Call::of(&Request::UpdateCustomer { token: token(), address: Box::default() });
        let nobody = nobody.body.unwrap();
        for absent in ["country", "email"] {
            assert!(nobody["billing_address"].get(absent).is_none(), "an empty {absent} would be refused");
        }
        let placing = Request::PlaceCheckout {
            token: token(),
            address: address(),
            gateway: "cod".into(),
            note: String::new(),
        };
        let body = Call::of(&placing).body.unwrap();
        assert_eq!(body["billing_address"]["postcode"], "");
        assert_eq!(body["payment_method"], "cod");
        let free = Request::PlaceCheckout {
            token: token(),
            address: address(),
            gateway: "".into(),
            note: String::new(),
        };
        assert!(Call::of(&free).body.unwrap().get("payment_method").is_none());
        assert!(body["shipping_address"].get("email").is_none(), "the shop knows no e-mail there");
    }

    #[test]
    fn order_calls_name_the_fields_and_prove_their_filters() {
        let call = Call::of(&Request::OrdersByPhone { phone: "+254712000001".into() });
        assert_eq!(call.path, "wc/v3/orders");
        assert!(call.query.contains(&("search".into(), "+254712000001".into())));
        let facts = vec![("_wa_op".into(), "k1".into())];
        let call = Call::of(&Request::StampOrder { order: OrderId(75), facts });
        assert_eq!((call.method, call.path.as_str()), ("PUT", "wc/v3/orders/75"));
        assert_eq!(call.body.unwrap(), json!({"meta_data": [{"key": "_wa_op", "value": "k1"}]}));
        let status = domain::shop::OrderStatus::OnHold;
        let call = Call::of(&Request::SetOrderStatus { order: OrderId(75), status });
        assert_eq!(call.body.unwrap(), json!({"status": "on-hold"}));
        let call = Call::of(&Request::UpdateItem { token: token(), key: LineKey("k".into()), quantity: 4 });
        assert_eq!(call.body.unwrap(), json!({"key": "k", "quantity": 4}));
        let call = Call::of(&Request::SelectRate { token: token(), rate: RateId("flat_rate:1".into()) });
        assert_eq!(call.body.unwrap()["rate_id"], "flat_rate:1");
    }
}
