//! Whether a position is held still, for the time being, or not yet.

/// How a position is held that is not simply held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// "Former", "ex-", "late".
    Former,
    /// "Acting", "interim", "caretaker".
    Acting,
    /// "-elect", "-designate", "incoming".
    Incoming,
}

impl Status {
    /// The word that the output writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Former => "former",
            Status::Acting => "acting",
            Status::Incoming => "incoming",
        }
    }

    /// The status that the output writes so.
    pub fn named(word: &str) -> Option<Self> {
        [Status::Former, Status::Acting, Status::Incoming]
            .into_iter()
            .find(|status| status.as_str() == word)
    }

    /// What the words of an office say.
    pub fn of(office: &str) -> Option<Self> {
        let office = office.to_lowercase();
        let words = office.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‑' | '–' | ','));
        words
            .filter_map(|word| match word {
                "former" | "ex" | "late" | "onetime" | "erstwhile" | "outgoing" => Some(Status::Former),
                "acting" | "interim" | "caretaker" | "provisional" => Some(Status::Acting),
                "elect" | "designate" | "incoming" => Some(Status::Incoming),
                _ => None,
            })
            // A former acting chief is a former one.
            .min_by_key(|status| *status as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_an_office_tell_how_it_is_held() {
        assert_eq!(Status::of("former Interior Minister"), Some(Status::Former));
        assert_eq!(Status::of("ex-mayor of Lund"), Some(Status::Former));
        assert_eq!(Status::of("Acting Secretary"), Some(Status::Acting));
        assert_eq!(Status::of("president-elect"), Some(Status::Incoming));
        assert_eq!(Status::of("former acting chief"), Some(Status::Former));
        assert_eq!(Status::of("executive director"), None);
    }
}
