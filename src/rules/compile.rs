//! Rule files, embedded or read at run time, become one checked [`RuleSet`].

use std::{collections::BTreeMap, path::Path as FilePath};

use super::{
    files,
    frame::{Frame, Function, TriggerIndex},
    lexicon::Lexicon,
    ontology::Ontology,
    path::Path,
    realis::Realis,
    source::{
        AttributionTable, Example, FrameTable, PatternTable, RealisTable, RelationTable, RuleFile,
        TriggerKind, line_of,
    },
};
use crate::{Error, Result, encoder::Class};

/// A compiled construction: paths from a trigger to the functions.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub name: String,
    pub trigger: TriggerKind,
    pub when: Vec<Path>,
    pub unless: Vec<Path>,
    /// Confidence, 0 to 1.
    pub weight: f32,
    /// Whether a name on any of the paths goes before a common noun on an earlier one.
    pub names_first: bool,
    pub functions: Vec<(String, Vec<Path>)>,
}

/// A compiled relation, anchored at a noun of a word list.
#[derive(Debug, Clone)]
pub struct RelationRule {
    pub name: String,
    pub kind: String,
    pub list: String,
    pub subject: Vec<String>,
    pub object: Vec<String>,
    pub object_paths: Vec<Path>,
    /// Constructions; their one function is the subject.
    pub patterns: Vec<Pattern>,
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
    pub example: Example,
    /// False for a counterexample.
    pub expected: bool,
}

/// Everything that the rule files say, checked and ready to run.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    pub ontology: Ontology,
    pub lexicon: Lexicon,
    pub frames: Vec<Frame>,
    pub patterns: Vec<Pattern>,
    pub relations: Vec<RelationRule>,
    pub realis: Vec<(Realis, Vec<Path>)>,
    /// Paths from a trigger to who says so.
    pub attribution: Vec<Path>,
    pub examples: Vec<ExampleOf>,
    pub(super) triggers: TriggerIndex,
}

impl RuleSet {
    /// The rules that are part of the program.
    pub fn builtin() -> Result<Self> {
        Self::compile(&files::builtin())
    }

    /// Reads a folder of rule files (`*.toml`) and word lists (`*.txt`), at any depth.
    pub fn read(folder: &FilePath) -> Result<Self> {
        Self::compile(&files::read(folder)?)
    }

    /// Compiles files given as name and text. Word lists end in `.txt`; their stem is the list's name.
    pub fn compile(files: &[(String, String)]) -> Result<Self> {
        let mut set = RuleSet::default();
        let mut parsed = Vec::new();
        for (name, text) in files {
            if let Some(stem) = name.strip_suffix(".txt") {
                set.lexicon.add(stem.rsplit('/').next().unwrap_or(stem), text);
            } else if name.ends_with(".toml") {
                parsed.push((name.as_str(), text.as_str(), RuleFile::parse(name, text)?));
            }
        }
        let mut events = Vec::new();
        let mut places = Vec::new();
        for (name, text, file) in &mut parsed {
            for table in file.event.drain(..) {
                places.push((*name, line_of(text, table.r#type.span().start)));
                events.push(table);
            }
        }
        set.ontology = Ontology::build(&events).map_err(|(index, what)| {
            let (file, line) = places.get(index).copied().unwrap_or(("rules", 1));
            Error::Rule {
                file: file.to_string(),
                line,
                what,
            }
        })?;
        for (name, text, file) in parsed {
            let at = Place { file: name, text };
            file.frame
                .into_iter()
                .try_for_each(|table| set.add_frame(&at, table))?;
            file.pattern
                .into_iter()
                .try_for_each(|table| set.add_pattern(&at, table))?;
            file.relation
                .into_iter()
                .try_for_each(|table| set.add_relation(&at, table))?;
            file.realis
                .into_iter()
                .try_for_each(|table| set.add_realis(&at, table))?;
            file.attribution
                .into_iter()
                .try_for_each(|table| set.add_attribution(&at, table))?;
        }
        Ok(set)
    }

    fn add_frame(&mut self, at: &Place, table: FrameTable) -> Result<()> {
        let offset = table.name.span().start;
        let name = table.name.into_inner();
        let Some(kind) = self.ontology.get(&table.event) else {
            return Err(at.error(
                offset,
                format!("frame `{name}`: `{}` is no event type", table.event),
            ));
        };
        let mut roles = Vec::new();
        for (role, functions) in &table.roles {
            if !kind.roles.contains_key(role) {
                return Err(at.error(
                    offset,
                    format!("frame `{name}`: type {} has no role `{role}`", table.event),
                ));
            }
            roles.push((
                role.clone(),
                functions.iter().map(|text| Function::parse(text)).collect(),
            ));
        }
        // A role that is called like a function ("place", "instrument") needs no word of its own in each frame.
        for role in kind.roles.keys().filter(|role| !table.roles.contains_key(*role)) {
            roles.push((role.clone(), vec![Function::Named(role.clone())]));
        }
        self.check_types(at, offset, kind.roles.values().flatten())?;
        if table
            .verbs
            .iter()
            .chain(&table.nouns)
            .any(|phrase| phrase.trim().is_empty())
        {
            return Err(at.error(offset, format!("frame `{name}`: a trigger is empty")));
        }
        let index = self.frames.len();
        table
            .verbs
            .iter()
            .for_each(|phrase| self.triggers.add(index, phrase, false));
        table
            .nouns
            .iter()
            .for_each(|phrase| self.triggers.add(index, phrase, true));
        let kind = Some(table.event.clone());
        self.add_examples(at, offset, &name, kind, table.examples, table.counterexamples)?;
        let unless = self.paths(at, offset, &table.unless)?;
        if let Some(role) = table
            .needs
            .iter()
            .find(|need| !roles.iter().any(|(role, _)| role == *need))
        {
            return Err(at.error(
                offset,
                format!("frame `{name}` needs the role `{role}`, which nothing fills"),
            ));
        }
        self.frames.push(Frame {
            name,
            event: table.event,
            unless,
            needs: table.needs,
            roles,
        });
        Ok(())
    }

    fn add_pattern(&mut self, at: &Place, table: PatternTable) -> Result<()> {
        let offset = table.name.span().start;
        let name = table.name.into_inner();
        let pattern = Pattern {
            trigger: table.trigger,
            when: self.paths(at, offset, &table.when)?,
            unless: self.paths(at, offset, &table.unless)?,
            weight: table.weight,
            names_first: table.names_first,
            functions: self.functions(at, offset, &table.functions)?,
            name,
        };
        self.add_examples(
            at,
            offset,
            &pattern.name,
            None,
            table.examples,
            table.counterexamples,
        )?;
        self.patterns.push(pattern);
        Ok(())
    }

    fn add_relation(&mut self, at: &Place, table: RelationTable) -> Result<()> {
        let offset = table.name.span().start;
        let name = table.name.into_inner();
        if !self.lexicon.has(&table.list) {
            return Err(at.error(
                offset,
                format!("relation `{name}`: there is no word list `{}`", table.list),
            ));
        }
        self.check_types(at, offset, table.subject.iter().chain(&table.object))?;
        let mut patterns = Vec::new();
        for pattern in table.patterns {
            let offset = pattern.name.span().start;
            patterns.push(Pattern {
                name: pattern.name.into_inner(),
                trigger: TriggerKind::Noun,
                when: self.paths(at, offset, &pattern.when)?,
                unless: self.paths(at, offset, &pattern.unless)?,
                weight: pattern.weight,
                names_first: false,
                functions: vec![("subject".into(), self.paths(at, offset, &pattern.subject)?)],
            });
        }
        let kind = Some(table.r#type.clone());
        self.add_examples(at, offset, &name, kind, table.examples, table.counterexamples)?;
        let object_paths = self.paths(at, offset, &table.object_paths)?;
        self.relations.push(RelationRule {
            name,
            kind: table.r#type,
            list: table.list,
            subject: table.subject,
            object: table.object,
            object_paths,
            patterns,
        });
        Ok(())
    }

    fn add_realis(&mut self, at: &Place, table: RealisTable) -> Result<()> {
        let offset = table.value.span().start;
        let value = table.value.into_inner();
        let realis = value.parse().map_err(|()| {
            let all = Realis::ALL.map(Realis::as_str).join(", ");
            at.error(offset, format!("realis `{value}`: expected one of {all}"))
        })?;
        let paths = self.paths(at, offset, &table.any)?;
        self.realis.push((realis, paths));
        Ok(())
    }

    fn add_attribution(&mut self, at: &Place, table: AttributionTable) -> Result<()> {
        let paths = self.paths(at, table.name.span().start, &table.source)?;
        self.attribution.extend(paths);
        Ok(())
    }

    fn add_examples(
        &mut self,
        at: &Place,
        offset: usize,
        rule: &str,
        kind: Option<String>,
        examples: Vec<Example>,
        counterexamples: Vec<String>,
    ) -> Result<()> {
        if examples.is_empty() || counterexamples.is_empty() {
            let what = format!("rule `{rule}` needs at least one of `examples` and one of `counterexamples`");
            return Err(at.error(offset, what));
        }
        let place = format!("{}:{}", at.file, line_of(at.text, offset));
        let against = counterexamples.into_iter().map(|text| Example {
            text,
            wanted: BTreeMap::new(),
        });
        for (example, expected) in examples
            .into_iter()
            .map(|e| (e, true))
            .chain(against.map(|e| (e, false)))
        {
            let (place, rule, kind) = (place.clone(), rule.to_string(), kind.clone());
            self.examples.push(ExampleOf {
                place,
                rule,
                kind,
                example,
                expected,
            });
        }
        Ok(())
    }

    fn functions(
        &self,
        at: &Place,
        offset: usize,
        functions: &BTreeMap<String, Vec<String>>,
    ) -> Result<Vec<(String, Vec<Path>)>> {
        functions
            .iter()
            .map(|(name, paths)| Ok((name.clone(), self.paths(at, offset, paths)?)))
            .collect()
    }

    fn paths(&self, at: &Place, offset: usize, sources: &[String]) -> Result<Vec<Path>> {
        let parse = |source: &String| {
            let path =
                Path::parse(source).map_err(|what| at.error(offset, format!("path `{source}`: {what}")))?;
            if let Some(list) = path.lists().find(|list| !self.lexicon.has(list)) {
                return Err(at.error(offset, format!("path `{source}`: there is no word list `{list}`")));
            }
            Ok(path)
        };
        sources.iter().map(parse).collect()
    }

    fn check_types<'a>(
        &self,
        at: &Place,
        offset: usize,
        mut types: impl Iterator<Item = &'a String>,
    ) -> Result<()> {
        let known = |name: &str| name.parse::<Class>().is_ok() || self.lexicon.has(name);
        match types.find(|name| !known(name)) {
            Some(name) => {
                let what =
                    format!("type `{name}` is neither an entity class (PER, ORG, ...) nor a word list");
                Err(at.error(offset, what))
            }
            None => Ok(()),
        }
    }
}

/// A file and its text, for messages.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn error(&self, offset: usize, what: String) -> Error {
        Error::Rule {
            file: self.file.to_string(),
            line: line_of(self.text, offset),
            what,
        }
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
        types.chain(frames).chain(patterns).chain(relations).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(files: &[(&str, &str)]) -> Result<RuleSet> {
        let files: Vec<(String, String)> = files
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()))
            .collect();
        RuleSet::compile(&files)
    }

    #[test]
    fn the_builtin_rules_compile() {
        let rules = RuleSet::builtin().unwrap();
        assert!(rules.frames.len() > 5 && rules.patterns.len() > 5 && !rules.relations.is_empty());
        assert!(rules.ontology.is_a("Assassination", "Death"));
        assert!(!rules.ontology.is_a("Death", "Assassination"));
    }

    #[test]
    fn mistakes_name_file_and_line() {
        let event = "[[event]]\ntype = \"Sale\"\nroles = { buyer = [\"PER\"] }\n";
        let frame = "examples = [{ text = \"a\" }]\ncounterexamples = [\"b\"]\n";
        for (text, what) in [
            ("[[event]]\ntyp = \"Sale\"\n".to_string(), "rules.toml:2: unknown field `typ`"),
            (format!("{event}isa = \"Trade\"\n"), "rules.toml:2: type `Sale`: isa = `Trade` is no event type"),
            ("[[event]]\ntype = \"Sale\"\nisa = \"Sale\"\n".to_string(), "its isa chain goes round"),
            (format!("{event}[[frame]]\nname = \"sale\"\nevent = \"Sal\"\nroles = {{}}\n{frame}"), "rules.toml:5: frame `sale`: `Sal` is no event type"),
            (format!("{event}[[frame]]\nname = \"sale\"\nevent = \"Sale\"\nroles = {{ seller = [\"agent\"] }}\n{frame}"), "has no role `seller`"),
            (format!("{event}[[frame]]\nname = \"sale\"\nevent = \"Sale\"\nroles = {{}}\nunless = [\"obj\"]\n{frame}"), "path `obj`: step `obj`: expected `>`"),
            (format!("{event}[[frame]]\nname = \"sale\"\nevent = \"Sale\"\nroles = {{}}\n"), "needs at least one of `examples`"),
            ("[[event]]\ntype = \"Sale\"\nroles = { buyer = [\"buyers\"] }\n[[frame]]\nname = \"sale\"\nevent = \"Sale\"\nroles = {}\n".to_string(), "type `buyers` is neither"),
            ("[[realis]]\nvalue = \"doubtful\"\nany = []\n".to_string(), "expected one of actual"),
        ] {
            let error = compile(&[("rules.toml", &text)]).unwrap_err().to_string();
            assert!(error.contains(what), "{text}\n{error}");
        }
    }
}
