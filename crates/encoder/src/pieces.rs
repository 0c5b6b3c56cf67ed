//! Words become wordpieces, each word on its own, remembered from one time to the next.

use std::path::Path;

use rustc_hash::FxHashMap;
use tokenizers::Tokenizer;

use super::foreign::Marks;
use crate::{Error, Result};

/// No word gets more pieces than this: what has more is noise, and the first piece stands for the word anyway.
const LONGEST_WORD: usize = 128;
/// What a word has beyond this many characters is not even looked at.
const LONGEST_CHARACTERS: usize = 2048;
/// Words remembered before the memory starts anew. News repeats its words; noise must not fill the memory.
const REMEMBERED: usize = 1 << 16;

/// The wordpiece vocabulary.
pub struct Pieces {
    tokenizer: Tokenizer,
    pub cls: u32,
    pub sep: u32,
    unknown: u32,
    longest: usize,
    known: FxHashMap<String, Box<[u32]>>,
}

impl Pieces {
    /// Reads `tokenizer.json`; every id must be below `limit`, the rows of the model's embedding. No word gets more
    /// than `room` pieces, the longest window.
    pub fn load(folder: &Path, limit: usize, room: usize, marks: &Marks) -> Result<Self> {
        let path = folder.join("tokenizer.json");
        let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
        let wrong = |what: String| Error::Model {
            path: folder.into(),
            what: format!("tokenizer.json: {what}"),
        };
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|e| wrong(e.to_string()))?;
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|e| wrong(e.to_string()))?;
        if let Some((piece, id)) = tokenizer
            .get_vocab(true)
            .into_iter()
            .find(|&(_, id)| id as usize >= limit)
        {
            return Err(wrong(format!(
                "{piece:?} has id {id}, but config.json has vocab_size {limit}"
            )));
        }
        let special = |piece: &str| {
            tokenizer
                .token_to_id(piece)
                .ok_or_else(|| wrong(format!("has no {piece}")))
        };
        let (cls, sep, unknown) = (
            special(&marks.open)?,
            special(&marks.close)?,
            special(&marks.unknown)?,
        );
        let longest = LONGEST_WORD.min(room);
        Ok(Self {
            tokenizer,
            cls,
            sep,
            unknown,
            longest,
            known: FxHashMap::default(),
        })
    }

    /// Pieces of one word, never none.
    pub fn of(&mut self, word: &str) -> &[u32] {
        if !self.known.contains_key(word) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            let pieces = self.split(word);
            self.known.insert(word.to_owned(), pieces);
        }
        self.known.get(word).map_or(&[], |pieces| pieces)
    }

    fn split(&self, word: &str) -> Box<[u32]> {
        let end = word
            .char_indices()
            .nth(LONGEST_CHARACTERS)
            .map_or(word.len(), |(at, _)| at);
        let split = self.tokenizer.encode(&[&word[..end]][..], false);
        let mut ids = split.map_or_else(|_| Vec::new(), |encoding| encoding.get_ids().to_vec());
        ids.truncate(self.longest);
        if ids.is_empty() {
            ids.push(self.unknown);
        }
        ids.into()
    }
}
