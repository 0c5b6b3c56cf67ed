//! Windows side by side against threads within one operator: which split of the cores makes the encoder fastest.
//!
//! In: a model folder and a JSONL file with a `text` in each line. Out: a line of JSON for each pair of workers and
//! intra-op threads up to the cores, with words a second (tokens of triplewire's), the best of the rounds. All pairs take
//! turns in each round, so that a machine whose speed changes favours none.

use std::{env, path::PathBuf, time::Instant};

use anyhow::Result;
use triplewire_encoder::{Model, Options};
use triplewire_facts::annotation::Sentence;
use triplewire_nlp::{read::Documents, text};

const ROUNDS: usize = 3;
const BATCH: usize = 16;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, input] = arguments.as_slice() else {
        anyhow::bail!("usage: workers MODEL INPUT.jsonl");
    };
    let cores = Options::default().threads;
    let counts: Vec<usize> = (0..)
        .map(|power| 1 << power)
        .take_while(|&count| count <= cores)
        .collect();
    let articles = Documents::new([input], None).collect::<triplewire::Result<Vec<_>>>()?;
    let lexicon = triplewire_lexicon::Lexicon::builtin()?;
    let cut: Vec<Vec<Sentence>> = articles
        .iter()
        .map(|article| text::segment(&article.text, &lexicon))
        .collect();
    let documents: Vec<(&str, &[Sentence])> = articles
        .iter()
        .zip(&cut)
        .map(|(article, sentences)| (article.text.as_str(), sentences.as_slice()))
        .collect();
    let words: usize = cut.iter().flatten().map(|sentence| sentence.tokens.len()).sum();

    let mut splits = Vec::new();
    for &workers in &counts {
        for &intra_op in &counts {
            let options = Options {
                threads: workers,
                ..Options::default()
            };
            let model = Model::load(folder, options)?.with_intra_op(intra_op);
            splits.push((workers, intra_op, model, f64::INFINITY));
        }
    }
    for _ in 0..ROUNDS {
        for (_, _, model, best) in &mut splits {
            let begun = Instant::now();
            model.encode(&documents, BATCH)?;
            *best = best.min(begun.elapsed().as_secs_f64());
        }
    }
    for (workers, intra_op, _, best) in &splits {
        let speed = (words as f64 / best).round();
        println!(
            "{}",
            serde_json::json!({"workers": workers, "intra_op": intra_op, "words_per_second": speed})
        );
    }
    Ok(())
}
