//! Messages that offer a choice: reply buttons, a list, a link.

use serde::{Deserialize, Serialize};

use super::{
    Body, ButtonId, ButtonTitle, Error, Footer, HeaderText, Opener, RowDescription, RowId, RowTitle,
    SectionTitle, WebAddress, checked, count, distinct, limits,
};

/// What stands above the body of a message with buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Header {
    /// Words.
    Text(HeaderText),
    /// A picture, fetched by Meta from the address: JPEG or PNG.
    Image(WebAddress),
}

/// One reply button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Comes back when tapped.
    pub id: ButtonId,
    /// What the buyer sees.
    pub title: ButtonTitle,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Comes back when chosen.
    pub id: RowId,
    /// What the buyer sees.
    pub title: RowTitle,
    /// A second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<RowDescription>,
}

/// Some rows under a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Needed when there are several sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<SectionTitle>,
    /// At least one.
    pub rows: Vec<Row>,
}

/// A message with one to three reply buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ButtonsFields", into = "ButtonsFields")]
pub struct Buttons(ButtonsFields);

/// The parts of [`Buttons`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonsFields {
    /// Above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// The choices.
    pub buttons: Vec<Button>,
}

impl Buttons {
    /// Checks the number of buttons and that their ids and titles differ.
    pub fn new(fields: ButtonsFields) -> Result<Self, Error> {
        count("buttons", fields.buttons.len(), limits::BUTTONS)?;
        distinct("button ids", fields.buttons.iter().map(|button| button.id.as_str()))?;
        distinct("button titles", fields.buttons.iter().map(|button| button.title.as_str()))?;
        Ok(Self(fields))
    }
}

checked!(Buttons, ButtonsFields);

/// A message that opens a list of up to ten rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ListFields", into = "ListFields")]
pub struct List(ListFields);

/// The parts of [`List`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFields {
    /// Above the body; text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderText>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// Label of the button that opens the list.
    pub opener: Opener,
    /// The rows.
    pub sections: Vec<Section>,
}

impl List {
    /// Checks the number of sections and rows, that row ids differ, and that several sections have titles.
    pub fn new(fields: ListFields) -> Result<Self, Error> {
        count("sections", fields.sections.len(), limits::SECTIONS)?;
        if fields.sections.len() > 1 && fields.sections.iter().any(|section| section.title.is_none()) {
            return Err(Error::SectionWithoutTitle);
        }
        for section in &fields.sections {
            count("rows", section.rows.len(), limits::ROWS)?;
        }
        let rows = || fields.sections.iter().flat_map(|section| &section.rows);
        count("rows", rows().count(), limits::ROWS)?;
        distinct("row ids", rows().map(|row| row.id.as_str()))?;
        Ok(Self(fields))
    }
}

checked!(List, ListFields);

/// A message with a button that opens a web page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// Label of the button.
    pub label: ButtonTitle,
    /// What it opens.
    pub address: WebAddress,
}
