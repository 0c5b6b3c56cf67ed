//! How many: the number that a noun phrase gives ("at least three others" 3, "1.2 million voters" 1200000).
//!
//! In: a filler's head word. Out: the number, where the text gives one; vague ones ("dozens of people") have none.

use crate::syntax::SentenceGraph;
use triplewire_facts::annotation::Upos;
use triplewire_lexicon::Lexicon;

/// The number of what a word stands for: its own where it is one ("killed three"), else that of its numeral.
pub fn count(lexicon: &Lexicon, text: &str, graph: &SentenceGraph, word: usize) -> Option<u64> {
    let numeral = match graph.words().get(word)?.upos {
        Upos::Num => word,
        _ => graph
            .children_by(word, "nummod")
            .find(|&child| child < word)
            .or_else(|| dozen(graph, word))?,
    };
    // "Two or three", "between 10 and 20": more than one number is none.
    if graph.children_by(numeral, "conj").next().is_some() {
        return None;
    }
    let mut parts: Vec<usize> = graph.children_by(numeral, "compound").collect();
    parts.retain(|&part| part < numeral);
    parts.push(numeral);
    // "A hundred": the article is the one that is multiplied.
    let mut total = 0.0;
    let mut group = 0.0;
    for part in parts {
        let form = graph.words()[part].span.of(text).to_lowercase();
        let value = number(lexicon, &form)?;
        if is_multiplier(&form) {
            group = if group == 0.0 { value } else { group * value };
        } else {
            group += value;
        }
        if value >= 1000.0 && is_multiplier(&form) {
            total += group;
            group = 0.0;
        }
    }
    let count = total + group;
    (count > 0.0 && count <= 1e12 && count.fract() == 0.0).then_some(count as u64)
}

/// "A dozen people": taggers take the dozen for a noun that describes.
fn dozen(graph: &SentenceGraph, word: usize) -> Option<usize> {
    let mut children = graph.children(word).iter().copied();
    children.find(|&child| child < word && graph.words()[child].lemma == "dozen")
}

fn is_multiplier(form: &str) -> bool {
    matches!(form, "hundred" | "thousand" | "million" | "billion" | "dozen")
}

/// The value of digits ("1,200", "1.2"), of a word, or of two joined ("thirty-four").
fn number(lexicon: &Lexicon, form: &str) -> Option<f64> {
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        return form
            .replace(',', "")
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite());
    }
    match form {
        "thousand" => return Some(1e3),
        "million" => return Some(1e6),
        "billion" => return Some(1e9),
        _ => {}
    }
    let mut sum = 0.0;
    for part in form.split('-') {
        sum += f64::from(lexicon.number(part)?);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Sample;

    fn counted(line: &str, word: usize) -> Option<u64> {
        let sample = Sample::new(line);
        count(&sample.lexicon, &sample.text, &sample.graphs[0], word)
    }

    #[test]
    fn digits_words_and_both_are_read() {
        for (numeral, value) in [
            ("124", 124),
            ("1,200", 1200),
            ("three", 3),
            ("thirty-four", 34),
            ("Hundred", 100),
        ] {
            let line = format!("{numeral}/NUM/1/nummod inmates/NOUN/-/root");
            assert_eq!(counted(&line, 1), Some(value), "{numeral}");
        }
        let million = "1.2/NUM/1/compound million/NUM/2/nummod voters/NOUN/-/root";
        assert_eq!(counted(million, 2), Some(1_200_000));
        let thousands = "two/NUM/3/compound hundred/NUM/3/compound fifty/NUM/3/compound thousand/NUM/4/nummod men/NOUN/-/root";
        assert_eq!(counted(thousands, 4), Some(250_000));
    }

    #[test]
    fn a_number_without_its_noun_counts_itself() {
        assert_eq!(counted("killed/VERB/-/root three/NUM/0/obj", 1), Some(3));
    }

    #[test]
    fn what_is_vague_has_no_count() {
        assert_eq!(
            counted("dozens/NOUN/-/root of/ADP/2/case people/NOUN/0/nmod", 0),
            None
        );
        assert_eq!(
            counted("dozens/NOUN/-/root of/ADP/2/case people/NOUN/0/nmod", 2),
            None
        );
        assert_eq!(
            counted(
                "two/NUM/3/nummod or/CCONJ/2/cc three/NUM/0/conj men/NOUN/-/root",
                3
            ),
            None
        );
        assert_eq!(counted("Boeing/NOUN/-/root 1.5/NUM/0/nummod", 0), None);
    }
}
