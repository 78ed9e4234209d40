//! Payment methods: cash on delivery, bank transfer, and a pretend card page. No money moves anywhere.

use poem::http::Method;
use serde_json::{Value, json};

use super::order::Order;
use super::wire::{Answer, Call, escape};
use super::{Shop, money, orders, page};

/// One payment method.
pub struct Gateway {
    pub id: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    pub method_title: &'static str,
    /// Status of an order right after checkout.
    pub first_status: &'static str,
}

/// The methods on offer.
pub const GATEWAYS: [Gateway; 3] = [
    Gateway {
        id: "bacs",
        title: "Direct bank transfer",
        description: "Pay into our bank account and use the order number as the reference.",
        method_title: "Direct bank transfer",
        first_status: "on-hold",
    },
    Gateway {
        id: "cod",
        title: "Cash on delivery",
        description: "Pay with cash upon delivery.",
        method_title: "Cash on delivery",
        first_status: "processing",
    },
    Gateway {
        id: "demo_card",
        title: "Card (demo)",
        description: "Pay on a pretend card page.",
        method_title: "Demo card page",
        first_status: "pending",
    },
];

/// The method with this id.
pub fn gateway(id: &str) -> Option<&'static Gateway> {
    GATEWAYS.iter().find(|gateway| gateway.id == id)
}

/// A method as `wc/v3/payment_gateways` shows it.
pub fn gateway_json(gateway: &Gateway, order: usize, site: &str) -> Value {
    let setting = |id: &str, label: &str, value: Value| json!({"id": id, "label": label, "description": "", "type": "text", "value": value, "default": "", "tip": "", "placeholder": ""});
    let mut settings = json!({
        "title": setting("title", "Title", json!(gateway.title)),
        "instructions": setting("instructions", "Instructions", json!(gateway.description)),
    });
    if gateway.id == "bacs" {
        // Where WooCommerce keeps the accounts is the option of the same name; its members are these.
        settings["account_details"] = setting(
            "account_details",
            "Account details",
            json!([{"account_name": "Sandbox Wholesale Ltd", "account_number": "0123456789", "bank_name": "Pretend Bank of Nairobi",
                "sort_code": "01-100", "iban": "", "bic": "PRETKENA"}]),
        );
    }
    json!({
        "id": gateway.id, "title": gateway.title, "description": gateway.description, "order": order, "enabled": true,
        "method_title": gateway.method_title, "method_description": gateway.description,
        "method_supports": ["products"], "settings": settings, "needs_setup": false, "post_install_scripts": [],
        "settings_url": format!("{site}/wp-admin/admin.php?page=wc-settings&tab=checkout&section={}", gateway.id),
        "connection_url": null, "setup_help_text": null, "required_settings_keys": [],
        "_links": {"self": [{"href": format!("{site}/wp-json/wc/v3/payment_gateways/{}", gateway.id)}],
            "collection": [{"href": format!("{site}/wp-json/wc/v3/payment_gateways")}]},
    })
}

/// Where a buyer pays an order.
pub fn pay_link(order: &Order, site: &str) -> String {
    format!("{site}/checkout/order-pay/{}/?pay_for_order=true&key={}", order.id, order.key)
}

/// Where a buyer lands after ordering.
pub fn received_link(order: &Order, site: &str) -> String {
    format!("{site}/checkout/order-received/{}/?key={}", order.id, order.key)
}

fn find(shop: &Shop, call: &Call, id: &str) -> Result<Order, Answer> {
    let refused = || Answer::html(404, "<h1>This order is not here</h1>");
    let id: u64 = id.parse().map_err(|_| refused())?;
    let order = shop.state().orders.get(&id).cloned().ok_or_else(refused)?;
    if call.query("key") == Some(order.key.as_str()) { Ok(order) } else { Err(refused()) }
}

/// The pretend card page: shows the amount, takes one click.
pub async fn pay_page(shop: &Shop, call: &Call, id: &str) -> Result<Answer, Answer> {
    let order = find(shop, call, id)?;
    if !matches!(order.status.as_str(), "pending" | "failed") {
        let text = format!(
            "This order&rsquo;s status is &ldquo;{}&rdquo; &mdash; it cannot be paid for.",
            escape(&order.status)
        );
        return Ok(Answer::html(200, page::frame("Pay for order", &format!("<p>{text}</p>"))));
    }
    if call.method == Method::POST {
        orders::pay(shop, order.id, &format!("demo-{}", order.id)).await;
        return Ok(Answer::redirect(received_link(&order, shop.site())));
    }
    let body = format!(
        "<p>Order <b>#{}</b></p><p class=big>KSh {}</p><form method=post><button>Pay with the pretend card</button></form>",
        order.id,
        money::grouped(order.total)
    );
    Ok(Answer::html(200, page::frame("Pay for order", &body)))
}

/// The page after ordering.
pub fn received_page(shop: &Shop, call: &Call, id: &str) -> Result<Answer, Answer> {
    let order = find(shop, call, id)?;
    let body = format!(
        "<p>Thank you. Order <b>#{}</b> is <b>{}</b>.</p><p class=big>KSh {}</p>",
        order.id,
        escape(&order.status),
        money::grouped(order.total)
    );
    Ok(Answer::html(200, page::frame("Order received", &body)))
}
