//! Documents through the model, for the commands that read or write column formats.

use triplewire::{
    encoder::{Encoded, Model},
    read::Document,
    syntax::{self, columns},
    text::columns::{Tokenised, conllu::Treebank},
    text::{self, Sentence},
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
    write(model, bank, &encoded);
    Ok(())
}

/// Cuts raw texts into sentences and words, and fills in what the model says about them.
pub fn parse(model: &Model, documents: Vec<Document>, batch_size: usize) -> anyhow::Result<Treebank> {
    let mut bank = Treebank::default();
    let mut all = Vec::new();
    for group in documents.chunks(GROUP) {
        let cut: Vec<Vec<Sentence>> = group.iter().map(|one| text::segment(&one.text)).collect();
        let inputs: Vec<(&str, &[Sentence])> = group
            .iter()
            .zip(&cut)
            .map(|(one, cut)| (one.text.as_str(), cut.as_slice()))
            .collect();
        for (document, (sentences, encoded)) in group.iter().zip(model.encode_and_cut(&inputs, batch_size)?) {
            bank.sentences
                .extend(columns::blocks(&document.id, &document.text, &sentences));
            bank.documents.push(Tokenised {
                document: document.clone(),
                sentences,
            });
            all.extend(encoded);
        }
    }
    write(model, &mut bank, &all);
    Ok(bank)
}

/// Writes what was found into the word lines, sentence by sentence.
fn write(model: &Model, bank: &mut Treebank, encoded: &[Encoded]) {
    let sentences = bank.documents.iter().flat_map(|one| {
        one.sentences
            .iter()
            .map(|sentence| (one.document.text.as_str(), sentence))
    });
    for ((block, encoded), (text, sentence)) in bank.sentences.iter_mut().zip(encoded).zip(sentences) {
        let graph = syntax::parse(text, sentence, encoded, model.relations());
        columns::fill(block, &graph, &encoded.tags);
    }
}
