//! One value with everything that triplewire knows before it reads, loaded once and handed to every stage.
//!
//! In: the files that are part of the program, and a folder of the user's. Out: a [`Lexicon`]: the files, the word lists
//! as sets, and of each list that a stage asks for more than "is the word in it" a view made for that question. A file of
//! the user's adds to the built-in list of its name, and takes out of it what it lists behind `- `.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use triplewire_facts::Result;

use crate::{
    entities::Entities,
    files::{self, Change, File},
    forms::Forms,
    gazetteer::Gazetteer,
    genders::Genders,
    labels::Labels,
    names::{Aliases, Demonyms},
    nouns::{Nouns, Titles},
    role_words::RoleWords,
    table::fill,
    time::TimeWords,
    tokens::Tokens,
};

/// The lists that stages ask for by themselves, beside what rules make of them: a folder that stands alone brings its own,
/// or these stay.
pub const STAGE_LISTS: [&str; 25] = [
    "aliases",
    "calendar",
    "common_organisations",
    "corporate_suffixes",
    "demonyms",
    "entities",
    "gendered_nouns",
    "given_names",
    "irregular",
    "member",
    "news_media",
    "facility",
    "organisation_nouns",
    "partitive",
    "person_nouns",
    "place_nouns",
    "places",
    "role_words",
    "shared_organisations",
    "speech",
    "stems",
    "tagger_labels",
    "time",
    "titles",
    "tokens",
];

/// The tables (`*.tsv`); any other name is a mistake.
const TABLES: [&str; 9] = [
    "aliases",
    "demonyms",
    "entities",
    "gendered_nouns",
    "given_names",
    "irregular",
    "places",
    "tagger_labels",
    "time",
];

/// Word lists with sections, whose lines hold several words: no types that a rule could ask for.
const SECTIONED: [&str; 2] = ["stems", "tokens"];

/// Word lists, names, places and rule files.
#[derive(Debug, Default)]
pub struct Lexicon {
    files: Vec<File>,
    lists: FxHashMap<String, FxHashSet<String>>,
    pub(crate) nouns: Nouns,
    pub(crate) titles: Titles,
    pub(crate) aliases: Aliases,
    pub(crate) demonyms: Demonyms,
    pub(crate) given_names: Genders,
    pub(crate) gendered_nouns: Genders,
    pub(crate) roles: RoleWords,
    pub(crate) labels: Labels,
    pub(crate) places: Gazetteer,
    pub(crate) entities: Entities,
    tokens: Tokens,
    forms: Forms,
    times: TimeWords,
}

impl Lexicon {
    /// What is part of the program.
    ///
    /// # Errors
    /// [`Error::Rule`](triplewire_facts::Error::Rule) when a built-in file is broken, which the tests rule out.
    pub fn builtin() -> Result<Self> {
        Self::new(files::builtin())
    }

    /// What is part of the program, with a folder of rule files (`*.toml`), word lists (`*.txt`) and tables (`*.tsv`), at any
    /// depth, on top.
    ///
    /// # Errors
    /// Where the folder cannot be read or has no such file, and for a row of a table that says nothing.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = files::builtin();
        files.extend(files::read(folder)?);
        Self::new(files)
    }

    /// A folder alone: its rules and word lists and no others. Of the lists in [`STAGE_LISTS`], without which no text can be
    /// read, those that it lacks stay.
    ///
    /// # Errors
    /// As [`Lexicon::read`].
    pub fn read_alone(folder: &Path) -> Result<Self> {
        let own = files::read(folder)?;
        let lacks = |file: &File| {
            let list = file.list().filter(|list| STAGE_LISTS.contains(list));
            list.is_some_and(|list| own.iter().all(|other| other.list() != Some(list)))
        };
        let mut files = files::builtin();
        files.retain(lacks);
        files.extend(own);
        Self::new(files)
    }

    /// Made of files, later ones on top of earlier ones.
    ///
    /// # Errors
    /// For a row of a table that says nothing, and for a table of an unknown name.
    pub fn new(files: Vec<File>) -> Result<Self> {
        let mut lexicon = Self::default();
        for file in files.iter().filter(|file| file.is_table()) {
            if let Some(name) = file.list().filter(|name| !TABLES.contains(name)) {
                let known = TABLES.join(", ");
                let what = format!("no table is called `{name}`; the tables (*.tsv) are {known}");
                return Err(file.error(1, what));
            }
        }
        let whole = |list: &str| SECTIONED.contains(&list);
        fill(&mut lexicon.aliases, "aliases", &files, false)?;
        fill(&mut lexicon.demonyms, "demonyms", &files, false)?;
        fill(&mut lexicon.given_names, "given_names", &files, false)?;
        fill(&mut lexicon.gendered_nouns, "gendered_nouns", &files, false)?;
        fill(&mut lexicon.roles, "role_words", &files, false)?;
        fill(&mut lexicon.titles, "titles", &files, false)?;
        fill(&mut lexicon.labels, "tagger_labels", &files, false)?;
        fill(&mut lexicon.times, "time", &files, false)?;
        fill(&mut lexicon.places, "places", &files, false)?;
        fill(&mut lexicon.entities, "entities", &files, false)?;
        fill(&mut lexicon.tokens, "tokens", &files, whole("tokens"))?;
        fill(&mut lexicon.forms.irregular, "irregular", &files, false)?;
        fill(&mut lexicon.forms.stems, "stems", &files, whole("stems"))?;
        lexicon.add_names();
        for file in files.iter().filter(|file| !file.is_table()) {
            if let Some(name) = file.list().filter(|name| !SECTIONED.contains(name)) {
                lexicon.add_list(name, file);
            }
        }
        lexicon.nouns = Nouns::new(&lexicon);
        lexicon.files = files;
        Ok(lexicon)
    }

    /// Word lists that follow from tables: the last word of each people's name (`demonym`), each country's (`country`) and
    /// each state's of the U.S. (`state`), for that is the word that stands for the whole name in a graph.
    fn add_names(&mut self) {
        let last = |name: &str| name.rsplit(' ').next().unwrap_or(name).to_lowercase();
        let (peoples, countries) = (self.demonyms.peoples(), self.demonyms.countries());
        let lists = [
            ("demonym", peoples.map(last).collect()),
            ("country", countries.map(last).collect()),
            ("state", self.places.states().map(last).collect()),
        ];
        let lists = lists
            .into_iter()
            .filter(|(_, words): &(_, FxHashSet<String>)| !words.is_empty());
        let lists: Vec<_> = lists.map(|(name, words)| (name.to_string(), words)).collect();
        self.lists.extend(lists);
    }

    fn add_list(&mut self, name: &str, file: &File) {
        let list = self.lists.entry(name.to_string()).or_default();
        for (_, change) in file.changes(false) {
            match change {
                Change::Add(entry) => list.insert(entry.to_lowercase()),
                Change::Remove(entry) => list.remove(&entry.to_lowercase()),
            };
        }
    }

    /// The files that it was made of, rule files among them.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The word lists by name, entries in lower case; in no order.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &FxHashSet<String>)> {
        self.lists.iter().map(|(name, words)| (name.as_str(), words))
    }

    /// Whether the word list `name` holds a word, which must be in lower case.
    pub fn contains(&self, name: &str, word: &str) -> bool {
        self.lists.get(name).is_some_and(|list| list.contains(word))
    }

    /// What the tokenizer asks for.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What lemmas are made with.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// The words of time expressions.
    pub fn times(&self) -> &TimeWords {
        &self.times
    }
}
