//! The port through which the catalogue is read, and its driver over the shop client. Tests put a model here.

use domain::ids::ProductId;

use super::wire::{PRODUCT_FIELDS, VARIATION_FIELDS, WireCategory, WireProduct, WireVariation};
use crate::shop::{
    client::{Client, Listed, ReadError},
    port::Failure,
    wire::Setting,
};

/// Most that the shop gives in one page.
pub const PAGE_SIZE_MAX: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// 1 is the first.
    pub number: u32,
    /// Entries per page, at most [`PAGE_SIZE_MAX`].
    pub size: u32,
}

/// Which products are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All that are published.
    Published,
    /// All, the latest modified first.
    Latest,
    /// All that were modified after this moment (GMT), whatever their status but the bin.
    ModifiedAfter(String),
    /// All that were thrown into the bin after this moment (GMT).
    BinnedAfter(String),
    /// These, as far as they exist.
    Among(Vec<ProductId>),
}

/// A question to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Currency and country.
    Facts,
    /// Categories, one page.
    Categories(Page),
    /// Products, one page.
    Products(Which, Page),
    /// Variations of one product, one page.
    Variations(ProductId, Page),
}

/// The shop's answer.
#[derive(Debug)]
pub enum Told {
    /// Answers [`Ask::Facts`].
    Facts(Vec<Setting>),
    /// Answers [`Ask::Categories`].
    Categories(Vec<WireCategory>),
    /// Answers [`Ask::Products`], with the length of the whole list.
    Products(Vec<WireProduct>, Option<u64>),
    /// Answers [`Ask::Variations`].
    Variations(Vec<WireVariation>),
}

/// The port.
pub trait Feed: Send + Sync + 'static {
    /// Asks once; retries are the caller's.
    fn ask(&self, ask: &Ask) -> impl Future<Output = Result<Told, ReadError>> + Send;
}

impl Feed for Client {
    async fn ask(&self, ask: &Ask) -> Result<Told, ReadError> {
        match ask {
            Ask::Facts => {
                let query = [("_fields", "id,value".to_owned())];
                match self.read("read_settings", "settings/general", &query).await {
                    Ok(Listed { items, .. }) => Ok(Told::Facts(items)),
                    // Not every key may see settings.
                    Err(ReadError::Failed(
                        Failure::Unauthorised | Failure::Refused { .. } | Failure::NotFound,
                    )) => self.read_facts_of_basket().await.map(Told::Facts),
                    Err(error) => Err(error),
                }
            }
            Ask::Categories(page) => {
                let query =
                    [("_fields", "id,name,parent,menu_order".to_owned()), ("orderby", "id".to_owned())];
                let query = [paged(*page, "asc").as_slice(), &query].concat();
                let Listed { items, .. } =
                    self.read("read_categories", "products/categories", &query).await?;
                Ok(Told::Categories(items))
            }
            Ask::Products(which, page) => {
                let query = products_query(which, *page);
                let Listed { items, total } = self.read("read_products", "products", &query).await?;
                Ok(Told::Products(items, total))
            }
            Ask::Variations(product, page) => {
                let query = [("_fields", VARIATION_FIELDS.to_owned()), ("orderby", "id".to_owned())];
                let query = [paged(*page, "asc").as_slice(), &query].concat();
                let path = format!("products/{product}/variations");
                let Listed { items, .. } = self.read("read_variations", &path, &query).await?;
                Ok(Told::Variations(items))
            }
        }
    }
}

fn paged(page: Page, order: &str) -> [(&'static str, String); 3] {
    [("page", page.number.to_string()), ("per_page", page.size.to_string()), ("order", order.to_owned())]
}

fn products_query(which: &Which, page: Page) -> Vec<(&'static str, String)> {
    // Ascending numbers: what is created meanwhile comes at the end, instead of moving everything by one.
    let order = if *which == Which::Latest { "desc" } else { "asc" };
    [paged(page, order).as_slice(), &chosen(which), &[("_fields", PRODUCT_FIELDS.to_owned())]].concat()
}

fn chosen(which: &Which) -> Vec<(&'static str, String)> {
    let since = |status: &str, moment: &str| {
        let parts = [
            ("status", status),
            ("modified_after", moment),
            ("dates_are_gmt", "true"),
            ("orderby", "modified"),
        ];
        parts.map(|(name, value)| (name, value.to_owned())).to_vec()
    };
    match which {
        Which::Published => vec![("status", "publish".to_owned()), ("orderby", "id".to_owned())],
        Which::Latest => vec![("status", "any".to_owned()), ("orderby", "modified".to_owned())],
        Which::ModifiedAfter(moment) => since("any", moment),
        Which::BinnedAfter(moment) => since("trash", moment),
        Which::Among(ids) => {
            let ids = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            vec![("include", ids), ("status", "any".to_owned()), ("orderby", "id".to_owned())]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_comes_first_and_all_else_in_order() {
        let order = |which| {
            let query = products_query(&which, Page { number: 1, size: 1 });
            let mut orders = query.into_iter().filter(|(name, _)| *name == "order").map(|(_, value)| value);
            (orders.next(), orders.next())
        };
        assert_eq!(order(Which::Latest), (Some("desc".into()), None));
        assert_eq!(order(Which::Published), (Some("asc".into()), None));
    }
}
