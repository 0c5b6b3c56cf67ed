//! What the heads said about a window becomes legal tags, scores and trees, sentence by sentence.

use super::{Encoded, Head, Tag, Upos, cut::Run, heads::Said, platt::Platt, posterior, viterbi};

/// A window's sentences, each with what the heads say about it.
pub type Decoded = Vec<(Run, Encoded)>;

/// What the rows of the heads stand for.
#[derive(Debug, Clone)]
pub struct Decoder {
    pub tags: Vec<Tag>,
    pub upos: Vec<Upos>,
    /// The relation that joins the pieces of a sentence that was too long for one window.
    pub joint: usize,
    /// From the tagger's probability of an entity to its score.
    pub calibration: Platt,
}

impl Decoder {
    /// What the heads said, run by run.
    pub fn decode(&self, said: Said) -> Decoded {
        let decoded = |run: Run| {
            let words = run.words.clone();
            let width = self.tags.len();
            let rows = &said.ner[words.start * width..words.end * width];
            let tags = viterbi::decode(rows, &self.tags);
            let upos = said.upos.get(words.clone()).unwrap_or_default();
            let encoded = Encoded {
                tag_scores: self.scores(rows, &tags),
                tags,
                upos: upos.iter().map(|&at| self.upos[at]).collect(),
                heads: said.heads.as_ref().map(|heads| heads[words].to_vec()),
            };
            (run, encoded)
        };
        said.runs.into_iter().map(decoded).collect()
    }

    fn scores(&self, rows: &[f32], tags: &[Tag]) -> Vec<f32> {
        let scores = posterior::scores(rows, &self.tags, tags);
        let calibrated = |(score, &tag): (f32, &Tag)| match tag {
            Tag::O => score,
            Tag::B(_) | Tag::I(_) => self.calibration.apply(f64::from(score)) as f32,
        };
        scores.into_iter().zip(tags).map(calibrated).collect()
    }

    /// Puts a part at the end of its sentence: what is already there holds the root, and the part hangs from it.
    pub fn join(&self, sentence: &mut Encoded, part: Encoded) {
        let before = sentence.tags.len();
        sentence.tags.extend(part.tags);
        sentence.tag_scores.extend(part.tag_scores);
        sentence.upos.extend(part.upos);
        if let (Some(heads), Some(part)) = (&mut sentence.heads, part.heads) {
            let root = heads.iter().position(|head| head.word.is_none());
            heads.extend(part.into_iter().map(|head| match (head.word, root) {
                (None, Some(_)) => Head {
                    word: root,
                    relation: self.joint,
                },
                (word, _) => Head {
                    word: word.map(|word| word + before),
                    ..head
                },
            }));
        }
    }
}
