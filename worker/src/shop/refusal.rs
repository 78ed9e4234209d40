//! What a refusal of the shop means for the buyer. Decides on codes alone: the shop's sentences are translated, full of
//! HTML, and sometimes wrong.

use conversation::effect::{AddressField, Refusal};
use domain::shop::Address;

/// Translates the shop's error code. `fields` are the parameters that it refused and the codes it gave for them; `left`
/// is a number that the answer told with it.
pub fn refusal(code: &str, fields: &[String], left: Option<u32>) -> Refusal {
    let has = |wanted: &str| fields.iter().any(|field| field == wanted);
    match code {
        "woocommerce_rest_product_out_of_stock"
        | "woocommerce_product_out_of_stock"
        | "woocommerce_rest_out_of_stock" => Refusal::OutOfStock,
        "woocommerce_rest_product_partially_out_of_stock"
        | "woocommerce_product_not_enough_stock"
        | "woocommerce_rest_product_not_enough_stock" => match left {
            Some(0) => Refusal::OutOfStock,
            left => Refusal::NotEnoughStock { left },
        },
        "invalid_quantity" if has(QUANTITY_RULE) => Refusal::Other { code: code.to_owned() },
        "invalid_quantity"
        | "woocommerce_rest_product_too_many_in_cart"
        | "woocommerce_rest_product_invalid_quantity" => Refusal::TooMany { max: left },
        "readonly_quantity" | "woocommerce_rest_product_sold_individually" => Refusal::SoldIndividually,
        "woocommerce_rest_cart_invalid_product"
        | "woocommerce_rest_product_not_purchasable"
        | "woocommerce_rest_cart_product_is_not_purchasable"
        | "woocommerce_rest_product_invalid_id" => Refusal::NotSold,
        "woocommerce_rest_missing_attributes"
        | "woocommerce_rest_missing_variation_data"
        | "woocommerce_rest_invalid_variation_data"
        | "woocommerce_rest_variation_id_from_variation_data" => Refusal::WrongChoice,
        "woocommerce_rest_cart_invalid_key" => Refusal::LineGone,
        // The plural is what the checkout says of a coupon that ran out in the meantime.
        "woocommerce_rest_cart_coupon_error"
        | "woocommerce_rest_cart_coupon_errors"
        | "woocommerce_rest_order_coupon_errors"
        | "woocommerce_rest_cart_coupon_disabled"
        | "woocommerce_rest_invalid_coupon" => Refusal::CouponRefused,
        "woocommerce_rest_cart_coupon_invalid_code" => Refusal::CouponAbsent,
        "woocommerce_rest_cart_empty" => Refusal::EmptyCart,
        // A shop that makes an account of every order takes an e-mail once only.
        "woocommerce_rest_missing_email_address"
        | "woocommerce_rest_invalid_email_address"
        | "registration-error-invalid-email"
        | "registration-error-email-exists" => Refusal::AddressRefused { field: Some(AddressField::Email) },
        "woocommerce_rest_invalid_address_country" | "woocommerce_rest_invalid_shipping_option" => {
            Refusal::NoDelivery
        }
        "woocommerce_rest_invalid_address" | "woocommerce_rest_missing_address" => {
            Refusal::AddressRefused { field: address_field(fields) }
        }
        "woocommerce_rest_checkout_missing_payment_method"
        | "woocommerce_rest_checkout_payment_method_disabled"
        | "woocommerce_rest_unknown_checkout_payment_method"
        | "woocommerce_rest_checkout_invalid_payment_method"
        | "woocommerce_rest_payment_error"
        | "woocommerce_rest_checkout_process_payment_error" => {
            Refusal::PaymentRefused { total: None, gateway: None }
        }
        "rest_invalid_param" | "rest_missing_callback_param" if has("payment_method") => {
            Refusal::PaymentRefused { total: None, gateway: None }
        }
        "rest_invalid_param" | "rest_missing_callback_param"
            if ["billing_address", "shipping_address", "billing", "shipping"].into_iter().any(has) =>
        {
            Refusal::AddressRefused { field: address_field(fields) }
        }
        "rest_invalid_param" if has("quantity") => Refusal::TooMany { max: left },
        other => Refusal::Other { code: other.to_owned() },
    }
}

/// Stands among the fields when a quantity was refused for being too small or no multiple, not for being too many.
pub const QUANTITY_RULE: &str = "quantity_rule";

fn address_field(fields: &[String]) -> Option<AddressField> {
    fields.iter().find_map(|field| {
        Some(match field.as_str() {
            "invalid_phone" | "phone" => AddressField::Phone,
            "invalid_email" | "rest_invalid_email" | "email" => AddressField::Email,
            "invalid_state" | "state" => AddressField::State,
            "invalid_postcode" | "postcode" => AddressField::Postcode,
            "invalid_country" | "country" => AddressField::Country,
            "invalid_city" | "city" => AddressField::City,
            "address_1" | "address_2" => AddressField::Street,
            "first_name" | "last_name" => AddressField::Name,
            _ => return None,
        })
    })
}

/// Names what is most likely missing where the shop refused an address without a word that we understand.
pub fn with_likely_field(refusal: Refusal, address: &Address) -> Refusal {
    let Refusal::AddressRefused { field: None } = refusal else { return refusal };
    let parts = [
        (AddressField::State, &address.state),
        (AddressField::Postcode, &address.postcode),
        (AddressField::Phone, &address.phone),
        (AddressField::City, &address.city),
    ];
    let empty = parts.into_iter().find(|(_, text)| text.trim().is_empty());
    Refusal::AddressRefused { field: empty.map(|(field, _)| field) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn codes_say_what_the_buyer_can_do() {
        let partly = "woocommerce_rest_product_partially_out_of_stock";
        assert_eq!(refusal(partly, &[], Some(3)), Refusal::NotEnoughStock { left: Some(3) });
        assert_eq!(refusal(partly, &[], Some(0)), Refusal::OutOfStock);
        assert_eq!(refusal("invalid_quantity", &[], Some(3)), Refusal::TooMany { max: Some(3) });
        assert!(matches!(
            refusal("invalid_quantity", &fields(&[QUANTITY_RULE]), Some(6)),
            Refusal::Other { .. }
        ));
        assert_eq!(refusal("readonly_quantity", &[], None), Refusal::SoldIndividually);
        assert_eq!(refusal("woocommerce_rest_cart_empty", &[], None), Refusal::EmptyCart);
        assert_eq!(
            refusal("made_by_a_plugin", &[], None),
            Refusal::Other { code: "made_by_a_plugin".into() }
        );
    }

    #[test]
    fn an_address_refused_without_a_name_is_asked_for_what_it_lacks() {
        let nameless = || refusal("woocommerce_rest_invalid_address", &[], None);
        let mut address = Address { state: "KE30".into(), ..Address::default() };
        let postcode = Refusal::AddressRefused { field: Some(AddressField::Postcode) };
        assert_eq!(with_likely_field(nameless(), &address), postcode);
        for part in [&mut address.postcode, &mut address.phone, &mut address.city] {
            *part = "x".into();
        }
        assert_eq!(with_likely_field(nameless(), &address), nameless());
        assert_eq!(with_likely_field(Refusal::OutOfStock, &Address::default()), Refusal::OutOfStock);
        let of = |code| refusal(code, &[], None);
        let email = Refusal::AddressRefused { field: Some(AddressField::Email) };
        assert_eq!(
            of("registration-error-email-exists"),
            email,
            "an account per order, and this e-mail has one"
        );
        assert_eq!(of("woocommerce_rest_cart_coupon_disabled"), Refusal::CouponRefused);
    }

    #[test]
    fn a_refused_address_names_its_field() {
        let of = |names: &[&str]| refusal("rest_invalid_param", &fields(names), None);
        let named = |field| Refusal::AddressRefused { field: Some(field) };
        assert_eq!(of(&["billing_address", "invalid_phone"]), named(AddressField::Phone));
        assert_eq!(of(&["billing_address", "invalid_state"]), named(AddressField::State));
        assert_eq!(of(&["billing", "rest_invalid_email"]), named(AddressField::Email));
        assert_eq!(of(&["shipping_address"]), Refusal::AddressRefused { field: None });
        assert!(matches!(of(&["payment_method", "rest_not_in_enum"]), Refusal::PaymentRefused { .. }));
        assert!(matches!(of(&["orderby"]), Refusal::Other { .. }));
    }
}
