//! Reading the buyer's orders, and calling one off. Readings may simply be repeated.

use conversation::effect::{CANCELLABLE, ORDER_GONE, Refusal, ShopOutcome};
use domain::{
    ids::OrderId,
    shop::{Order, OrderStatus},
};
use serde::{Deserialize, Serialize};

use super::{Answer, Scene, Step, change};
use crate::shop::port::{Failure, OrderRecord, Reply, Request};

/// Most orders that a list shows: nine rows and "More".
pub const ORDERS_LISTED_MAX: usize = 9;

/// Orders that are read or called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersFlow {
    goal: Goal,
    known: Vec<OrderId>,
    /// Where an order may stand to be called off; what was stored before this was a setting has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Vec<OrderStatus>>,
    /// Mark of what the buyer was asked about; an order that has another one is not called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip)]
    found: Vec<OrderRecord>,
    #[serde(skip)]
    asked: Asked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Goal {
    List,
    Read { number: String },
    Cancel { order: OrderId },
    Sight { order: OrderId },
    Gateways,
    Suppliers,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    ById,
    ByPhone,
    One,
    Gateways,
    Suppliers,
    Cancelling,
    After,
}

impl OrdersFlow {
    pub fn list(known: Vec<OrderId>) -> Self {
        Self::new(Goal::List, known)
    }

    pub fn read(number: String, known: Vec<OrderId>) -> Self {
        Self::new(Goal::Read { number }, known)
    }

    pub fn cancel(order: OrderId, from: Vec<OrderStatus>, content: Option<String>) -> Self {
        Self { from: Some(from), content, ..Self::new(Goal::Cancel { order }, vec![order]) }
    }

    pub fn sight(order: OrderId) -> Self {
        Self::new(Goal::Sight { order }, vec![order])
    }

    pub fn gateways() -> Self {
        Self::new(Goal::Gateways, Vec::new())
    }

    pub fn suppliers() -> Self {
        Self::new(Goal::Suppliers, Vec::new())
    }

    fn new(goal: Goal, known: Vec<OrderId>) -> Self {
        Self { goal, known, from: None, content: None, found: Vec::new(), asked: Asked::Nothing }
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.found.clear();
        if let Goal::Cancel { order } | Goal::Sight { order } = self.goal {
            self.asked = Asked::One;
            return Step::Call(Request::GetOrder { order });
        }
        if self.goal == Goal::Gateways {
            self.asked = Asked::Gateways;
            return Step::Call(Request::Gateways);
        }
        if self.goal == Goal::Suppliers {
            self.asked = Asked::Suppliers;
            return Step::Call(Request::Suppliers);
        }
        if self.known.is_empty() {
            return self.by_phone(scene);
        }
        self.asked = Asked::ById;
        Step::Call(Request::OrdersById { orders: self.known.iter().rev().take(20).copied().collect() })
    }

    fn by_phone(&mut self, scene: &Scene<'_>) -> Step {
        match scene.phone {
            Some(phone) => {
                self.asked = Asked::ByPhone;
                Step::Call(Request::OrdersByPhone { phone: phone.to_owned() })
            }
            None => self.finish(),
        }
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match (std::mem::take(&mut self.asked), answer) {
            (Asked::ById, Ok(Reply::Orders(records))) => {
                self.found = records;
                self.by_phone(scene)
            }
            (Asked::ByPhone, Ok(Reply::Orders(records))) => {
                self.found.extend(records);
                self.finish()
            }
            // The phone search is an addition: what is known already is answer enough.
            (Asked::ByPhone, Err(_)) if !self.found.is_empty() => self.finish(),
            (Asked::Gateways, Ok(Reply::Gateways(gateways))) => {
                Step::Finish(ShopOutcome::Gateways { gateways })
            }
            (Asked::Suppliers, Ok(Reply::Suppliers(suppliers))) => {
                Step::Finish(ShopOutcome::Suppliers { suppliers })
            }
            (Asked::One, Ok(Reply::Order(record))) if matches!(self.goal, Goal::Sight { .. }) => {
                let sighting = Some(Box::new(change::sighting(*record, scene)));
                Step::Finish(ShopOutcome::Sighting { sighting })
            }
            (Asked::One, Err(Failure::NotFound)) if matches!(self.goal, Goal::Sight { .. }) => {
                Step::Finish(ShopOutcome::Sighting { sighting: None })
            }
            (Asked::One, Err(Failure::NotFound)) if matches!(self.goal, Goal::Cancel { .. }) => {
                let refusal = Refusal::Other { code: ORDER_GONE.to_owned() };
                Step::Finish(ShopOutcome::Refused { refusal, cart: None })
            }
            (Asked::One, Ok(Reply::Order(record))) if self.may_be_cancelled(&record.order) => {
                self.asked = Asked::Cancelling;
                Step::Call(Request::SetOrderStatus { order: record.order.id, status: OrderStatus::Cancelled })
            }
            (Asked::One | Asked::After, Ok(Reply::Order(record))) => {
                Step::Finish(ShopOutcome::CancelAnswer { order: Box::new(record.order) })
            }
            // Cancelling twice is harmless in sequence, so whatever came of it, a reading tells.
            (Asked::Cancelling, _) => match self.goal {
                Goal::Cancel { order } => {
                    self.asked = Asked::After;
                    Step::Call(Request::GetOrder { order })
                }
                Goal::List | Goal::Read { .. } | Goal::Sight { .. } | Goal::Gateways | Goal::Suppliers => {
                    Step::Finish(ShopOutcome::Unavailable)
                }
            },
            (Asked::After, Err(_)) => Step::Finish(ShopOutcome::Unknown),
            (Asked::ById, Err(Failure::NotFound)) => self.by_phone(scene),
            (
                Asked::ById
                | Asked::ByPhone
                | Asked::One
                | Asked::After
                | Asked::Gateways
                | Asked::Suppliers
                | Asked::Nothing,
                _,
            ) => Step::Finish(ShopOutcome::Unavailable),
        }
    }

    /// Money that has arrived would have to be sent back: that is for staff. What staff have changed since the buyer was
    /// asked is asked about again.
    fn may_be_cancelled(&self, order: &Order) -> bool {
        self.from.as_deref().unwrap_or(&CANCELLABLE).contains(&order.status)
            && !order.is_paid
            && self.content.as_ref().is_none_or(|content| *content == conversation::order_mark(order))
    }

    fn finish(&mut self) -> Step {
        let mut records = std::mem::take(&mut self.found);
        records.sort_by_key(|record| std::cmp::Reverse(record.order.id));
        records.dedup_by_key(|record| record.order.id);
        let mut orders = records.into_iter().map(|record| record.order).filter(is_an_order);
        Step::Finish(match &self.goal {
            Goal::Read { number } => {
                let wanted: String = number.chars().filter(|char| char.is_alphanumeric()).collect();
                let order = orders.find(|order| {
                    order.number.chars().filter(|char| char.is_alphanumeric()).eq(wanted.chars())
                        || order.id.to_string() == wanted
                });
                ShopOutcome::Order { order: order.map(Box::new) }
            }
            Goal::List | Goal::Cancel { .. } | Goal::Sight { .. } | Goal::Gateways | Goal::Suppliers => {
                ShopOutcome::Orders { orders: orders.take(ORDERS_LISTED_MAX).collect() }
            }
        })
    }
}

fn is_an_order(order: &Order) -> bool {
    !matches!(order.status, OrderStatus::CheckoutDraft | OrderStatus::Trash)
}
