//! The closed classes of English words that hold a clause together, in lower case: what there is to go by without a parser.

use super::{chunk::is_determiner, lemma};
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Lexicon;

pub const BE: [&str; 12] = [
    "is", "are", "was", "were", "be", "been", "being", "am", "'s", "’s", "'re", "’re",
];
pub const HAVE: [&str; 8] = ["has", "have", "had", "having", "'ve", "’ve", "'d", "’d"];
pub const DO: [&str; 3] = ["do", "does", "did"];
pub const WILL: [&str; 7] = ["will", "shall", "'ll", "’ll", "wo", "sha", "going"];
pub const MAY: [&str; 8] = ["may", "might", "could", "would", "should", "must", "can", "ca"];
pub const NOT: [&str; 4] = ["not", "n't", "n’t", "never"];
pub const ALLEGED: [&str; 5] = [
    "allegedly",
    "reportedly",
    "apparently",
    "supposedly",
    "purportedly",
];
/// "nearly killed": it did not come to that.
pub const ALMOST: [&str; 3] = ["almost", "nearly", "narrowly"];
pub const PLACE: [&str; 10] = [
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "on",
    "around",
    "across",
    "within",
    "throughout",
];
pub const PREPOSITIONS: [&str; 36] = [
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "on",
    "around",
    "across",
    "within",
    "throughout",
    "of",
    "from",
    "for",
    "with",
    "by",
    "to",
    "into",
    "against",
    "between",
    "among",
    "during",
    "under",
    "over",
    "through",
    "after",
    "before",
    "since",
    "until",
    "without",
    "about",
    "behind",
    "beside",
    "toward",
    "towards",
    "upon",
    "via",
];
/// Prepositions of a phrase that may stand between a subject and its verb ("police in Antwerp arrested").
pub const ATTACHED: [&str; 8] = ["in", "at", "near", "of", "from", "with", "outside", "on"];
pub const RELATIVE: [&str; 3] = ["who", "which", "that"];
/// Pronouns that can only be a subject, or mostly are.
pub const SUBJECTS: [&str; 8] = ["he", "she", "it", "they", "we", "i", "you", "who"];
/// Before a subject these only open a clause.
pub const CONDITIONS: [&str; 5] = ["if", "unless", "whether", "lest", "suppose"];
/// Words that no chunk goes across, beside those above.
pub const OTHERS: [&str; 40] = [
    "and",
    "or",
    "but",
    "nor",
    "so",
    "yet",
    "as",
    "than",
    "because",
    "although",
    "though",
    "while",
    "when",
    "where",
    "why",
    "how",
    "what",
    "whom",
    "whose",
    "there",
    "here",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "him",
    "them",
    "us",
    "me",
    "who",
    "himself",
    "herself",
    "themselves",
    "itself",
    "also",
    "then",
    "only",
];
const ADVERBS: [&str; 24] = [
    "also",
    "then",
    "later",
    "soon",
    "already",
    "since",
    "just",
    "once",
    "both",
    "all",
    "still",
    "even",
    "now",
    "today",
    "yesterday",
    "again",
    "first",
    "earlier",
    "recently",
    "to-day",
    "finally",
    "ever",
    "often",
    "not",
];

/// Whether a word may stand inside a verb group, or between it and what belongs to it.
pub fn is_adverb(form: &str) -> bool {
    ADVERBS.contains(&form)
        || NOT.contains(&form)
        || ALLEGED.contains(&form)
        || (form.len() > 4 && form.ends_with("ly") && form.is_ascii())
}

/// Whether a word belongs to a closed class.
pub fn is_closed(form: &str) -> bool {
    let lists: [&[&str]; 9] = [
        &BE,
        &HAVE,
        &DO,
        &WILL,
        &MAY,
        &NOT,
        &PREPOSITIONS,
        &RELATIVE,
        &OTHERS,
    ];
    CONDITIONS.contains(&form) || lists.iter().any(|list| list.contains(&form))
}

/// Whether a form that a list of nouns has may be one here: a form of a verb ("shot", "shelling") only behind an article.
pub fn may_be_noun(form: &str, before: &str, lexicon: &Lexicon) -> bool {
    let verbal = lemma(form, Upos::Verb, lexicon) != form && !form.ends_with('s');
    !is_closed(form) && (!verbal || is_determiner(before))
}

/// Whether a word could describe the noun after it, for all that can be seen; `before` is the word before it. Verbs must
/// not: a participle does only right behind an article ("the wounded men"), and adjectives have no -s.
pub fn may_describe(form: &str, before: &str, lexicon: &Lexicon) -> bool {
    let wordy = form.chars().all(|c| c.is_alphabetic() || c == '-') && form.chars().any(char::is_alphabetic);
    let plural = form.ends_with('s') && !form.ends_with("ss") && !form.ends_with("us");
    let verbal = lemma(form, Upos::Verb, lexicon) != form;
    wordy && !is_closed(form) && !plural && (!verbal || is_determiner(before) || before.ends_with("ly"))
}
