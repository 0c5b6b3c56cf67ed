//! Who plays which role in an event that several documents tell: names where any document has them, else the fullest description.

use std::collections::{BTreeMap, BTreeSet};

use crate::crossdoc::{Described, DocumentProfile, EventProfile};
use triplewire_lexicon::{Ontology, Side};

/// A document's account of an event.
pub struct Account<'a, N> {
    pub document: &'a DocumentProfile,
    pub event: &'a EventProfile,
    /// The merged nodes of the event's arguments, in their order.
    pub nodes: Vec<Option<N>>,
}

impl<N: Ord + Clone> Account<'_, N> {
    /// The nodes of those with a name that fill a role.
    fn named<'a>(&'a self, role: &'a str) -> impl Iterator<Item = (&'a N, usize)> {
        let all = self.event.arguments.iter().zip(&self.nodes);
        all.filter(move |((name, _), _)| name == role)
            .filter_map(|((_, entity), node)| Some((node.as_ref()?, *entity)))
    }

    fn is_person(&self, entity: usize) -> bool {
        self.document.entities[entity].class == "PER"
    }
}

/// Descriptions that stand for somebody whom no account names: the number of the account, and the description.
pub fn unnamed<'a, N: Ord + Clone>(
    ontology: &Ontology,
    accounts: &'a [Account<'a, N>],
    filled: &[&str],
) -> Vec<(usize, &'a Described)> {
    let mut by_role: BTreeMap<&str, Vec<(usize, &Described)>> = BTreeMap::new();
    for (at, account) in accounts.iter().enumerate() {
        for one in &account.event.described {
            if ontology.side(&account.event.kind, &one.role) != Side::Place {
                by_role.entry(&one.role).or_default().push((at, one));
            }
        }
    }
    let mut found = Vec::new();
    // The role of whom another event names is filled.
    by_role.retain(|role, _| !filled.contains(role));
    for (role, described) in by_role {
        let people = |account: &'a Account<'a, N>| -> BTreeSet<&'a N> {
            let named = account.event.arguments.iter().zip(&account.nodes);
            let named = named.filter(|((name, entity), _)| name == role && account.is_person(*entity));
            named.filter_map(|(_, node)| node.as_ref()).collect()
        };
        let all: BTreeSet<&N> = accounts.iter().flat_map(people).collect();
        let any = accounts
            .iter()
            .any(|account| account.named(role).next().is_some());
        let kept = described.into_iter().filter(|(at, one)| {
            let account = &accounts[*at];
            match one.is_plural {
                // "Two engineers" are the two whom another account names.
                true => {
                    let count = account.event.counts.iter().find(|(name, _)| name == role);
                    all.is_empty() || count.is_some_and(|(_, count)| *count as usize > all.len())
                }
                // "A diplomat" is whom another account names; beside a name in the same account it is somebody else, but not
                // who did it: one man is one killer.
                false if all.is_empty() => !any,
                false => {
                    let agent = ontology.side(&account.event.kind, role) == Side::Agent;
                    !agent && people(account).len() == all.len()
                }
            }
        });
        let fullest = |(_, one): &(usize, &Described)| {
            let name = one.name.as_str();
            (
                name.split(' ').count(),
                name.len(),
                std::cmp::Reverse(name.to_string()),
            )
        };
        if accounts
            .iter()
            .any(|account| ontology.side(&account.event.kind, role) == Side::Agent)
        {
            // "Police", "an officer": one did it.
            found.extend(kept.max_by_key(fullest));
            continue;
        }
        let (many, single): (Vec<_>, Vec<_>) = kept.partition(|(_, one)| one.is_plural);
        // Each account describes the same ones in its own words.
        found.extend(many.into_iter().max_by_key(fullest));
        found.extend(single.into_iter().max_by_key(fullest));
    }
    found
}

/// Who did it, where no account of a death names him but its document does where it tells of the attack on the same victim: the number of
/// the account, the role, and the index of the entity.
pub fn attackers<'a, N: Ord + Clone>(
    ontology: &Ontology,
    accounts: &'a [Account<'a, N>],
) -> Vec<(usize, &'a str, usize)> {
    let once = accounts
        .iter()
        .find_map(|account| ontology.get(&account.event.kind)?.once.as_deref());
    let Some(once) = once else { return Vec::new() };
    let agent = |event: &EventProfile, role: &str| ontology.side(&event.kind, role) == Side::Agent;
    let is_named = |account: &Account<'_, N>| {
        let mut all = account.event.arguments.iter();
        all.any(|(role, entity)| agent(account.event, role) && account.is_person(*entity))
    };
    // A plural is not one man.
    let is_plural = |account: &Account<'_, N>| {
        let mut all = account.event.described.iter();
        all.any(|one| agent(account.event, &one.role) && one.is_plural)
    };
    if accounts
        .iter()
        .any(|account| is_named(account) || is_plural(account))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, account) in accounts.iter().enumerate() {
        let victims: Vec<usize> = account.named(once).map(|(_, entity)| entity).collect();
        let mut own: Vec<(&str, usize)> = Vec::new();
        let happened =
            |event: &&EventProfile| event.realis == "actual" && ontology.is_a(&event.kind, "Attack");
        for event in account.document.events.iter().filter(happened) {
            let hit = |(role, entity): &(String, usize)| {
                ontology.side(&event.kind, role) == Side::Patient && victims.contains(entity)
            };
            if event.arguments.iter().any(hit) {
                let named = event.arguments.iter();
                let named = named.filter(|(role, entity)| agent(event, role) && account.is_person(*entity));
                own.extend(named.map(|(role, entity)| (role.as_str(), *entity)));
            }
        }
        own.sort_unstable();
        own.dedup();
        if let [(role, entity)] = own[..]
            && !victims.contains(&entity)
        {
            found.push((at, role, entity));
        }
    }
    found
}

/// Whether a group that suffers the event is the one that who did it belongs to: nobody kills those of whom he is one.
pub fn is_own_group<N: Ord + Clone>(
    accounts: &[Account<'_, N>],
    ontology: &Ontology,
    role: &str,
    node: &N,
) -> bool {
    let patient = |account: &Account<'_, N>| ontology.side(&account.event.kind, role) == Side::Patient;
    accounts.iter().filter(|account| patient(account)).any(|account| {
        let victims = account.event.arguments.iter().zip(&account.nodes);
        let victims = victims.filter(|((name, entity), own)| {
            name == role
                && own.as_ref() == Some(node)
                && matches!(account.document.entities[*entity].class.as_str(), "ORG" | "NORP")
        });
        let victims: Vec<usize> = victims.map(|((_, entity), _)| *entity).collect();
        let agent = |name: &str| ontology.side(&account.event.kind, name) == Side::Agent;
        let mut agents = account.event.arguments.iter().filter(|(name, _)| agent(name));
        agents.any(|(_, agent)| {
            account
                .document
                .memberships
                .iter()
                .any(|[who, what]| who == agent && victims.contains(what))
        })
    })
}
