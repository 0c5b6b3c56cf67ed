//! Whether two event mentions are one event: the evidence for a pair, and what rules it out.
//!
//! Evidence is, the strongest first,
//! - a named filler of the type's `once` role (nobody is killed twice);
//! - as many named fillers of the required roles as the type needs; one on the agent's side alone is too little, for whoever
//!   attacks once may attack again: a day, a town or somebody on the other side must agree;
//! - unnamed fillers that are told of again ("three policemen", later "the policemen"; "eight" in the headline), where the later
//!   mention refers back to them, or place or day agree;
//! - a description beside a name, or another number of victims, where nearly everything else agrees.

use super::{
    cluster::Strength,
    features::{Cause, EventFeatures, Filler},
};
use crate::{context::Context, rules::RuleSet, time};
use triplewire_lexicon::{EventType, Side};

/// Greatest distance in sentences at which a noun phrase refers back to an unnamed filler.
const MAX_DISTANCE: usize = 12;
/// Sentences in which a lead repeats its headline.
const LEAD: usize = 4;
/// How many times the one number of victims may be the other, as news of an event come in.
const MAX_RISE: u64 = 3;

/// The evidence that a later event mention is the same event as an earlier one.
pub fn evidence(
    rules: &RuleSet,
    context: &Context,
    earlier: &EventFeatures,
    later: &EventFeatures,
) -> Option<Strength> {
    let kind = related(rules, earlier, later)?;
    if once(earlier, later, kind) {
        return Some(Strength::Certain);
    }
    if contradict(context, earlier, later) {
        return None;
    }
    let pair = Pair {
        context,
        kind,
        earlier,
        later,
    };
    if let Some(difference) = counts_differ(earlier, later) {
        return pair.revises_toll(rules, difference).then_some(Strength::Likely);
    }
    if pair.shares_names() {
        return Some(Strength::Named);
    }
    if pair.told_again() {
        return Some(Strength::Again);
    }
    (pair.repeats_headline() || pair.describes()).then_some(Strength::Likely)
}

/// Whether two event mentions cannot be one event, whatever else is known.
pub fn incompatible(
    rules: &RuleSet,
    context: &Context,
    earlier: &EventFeatures,
    later: &EventFeatures,
) -> bool {
    let Some(kind) = related(rules, earlier, later) else {
        return true;
    };
    if once(earlier, later, kind) {
        return false;
    }
    let pair = Pair {
        context,
        kind,
        earlier,
        later,
    };
    contradict(context, earlier, later)
        || counts_differ(earlier, later).is_some_and(|difference| !pair.revises_toll(rules, difference))
}

/// The more general of the types of two event mentions; `None` where neither is a case of the other, or they are told
/// with another realis.
fn related<'a>(rules: &RuleSet, one: &EventFeatures<'a>, other: &EventFeatures<'a>) -> Option<&'a EventType> {
    let (left, right) = (one.kind?, other.kind?);
    if one.event.realis != other.event.realis {
        return None;
    }
    if rules.ontology.is_a(&left.name, &right.name) {
        return Some(right);
    }
    rules.ontology.is_a(&right.name, &left.name).then_some(left)
}

/// Whether they share a named filler of the role in which it can be only once.
fn once(one: &EventFeatures, other: &EventFeatures, kind: &EventType) -> bool {
    kind.once.as_ref().is_some_and(|role| {
        let theirs = other.names_of(role);
        let mut own = one.of_role(role).filter(|filler| filler.named);
        own.any(|filler| theirs.iter().any(|other| filler.entity == other.entity))
    })
}

/// Whether a role, place or time rules coreference out.
fn contradict(context: &Context, one: &EventFeatures, other: &EventFeatures) -> bool {
    let roles = one.fillers.iter().any(|filler| match filler.role {
        "place" => places_differ(one, other),
        "position" => differ(one, other, filler.role, |_| true),
        role => differ(one, other, role, |filler| filler.named),
    });
    let times = match (&one.event.time, &other.event.time) {
        (Some(left), Some(right)) => time::conflict(context, left, right),
        _ => false,
    };
    roles || times
}

/// Whether both have such fillers of a role, but none in common.
fn differ(one: &EventFeatures, other: &EventFeatures, role: &str, wanted: fn(&Filler) -> bool) -> bool {
    let mut left = one.of_role(role).filter(|filler| wanted(filler)).peekable();
    let right: Vec<&Filler> = other.of_role(role).filter(|filler| wanted(filler)).collect();
    left.peek().is_some()
        && !right.is_empty()
        && !left.any(|filler| right.iter().any(|other| alike(filler, other)))
}

/// Whether countries differ from countries, or other places from other places; a town may lie in the country.
fn places_differ(one: &EventFeatures, other: &EventFeatures) -> bool {
    [true, false].into_iter().any(|country| {
        let places = |features: &EventFeatures| -> Vec<Option<usize>> {
            let named = features.names_of("place").into_iter();
            named
                .filter(|place| place.country == country)
                .map(|place| place.entity)
                .collect()
        };
        let (left, right) = (places(one), places(other));
        !left.is_empty() && !right.is_empty() && !left.iter().any(|place| right.contains(place))
    })
}

/// Whether two fillers may be the same: one entity, or the same noun.
fn alike(one: &Filler, other: &Filler) -> bool {
    if one.entity.is_some() && one.entity == other.entity {
        return true;
    }
    let vague = one.vague() && other.vague();
    !(one.named && other.named) && (one.head == other.head && one.named == other.named || vague)
}

/// How the numbers of two event mentions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// Two numbers of people whom it befell, of one order.
    Toll,
    Other,
}

/// Whether they give other numbers of the same people or things, or one and several.
fn counts_differ(one: &EventFeatures, other: &EventFeatures) -> Option<Difference> {
    let differ = |one: &Filler, other: &Filler| {
        let counts = one.count.zip(other.count);
        counts.is_some_and(|(one, other)| one != other)
            || one.single && other.several
            || one.several && other.single
    };
    let toll = |one: &Filler, other: &Filler| {
        let counts = one.count.zip(other.count);
        one.side == Side::Patient
            && counts.is_some_and(|(one, other)| one.max(other) <= MAX_RISE.saturating_mul(one.min(other)))
    };
    let mut found = None;
    for filler in one.fillers.iter().filter(|filler| !filler.named) {
        let theirs = || {
            let theirs = other.of_role(filler.role);
            theirs.filter(|other| alike(filler, other))
        };
        if theirs().next().is_some() && theirs().all(|other| differ(filler, other)) {
            match theirs().all(|other| toll(filler, other)) {
                true => found = Some(Difference::Toll),
                false => return Some(Difference::Other),
            }
        }
    }
    found
}

/// Two event mentions of related types that nothing told apart.
struct Pair<'a> {
    context: &'a Context<'a>,
    kind: &'a EventType,
    earlier: &'a EventFeatures<'a>,
    later: &'a EventFeatures<'a>,
}

impl Pair<'_> {
    fn near(&self) -> bool {
        self.later.sentence.abs_diff(self.earlier.sentence) <= MAX_DISTANCE
    }

    /// The fillers that both have, as pairs.
    fn shared<'a>(&'a self) -> impl Iterator<Item = (&'a Filler<'a>, &'a Filler<'a>)> {
        let theirs = |filler: &'a Filler<'a>| {
            let theirs = self.later.of_role(filler.role);
            theirs
                .filter(move |other| alike(filler, other))
                .map(move |other| (filler, other))
        };
        self.earlier.fillers.iter().flat_map(theirs)
    }

    /// Number of entities or nouns of the distinguishing roles that both have.
    fn shared_distinguishing(&self, named: bool) -> usize {
        let mut shared: Vec<(&str, Option<usize>, &str)> = self
            .shared()
            .filter(|(one, _)| one.distinguishes && one.named == named)
            .map(|(one, _)| (one.role, one.entity.filter(|_| named), one.head.as_str()))
            .collect();
        if named {
            shared.iter_mut().for_each(|one| one.2 = "");
        }
        shared.sort_unstable();
        shared.dedup();
        shared.len()
    }

    /// Whether both have fillers on the side of whoever is affected, or several who do it to each other, but none alike.
    fn affected_differ(&self) -> bool {
        let affected = |filler: &&Filler| matches!(filler.side, Side::Patient | Side::Peer);
        let left = self.earlier.fillers.iter().filter(affected).count() > 0;
        let right = self.later.fillers.iter().filter(affected).count() > 0;
        left && right && !self.shared().any(|(one, _)| affected(&one))
    }

    /// Whether they have the same day.
    fn same_day(&self) -> bool {
        let day = |features: &EventFeatures| {
            let time = features.event.time.as_ref()?;
            let value = time.value.as_deref()?.get(..10)?;
            (value.bytes().filter(u8::is_ascii_digit).count() == 8).then(|| value.to_string())
        };
        let earlier = day(self.earlier);
        earlier.is_some() && earlier == day(self.later)
    }

    /// Whether they share a named place below a country.
    fn same_town(&self) -> bool {
        self.shared()
            .any(|(one, _)| one.role == "place" && one.named && !one.country)
    }

    /// Whether the later mention comes from what the earlier one came from: "a blast", later "the explosion".
    fn same_cause(&self, rules: &RuleSet) -> bool {
        let alike = |one: &Cause, other: &Cause| {
            let kinds = |left: &&str| {
                other
                    .kinds
                    .iter()
                    .any(|right| rules.ontology.is_a(left, right) || rules.ontology.is_a(right, left))
            };
            one.lemma == other.lemma || one.kinds.iter().any(kinds)
        };
        let causes = &self.earlier.causes;
        let mut later = self.later.causes.iter().filter(|cause| cause.definite);
        later.any(|cause| causes.iter().any(|earlier| alike(earlier, cause)))
    }

    /// As many named fillers as the type needs.
    fn shares_names(&self) -> bool {
        let named = self.shared_distinguishing(true);
        if self.kind.once.is_some() || named == 0 || named < self.kind.least.max(1) {
            return false;
        }
        let mut affected = self.shared().filter(|(one, _)| one.distinguishes && one.named);
        // A country is attacked, visited and helped time and again.
        let enough = affected.any(|(one, _)| match one.side {
            Side::Patient => !one.country,
            Side::Place => !one.country,
            Side::Peer => named >= 2,
            Side::Agent | Side::Other => false,
        });
        enough && !self.affected_differ()
            || named >= 2 && self.kind.least >= 2
            || !self.affected_differ() && (self.same_day() || self.same_town() || self.affected_alike())
    }

    /// Whether somebody or something on the affected side is alike and told of as known.
    fn affected_alike(&self) -> bool {
        let mut shared = self.shared();
        shared.any(|(one, other)| {
            matches!(one.side, Side::Patient | Side::Peer)
                && (one.named || other.definite || one.count.is_some() && one.count == other.count)
        })
    }

    /// Unnamed fillers that are told of again.
    fn told_again(&self) -> bool {
        let unnamed = self.shared_distinguishing(false);
        let all = unnamed + self.shared_distinguishing(true);
        if unnamed == 0 || all < self.kind.least.max(1) || !self.near() || self.affected_differ() {
            return false;
        }
        let told =
            |one: &Filler, other: &Filler| !one.vague() || one.count.is_some() && one.count == other.count;
        let fillers = || {
            let shared = self.shared();
            shared.filter(move |(one, other)| one.distinguishes && !one.named && told(one, other))
        };
        let affected = |(one, _): &(&Filler, &Filler)| self.kind.once.is_some() || one.side != Side::Agent;
        let definite = fillers().filter(affected).count() > 0
            && fillers().filter(affected).all(|(_, later)| later.definite);
        let chain = fillers()
            .filter(affected)
            .any(|(one, other)| one.entity.is_some() && one.entity == other.entity);
        if definite || chain {
            return true;
        }
        if self.later.another {
            return false;
        }
        let counted = fillers()
            .filter(affected)
            .any(|(one, other)| one.count.is_some_and(|count| count > 1) && one.count == other.count);
        let by_name = self
            .shared()
            .any(|(one, other)| one.named && !one.country && one.entity == other.entity);
        let agents = fillers().any(|(_, later)| later.definite);
        let close = self.later.sentence.abs_diff(self.earlier.sentence) <= LEAD;
        let affected_later = self
            .later
            .fillers
            .iter()
            .any(|one| matches!(one.side, Side::Patient | Side::Peer));
        if close && !affected_later && fillers().any(|(one, later)| later.definite && !one.standing) {
            return true;
        }
        let somebody = fillers().any(|pair| affected(&pair));
        counted && (by_name || self.same_day())
            || somebody && by_name && self.same_day()
            || agents && (self.same_day() || self.same_town())
            || somebody && by_name && self.headline()
    }

    fn headline(&self) -> bool {
        self.earlier.sentence == 0 && (1..=LEAD).contains(&self.later.sentence)
    }

    /// A headline that the lead tells in the same words.
    fn repeats_headline(&self) -> bool {
        // "Two policemen", and policemen in general.
        let told = |one: &Filler, other: &Filler| {
            let number = one.count == other.count || one.count.is_none() || other.definite;
            number && !(one.vague() && one.count.is_none())
        };
        let agents = self.shared().any(|(one, other)| {
            one.distinguishes && (one.named || one.side != Side::Agent && told(one, other))
        });
        self.headline()
            && agents
            && self.earlier.lemma == self.later.lemma
            && self.shared_distinguishing(true) + self.shared_distinguishing(false) >= self.kind.least.max(1)
            && !self.affected_differ()
            && !self.agents_differ()
            && !self.later.another
    }

    /// Whether both say who acted, in words that do not mean the same: "gunmen", then "robbers".
    fn agents_differ(&self) -> bool {
        let agents = |features: &'_ EventFeatures<'_>| {
            let own = features
                .fillers
                .iter()
                .filter(|one| one.side == Side::Agent && !one.named);
            own.map(|one| (one.head.clone(), one.definite))
                .collect::<Vec<_>>()
        };
        let (earlier, later) = (agents(self.earlier), agents(self.later));
        let groups = |head: &str| self.context.lexicon.role_groups(head);
        let same = |(one, _): &(String, bool), (other, definite): &(String, bool)| {
            one == other || *definite || groups(one).iter().any(|group| groups(other).contains(group))
        };
        let any = earlier
            .iter()
            .any(|one| later.iter().any(|other| same(one, other)));
        !earlier.is_empty() && !later.is_empty() && !any
    }

    /// Another number of the same people: later news of the same event, which it refers back to.
    fn revises_toll(&self, rules: &RuleSet, difference: Difference) -> bool {
        let apart = self.later.another || self.earlier.sentence == self.later.sentence;
        if difference != Difference::Toll || !self.near() || apart {
            return false;
        }
        let side =
            |one: &Filler| matches!(one.side, Side::Agent | Side::Other | Side::Place) && !one.standing;
        let by_chain = self.shared().any(|(one, other)| {
            side(one) && !one.named && (one.entity.is_some() && one.entity == other.entity || other.definite)
        });
        // "Gunmen", later "the attackers".
        let words = |one: &Filler, other: &Filler| {
            let theirs = self.context.lexicon.role_groups(&other.head);
            let mut groups = self.context.lexicon.role_groups(&one.head).iter();
            groups.any(|group| theirs.contains(group))
        };
        let by_words = self
            .earlier
            .fillers
            .iter()
            .filter(|one| side(one) && !one.named)
            .any(|one| {
                let mut theirs = self.later.of_role(one.role);
                theirs.any(|other| other.definite && !other.named && words(one, other))
            });
        by_chain || by_words || self.same_cause(rules)
    }

    /// A description beside a name: "a teenager was shot by police in Oakton on Friday", "Tyrell Moss".
    fn describes(&self) -> bool {
        let roles = self.kind.roles.keys();
        let affected = roles.filter(|role| {
            let fillers = self.earlier.of_role(role).chain(self.later.of_role(role));
            let mut fillers = fillers.filter(|filler| filler.distinguishes && filler.side == Side::Patient);
            fillers.next().is_some()
        });
        let pair = |role: &String| {
            let (left, right) = (one_of(self.earlier, role)?, one_of(self.later, role)?);
            let fits = left.named && right.single || right.named && left.single;
            fits.then_some(())
        };
        let mut described = false;
        for role in affected {
            if pair(role).is_none() {
                return false;
            }
            described = true;
        }
        let agent = self.shared().any(|(one, _)| one.side == Side::Agent && one.named);
        let alike = self.shared().any(|(one, _)| one.side == Side::Agent);
        described
            && !self.later.another
            && self.context.graphs.len() > self.later.sentence
            && (self.same_day() && self.same_town()
                || self.same_day() && alike
                || self.same_town() && agent
                || self.same_town() && alike && self.near())
    }
}

/// The only filler of a role.
fn one_of<'a>(features: &'a EventFeatures<'a>, role: &str) -> Option<&'a Filler<'a>> {
    let mut fillers = features.of_role(role);
    let only = fillers.next()?;
    fillers
        .all(|other| other.entity.is_some() && other.entity == only.entity)
        .then_some(only)
}
