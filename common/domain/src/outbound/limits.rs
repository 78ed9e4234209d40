//! WhatsApp's walls, one constant each (Cloud API documentation, copies of September 2026 where nothing else is said).
//! Not the checks: those sit in the constructors.

/// Text message body.
pub const TEXT_BODY: usize = 4096;
/// Body of a message with buttons, a list or a link. Meta's pages disagree for lists (1024 or 4096): the smaller.
pub const INTERACTIVE_BODY: usize = 1024;
/// Header text.
pub const HEADER: usize = 60;
/// Footer text.
pub const FOOTER: usize = 60;
/// Title of a reply button, label of a link.
pub const BUTTON_TITLE: usize = 20;
/// Id of a reply button.
pub const BUTTON_ID: usize = 256;
/// Reply buttons of one message.
pub const BUTTONS: usize = 3;
/// Label that opens a list.
pub const LIST_OPENER: usize = 20;
/// Sections of one list.
pub const SECTIONS: usize = 10;
/// Rows of one list over all sections.
pub const ROWS: usize = 10;
/// Title of a section.
pub const SECTION_TITLE: usize = 24;
/// Title of a row.
pub const ROW_TITLE: usize = 24;
/// Description of a row.
pub const ROW_DESCRIPTION: usize = 72;
/// Id of a row.
pub const ROW_ID: usize = 200;
/// Caption of a picture or file (Meta's `OpenAPI` file; one provider says 3000).
pub const CAPTION: usize = 1024;
/// Address of a link, picture or file.
pub const URL: usize = 2000;
/// Cards of one carousel, at least (Meta's page "Interactive media carousel messages", 22 December 2025).
pub const CARDS_MIN: usize = 2;
/// Cards of one carousel, at most.
pub const CARDS: usize = 10;
/// Text of a card.
pub const CARD_BODY: usize = 160;
/// Line breaks in the text of a card.
pub const CARD_LINE_BREAKS: usize = 2;
/// Reply buttons of one card. Meta's page says "one or more"; two are what others send and what cards of templates have.
pub const CARD_BUTTONS: usize = 2;
/// Id of a reply button of a card. Copies of Meta's page disagree (20 or 256): the smaller.
pub const CARD_BUTTON_ID: usize = 20;
/// Products of one list over all sections (Meta's page "Share products").
pub const PRODUCTS: usize = 30;
/// Digits of a catalogue's id: Meta's are shorter.
pub const CATALOGUE_ID: usize = 32;
/// Id of a product in a catalogue (Meta's description of the fields of catalogues).
pub const RETAILER_ID: usize = 100;
/// Countries whose people have the form for an address (Meta's page "Address messages", 2 July 2026; Singapore was one
/// before).
pub const ADDRESS_COUNTRIES: [&str; 1] = ["IN"];
/// What a form for an address already says, per field. Meta's page names no wall; longer ones are no address.
pub const ADDRESS_VALUE: usize = 120;
/// Digits of an Indian postal code.
pub const PIN_CODE: usize = 6;
/// Name of a file. No page of Meta has a wall; this is what file systems take with room for a number behind it.
pub const FILENAME: usize = 240;
/// Ending of a file's name, without the dot.
pub const FILENAME_ENDING: usize = 8;
/// Bytes of a document of our own making. Meta takes 100 MB; but this one travels through queues and journals, where it
/// is a third longer.
pub const OWN_DOCUMENT_BYTES: usize = 192 * 1024;
/// Id of a message of WhatsApp. No page has a wall; those seen have fewer than 150.
pub const MESSAGE_ID: usize = 512;
/// Words on a sheet that is drawn when it is sent, in bytes, its English included.
pub const SHEET_BYTES: usize = 64 * 1024;
