//! Each kind of rule, from its table to what the matcher runs.

use std::{collections::BTreeMap, sync::Arc};

use triplewire_lexicon::EventType;

use super::{Carrier, Link, Pattern, RelationRule, RuleSet, check::Source, examples::Of, triggers::Triggers};
use crate::{
    Result,
    rules::{
        frame::{Frame, Function, Role},
        path::{Path, no_list, no_type},
        realis::Realis,
        source::{
            AttributionTable, CarrierTable, FrameTable, LinkTable, PatternTable, RealisTable, RelationTable,
            RoleTable, ScopeTable, Text, TriggerKind,
        },
        stance::{Cue, Scope},
        symbols::bit,
        types::Types,
    },
};

/// How an office can be held.
const STATUSES: [&str; 3] = ["former", "acting", "incoming"];

impl RuleSet {
    pub(super) fn add_frame(&mut self, source: &Source, table: FrameTable) -> Result<()> {
        let kind = self.kind(source, "event", &table.event)?;
        let name = table.name.get_ref().clone();
        let offset = table.name.span().start;
        let mut roles = Vec::new();
        for (role, given) in &table.roles {
            roles.push(self.role(source, offset, &name, &kind, role, given)?);
        }
        // A role that is called like a function ("place", "instrument") needs no word of its own in each frame.
        for (role, allowed) in kind
            .roles
            .iter()
            .filter(|(role, _)| !table.roles.contains_key(*role))
        {
            roles.push(Role {
                name: role.clone(),
                functions: vec![Function::Named(role.clone())],
                allowed: allowed.clone(),
                types: self.types_of(&kind.name, role),
                many: true,
                ..Role::default()
            });
        }
        for need in &table.needs {
            let role = roles.iter_mut().find(|role| role.name == *need.get_ref());
            let role =
                role.ok_or_else(|| no_role(source, &name, &kind, need.get_ref(), need.span().start))?;
            role.required = true;
        }
        for role in &mut roles {
            role.needed = role.required || kind.needs(&role.name);
        }
        let functions = roles.iter().flat_map(|role| &role.functions);
        let functions = self.bits(functions.map(Function::name));
        let number = self.frames.len();
        let phrases = self.add_triggers(source, &table)?;
        let frame = Frame {
            event: kind.name.clone(),
            kind: kind.number,
            priority: table.priority,
            when: self.paths(source, "when", &table.when)?,
            unless: self.paths(source, "unless", &table.unless)?,
            roles,
            functions,
            name,
        };
        self.frames.push(frame);
        self.add_examples(
            source,
            &table.name,
            Of::Kind(&kind.name),
            Triggers::Frame(number, &phrases),
            (table.examples, table.counterexamples),
        )
    }

    /// Notes the triggers of the frame that comes next; returns them as the file writes them.
    fn add_triggers(&mut self, source: &Source, table: &FrameTable) -> Result<Vec<String>> {
        let frame = self.frames.len();
        let lists = [
            ("verbs", &table.verbs, TriggerKind::Verb),
            ("nouns", &table.nouns, TriggerKind::Noun),
            ("adjectives", &table.adjectives, TriggerKind::Adjective),
        ];
        let mut phrases = Vec::new();
        for (key, list, kind) in lists {
            for (offset, phrase) in source.strings(key, list)? {
                if phrase.split(['|', ' ']).all(str::is_empty) {
                    let what = format!("frame `{}`: `{key}`: a trigger is empty", table.name.get_ref());
                    return Err(source.error(offset, what));
                }
                let lists = phrase
                    .strip_prefix("[list=")
                    .and_then(|rest| rest.strip_suffix(']'));
                for name in lists.iter().flat_map(|names| names.split('|')) {
                    let list = self.lists.number(name).ok_or_else(|| {
                        let what = format!("`{key}`: {}", no_list(name, &self.lists));
                        source.error(offset, what)
                    })?;
                    self.triggers.add_words(frame, self.lists.words(list), kind);
                }
                if lists.is_none() {
                    self.triggers.add(frame, &phrase, kind, &mut self.lists.symbols);
                }
                phrases.push(phrase);
            }
        }
        if phrases.is_empty() {
            let what = format!(
                "frame `{}` has no trigger; expected verbs, nouns or adjectives",
                table.name.get_ref()
            );
            return Err(source.error(table.name.span().start, what));
        }
        Ok(phrases)
    }

    fn role(
        &mut self,
        source: &Source,
        offset: usize,
        frame: &str,
        kind: &EventType,
        name: &str,
        given: &RoleTable,
    ) -> Result<Role> {
        let Some(allowed) = kind.roles.get(name) else {
            let offset = given.from.first().map_or(offset, |text| text.span().start);
            return Err(no_role(source, frame, kind, name, offset));
        };
        let key = format!("roles.{name}");
        let mut role = Role {
            name: name.to_string(),
            allowed: allowed.clone(),
            types: self.types_of(&kind.name, name),
            required: given.required,
            many: given.many,
            when: self.paths(source, &key, &given.when)?,
            unless: self.paths(source, &key, &given.unless)?,
            ..Role::default()
        };
        if !given.types.is_empty() {
            let (types, allowed) = source.types(&key, &given.types, &self.lists, &self.ontology)?;
            (role.types, role.allowed) = (types.into(), allowed);
        }
        for (offset, text) in source.strings(&key, &given.from)? {
            if text.starts_with(['<', '>', '.']) {
                let path = Path::parse(&text, &mut self.lists, &self.ontology);
                let path =
                    path.map_err(|what| source.error(offset, format!("`{key}`: path `{text}`: {what}")))?;
                role.paths.push(path);
            } else {
                if !text.starts_with("obl:") && !self.functions.contains(&text) {
                    let all: Vec<&str> = self.functions.iter().map(String::as_str).collect();
                    let all = all.join(", ");
                    let what = format!(
                        "`{key}`: no pattern fills the function `{text}`; expected one of {all}, obl:PREPOSITION, or a path"
                    );
                    return Err(source.error(offset, what));
                }
                let symbols = &mut self.lists.symbols;
                role.functions
                    .push(Function::parse(&text, |word| symbols.add(word)));
            }
        }
        Ok(role)
    }

    /// What may fill a role of a type.
    pub(in crate::rules) fn types_of(&self, kind: &str, role: &str) -> Arc<Types> {
        let roles = self.role_types.get(kind);
        roles
            .and_then(|roles| roles.get(role))
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn add_pattern(&mut self, source: &Source, table: PatternTable) -> Result<()> {
        let pattern = Pattern {
            name: table.name.get_ref().clone(),
            trigger: table.trigger,
            priority: table.priority,
            when: self.paths(source, "when", &table.when)?,
            unless: self.paths(source, "unless", &table.unless)?,
            weight: table.weight,
            names_first: table.names_first,
            many: table.many,
            functions: self.named_paths(source, "functions", &table.functions)?,
            bits: self.bits(table.functions.keys().map(String::as_str)),
        };
        self.patterns.push(pattern);
        let functions = table.functions.keys().map(String::as_str).collect();
        self.add_examples(
            source,
            &table.name,
            Of::Construction,
            Triggers::Functions(table.trigger, functions),
            (table.examples, table.counterexamples),
        )
    }

    pub(super) fn add_carrier(&mut self, source: &Source, table: CarrierTable) -> Result<()> {
        let functions = table.functions.iter();
        let functions = functions.map(|(theirs, ours)| (theirs.clone(), ours.get_ref().clone()));
        let carrier = Carrier {
            name: table.name.get_ref().clone(),
            functions: functions.collect(),
            bits: self.bits(table.functions.values().map(|ours| ours.get_ref().as_str())),
            paths: self.paths(source, "paths", &table.paths)?,
            weight: table.weight,
        };
        self.carriers.push(carrier);
        // What carries is found from the event noun.
        let functions = table.functions.values().map(|ours| ours.get_ref().as_str());
        self.add_examples(
            source,
            &table.name,
            Of::Addition,
            Triggers::Functions(TriggerKind::Noun, functions.collect()),
            (table.examples, table.counterexamples),
        )
    }

    pub(super) fn add_link(&mut self, source: &Source, table: LinkTable) -> Result<()> {
        let name = table.name.get_ref().clone();
        let mut kinds = Vec::new();
        let mut event = Vec::new();
        for (offset, kind) in source.strings("event", &table.event)? {
            let below = self.ontology.below(&kind).ok_or_else(|| {
                source.error(
                    offset,
                    format!("link `{name}`: `event`: {}", no_type(&kind, &self.ontology)),
                )
            })?;
            kinds.extend(below);
            event.push(kind);
        }
        if table.other.is_empty() != table.share.is_empty()
            || (table.share.is_empty() && table.roles.is_empty())
        {
            let what = format!("link `{name}` adds nothing; expected `roles`, or `other` with `share`");
            return Err(source.error(table.name.span().start, what));
        }
        let share = table.share.iter();
        let share: Vec<(String, String)> = share
            .map(|(theirs, ours)| (theirs.clone(), ours.get_ref().clone()))
            .collect();
        if let Some(becomes) = &table.becomes {
            let kind = self.kind(source, "becomes", becomes)?;
            let mut ours = share.iter().map(|(_, ours)| ours).chain(table.roles.keys());
            if let Some(role) = ours.find(|role| !kind.roles.contains_key(*role)) {
                return Err(no_role(source, &name, &kind, role, becomes.span().start));
            }
        }
        let realis = table
            .realis
            .map(|realis| realis_of(source, &realis))
            .transpose()?;
        let link = Link {
            name,
            priority: table.priority,
            event,
            kinds,
            when: self.paths(source, "when", &table.when)?,
            unless: self.paths(source, "unless", &table.unless)?,
            other: self.paths(source, "other", &table.other)?,
            share,
            roles: self.named_paths(source, "roles", &table.roles)?,
            becomes: table.becomes.map(Text::into_inner),
            realis,
            weight: table.weight,
        };
        let (kinds, names) = (link.kinds.clone(), link.event.clone());
        self.links.push(link);
        self.add_examples(
            source,
            &table.name,
            Of::Addition,
            Triggers::Types(&kinds, &names),
            (table.examples, table.counterexamples),
        )
    }

    pub(super) fn add_relation(&mut self, source: &Source, table: RelationTable) -> Result<()> {
        let name = table.name.get_ref().clone();
        let list = table.list.get_ref().clone();
        if !self.lists.has(&list) {
            let what = format!("relation `{name}`: `list`: {}", no_list(&list, &self.lists));
            return Err(source.error(table.list.span().start, what));
        }
        let (lists, ontology) = (&self.lists, &self.ontology);
        let (subject_types, subject) = source.types("subject", &table.subject, lists, ontology)?;
        let (object_types, object) = source.types("object", &table.object, lists, ontology)?;
        let mut patterns = Vec::new();
        for pattern in table.patterns {
            patterns.push(Pattern {
                name: pattern.name.into_inner(),
                trigger: TriggerKind::Noun,
                priority: 1,
                when: self.paths(source, "when", &pattern.when)?,
                unless: self.paths(source, "unless", &pattern.unless)?,
                weight: pattern.weight,
                names_first: false,
                many: true,
                functions: vec![("subject".into(), self.paths(source, "subject", &pattern.subject)?)],
                bits: 0,
            });
        }
        let object_paths = self.paths(source, "object_paths", &table.object_paths)?;
        if let Some(status) = &table.status
            && !STATUSES.contains(&status.get_ref().as_str())
        {
            let what = format!("relation `{name}`: `status` is one of {}", STATUSES.join(", "));
            return Err(source.error(status.span().start, what));
        }
        self.relations.push(RelationRule {
            name,
            kind: table.r#type.clone(),
            list,
            subject,
            object,
            subject_types,
            object_types,
            object_paths,
            patterns,
            status: table.status.map(|status| status.into_inner()),
        });
        self.add_examples(
            source,
            &table.name,
            Of::Kind(&table.r#type),
            Triggers::List(table.list.get_ref()),
            (table.examples, table.counterexamples),
        )
    }

    pub(super) fn add_realis(&mut self, source: &Source, table: RealisTable) -> Result<()> {
        let realis = realis_of(source, &table.value)?;
        if table.examples.is_empty() {
            let what = format!("realis `{realis}` needs at least one of `examples`");
            return Err(source.error(table.value.span().start, what));
        }
        let any = self.paths(source, "any", &table.any)?;
        let settles = table.settles;
        self.realis.push(Cue { realis, any, settles });
        // What an example of a value asks for first is the value.
        let valued = table.examples.into_iter().map(|mut example| {
            let value = || realis.to_string();
            example.wanted.entry("realis".into()).or_insert_with(value);
            example
        });
        self.take_examples(
            source,
            &table.value,
            Of::Construction,
            valued.collect(),
            Vec::new(),
        )
    }

    pub(super) fn add_scope(&mut self, source: &Source, table: ScopeTable) -> Result<()> {
        let paths = self.paths(source, "paths", &table.paths)?;
        let unless = self.paths(source, "unless", &table.unless)?;
        self.scopes.push(Scope { paths, unless });
        self.take_examples(source, &table.name, Of::Construction, table.examples, Vec::new())
    }

    pub(super) fn add_attribution(&mut self, source: &Source, table: AttributionTable) -> Result<()> {
        let paths = self.paths(source, "source", &table.source)?;
        self.attribution.extend(paths);
        self.take_examples(source, &table.name, Of::Construction, table.examples, Vec::new())
    }

    /// The functions as a set. Functions share bits, so that sets without a common one have no function in common.
    fn bits<'a>(&self, functions: impl Iterator<Item = &'a str>) -> u64 {
        let number = |name: &str| self.functions.iter().position(|known| known == name);
        let numbers = functions.filter_map(number);
        numbers.fold(0, |bits, number| bits | bit(number as u32))
    }

    fn kind(&self, source: &Source, key: &str, name: &Text) -> Result<Arc<EventType>> {
        self.ontology.shared(name.get_ref()).ok_or_else(|| {
            let what = format!("`{key}`: {}", no_type(name.get_ref(), &self.ontology));
            source.error(name.span().start, what)
        })
    }

    fn paths(&mut self, source: &Source, key: &str, list: &[Text]) -> Result<Vec<Path>> {
        source.paths(key, list, &mut self.lists, &self.ontology)
    }

    fn named_paths(
        &mut self,
        source: &Source,
        key: &str,
        named: &BTreeMap<String, Vec<Text>>,
    ) -> Result<Vec<(String, Vec<Path>)>> {
        let each = named.iter();
        each.map(|(name, list)| Ok((name.clone(), self.paths(source, &format!("{key}.{name}"), list)?)))
            .collect()
    }
}

fn realis_of(source: &Source, value: &Text) -> Result<Realis> {
    value.get_ref().parse().map_err(|()| {
        let all = Realis::ALL.map(Realis::as_str).join(", ");
        let what = format!("realis `{}`: expected one of {all}", value.get_ref());
        source.error(value.span().start, what)
    })
}

fn no_role(source: &Source, rule: &str, kind: &EventType, role: &str, offset: usize) -> crate::Error {
    let roles: Vec<&str> = kind.roles.keys().map(String::as_str).collect();
    let what = format!(
        "`{rule}`: type {} has no role `{role}`; expected one of {}",
        kind.name,
        roles.join(", ")
    );
    source.error(offset, what)
}
