//! Attributes that the text gives an entity: title, role, nationality, age.
//!
//! In: mentions and relations. Out: attributes with the words that prove them, each value once per entity. A title comes before
//! the name; a role is an apposition or a predicate of the name ("Ana Ruiz, a photographer"), or the position of a relation; a
//! nationality comes from the relations; an age follows a comma, or is "52-year-old" or "aged 52".

use super::one_line;
use crate::{
    context::Context,
    mention::{Kind, Mention},
    relation::Relation,
    syntax::SentenceGraph,
    text::Span,
};
use triplewire_facts::annotation::{Class, Upos};

/// Plausible ages in years.
const AGES: std::ops::RangeInclusive<u32> = 1..=120;
/// Number of words in the longest title.
const TITLE: usize = 4;

/// A property of an entity with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// "title", "role", "nationality" or "age".
    pub kind: &'static str,
    /// As the text has it; an age in years, a nationality as the country's name where it is known.
    pub value: String,
    /// The words that prove it.
    pub span: Span,
    /// Number of their sentence.
    pub sentence: usize,
}

/// The attributes of each entity, in text order.
pub fn find(context: &Context, relations: &[Relation]) -> Vec<Vec<Attribute>> {
    let mut found: Vec<Vec<Attribute>> = vec![Vec::new(); context.entities.len()];
    for relation in relations {
        let value = match relation.kind.as_str() {
            "position_held" => relation.value.clone().map(|value| ("role", value)),
            "nationality" => relation.object.map(|object| {
                let name = &context.entities[object].name;
                (
                    "nationality",
                    context.lexicon.country_of(name).unwrap_or(name).to_string(),
                )
            }),
            _ => None,
        };
        if let Some((kind, value)) = value {
            found[relation.subject].push(Attribute {
                kind,
                value: one_line(&value),
                span: relation.span,
                sentence: relation.sentence,
            });
        }
    }
    for (at, entity) in context.entities.iter().enumerate() {
        if entity.class != Some(Class::Per) {
            continue;
        }
        for &id in &entity.mentions {
            let mention = &context.mentions[id];
            let Some(graph) = context.graphs.get(mention.sentence) else {
                continue;
            };
            let person = Person {
                context,
                graph,
                mention,
                entity: at,
            };
            found[at].extend(person.title());
            found[at].extend(person.role());
            found[at].extend(person.age());
        }
    }
    for list in &mut found {
        list.sort_by_key(|one| (one.span, one.kind));
        let mut seen: Vec<(&str, String)> = Vec::new();
        list.retain(|one| {
            let value = (one.kind, one.value.to_lowercase());
            let new = !seen.contains(&value);
            seen.push(value);
            new
        });
    }
    found
}

/// A mention of a person.
struct Person<'a> {
    context: &'a Context<'a>,
    graph: &'a SentenceGraph,
    mention: &'a Mention,
    entity: usize,
}

impl Person<'_> {
    fn form(&self, word: usize) -> &str {
        self.graph
            .words()
            .get(word)
            .map_or("", |word| word.span.of(self.context.text))
    }

    fn attribute(&self, kind: &'static str, value: String, words: std::ops::Range<usize>) -> Attribute {
        let words = self.graph.words().get(words).unwrap_or(&[]);
        let span = match words {
            [] => self.mention.span,
            [only] => only.span,
            [first, .., last] => first.span.join(last.span),
        };
        Attribute {
            kind,
            value,
            span,
            sentence: self.mention.sentence,
        }
    }

    /// The words of the longest title right before the name.
    fn title(&self) -> Option<Attribute> {
        let end = self.mention.words.start;
        if self.mention.kind != Kind::Name {
            return None;
        }
        let opens = |&start: &usize| {
            let forms: Vec<&str> = (start..end).map(|word| self.form(word)).collect();
            forms[0].starts_with(char::is_uppercase)
                && self.context.lexicon.titles().at_start(&forms) == forms.len()
        };
        let start = (end.saturating_sub(TITLE)..end).find(opens)?;
        let words = self.graph.words();
        let span = words.get(start)?.span.join(words.get(end - 1)?.span);
        Some(self.attribute("title", one_line(span.of(self.context.text)), start..end))
    }

    /// A nominal that stands in apposition to a name of the person, or is said of them with "is" or "was".
    fn role(&self) -> Option<Attribute> {
        let mention = self.mention;
        if mention.kind != Kind::Nominal {
            return None;
        }
        let own = |word: usize| {
            let found = self.context.index.at(mention.sentence, word);
            self.context.entity(found) == Some(self.entity)
        };
        let words = self.graph.words();
        let head = words.get(mention.head)?;
        // "The man" is not a role.
        let says_something =
            mention.words.len() > 1 || self.context.lexicon.is_role(&head.lemma.to_lowercase());
        let hangs =
            matches!(head.deprel.as_str(), "appos" | "nmod:desc" | "flat") && head.head.is_some_and(own);
        let holds =
            self.graph
                .children(mention.head)
                .iter()
                .any(|&child| match words[child].deprel.as_str() {
                    "appos" | "flat" => own(child),
                    "nsubj" => own(child) && self.graph.children_by(mention.head, "cop").next().is_some(),
                    _ => false,
                });
        if !(says_something && (hangs || holds)) || self.says_age() {
            return None;
        }
        let value = one_line(mention.span.of(self.context.text));
        Some(self.attribute("role", value, mention.words.clone()))
    }

    /// "A 52-year-old" is an age and not a role.
    fn says_age(&self) -> bool {
        let mut own = self.mention.words.clone();
        own.len() == 1 && own.any(|word| year_old(self.form(word)).is_some())
    }

    fn age(&self) -> Option<Attribute> {
        self.age_after().or_else(|| self.age_inside())
    }

    /// "Ana Ruiz, 52," "Ana Ruiz (52)" "Ana Ruiz, aged 52"
    fn age_after(&self) -> Option<Attribute> {
        let mut at = self.mention.words.end;
        let opening = self.form(at);
        if self.mention.kind != Kind::Name || !matches!(opening, "," | "(") {
            return None;
        }
        at += 1;
        let aged = self.form(at).eq_ignore_ascii_case("aged");
        at += usize::from(aged);
        let years = age(self.form(at))?;
        let after = self.form(at + 1);
        let closed = matches!(after, "," | ")" | "." | ";" | "") || aged;
        closed.then(|| self.attribute("age", years.to_string(), at..at + 1))
    }

    /// "A 52-year-old teacher", "52-year-old Ana Ruiz": the words hang on the mention.
    fn age_inside(&self) -> Option<Attribute> {
        let start = self.mention.words.start.saturating_sub(5);
        let below = |word: usize| {
            self.graph
                .ancestors(word)
                .any(|above| self.mention.words.contains(&above))
        };
        let mut all = start..self.mention.words.end;
        all.find_map(|word| {
            let (years, length) = match year_old(self.form(word)) {
                Some(years) => (years, 1),
                None => self.spread(word)?,
            };
            below(word).then(|| self.attribute("age", years.to_string(), word..word + length))
        })
    }

    /// "52", "-", "year", "-", "old" as words of their own.
    fn spread(&self, word: usize) -> Option<(u32, usize)> {
        let number = self.graph.words().get(word)?.upos == Upos::Num;
        let years = age(self.form(word)).filter(|_| number)?;
        let rest: Vec<&str> = (word + 1..word + 5).map(|at| self.form(at)).collect();
        match rest.as_slice() {
            ["-", "year", "-", "old"] => Some((years, 5)),
            ["year", "-", "old", ..] => Some((years, 4)),
            ["years" | "year", "old", ..] => Some((years, 3)),
            _ => None,
        }
    }
}

fn age(form: &str) -> Option<u32> {
    let digits = !form.is_empty() && form.bytes().all(|byte| byte.is_ascii_digit());
    form.parse().ok().filter(|years| digits && AGES.contains(years))
}

/// "52-year-old", with hyphens or dashes.
fn year_old(form: &str) -> Option<u32> {
    let (years, rest) = form.split_once(['-', '‑', '–'])?;
    let rest: Vec<&str> = rest.split(['-', '‑', '–']).collect();
    (rest == ["year", "old"]).then(|| age(years)).flatten()
}
