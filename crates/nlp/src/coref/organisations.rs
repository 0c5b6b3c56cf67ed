//! Sieve: aliases of organisations and places: "Acme Corp." and "Acme", "United Nations" and "U.N.", a ministry and its
//! country's ministry.

use rustc_hash::FxHashMap;
use triplewire_facts::sets::DisjointSets;
use triplewire_lexicon::Lexicon;

use super::{
    Context,
    key::{Group, Name},
};
use triplewire_facts::annotation::Class;

/// Number of letters in an acronym.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=7;

/// Words that an acronym may leave out.
const SMALL_WORDS: [&str; 8] = ["of", "the", "for", "and", "in", "on", "to", "de"];

/// Joins aliases of organisations and places; returns the owners of organisations that every country has, by mention.
pub fn link(
    context: &Context,
    names: &[Option<Name>],
    chains: &mut DisjointSets,
) -> FxHashMap<usize, String> {
    let things: Vec<(usize, &Name)> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.as_ref().filter(|name| name.group == Group::Thing)?)))
        .collect();
    let owners = shared(context, names, &things, chains);
    same_base(context.lexicon, &things, chains);
    acronyms(&things, chains);
    owners
}

/// The name that all aliases of an organisation map to: the first on the list of aliases, or its name without a company suffix.
pub fn base_name(lexicon: &Lexicon, words: &[String]) -> String {
    let key = words.join(" ");
    match lexicon.aliases(&key).first() {
        Some(first) => first.clone(),
        None => without_suffix(lexicon, words).join(" "),
    }
}

/// Aliases of the list, and names that differ in a company's suffix only.
fn same_base(lexicon: &Lexicon, things: &[(usize, &Name)], chains: &mut DisjointSets) {
    let mut first: FxHashMap<String, (usize, &Name)> = FxHashMap::default();
    for &(at, name) in things {
        if lexicon.is_shared(&name.words) || name.class == Class::Norp {
            continue;
        }
        let base = match lexicon.alias_group(&name.key) {
            Some(group) => format!("#{group}"),
            None => without_suffix(lexicon, &name.words).join(" "),
        };
        let (earlier, other) = *first.entry(base).or_insert((at, name));
        // Of places of one name the exact sieve says which are the same.
        let places = other.key == name.key && [other.class, name.class] == [Class::Loc; 2];
        if !places {
            chains.join(earlier, at);
        }
    }
}

fn without_suffix<'w>(lexicon: &Lexicon, words: &'w [String]) -> &'w [String] {
    let mut words = words;
    while let [rest @ .., last] = words
        && !rest.is_empty()
        && lexicon.is_suffix(last)
    {
        words = rest;
    }
    words
}

/// Resolves an acronym ("NATO") to the nearest name whose words begin with its letters.
fn acronyms(things: &[(usize, &Name)], chains: &mut DisjointSets) {
    let mut spelled: FxHashMap<String, Vec<(usize, &Name)>> = FxHashMap::default();
    for &(at, name) in things.iter().filter(|(_, name)| name.class != Class::Norp) {
        let (all, content) = initials(&name.forms);
        for letters in [Some(content.clone()), Some(all).filter(|all| *all != content)]
            .into_iter()
            .flatten()
        {
            if ACRONYM.contains(&letters.len()) {
                spelled.entry(letters).or_default().push((at, name));
            }
        }
    }
    let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
    for &(at, name) in things {
        let [form] = name.forms.as_slice() else { continue };
        let short = ACRONYM.contains(&form.len()) && form.bytes().all(|byte| byte.is_ascii_uppercase());
        // Mentions of the same acronym are one chain already.
        if !short || seen.insert(&name.key, ()).is_some() {
            continue;
        }
        let Some(list) = spelled.get(form) else { continue };
        let list: Vec<usize> = list
            .iter()
            .filter(|(_, full)| related(name, full))
            .map(|&(full, _)| full)
            .collect();
        let before = list[..list.partition_point(|&full| full < at)].last();
        if let Some(&full) = before.or(list.first()) {
            chains.join(full, at);
        }
    }
}

/// First letters of the capitalised words, and of all words but the small ones; empty for a name of one word.
fn initials(forms: &[String]) -> (String, String) {
    let parts: Vec<&str> = forms
        .iter()
        .flat_map(|form| form.split('-'))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 {
        return (String::new(), String::new());
    }
    let letter = |part: &&str| {
        part.chars()
            .next()
            .filter(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_uppercase())
    };
    let content = parts
        .iter()
        .filter(|part| !SMALL_WORDS.contains(&part.to_ascii_lowercase().as_str()));
    (
        parts.iter().filter_map(letter).collect(),
        content.filter_map(letter).collect(),
    )
}

/// The acronym of a place is often tagged as an organisation ("NSW police").
fn related(one: &Name, other: &Name) -> bool {
    let open = |name: &Name| matches!(name.class, Class::Loc | Class::Org | Class::Fac);
    let misc = |name: &Name| name.class == Class::Misc;
    let long = one.key.len() > 2 && other.key.len() > 2;
    one.class == other.class || misc(one) || misc(other) || long && open(one) && open(other)
}

/// Organisations that every country has: distinguished by owner; a mention without an owner refers to the latest one.
fn shared(
    context: &Context,
    names: &[Option<Name>],
    things: &[(usize, &Name)],
    chains: &mut DisjointSets,
) -> FxHashMap<usize, String> {
    #[derive(Default)]
    struct Owned {
        by_owner: FxHashMap<String, usize>,
        last: Option<usize>,
        /// A chain whose owner was not mentioned yet.
        free: Option<usize>,
    }
    let mut by_name: FxHashMap<String, Owned> = FxHashMap::default();
    let mut owners = FxHashMap::default();
    for &(at, name) in things
        .iter()
        .filter(|(_, name)| context.lexicon.is_shared(&name.words) && name.class != Class::Norp)
    {
        let (owner, base) = split_owner(context.lexicon, &name.words);
        let owner = owner.or_else(|| owner_before(context, names, at));
        let known = by_name.entry(base.join(" ")).or_default();
        let chain = match owner {
            None => *known.last.get_or_insert_with(|| *known.free.insert(at)),
            Some(owner) => {
                owners.insert(at, owner.clone());
                let free = known.free.take();
                *known.by_owner.entry(owner).or_insert(free.unwrap_or(at))
            }
        };
        known.last = Some(chain);
        chains.join(chain, at);
    }
    owners
}

/// "Russian Foreign Ministry" and "Russia 's Foreign Ministry" in their parts.
pub fn split_owner<'w>(lexicon: &Lexicon, words: &'w [String]) -> (Option<String>, &'w [String]) {
    if let Some(mark) = words.iter().position(|word| word == "'s" || word == "'")
        && mark > 0
        && mark + 1 < words.len()
    {
        return (Some(lexicon.owner_key(&words[..mark])), &words[mark + 1..]);
    }
    for count in [2, 1] {
        if words.len() > count && is_of_country(lexicon, &words[..count].join(" ")) {
            return (Some(lexicon.owner_key(&words[..count])), &words[count..]);
        }
    }
    (None, words)
}

/// "Russian", "Russia", "U.S."
fn is_of_country(lexicon: &Lexicon, key: &str) -> bool {
    let principal = lexicon.aliases(key).first().map_or(key, String::as_str);
    lexicon.country_of(key).is_some() || lexicon.is_country(principal)
}

/// The place or people named right before the mention: "Russia 's", "Turkish".
fn owner_before(context: &Context, names: &[Option<Name>], at: usize) -> Option<String> {
    let mention = &context.mentions[at];
    let words = context.graphs.get(mention.sentence)?.words();
    let mut before = mention.words.start.checked_sub(1)?;
    if matches!(words.get(before)?.span.of(context.text), "'s" | "’s" | "'" | "’") {
        before = before.checked_sub(1)?;
    }
    let owner = names[context.index.name_at(mention.sentence, before)?].as_ref()?;
    let owns = matches!(owner.class, Class::Loc | Class::Norp | Class::Fac | Class::Org);
    owns.then(|| context.lexicon.owner_key(&owner.words))
}
