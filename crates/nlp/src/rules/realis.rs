//! How the text commits itself to an event.

use std::{fmt, str::FromStr};

/// Realis of an event: whether the text tells it as a fact. Ordered from most to least committed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Realis {
    /// It happened.
    #[default]
    Actual,
    /// Somebody says so, and the text does not vouch for it.
    Alleged,
    /// It was tried and did not come off.
    Attempted,
    /// It is to happen.
    Planned,
    /// It may happen, or is spoken of in general.
    Hypothetical,
    /// It did not happen, or somebody says so.
    Denied,
}

impl Realis {
    /// All of them; what stands later has the last word.
    pub const ALL: [Realis; 6] = [
        Realis::Actual,
        Realis::Alleged,
        Realis::Attempted,
        Realis::Planned,
        Realis::Hypothetical,
        Realis::Denied,
    ];

    /// What is left of it under a governor that says `outer` of what it governs: what did not happen stays so, a mere
    /// allegation changes nothing that is already in doubt, and else the governor has the last word ("may have tried").
    pub fn under(self, outer: Self) -> Self {
        match (self, outer) {
            (Self::Denied, _) | (_, Self::Actual) => self,
            (Self::Actual, _) => outer,
            (_, Self::Alleged) => self,
            _ => outer,
        }
    }

    /// The word that files and the output write.
    pub fn as_str(self) -> &'static str {
        match self {
            Realis::Actual => "actual",
            Realis::Alleged => "alleged",
            Realis::Attempted => "attempted",
            Realis::Planned => "planned",
            Realis::Hypothetical => "hypothetical",
            Realis::Denied => "denied",
        }
    }
}

impl fmt::Display for Realis {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Realis {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|realis| realis.as_str() == text)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::Realis::*;

    #[test]
    fn what_governs_has_the_last_word_but_for_what_is_denied() {
        for (inner, outer, both) in [
            (Actual, Planned, Planned),
            (Attempted, Hypothetical, Hypothetical),
            (Planned, Attempted, Attempted),
            (Planned, Alleged, Planned),
            (Denied, Planned, Denied),
            (Attempted, Denied, Denied),
            (Alleged, Actual, Alleged),
        ] {
            assert_eq!(inner.under(outer), both, "{inner} under {outer}");
        }
    }
}
