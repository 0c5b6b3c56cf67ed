//! The day of writing, for documents whose source does not say it.

use crate::Result;
use triplewire_facts::annotation::Document;
use triplewire_lexicon::Lexicon;
use triplewire_nlp::time::is_date;

/// The option of all commands that place times in the calendar.
#[derive(clap::Args)]
pub struct PublishedArgs {
    /// Date of documents that do not give one, such as 2016-12-19: "last month" is counted from there
    #[arg(long, value_name = "DATE", value_parser = date)]
    published: Option<String>,
}

fn date(text: &str) -> std::result::Result<String, String> {
    let lexicon = Lexicon::builtin().map_err(|error| error.to_string())?;
    if is_date(text, &lexicon) {
        Ok(text.to_string())
    } else {
        Err("not a date; write it as 2016-12-19, 2016-12 or 2016".into())
    }
}

impl PublishedArgs {
    /// The documents with their own date, or else this one.
    pub fn date<I>(self, documents: I) -> impl Iterator<Item = Result<Document>> + Send + use<I>
    where
        I: Iterator<Item = Result<Document>> + Send,
    {
        documents.map(move |document| {
            let mut document = document?;
            document.published = document.published.or_else(|| self.published.clone());
            Ok(document)
        })
    }
}
