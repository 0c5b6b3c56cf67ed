//! Rule files, embedded or read at run time, become one checked [`RuleSet`].
//!
//! In: files by name. Out: everything that they say, with names resolved, variables put in and words numbered, or one
//! error that names file, line and key.

mod check;
mod examples;
mod merge;
mod rules;
mod sides;
#[cfg(test)]
mod tests;
mod triggers;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path as FilePath,
    sync::Arc,
};

use rustc_hash::FxHashMap;
use triplewire_lexicon::{Lexicon, Ontology, files::File};

use super::{
    frame::Frame,
    lists::Lists,
    path::Path,
    profile::Profile,
    realis::Realis,
    source::{Example, RuleFile, TriggerKind},
    stance::{Cue, Scope},
    trigger::TriggerIndex,
    types::Types,
    variables::{Definitions, Variables},
};
use crate::{Error, Result};
use check::Source;

/// A compiled construction: paths from a trigger to the functions.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub name: String,
    pub trigger: TriggerKind,
    /// Patterns of a lower number are tried first.
    pub priority: i32,
    pub when: Vec<Path>,
    pub unless: Vec<Path>,
    /// Confidence, 0 to 1.
    pub weight: f32,
    /// Whether a name on any of the paths goes before a common noun on an earlier one.
    pub names_first: bool,
    /// Whether conjuncts of what a path reaches count, too.
    pub many: bool,
    pub functions: Vec<(String, Vec<Path>)>,
    /// Bits of the functions.
    pub(super) bits: u64,
}

/// Verbs that only carry an event noun, found by paths from the noun.
#[derive(Debug, Clone)]
pub struct Carrier {
    pub name: String,
    pub paths: Vec<Path>,
    /// Function towards the verb, and the function that it is towards the noun.
    pub functions: Vec<(String, String)>,
    /// Bits of the functions that it fills.
    pub(super) bits: u64,
    pub weight: f32,
}

/// What one part of a sentence adds to an event that was found in another.
#[derive(Debug, Clone)]
pub struct Link {
    pub name: String,
    pub priority: i32,
    /// Types of the event as the file names them, and their numbers with all below.
    pub event: Vec<String>,
    pub(super) kinds: Vec<usize>,
    pub when: Vec<Path>,
    pub unless: Vec<Path>,
    /// Paths to the trigger of another event.
    pub other: Vec<Path>,
    /// A role of the other event, and the role here.
    pub share: Vec<(String, String)>,
    pub roles: Vec<(String, Vec<Path>)>,
    /// The type that the event has afterwards.
    pub becomes: Option<String>,
    pub realis: Option<Realis>,
    pub weight: f32,
}

/// A compiled relation, anchored at a noun of a word list.
#[derive(Debug, Clone)]
pub struct RelationRule {
    pub name: String,
    pub kind: String,
    pub list: String,
    pub subject: Vec<String>,
    pub object: Vec<String>,
    pub(super) subject_types: Types,
    pub(super) object_types: Types,
    pub object_paths: Vec<Path>,
    /// Constructions; their one function is the subject.
    pub patterns: Vec<Pattern>,
    /// How the office is held, where the rule says it.
    pub status: Option<String>,
}

/// An example of a rule, to be run by `rules test`.
#[derive(Debug, Clone)]
pub struct ExampleOf {
    /// File and line of the rule.
    pub place: String,
    /// Name of the rule.
    pub rule: String,
    /// Event or relation type that must (or must not) be found; `None` where any counts.
    pub kind: Option<String>,
    /// The sentence, and what must be found in it.
    pub example: Example,
    /// False for a counterexample.
    pub expected: bool,
    /// Whether a counterexample only bars what this very rule adds to an event that others found.
    pub adds: bool,
}

/// Everything that the rule files say, checked and ready to run.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The event types.
    pub ontology: Ontology,
    /// What the rules were compiled from: every stage takes its word lists from here.
    pub lexicon: Arc<Lexicon>,
    /// Its word lists, with every word that a rule names as a number.
    pub lists: Lists,
    /// Words of events with their roles, in order of the files.
    pub frames: Vec<Frame>,
    /// Constructions of frames.
    pub patterns: Vec<Pattern>,
    /// Verbs that only carry an event noun.
    pub carriers: Vec<Carrier>,
    /// What one part of a sentence adds to an event of another.
    pub links: Vec<Link>,
    /// Relations that hang on a noun.
    pub relations: Vec<RelationRule>,
    /// What the words around a trigger, or around what governs it, say of it; the first that holds wins.
    pub realis: Vec<Cue>,
    /// From a word to what governs it and speaks for it too.
    pub scopes: Vec<Scope>,
    /// Paths from a word to who says so.
    pub attribution: Vec<Path>,
    /// The examples of all rules.
    pub examples: Vec<ExampleOf>,
    /// What can be asked for on top of the rules.
    pub profiles: Vec<Profile>,
    /// The profile that was asked for.
    pub profile: Option<Profile>,
    pub(super) triggers: TriggerIndex,
    /// What frames and links have as priority, in order.
    pub(super) priorities: Vec<i32>,
    /// Functions that patterns and carriers fill.
    pub(super) functions: BTreeSet<String>,
    /// What may fill a role, by type and role.
    pub(super) role_types: FxHashMap<String, FxHashMap<String, Arc<Types>>>,
}

impl RuleSet {
    /// The rules that are part of the program.
    pub fn builtin() -> Result<Self> {
        Self::compile(Lexicon::builtin()?.into())
    }

    /// The rules of the program with a folder of rule files (`*.toml`), word lists (`*.txt`) and tables (`*.tsv`), at any depth,
    /// on top.
    ///
    /// A rule of the name of a built-in one takes its place, and so does a file that says `replace = true`; a word list or
    /// table adds to a built-in one of its name. All else is added.
    pub fn read(folder: &FilePath) -> Result<Self> {
        Self::compile(Lexicon::read(folder)?.into())
    }

    /// The rules of a folder and no others.
    pub fn read_alone(folder: &FilePath) -> Result<Self> {
        Self::compile(Lexicon::read_alone(folder)?.into())
    }

    /// Compiles the rule files of a lexicon, with its word lists.
    pub fn compile(lexicon: Arc<Lexicon>) -> Result<Self> {
        let mut set = RuleSet {
            lexicon: lexicon.clone(),
            lists: Lists::new(&lexicon),
            ..RuleSet::default()
        };
        let mut parsed: Vec<(&File, RuleFile)> = Vec::new();
        // What files of a folder on top define is not seen by the built-in ones.
        let (mut builtin, mut all) = (BTreeMap::new(), BTreeMap::new());
        for file in lexicon.files() {
            if file.name.ends_with(".toml") {
                let mut tables = RuleFile::parse(&file.shown, &file.text)?;
                let defined = Definitions {
                    vars: std::mem::take(&mut tables.vars),
                    imports: std::mem::take(&mut tables.import),
                };
                if !file.own {
                    builtin.insert(file.name.clone(), defined.clone());
                }
                all.insert(file.name.clone(), defined);
                let namesake = parsed.iter().position(|(other, _)| other.name == file.name);
                match namesake.filter(|_| tables.replace) {
                    Some(at) => parsed[at] = (file, tables),
                    None => parsed.push((file, tables)),
                }
            }
        }
        let mut sources = Vec::new();
        let mut tables = Vec::new();
        for (file, table) in parsed {
            let variables = Variables::of(&file.name, if file.own { &all } else { &builtin });
            let mut source = Source::new(file);
            source.variables = variables.map_err(|(offset, what)| source.error(offset, what))?;
            sources.push(source);
            tables.push(table);
        }
        let all = merge::merge(&sources, tables)?;
        set.build(&sources, all)?;
        Ok(set)
    }

    fn build(&mut self, sources: &[Source], all: merge::Tables) -> Result<()> {
        self.add_types(sources, &all.events)?;
        self.add_roles(sources, &all.roles)?;
        let patterns = all.patterns.iter().flat_map(|(_, table)| table.functions.keys());
        let carriers = all
            .carriers
            .iter()
            .flat_map(|(_, table)| table.functions.values());
        let named = patterns.chain(carriers.map(|name| name.get_ref()));
        self.functions = named.cloned().collect();
        for (source, table) in all.frames {
            self.add_frame(&sources[source], table)?;
        }
        self.find_sides();
        for (source, table) in all.patterns {
            self.add_pattern(&sources[source], table)?;
        }
        self.patterns.sort_by_key(|pattern| pattern.priority);
        for (source, table) in all.carriers {
            self.add_carrier(&sources[source], table)?;
        }
        for (source, table) in all.links {
            self.add_link(&sources[source], table)?;
        }
        for (source, table) in all.relations {
            self.add_relation(&sources[source], table)?;
        }
        for (source, table) in all.realis {
            self.add_realis(&sources[source], table)?;
        }
        for (source, table) in all.scopes {
            self.add_scope(&sources[source], table)?;
        }
        for (source, table) in all.attribution {
            self.add_attribution(&sources[source], table)?;
        }
        for (source, table) in all.profiles {
            let profile = Profile::compile(&table, self);
            let profile = profile.map_err(|(offset, what)| sources[source].error(offset, what))?;
            self.profiles.push(profile);
        }
        let frames = self.frames.iter().map(|frame| frame.priority);
        let mut priorities: Vec<i32> = frames
            .chain(self.links.iter().map(|link| link.priority))
            .collect();
        priorities.sort_unstable();
        priorities.dedup();
        self.priorities = priorities;
        Ok(())
    }

    fn add_types(&mut self, sources: &[Source], events: &[(usize, super::source::EventTable)]) -> Result<()> {
        let place = |index: usize, what: String| -> Error {
            let (source, table) = &events[index];
            sources[*source].error(table.r#type.span().start, what)
        };
        let tables: Vec<_> = events.iter().map(|(_, table)| table).collect();
        self.ontology = Ontology::build(&tables).map_err(|(index, what)| place(index, what))?;
        for (source, table) in events {
            let source = &sources[*source];
            for (role, allowed) in &table.roles {
                source.types(&format!("roles.{role}"), allowed, &self.lists, &self.ontology)?;
            }
        }
        for kind in self.ontology.types().into_iter().chain(self.ontology.relations()) {
            let roles = kind.roles.iter().map(|(role, allowed)| {
                let mut types = Types::default();
                for name in allowed {
                    // Checked above, where the line is known.
                    let _ = types.add(name, &self.lists, &self.ontology);
                }
                (role.clone(), Arc::new(types))
            });
            self.role_types.insert(kind.name.clone(), roles.collect());
        }
        Ok(())
    }
}

impl RuleSet {
    /// Event types with their counterparts elsewhere, then the rules in the order of the files with what they yield.
    pub fn list(&self) -> Vec<(String, String)> {
        let types = self
            .ontology
            .types()
            .into_iter()
            .map(|kind| (format!("event {}", kind.name), kind.counterparts()));
        let lasting = self.ontology.relations().into_iter();
        let lasting = lasting.map(|kind| (format!("relation type {}", kind.name), kind.counterparts()));
        let frames = self
            .frames
            .iter()
            .map(|frame| (format!("frame {}", frame.name), frame.event.clone()));
        let patterns = self.patterns.iter().map(|pattern| {
            let functions: Vec<&str> = pattern.functions.iter().map(|(name, _)| name.as_str()).collect();
            (format!("pattern {}", pattern.name), functions.join(", "))
        });
        let relations = self
            .relations
            .iter()
            .map(|rule| (format!("relation {}", rule.name), rule.kind.clone()));
        let carriers = self.carriers.iter().map(|carrier| {
            let functions: Vec<&str> = carrier.functions.iter().map(|(_, name)| name.as_str()).collect();
            (format!("carrier {}", carrier.name), functions.join(", "))
        });
        let links = self
            .links
            .iter()
            .map(|link| (format!("link {}", link.name), link.yields()));
        let constructions = frames.chain(patterns).chain(carriers).chain(links);
        types
            .chain(lasting)
            .chain(constructions)
            .chain(relations)
            .collect()
    }
}

impl Link {
    /// What the link adds to what: "Death: attacker -> Killing".
    fn yields(&self) -> String {
        let shared = self.share.iter().map(|(_, role)| role.as_str());
        let own = self.roles.iter().map(|(role, _)| role.as_str());
        let roles: Vec<&str> = shared.chain(own).collect();
        let becomes = self
            .becomes
            .as_ref()
            .map_or(String::new(), |kind| format!(" -> {kind}"));
        format!("{}: {}{becomes}", self.event.join(", "), roles.join(", "))
    }
}
