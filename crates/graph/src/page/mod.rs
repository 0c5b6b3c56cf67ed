//! Facts as pages to look at: one file that holds all it needs, and asks no network for anything.
//!
//! In: [`Facts`](triplewire_facts::Facts) of a document, or a [`Neighbourhood`](super::store::Neighbourhood) of the store. Out: HTML.
//! The templates, styles and scripts are files under `assets/page/`. What comes out of a document is escaped by the template
//! engine, and the page's own policy (Content Security Policy Level 3) lets nothing run or be styled but what it was written with.

mod colours;
mod document;
mod folder;
mod pieces;
#[cfg(feature = "store")]
mod view;

use std::io::{self, Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use minijinja::{Environment, Value, escape_formatter, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

use triplewire_lexicon::Ontology;

pub use document::DocumentWriter;
pub use folder::PageFolder;
#[cfg(feature = "store")]
pub use view::view;

/// The templates by name.
const TEMPLATES: [(&str, &str); 5] = [
    ("page.html", include_str!("../../assets/page/page.html")),
    ("document.html", include_str!("../../assets/page/document.html")),
    ("index.html", include_str!("../../assets/page/index.html")),
    ("line.html", include_str!("../../assets/page/line.html")),
    ("view.html", include_str!("../../assets/page/view.html")),
];
const STYLE: &str = include_str!("../../assets/page/page.css");
const FACTS_SCRIPT: &str = include_str!("../../assets/page/facts.js");

/// Fills templates.
struct Pages {
    templates: Environment<'static>,
    /// The project's style with the colours of the ontology's roles.
    style: String,
}

/// What goes around the content of a page.
#[derive(Serialize)]
struct Frame<'a, T: Serialize> {
    style: &'a str,
    scripts: &'a [&'a str],
    policy: String,
    version: &'a str,
    #[serde(flatten)]
    content: T,
}

impl Pages {
    /// # Errors
    /// Where a template is broken; those built in are not.
    fn new(ontology: &Ontology) -> io::Result<Self> {
        let mut templates = Environment::new();
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        templates.set_syntax(syntax.map_err(io::Error::other)?);
        templates.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if !value.is_safe() => escape_formatter(out, state, &Value::from(printable(text))),
            _ => escape_formatter(out, state, value),
        });
        for (name, text) in TEMPLATES {
            templates.add_template(name, text).map_err(io::Error::other)?;
        }
        Ok(Self {
            templates,
            style: format!("{STYLE}{}", colours::rules(ontology)),
        })
    }

    /// Writes a page with the project's style and these scripts.
    ///
    /// # Errors
    /// Those of the sink.
    fn write(
        &self,
        out: &mut impl Write,
        name: &str,
        scripts: &[&str],
        content: impl Serialize,
    ) -> io::Result<()> {
        let frame = Frame {
            style: &self.style,
            scripts,
            policy: policy(&self.style, scripts),
            version: env!("CARGO_PKG_VERSION"),
            content,
        };
        out.write_all(self.fill(name, frame)?.as_bytes())
    }

    fn fill(&self, name: &str, values: impl Serialize) -> io::Result<String> {
        let template = self.templates.get_template(name).map_err(io::Error::other)?;
        template
            .render(Value::from(Serde(values)))
            .map_err(io::Error::other)
    }
}

/// Nothing may be loaded, sent or run but the style and the scripts of these digests.
fn policy(style: &str, scripts: &[&str]) -> String {
    let digest = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let allowed: Vec<String> = scripts.iter().map(|script| digest(script)).collect();
    let allowed = if allowed.is_empty() {
        "'none'".to_string()
    } else {
        allowed.join(" ")
    };
    format!(
        "default-src 'none'; style-src {}; script-src {allowed}; base-uri 'none'; form-action 'none'",
        digest(style)
    )
}

/// Control characters as the pictures that Unicode has for them, or as the sign for what cannot be shown. HTML has no way to
/// write most of them, and none of them may move what is written after it.
fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' | '\n' => c,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        // Noncharacters: an HTML parser may drop or report them.
        '\u{fdd0}'..='\u{fdef}' => '\u{fffd}',
        c if u32::from(c) & 0xfffe == 0xfffe => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// A score as it is shown.
fn rounded(score: f64) -> String {
    format!("{score:.2}")
}

/// A name of our own as words ("position_held").
fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    #[cfg(feature = "store")]
    fn scripts_and_style_cannot_end_their_element() {
        for (text, end) in [(STYLE, "</style"), (FACTS_SCRIPT, "</script")]
            .into_iter()
            .chain(
                document::SCRIPTS
                    .iter()
                    .chain(view::SCRIPTS)
                    .map(|script| (*script, "</script")),
            )
        {
            assert!(!text.to_lowercase().contains(end));
            assert!(!text.contains("<!--"));
            // A parser would turn these into something else, and the digest of the policy would be wrong.
            assert!(!text.contains(['\r', '\0']));
        }
    }

    #[test]
    fn every_role_has_a_colour() {
        let ontology = Ontology::builtin().unwrap();
        let style = Pages::new(ontology).unwrap().style;
        for role in ontology.roles() {
            assert!(style.contains(&format!("[data-role=\"{role}\"]")), "{role}");
        }
    }
}
