//! A row of cards to swipe through, each with a picture. Cards with a film are not made: a shop has pictures.

use serde::{Deserialize, Serialize};

use super::{Body, ButtonTitle, CardBody, CardButtonId, Error, WebAddress, checked, count, distinct, limits};

/// A text with two to ten cards of equal shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CarouselFields", into = "CarouselFields")]
pub struct Carousel(CarouselFields);

/// The parts of [`Carousel`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarouselFields {
    /// The text above the cards.
    pub body: Body,
    /// The cards.
    pub cards: Cards,
}

/// The cards, all of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cards {
    /// Each opens a page.
    Links(Vec<LinkCard>),
    /// Each has reply buttons.
    Buttons(Vec<ButtonsCard>),
}

/// A card with a button that opens a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// The picture, fetched by Meta from the address: JPEG or PNG.
    pub image: WebAddress,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<CardBody>,
    /// Label of the button.
    pub label: ButtonTitle,
    /// What it opens.
    pub address: WebAddress,
}

/// A card with reply buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonsCard {
    /// The picture, fetched by Meta from the address: JPEG or PNG.
    pub image: WebAddress,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<CardBody>,
    /// The choices.
    pub buttons: Vec<CardButton>,
}

/// One reply button of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardButton {
    /// Comes back when tapped: it tells the card, too.
    pub id: CardButtonId,
    /// What the buyer sees.
    pub title: ButtonTitle,
}

impl Carousel {
    /// Checks the number of cards and that they have the same shape: all with a text or none, and as many buttons each.
    /// Ids of buttons differ over all cards, titles within one.
    pub fn new(fields: CarouselFields) -> Result<Self, Error> {
        match &fields.cards {
            Cards::Links(cards) => {
                number_of_cards(cards.len())?;
                equal(cards.iter().map(|card| card.body.is_some()))?;
            }
            Cards::Buttons(cards) => {
                number_of_cards(cards.len())?;
                equal(cards.iter().map(|card| (card.body.is_some(), card.buttons.len())))?;
                for card in cards {
                    count("buttons", card.buttons.len(), limits::CARD_BUTTONS)?;
                    distinct("button titles", card.buttons.iter().map(|button| button.title.as_str()))?;
                }
                let buttons = cards.iter().flat_map(|card| &card.buttons);
                distinct("button ids", buttons.map(|button| button.id.as_str()))?;
            }
        }
        Ok(Self(fields))
    }
}

fn number_of_cards(found: usize) -> Result<(), Error> {
    let (min, max) = (limits::CARDS_MIN, limits::CARDS);
    if (min..=max).contains(&found) {
        Ok(())
    } else {
        Err(Error::NotBetween { what: "cards", found, min, max })
    }
}

fn equal<T: PartialEq>(mut shapes: impl Iterator<Item = T>) -> Result<(), Error> {
    let first = shapes.next();
    if shapes.all(|shape| first.as_ref() == Some(&shape)) { Ok(()) } else { Err(Error::UnequalCards) }
}

checked!(Carousel, CarouselFields);
