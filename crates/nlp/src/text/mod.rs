//! Text becomes sentences and tokens, as byte ranges into it.
//!
//! In: any string. Out: [`Sentence`]s in order, with tokens as the English Universal Dependencies treebanks cut them
//! (`do n't`, `Smith 's`, `well - known`, `$ 5`, `U.S.`). Every character that is neither white space nor invisible
//! belongs to exactly one token.
//!
//! Before that, `markup` takes tags, entities and soft hyphens out of a text that has any; the [`Source`] leads spans back into
//! the text as it was given.
//!
//! Three passes, each linear: `layout` finds the line ends that part sentences whatever the words say, `token` cuts
//! words, `sentence` decides which full stops end a sentence. A full stop that may belong to an abbreviation
//! stays with its word until the sentence pass has seen what follows.

mod chars;
pub mod columns;
mod dateline;
mod entity;
mod layout;
mod markup;
mod sentence;
mod shape;
mod tag;
mod token;
mod word;

pub(crate) use chars::lower;
pub use markup::{Source, take_out};
pub use triplewire_facts::annotation::{Sentence, Span};
use triplewire_lexicon::Lexicon;

/// Cuts a text into sentences and tokens. Sentences of more than 200 tokens are cut at the best place.
///
/// ```
/// use triplewire_lexicon::Lexicon;
/// use triplewire_nlp::text::segment;
///
/// let lexicon = Lexicon::builtin().unwrap();
/// let text = "Mr. Smith didn't go. Why?";
/// let words: Vec<Vec<&str>> =
///     segment(text, &lexicon).iter().map(|s| s.tokens.iter().map(|t| t.of(text)).collect()).collect();
/// assert_eq!(words, [vec!["Mr.", "Smith", "did", "n't", "go", "."], vec!["Why", "?"]]);
/// ```
pub fn segment(text: &str, lexicon: &Lexicon) -> Vec<Sentence> {
    let tokens = token::tokens(text, lexicon.tokens());
    sentence::split(text, &tokens, &layout::breaks(text, lexicon.tokens()), lexicon)
}
