//! From a word that a path reached to the words that can fill a role, and whether their type is allowed.

use super::{scene::Scene, symbols::bit, types::Types};
use crate::{
    mention::{Kind, Mention},
    syntax::Word,
    text::lower,
};
use triplewire_facts::annotation::{Class, Upos};

/// Most words of a title between a place and a name.
const LONGEST_TITLE: usize = 5;

/// The sentence with what was found in it: what deciding about fillers needs.
#[derive(Debug, Clone)]
pub struct Fillers<'a> {
    /// The sentence.
    pub scene: Scene<'a>,
    /// All mentions of the document.
    pub mentions: &'a [Mention],
    /// Index of the sentence in the document.
    pub sentence: usize,
}

impl Fillers<'_> {
    /// The mention at a word, an index into the document's mentions.
    pub fn mention(&self, word: usize) -> Option<usize> {
        self.scene.mention(word)
    }

    /// All words that fill a role when a path reached `word`: relative pronouns give way to their antecedents, and
    /// conjuncts count too, as long as they stand on the same side of the trigger.
    pub fn expand(&self, trigger: usize, word: usize) -> Vec<usize> {
        let first = self.antecedent(word).unwrap_or(word);
        let mut words = vec![first];
        let joining = self.scene.lists.symbols.joining;
        let joining = joining.iter().fold(0, |bits, &relation| bits | bit(relation));
        let included = self.included(first);
        if self.scene.below(first) & joining == 0 {
            words.extend(included);
            return words;
        }
        let graph = self.scene.graph;
        // A verb under a noun is a parser's slip, never a filler.
        let joins = |conjunct: &usize| {
            graph.words()[*conjunct].upos != Upos::Verb && (*conjunct < trigger) == (first < trigger)
        };
        let mut found = Vec::new();
        let mut next = 0;
        while let Some(&word) = words.get(next) {
            next += 1;
            words.extend(graph.children_by(word, "conj").filter(joins));
            let members = graph.children_by(word, "nmod").filter(joins);
            let acts = graph.words()[word].deprel.as_str() == "obl:agent";
            words.extend(members.filter(|&member| !acts && self.has_case(member, "include")));
            let called = self.called(word);
            // What stands apart from the names ("two priests, Ann Lund and Bo Ode") tells how many they are.
            if called.first().is_none_or(|&name| name > word + 1) {
                found.push(word);
            }
            words.extend(called);
        }
        found.extend(included);
        found
    }

    /// Members of a passive's subject that stand behind the verb, or behind whoever acts: "twelve were injured, including
    /// four medics", "nine were killed by police, including Ann Lund".
    fn included(&self, word: usize) -> Vec<usize> {
        let graph = self.scene.graph;
        let subject = &graph.words()[word];
        let Some(verb) = subject.head.filter(|_| subject.deprel.as_str() == "nsubj:pass") else {
            return Vec::new();
        };
        let member = |&child: &usize| {
            let relation = graph.words()[child].deprel.universal();
            // "Two were killed and nine others, including a guard, injured": the guard is one of the others.
            let others = graph.children_by(child, "conj").any(|conjunct| conjunct < child);
            child > word && matches!(relation, "obl" | "nmod") && self.has_case(child, "include") && !others
        };
        let agents = graph.children_by(verb, "obl:agent");
        let below = agents.flat_map(|agent| graph.children(agent).iter().copied());
        let behind = graph.children(verb).iter().copied().chain(below);
        let members = behind.filter(member);
        members
            .flat_map(|first| std::iter::once(first).chain(graph.children_by(first, "conj")))
            .collect()
    }

    /// The people whom a noun without a name of its own calls by their names behind it: right behind it they take its place
    /// ("the priests Ann Lund and Bo Ode"). One name of one person is left to coreference.
    fn called(&self, word: usize) -> Vec<usize> {
        let graph = self.scene.graph;
        let noun = &graph.words()[word];
        let (kind, class) = self.scene.seen_as(word).unwrap_or((Kind::Nominal, None));
        let plural = noun.upos == Upos::Noun && lower(self.scene.form(word)) != self.scene.lemma(word);
        let itself = match kind {
            // "The Jesuits Ann Lund and Bo Ode" are no people of that name.
            Kind::Name => !plural || class != Some(Class::Norp),
            Kind::Pronoun => true,
            Kind::Nominal => !plural && class == Some(Class::Per),
        };
        let close = |&child: &usize| {
            let relation = graph.words()[child].deprel.universal();
            let close = matches!(relation, "appos" | "nmod") && child == word + 1;
            let beside = relation == "flat" || close || relation == "appos" && plural;
            let name = matches!(self.scene.seen_as(child), Some((Kind::Name, Some(Class::Per))));
            child > word && beside && name
        };
        let names = graph.children(word).iter().copied();
        names.filter(close).filter(|_| !itself).collect()
    }

    /// The word of a suitable type that `word` stands for: itself, or what a partitive counts ("hundreds of people").
    pub(super) fn typed(&self, word: usize, types: &Types) -> Option<usize> {
        if self.nobody(word) {
            return None;
        }
        if self.scene.fits(word, types) {
            return Some(word);
        }
        let graph = self.scene.graph;
        let counts = graph.words()[word].upos == Upos::Num
            || self
                .scene
                .lists
                .partitive
                .is_some_and(|list| self.scene.lists.holds(list, self.scene.symbol(word)));
        let below = graph.children_by(word, "nmod").filter(|_| counts);
        let counted = below
            .into_iter()
            .find(|&inner| self.has_case(inner, "of") && self.scene.fits(inner, types));
        counted.or_else(|| self.headless(word, types).then_some(word))
    }

    /// Whether the word stands for none at all: "No group has claimed responsibility".
    fn nobody(&self, word: usize) -> bool {
        let det = bit(self.scene.lists.symbols.det);
        let mut determiners = self.scene.graph.children_by(word, "det");
        self.scene.below(word) & det != 0
            && determiners.any(|child| matches!(&*self.scene.lemma(child), "no" | "neither"))
    }

    /// Whether the word is a number that stands for what it counts, as headlines have it: "Gunmen kill 3".
    fn headless(&self, word: usize, types: &Types) -> bool {
        let graph = self.scene.graph;
        types.numbers
            && graph.words()[word].upos == Upos::Num
            && matches!(self.scene.seen_as(word), None | Some((Kind::Nominal, None)))
            && graph.children_by(word, "nmod").next().is_none()
    }

    /// Whether a `case` child of the word has this lemma.
    pub fn has_case(&self, word: usize, preposition: &str) -> bool {
        self.scene
            .graph
            .children_by(word, "case")
            .any(|child| self.scene.lemma(child) == preposition)
    }

    /// What a relative pronoun stands for: the noun that its clause hangs on. "Which" stands for no person, "who" for no thing.
    fn antecedent(&self, word: usize) -> Option<usize> {
        let graph = self.scene.graph;
        if graph.words()[word].upos != Upos::Pron {
            return None;
        }
        let lemma = self.scene.lemma(word);
        if lemma == "whose"
            && let Some(owner) = self.before_whose(word)
        {
            return Some(owner);
        }
        if !matches!(&*lemma, "who" | "whom" | "which" | "that" | "whose") {
            return None;
        }
        let clause = graph
            .ancestors(word)
            .find(|&at| graph.words()[at].deprel.as_str() == "acl:relcl")?;
        let mut noun = graph.words()[clause].head?;
        // "The driver, not the guard, who shot": the clause is the driver's.
        while let Some(head) = graph.words()[noun].head
            && graph.words()[noun].deprel.is("appos")
            && graph
                .children_by(noun, "advmod")
                .any(|adverb| self.scene.lemma(adverb) == "not")
        {
            noun = head;
        }
        let mention = self.mention(noun).map(|id| &self.mentions[id]);
        let class = mention.and_then(|mention| mention.class);
        let thing = matches!(
            class,
            Some(Class::Loc | Class::Fac | Class::Date | Class::Money | Class::Product)
        );
        let apart = match &*lemma {
            "which" => class == Some(Class::Per),
            // "People at the terminal who": the parser took the nearest noun.
            "who" | "whom" => thing && mention.is_some_and(|mention| mention.kind == Kind::Nominal),
            _ => false,
        };
        (!apart).then(|| self.identified(noun).unwrap_or(noun))
    }

    /// Whom a place in front of a title and a name belongs to: "Japan Prime Minister Shinzo Abe", "Tulsa, Okla., police
    /// officer Ann Lund".
    pub(super) fn bearer(&self, word: usize, types: &Types) -> Option<usize> {
        if !types.takes(Class::Per) {
            return None;
        }
        let name_at = |at: usize| self.scene.index.name_at(self.sentence, at);
        let name = |at: usize| self.mentions.get(name_at(at)?);
        let place = name(word).filter(|name| name.class == Some(Class::Loc))?;
        let inside = ["in", "at", "near", "outside", "inside"];
        if inside.iter().any(|preposition| self.has_case(word, preposition)) {
            return None;
        }
        let comma = |at: usize| usize::from(self.scene.form(at) == ",");
        let mut at = place.words.end;
        if comma(at) == 1 {
            let state = name(at + 1).filter(|name| name.class == Some(Class::Loc))?;
            at = state.words.end + comma(state.words.end);
        }
        let words = self.scene.graph.words();
        let title = |at: &usize| {
            let noun = |word: &Word| matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj);
            let other = |name: &Mention| !matches!(name.class, Some(Class::Norp | Class::Org));
            words.get(*at).is_some_and(noun) && !name(*at).is_some_and(other)
        };
        let titles = (at..at + LONGEST_TITLE).take_while(title).count();
        let bearer = name(at + titles).filter(|name| titles > 0 && name.class == Some(Class::Per))?;
        (!self.has_case(bearer.head, "'s")).then_some(bearer.head)
    }

    /// The name that ends right before "whose", whatever the parser hangs the clause on.
    fn before_whose(&self, word: usize) -> Option<usize> {
        let mut before = word.checked_sub(1)?;
        if self.scene.form(before) == "," {
            before = before.checked_sub(1)?;
        }
        let mention = &self.mentions[self.scene.index.name_at(self.sentence, before)?];
        (mention.words.end == before + 1).then_some(mention.head)
    }

    /// Who somebody is said to be by name, on either side of a copula: "Ann Lund was the woman who", "the woman who ... was
    /// Ann Lund".
    fn identified(&self, noun: usize) -> Option<usize> {
        let graph = self.scene.graph;
        let word = &graph.words()[noun];
        if self.is_name(noun) {
            return None;
        }
        if graph.children_by(noun, "cop").next().is_some() {
            return graph
                .children_by(noun, "nsubj")
                .find(|&subject| subject < noun && self.is_name(subject));
        }
        let predicate = word.head.filter(|_| word.deprel.as_str() == "nsubj")?;
        let copular = graph.children_by(predicate, "cop").next().is_some();
        Some(predicate).filter(|&predicate| copular && self.is_name(predicate))
    }

    /// Whether a word stands for somebody or something by its name.
    fn is_name(&self, word: usize) -> bool {
        self.scene
            .seen_as(word)
            .is_some_and(|(kind, _)| kind == Kind::Name)
    }
}
