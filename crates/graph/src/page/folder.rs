//! A page a document in a folder, and `index.html`, which lists them.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{Pages, document};
use crate::{export::Writer, name::file_name, rdf::iri::encoded};
use triplewire_facts::Facts;
use triplewire_lexicon::Ontology;

const INDEX: &str = "index";
/// Where the list stands in the index.
const LIST: &str = "<!-- documents -->";

/// Writes documents into a folder that is there.
pub struct PageFolder {
    folder: PathBuf,
    pages: Pages,
    index: BufWriter<File>,
    /// What comes after the list.
    foot: String,
}

#[derive(Serialize)]
struct Index {
    list: &'static str,
}

#[derive(Serialize)]
struct Line<'a> {
    href: String,
    title: &'a str,
    id: &'a str,
    published: Option<&'a str>,
    events: usize,
    relations: usize,
    entities: usize,
}

impl PageFolder {
    /// # Errors
    /// Those of the file system.
    pub fn new(folder: &Path, ontology: &Ontology) -> io::Result<Self> {
        let pages = Pages::new(ontology)?;
        let mut page = Vec::new();
        pages.write(&mut page, "index.html", &[], Index { list: LIST })?;
        let page = String::from_utf8_lossy(&page);
        let (head, foot) = page.split_once(LIST).unwrap_or((&page, ""));
        let mut index = BufWriter::new(File::create(folder.join(format!("{INDEX}.html")))?);
        index.write_all(head.as_bytes())?;
        Ok(Self {
            folder: folder.to_path_buf(),
            index,
            foot: foot.to_string(),
            pages,
        })
    }
}

impl Writer for PageFolder {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        let name = page_name(&facts.id);
        let mut out = BufWriter::new(File::create(self.folder.join(&name))?);
        document::write(&self.pages, &mut out, facts)?;
        out.flush()?;
        let line = Line {
            href: encoded(&name),
            title: document::title(facts),
            id: &facts.id,
            published: facts.published.as_deref(),
            events: facts.events.len(),
            relations: facts.relations.len(),
            entities: facts.entities.len(),
        };
        self.index
            .write_all(self.pages.fill("line.html", line)?.as_bytes())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.index.write_all(self.foot.as_bytes())?;
        self.index.flush()
    }
}

/// The file of a document; never that of the index, also where case does not count.
fn page_name(id: &str) -> String {
    let name = file_name(id);
    match name.as_bytes() {
        [first, ..] if name.eq_ignore_ascii_case(INDEX) => format!("%{first:02X}{}.html", &name[1..]),
        _ => format!("{name}.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_document_takes_the_place_of_the_index() {
        assert_eq!(page_name("index"), "%69ndex.html");
        assert_eq!(page_name("Index"), "%49ndex.html");
        assert_eq!(page_name("index/"), "index%2F.html");
    }
}
