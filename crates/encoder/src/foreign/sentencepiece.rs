//! SentencePiece models (`spiece.model`, `spm.model`): the few fields of the protocol buffer that a tokenizer needs.

/// A unigram vocabulary.
#[derive(Debug, Default, PartialEq)]
pub struct SentencePiece {
    /// Piece and log-probability; the place is the id.
    pub pieces: Vec<(String, f32)>,
    /// Place of the piece for what is unknown.
    pub unknown: Option<usize>,
    /// Table of character replacements, compiled; empty for none.
    pub characters: Vec<u8>,
    /// 1 for unigram, 2 for byte pairs.
    kind: u64,
}

/// What a field holds.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Float(f32),
}

impl SentencePiece {
    /// # Errors
    /// What is wrong with the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut model = Self {
            kind: 1,
            ..Self::default()
        };
        for field in Fields(bytes) {
            match field? {
                (1, Field::Bytes(piece)) => model.piece(piece)?,
                (2, Field::Bytes(trainer)) => {
                    for field in Fields(trainer) {
                        if let (3, Field::Number(kind)) = field? {
                            model.kind = kind;
                        }
                    }
                }
                (3, Field::Bytes(normalizer)) => {
                    for field in Fields(normalizer) {
                        if let (2, Field::Bytes(characters)) = field? {
                            model.characters = characters.to_vec();
                        }
                    }
                }
                _ => {}
            }
        }
        match (model.pieces.is_empty(), model.kind) {
            (true, _) => Err("there are no pieces in it".into()),
            (false, 1) => Ok(model),
            (false, kind) => Err(format!(
                "it is no unigram model (kind {kind}), and no other is supported"
            )),
        }
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), String> {
        const UNKNOWN: u64 = 2;
        let (mut text, mut score, mut kind) = (String::new(), 0.0, 1);
        for field in Fields(bytes) {
            match field? {
                (1, Field::Bytes(piece)) => text = String::from_utf8_lossy(piece).into_owned(),
                (2, Field::Float(number)) => score = number,
                (3, Field::Number(number)) => kind = number,
                _ => {}
            }
        }
        if kind == UNKNOWN {
            self.unknown = Some(self.pieces.len());
        }
        self.pieces.push((text, score));
        Ok(())
    }
}

/// The fields of a message, by number.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn field(&mut self) -> Option<(u64, Field<'a>)> {
        let key = self.varint()?;
        let field = match key & 7 {
            0 => Field::Number(self.varint()?),
            1 => {
                self.take(8)?;
                Field::Number(0)
            }
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Float(f32::from_le_bytes(self.take(4)?.try_into().ok()?)),
            _ => return None,
        };
        Some((key >> 3, field))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Field<'a>), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or_else(|| "it is cut short or no SentencePiece model".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with one field of bytes.
    fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, content.len() as u8], content].concat()
    }

    fn piece(text: &str, score: f32, kind: u8) -> Vec<u8> {
        let fields = [
            bytes(1, text.as_bytes()),
            vec![2 << 3 | 5],
            score.to_le_bytes().to_vec(),
            vec![3 << 3, kind],
        ];
        bytes(1, &fields.concat())
    }

    #[test]
    fn pieces_and_their_kinds_are_read() {
        let file = [
            piece("<unk>", 0.0, 2),
            piece("▁a", -1.5, 1),
            bytes(2, &[3 << 3, 1]),
            bytes(3, &bytes(2, b"xyz")),
        ];
        let model = SentencePiece::parse(&file.concat()).unwrap();
        assert_eq!(
            model.pieces,
            [("<unk>".to_string(), 0.0), ("▁a".to_string(), -1.5)]
        );
        assert_eq!((model.unknown, &*model.characters), (Some(0), &b"xyz"[..]));
    }

    #[test]
    fn other_files_are_refused() {
        let whole = piece("▁a", -1.5, 1);
        assert!(
            SentencePiece::parse(&whole[..whole.len() - 1])
                .unwrap_err()
                .contains("cut short")
        );
        assert!(SentencePiece::parse(b"").unwrap_err().contains("no pieces"));
        let pairs = [whole, bytes(2, &[3 << 3, 2])].concat();
        assert!(SentencePiece::parse(&pairs).unwrap_err().contains("no unigram"));
    }
}
