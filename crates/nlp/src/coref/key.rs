//! Name keys, which the sieves compare: a name's words without case, punctuation and accents, and the title before it.

use super::Context;
use crate::{mention::Kind, syntax::SentenceGraph};
use triplewire_facts::annotation::Class;
use triplewire_lexicon::{Gender, names::normalised};

/// Groups of classes that one entity may be tagged with in different sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    Person,
    /// Organisations, places, peoples, products, and the rest.
    Thing,
    Date,
    Money,
}

impl Group {
    fn of(class: Class) -> Self {
        match class {
            Class::Per => Group::Person,
            Class::Date => Group::Date,
            Class::Money => Group::Money,
            _ => Group::Thing,
        }
    }
}

/// The key of a mention of kind [`Kind::Name`].
#[derive(Debug, Clone)]
pub struct Name {
    /// Words in lower case without full stops and accents; a leading "the" and punctuation are left out.
    pub words: Vec<String>,
    /// The words with blanks between.
    pub key: String,
    /// The words as they are written, without periods.
    pub forms: Vec<String>,
    pub class: Class,
    /// The group of the name's class; the exact sieve may overrule the tagger here.
    pub group: Group,
    pub score: f32,
    /// Whether a title stands before it.
    pub titled: bool,
    /// The office or rank that the title names, in its full form; none for "Mr." and the like.
    pub title: Option<String>,
    /// The same with the word before it: "defence minister".
    pub long_title: Option<String>,
    pub gender: Option<Gender>,
}

impl Name {
    /// The name of a mention; `None` for nominals, pronouns, and names that are only punctuation.
    pub fn of(context: &Context, mention: usize) -> Option<Self> {
        let mention = &context.mentions[mention];
        if mention.kind != Kind::Name {
            return None;
        }
        let graph = context.graphs.get(mention.sentence)?;
        let class = mention.class?;
        let mut words = Vec::new();
        let mut forms = Vec::new();
        for word in graph.words().get(mention.words.clone())? {
            let form = word.span.of(context.text);
            let key = normalised(form);
            let article = words.is_empty() && key == "the";
            if !(key.is_empty() || article) {
                words.push(key);
                forms.push(form.replace('.', ""));
            }
        }
        if words.is_empty() {
            return None;
        }
        let (titled, gender) = title_before(context, graph, mention.words.start);
        let title = office(context, graph, mention.words.start).filter(|_| titled);
        let long_title = title.as_ref().and_then(|title| {
            let word = graph
                .words()
                .get(mention.words.start.checked_sub(2)?)?
                .span
                .of(context.text);
            word.starts_with(char::is_uppercase)
                .then(|| format!("{} {title}", normalised(word)))
        });
        let key = words.join(" ");
        let group = Group::of(class);
        Some(Self {
            words,
            key,
            forms,
            class,
            group,
            score: mention.score,
            titled,
            title,
            long_title,
            gender,
        })
    }
}

/// Whether the word before `start` is a title, and the gender that it shows.
fn title_before(context: &Context, graph: &SentenceGraph, start: usize) -> (bool, Option<Gender>) {
    let Some(word) = start.checked_sub(1).and_then(|before| graph.words().get(before)) else {
        return (false, None);
    };
    let form = word.span.of(context.text);
    if !form.starts_with(char::is_uppercase) || context.lexicon.titles().at_start(&[form]) == 0 {
        return (false, None);
    }
    let gender = match normalised(form).as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" | "monsieur" | "herr" | "senor" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "madame" | "mme" | "frau"
        | "senora" => Some(Gender::Female),
        _ => None,
    };
    (true, gender)
}

/// First words of titles that make another title of the last one: a vice president is no president.
pub(super) const QUALIFIERS: [&str; 10] = [
    "vice",
    "deputy",
    "prime",
    "attorney",
    "lieutenant",
    "major",
    "brigadier",
    "rear",
    "crown",
    "chief",
];

/// Titles that name no office.
const COURTESY: [&str; 17] = [
    "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "madame", "mme", "monsieur", "herr",
    "frau", "senor", "senora", "signor",
];

/// The office or rank before a name, abbreviations written out.
fn office(context: &Context, graph: &SentenceGraph, start: usize) -> Option<String> {
    let form = |at: usize| {
        graph
            .words()
            .get(at)
            .map(|word| normalised(word.span.of(context.text)))
    };
    let last = form(start.checked_sub(1)?)?;
    let title = match last.as_str() {
        "sen" => "senator",
        "rep" | "representative" | "congresswoman" | "congressman" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "col" => "colonel",
        "lt" => "lieutenant",
        "sgt" => "sergeant",
        "capt" => "captain",
        "maj" => "major",
        "adm" => "admiral",
        "cmdr" => "commander",
        "prof" => "professor",
        "rev" => "reverend",
        "premier" => "prime minister",
        "sheik" | "shaikh" => "sheikh",
        "dr" => "doctor",
        other => other,
    };
    if COURTESY.contains(&title) {
        return None;
    }
    let qualifier = start.checked_sub(2).and_then(form);
    match qualifier.filter(|word| QUALIFIERS.contains(&word.as_str())) {
        Some(word) => Some(format!("{word} {title}")),
        None => Some(title.to_string()),
    }
}
