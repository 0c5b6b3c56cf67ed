//! Which kinds of checkpoint can be read, and how each calls its parts.

use std::fmt;

/// Kind of encoder, as `model_type` of `config.json` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// BERT (Devlin et al. 2019).
    Bert,
    /// DistilBERT (Sanh et al. 2019).
    DistilBert,
    /// CamemBERT is one, too.
    Roberta,
    /// RoBERTa with a SentencePiece vocabulary.
    XlmRoberta,
    /// ELECTRA (Clark et al. 2020).
    Electra,
    /// DeBERTa v2 and v3 (He et al. 2021).
    DebertaV2,
    /// ALBERT (Lan et al. 2020).
    Albert,
}

impl Architecture {
    /// All of them.
    pub const ALL: [Architecture; 7] = [
        Architecture::Bert,
        Architecture::DistilBert,
        Architecture::Roberta,
        Architecture::XlmRoberta,
        Architecture::Electra,
        Architecture::DebertaV2,
        Architecture::Albert,
    ];

    /// By `model_type`.
    pub fn of_type(model_type: &str) -> Option<Self> {
        match model_type {
            "camembert" => Some(Architecture::Roberta),
            _ => Self::ALL.into_iter().find(|one| one.as_str() == model_type),
        }
    }

    /// By the class that saved the checkpoint, for old configurations that have no `model_type`.
    pub fn of_class(class: &str) -> Option<Self> {
        match class.strip_suffix("ForTokenClassification")? {
            "Bert" => Some(Architecture::Bert),
            "DistilBert" => Some(Architecture::DistilBert),
            "Roberta" | "Camembert" => Some(Architecture::Roberta),
            "XLMRoberta" => Some(Architecture::XlmRoberta),
            "Electra" => Some(Architecture::Electra),
            "DebertaV2" => Some(Architecture::DebertaV2),
            "Albert" => Some(Architecture::Albert),
            _ => None,
        }
    }

    /// The name that `model_type` has.
    pub fn as_str(self) -> &'static str {
        match self {
            Architecture::Bert => "bert",
            Architecture::DistilBert => "distilbert",
            Architecture::Roberta => "roberta",
            Architecture::XlmRoberta => "xlm-roberta",
            Architecture::Electra => "electra",
            Architecture::DebertaV2 => "deberta-v2",
            Architecture::Albert => "albert",
        }
    }

    /// What the names of the encoder's tensors open with.
    pub fn prefix(self) -> &'static str {
        match self {
            Architecture::DebertaV2 => "deberta",
            Architecture::XlmRoberta => "roberta",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}
