//! Documents of column formats through the first steps.

use triplewire_facts::{
    annotation::{Document, Encoded},
    timing::Stage,
};
use triplewire_nlp::{
    syntax::columns,
    text::columns::{Tokenised, conllu::Treebank},
};

use super::{Analysis, Input, Pipeline};
use crate::Result;

impl Pipeline {
    /// What the encoder says about every sentence of documents whose tokens are given, all documents one after the other.
    ///
    /// # Errors
    /// [`crate::Error::Encoder`] when the model cannot run.
    pub fn encode(&self, documents: &[Tokenised]) -> Result<Vec<Encoded>> {
        let mut all = Vec::new();
        for analysis in self.analyse(given(documents), Stage::Decode) {
            all.extend(analysis?.encoded);
        }
        Ok(all)
    }

    /// Fills a treebank's word lines with what the first steps say about them.
    ///
    /// # Errors
    /// [`crate::Error::Encoder`] when the model cannot run.
    pub fn fill(&self, bank: &mut Treebank) -> Result<()> {
        let mut sentences = 0;
        for analysis in self.analyse(given(&bank.documents), Stage::Syntax) {
            sentences += fill(bank, sentences, &analysis?);
        }
        Ok(())
    }

    /// Cuts raw texts into sentences and words, and fills in what the first steps say about them.
    ///
    /// # Errors
    /// [`crate::Error::Encoder`] when the model cannot run.
    pub fn parse(&self, documents: Vec<Document>) -> Result<Treebank> {
        let mut bank = Treebank::default();
        let inputs = documents.into_iter().map(|document| Ok(Input::Text(document)));
        for analysis in self.analyse(inputs, Stage::Syntax) {
            let analysis = analysis?;
            let (document, sentences) = (&analysis.extraction.document, &analysis.extraction.sentences);
            let first = bank.sentences.len();
            bank.sentences
                .extend(columns::blocks(&document.id, &document.text, sentences));
            bank.documents.push(Tokenised {
                document: document.clone(),
                sentences: sentences.clone(),
            });
            fill(&mut bank, first, &analysis);
        }
        Ok(bank)
    }
}

fn given(documents: &[Tokenised]) -> impl Iterator<Item = Result<Input>> + Send + 'static {
    let inputs: Vec<Input> = documents.iter().cloned().map(Input::Tokens).collect();
    inputs.into_iter().map(Ok)
}

/// Writes the sentences of a document into the word lines from the sentence `first` on; gives their number.
fn fill(bank: &mut Treebank, first: usize, analysis: &Analysis) -> usize {
    let blocks = bank.sentences.iter_mut().skip(first);
    for ((block, graph), encoded) in blocks.zip(&analysis.graphs).zip(&analysis.encoded) {
        columns::fill(block, graph, &encoded.tags);
    }
    analysis.graphs.len()
}
