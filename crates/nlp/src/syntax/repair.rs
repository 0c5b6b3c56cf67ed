//! Mends what the parser is known to get wrong and what the words themselves decide.
//!
//! "May" before a finite verb is no modal: "May resigned" and "Mrs May has left" tell of a person. A verb with a subject on either
//! side and no object has the right one as its object, which text in lower case brings ("gunmen killed judge ann lund"). Two words
//! in a row cannot both be its subject or object: they are one name, or a title and a name. A compound ends before its verb.

use super::{Deprel, Word};
use crate::text::lower;
use triplewire_facts::annotation::{Class, Upos};
use triplewire_lexicon::Lexicon;

/// Finite forms that no modal stands before.
const FINITE: [&str; 16] = [
    "has", "had", "is", "was", "were", "will", "would", "can", "could", "did", "does", "should", "must",
    "may", "might", "shall",
];

/// Repairs the words of one sentence in place.
pub fn repair(text: &str, words: &mut [Word], lexicon: &Lexicon) {
    for at in 0..words.len() {
        if words[at].upos == Upos::Aux && words[at].span.of(text) == "May" {
            surname(text, words, at);
        }
    }
    crossing(words);
    doubled(text, words, lexicon);
    objects(words);
}

/// A noun whose compound would reach across the verb above it is the verb's subject: "a gunman | shot mayor ann lund".
fn crossing(words: &mut [Word]) {
    for at in 0..words.len() {
        let Some(head) = words[at]
            .head
            .filter(|&head| head > at + 1 && words[at].deprel.is("compound") && words[at].upos == Upos::Noun)
        else {
            continue;
        };
        let mut above = words[head].head;
        let mut verb = None;
        // No tree is deeper than its words are many; a few steps are enough here.
        for _ in 0..4 {
            let Some(word) = above else { break };
            if (at + 1..head).contains(&word) && words[word].upos == Upos::Verb {
                verb = Some(word);
            }
            above = words[word].head;
        }
        let Some(verb) = verb else { continue };
        words[at].head = Some(verb);
        words[at].deprel = Deprel::from("nsubj");
        for other in words.iter_mut().take(at).filter(|word| word.head == Some(head)) {
            other.head = Some(at);
        }
    }
}

/// Two words in a row that hang on one verb by the same relation, the second a name.
fn doubled(text: &str, words: &mut [Word], lexicon: &Lexicon) {
    for name in 1..words.len() {
        let before = name - 1;
        let [one, other] = [&words[before], &words[name]];
        let double = other.upos == Upos::Propn
            && matches!(one.upos, Upos::Noun | Upos::Propn)
            && one.head.is_some()
            && one.head == other.head
            && one.deprel == other.deprel
            && matches!(one.deprel.as_str(), "nsubj" | "nsubj:pass" | "obj");
        if !double {
            continue;
        }
        let lemma = lower(&one.lemma);
        let titular = matches!(lexicon.noun_class(&lemma), Some(Class::Per | Class::Org))
            || lexicon.titles().at_start(&[one.span.of(text)]) > 0;
        let article = words
            .iter()
            .any(|word| word.head == Some(before) && word.deprel.is("det"));
        let (head, relation, changed) = match () {
            () if article => (before, "appos", name),
            () if titular => (name, "nmod:desc", before),
            () if one.upos == Upos::Propn => (before, "flat", name),
            () => continue,
        };
        words[changed].head = Some(head);
        words[changed].deprel = Deprel::from(relation);
    }
}

/// Makes a name of "May" as auxiliary of a form that no modal stands before.
fn surname(text: &str, words: &mut [Word], at: usize) {
    let Some(verb) = words[at]
        .head
        .filter(|&verb| verb > at && words[at].deprel.is("aux"))
    else {
        return;
    };
    let Some(next) = words[at + 1..]
        .iter()
        .position(|word| word.upos != Upos::Adv)
        .map(|next| at + 1 + next)
    else {
        return;
    };
    let form = lower(words[next].span.of(text));
    let inflected = next == verb
        && words[verb].upos == Upos::Verb
        && form != lower(&words[verb].lemma)
        && !form.ends_with("ing");
    if !(inflected || words[next].head == Some(verb) && FINITE.contains(&&*form)) {
        return;
    }
    words[at].upos = Upos::Propn;
    words[at].lemma = words[at].span.of(text).to_string();
    let before = at
        .checked_sub(1)
        .filter(|&before| words[before].upos == Upos::Propn);
    if let Some(first) = before.filter(|&before| words[before].deprel.is("nsubj")) {
        words[at].head = Some(first);
        words[at].deprel = Deprel::from("flat");
        return;
    }
    let passive = words
        .iter()
        .any(|word| word.head == Some(verb) && word.deprel.as_str() == "aux:pass");
    words[at].deprel = Deprel::from(if passive { "nsubj:pass" } else { "nsubj" });
}

/// A second subject right of an active verb is its object, unless it has one.
fn objects(words: &mut [Word]) {
    for at in 0..words.len() {
        let Some(verb) = words[at].head.filter(|&verb| {
            verb < at && words[at].deprel.as_str() == "nsubj" && words[verb].upos == Upos::Verb
        }) else {
            continue;
        };
        let (mut left, mut other) = (0, false);
        for (child, word) in words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.head == Some(verb))
        {
            match word.deprel.as_str() {
                "nsubj" if child < verb => left += 1,
                "nsubj" => other |= child != at,
                "obj" | "iobj" | "ccomp" | "xcomp" | "nsubj:pass" | "aux:pass" | "cop" => other = true,
                _ => {}
            }
        }
        if left == 1 && !other {
            words[at].deprel = Deprel::from("obj");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// Words `form/lemma/UPOS/head/deprel`, mended; their relations.
    fn mended(line: &str) -> Vec<String> {
        let (mut text, mut words) = (String::new(), Vec::new());
        for word in line.split(' ') {
            let [form, lemma, upos, head, deprel] = word.split('/').collect::<Vec<_>>()[..] else {
                panic!("{word}");
            };
            let start = text.len() + usize::from(!text.is_empty());
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(form);
            words.push(Word {
                span: Span::new(start, text.len()),
                lemma: lemma.to_string(),
                upos: upos.parse().unwrap(),
                head: head.parse().ok(),
                deprel: Deprel::from(deprel),
            });
        }
        repair(&text, &mut words, Lexicon::builtin().as_ref().unwrap());
        words.into_iter().map(|word| word.deprel.to_string()).collect()
    }

    #[test]
    fn may_before_a_finite_verb_is_a_name() {
        let line = "May/may/AUX/1/aux promised/promise/VERB/-/root help/help/NOUN/1/obj";
        assert_eq!(mended(line)[0], "nsubj");
        let line = "Ann/Ann/PROPN/2/nsubj May/may/AUX/2/aux met/meet/VERB/-/root";
        assert_eq!(mended(line)[1], "flat");
        let line = "May/may/AUX/3/aux he/he/PRON/3/nsubj well/well/ADV/3/advmod rest/rest/VERB/-/root";
        assert_eq!(mended(line)[0], "aux");
        let line = "May/may/AUX/2/aux have/have/AUX/2/aux left/leave/VERB/-/root";
        assert_eq!(mended(line)[0], "aux");
    }

    #[test]
    fn two_subjects_in_a_row_are_one_phrase() {
        let line = "Ann/Ann/PROPN/2/nsubj Lund/Lund/PROPN/2/nsubj left/leave/VERB/-/root";
        assert_eq!(mended(line)[1], "flat");
        let line = "chancellor/chancellor/NOUN/2/nsubj Lund/Lund/PROPN/2/nsubj left/leave/VERB/-/root";
        assert_eq!(mended(line)[0], "nmod:desc");
        let line = "saw/see/VERB/-/root the/the/DET/2/det dentist/dentist/NOUN/0/obj Lund/Lund/PROPN/0/obj";
        assert_eq!(mended(line)[3], "appos");
    }

    #[test]
    fn a_compound_ends_before_its_verb() {
        let line = "gunman/gunman/NOUN/2/compound shot/shoot/VERB/-/root mayor/mayor/NOUN/3/nmod:desc ann/ann/PROPN/1/nsubj";
        assert_eq!(mended(line), ["nsubj", "root", "nmod:desc", "obj"]);
    }

    #[test]
    fn a_second_subject_behind_the_verb_is_its_object() {
        let line = "gunmen/gunman/NOUN/1/nsubj killed/kill/VERB/-/root ann/ann/PROPN/1/nsubj";
        assert_eq!(mended(line)[2], "obj");
        let line = "killed/kill/VERB/-/root ann/ann/PROPN/0/nsubj";
        assert_eq!(mended(line)[1], "nsubj");
    }
}
