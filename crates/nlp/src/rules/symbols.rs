//! Words and relations as numbers, so that the matcher compares integers and not strings.
//!
//! Every word that some rule names gets a number when the rules are compiled. What stands in a text and in no rule is
//! [`UNKNOWN`], which no rule asks for.

use rustc_hash::FxHashMap;

/// Number of whatever no rule names.
pub const UNKNOWN: u32 = 0;

/// A relation's number, and that of its universal part: `nsubj:pass` and `nsubj`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Relation {
    pub whole: u32,
    pub universal: u32,
}

impl Relation {
    /// Both numbers as bits of a set. Numbers share bits, so that a set without the bits does not hold the relation, and one
    /// with them may.
    pub fn bits(self) -> u64 {
        bit(self.whole) | bit(self.universal)
    }
}

/// The bit of a relation's number in a set.
pub fn bit(number: u32) -> u64 {
    1 << (number % u64::BITS)
}

/// The table from text to number.
#[derive(Debug, Clone)]
pub struct Symbols {
    words: FxHashMap<Box<str>, u32>,
    relations: FxHashMap<Box<str>, Relation>,
    pub case: u32,
    pub mark: u32,
    pub det: u32,
    /// By which what belongs to a filler hangs on it: conjuncts, members, and names behind a noun.
    pub joining: [u32; 4],
}

impl Default for Symbols {
    fn default() -> Self {
        let mut symbols = Self {
            words: FxHashMap::default(),
            relations: FxHashMap::default(),
            case: UNKNOWN,
            mark: UNKNOWN,
            det: UNKNOWN,
            joining: [UNKNOWN; 4],
        };
        symbols.case = symbols.add_relation("case").whole;
        symbols.mark = symbols.add_relation("mark").whole;
        symbols.det = symbols.add_relation("det").whole;
        symbols.joining =
            ["conj", "nmod", "appos", "flat"].map(|relation| symbols.add_relation(relation).whole);
        symbols
    }
}

impl Symbols {
    /// The number of a word in lower case, given to it now if it has none.
    pub fn add(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let next = self.words.len() as u32 + 1;
        self.words.insert(word.into(), next);
        next
    }

    pub fn get(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// The number of a relation, given to it now if it has none; its universal part gets one too.
    pub fn add_relation(&mut self, relation: &str) -> Relation {
        if let Some(&known) = self.relations.get(relation) {
            return known;
        }
        let universal = match relation.split_once(':') {
            Some((universal, _)) => self.add_relation(universal).whole,
            None => self.relations.len() as u32 + 1,
        };
        let whole = self.relations.len() as u32 + 1;
        let number = Relation { whole, universal };
        self.relations.insert(relation.into(), number);
        number
    }

    /// The numbers of a relation; of one with an unknown subtype at least the universal part.
    pub fn relation(&self, relation: &str) -> Relation {
        if let Some(&known) = self.relations.get(relation) {
            return known;
        }
        let universal = relation
            .split(':')
            .next()
            .and_then(|part| self.relations.get(part));
        Relation {
            whole: UNKNOWN,
            universal: universal.map_or(UNKNOWN, |found| found.whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_and_the_unknown_has_none() {
        let mut symbols = Symbols::default();
        let kill = symbols.add("kill");
        assert_eq!((symbols.add("kill"), symbols.get("kill")), (kill, kill));
        assert_ne!(symbols.add("maim"), kill);
        assert_eq!(symbols.get("sing"), UNKNOWN);
    }

    #[test]
    fn a_relation_knows_its_universal_part() {
        let mut symbols = Symbols::default();
        let passive = symbols.add_relation("nsubj:pass");
        let subject = symbols.add_relation("nsubj");
        assert_eq!(passive.universal, subject.whole);
        assert_ne!(passive.whole, subject.whole);
        assert_eq!(
            symbols.relation("nsubj:outer"),
            Relation {
                whole: UNKNOWN,
                universal: subject.whole
            }
        );
        assert_eq!(symbols.relation("vocative"), Relation::default());
    }
}
