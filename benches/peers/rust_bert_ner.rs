//! rust-bert's own NER pipeline over a stream of articles, for `scripts/bench/throughput.sh` to time beside triplewire.
//!
//! In: a folder with `config.json`, `vocab.txt` and `model.safetensors` of a BertForTokenClassification, and a JSONL file
//! with a `text` in each line. Out: a line for each article with its entities. Sentences are triplewire's, since the
//! pipeline has no splitter; all else is `NERModel` as rust-bert's users call it, on as many threads as libtorch takes.

use std::{
    env,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rust_bert::{
    pipelines::{
        common::{ModelResource, ModelType},
        ner::NERModel,
        token_classification::{LabelAggregationOption, TokenClassificationConfig},
    },
    resources::LocalResource,
};
use triplewire_nlp::{read::Documents, text};

/// Sentences a call, also rust-bert's own batch size. With more, `predict` writes the later results over the first.
const BATCH: usize = 64;

/// Articles whose sentences share calls, so that short ones do not leave them half empty.
const ARTICLES: usize = 64;

fn model(folder: &Path) -> Result<NERModel> {
    let file = |name: &str| LocalResource::from(folder.join(name));
    let config = TokenClassificationConfig::new(
        ModelType::Bert,
        ModelResource::Torch(Box::new(file("model.safetensors"))),
        file("config.json"),
        file("vocab.txt"),
        None,
        true,
        None,
        None,
        LabelAggregationOption::First,
    );
    Ok(NERModel::new(config)?)
}

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, input, output] = arguments.as_slice() else {
        anyhow::bail!("usage: rust_bert_ner MODEL INPUT.jsonl OUTPUT");
    };
    let model = model(folder).with_context(|| folder.display().to_string())?;
    let mut out = BufWriter::new(File::create(output)?);
    let documents = Documents::new([input], None).collect::<triplewire::Result<Vec<_>>>()?;
    let lexicon = triplewire_lexicon::Lexicon::builtin()?;
    for group in documents.chunks(ARTICLES) {
        let mut sentences = Vec::new();
        for (article, document) in group.iter().enumerate() {
            let cut = text::segment(&document.text, &lexicon);
            sentences.extend(cut.iter().map(|one| (article, one.span.of(&document.text))));
        }
        let mut found = vec![Vec::new(); group.len()];
        for batch in sentences.chunks(BATCH) {
            let texts: Vec<&str> = batch.iter().map(|&(_, text)| text).collect();
            let entities = model.predict_full_entities(&texts);
            for (&(article, _), entities) in batch.iter().zip(entities) {
                found[article].extend(entities.into_iter().map(|entity| (entity.label, entity.word)));
            }
        }
        for (document, entities) in group.iter().zip(found) {
            writeln!(out, "{}", serde_json::to_string(&(&document.id, entities))?)?;
        }
    }
    Ok(out.flush()?)
}
