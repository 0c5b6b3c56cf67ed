//! Tokenised documents through the model, for the commands that read column formats.

use triplewire::{
    encoder::{Encoded, Model},
    syntax::{self, columns},
    text::Sentence,
    text::columns::{Tokenised, conllu::Treebank},
};

/// Documents that are encoded together: enough to keep all threads busy.
const GROUP: usize = 64;

/// What the model says about every sentence, all documents one after the other.
pub fn encode(model: &Model, documents: &[Tokenised], batch_size: usize) -> anyhow::Result<Vec<Encoded>> {
    let mut all = Vec::new();
    for group in documents.chunks(GROUP) {
        let inputs: Vec<(&str, &[Sentence])> = group
            .iter()
            .map(|one| (one.document.text.as_str(), one.sentences.as_slice()))
            .collect();
        all.extend(model.encode(&inputs, batch_size)?.into_iter().flatten());
    }
    Ok(all)
}

/// Fills a treebank's word lines with what the model says about them.
pub fn fill(model: &Model, bank: &mut Treebank, batch_size: usize) -> anyhow::Result<()> {
    let encoded = encode(model, &bank.documents, batch_size)?;
    let sentences = bank.documents.iter().flat_map(|one| {
        one.sentences
            .iter()
            .map(|sentence| (one.document.text.as_str(), sentence))
    });
    for ((block, encoded), (text, sentence)) in bank.sentences.iter_mut().zip(&encoded).zip(sentences) {
        let graph = syntax::parse(text, sentence, encoded, model.relations());
        columns::fill(block, &graph, &encoded.tags);
    }
    Ok(())
}
