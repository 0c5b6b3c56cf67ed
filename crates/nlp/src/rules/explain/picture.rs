//! A sentence's parse as a picture: words in a row, arcs from head to dependent above, what was found below.
//!
//! In: the sentence and marks on its words. Out: one SVG element that needs nothing else. An arc is as high as the arcs
//! under it need.

use std::fmt::Write;

use super::Explanation;
use crate::rules::scene::Scene;

/// Units of the drawing: width of a letter, gap between words, height of a step of arcs, of a line below.
const LETTER: usize = 8;
const GAP: usize = 28;
const STEP: usize = 26;
const LINE: usize = 18;

/// What stands under a word.
pub(super) struct Mark {
    pub word: usize,
    pub label: String,
    pub trigger: bool,
}

/// Draws a sentence.
pub(super) fn draw(scene: &Scene, marks: &[Mark]) -> String {
    let words = scene.graph.words();
    let mut left = GAP;
    let centres: Vec<usize> = (0..words.len())
        .map(|word| {
            let below = marks.iter().filter(|mark| mark.word == word);
            let labels = below.map(|mark| mark.label.chars().count());
            let longest = labels.chain([
                scene.form(word).chars().count(),
                words[word].deprel.as_str().len(),
            ]);
            let width = longest.max().unwrap_or(1) * LETTER;
            let centre = left + width / 2;
            left += width + GAP;
            centre
        })
        .collect();
    let levels = levels(scene);
    let top = (levels.iter().max().copied().unwrap_or(0) + 1) * STEP + LINE;
    let lines = (0..words.len()).map(|word| marks.iter().filter(|mark| mark.word == word).count());
    let height = top + (3 + lines.max().unwrap_or(0)) * LINE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{left}\" height=\"{height}\" viewBox=\"0 0 {left} {height}\" \
         font-family=\"sans-serif\" font-size=\"14\" text-anchor=\"middle\">\n"
    );
    for (word, centre) in centres.iter().enumerate() {
        arc(&mut svg, scene, word, &centres, &levels, top);
        let below: Vec<&Mark> = marks.iter().filter(|mark| mark.word == word).collect();
        let (colour, weight) = match below.first() {
            Some(mark) if mark.trigger => ("#b00020", "bold"),
            Some(_) => ("#0b57a4", "bold"),
            None => ("#222", "normal"),
        };
        let (y, form) = (top + LINE, escape(scene.form(word)));
        let _ = writeln!(
            svg,
            "<text x=\"{centre}\" y=\"{y}\" fill=\"{colour}\" font-weight=\"{weight}\">{form}</text>"
        );
        let (y, upos) = (y + LINE, words[word].upos);
        let _ = writeln!(
            svg,
            "<text x=\"{centre}\" y=\"{y}\" fill=\"#777\" font-size=\"11\">{upos}</text>"
        );
        for (line, mark) in below.iter().enumerate() {
            let (y, label) = (y + (line + 1) * LINE, escape(&mark.label));
            let _ = writeln!(
                svg,
                "<text x=\"{centre}\" y=\"{y}\" fill=\"{colour}\" font-size=\"12\">{label}</text>"
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// The arc that ends at a word, with its relation; for the root a line from above.
fn arc(svg: &mut String, scene: &Scene, word: usize, centres: &[usize], levels: &[usize], top: usize) {
    let relation = escape(scene.graph.words()[word].deprel.as_str());
    let (end, base) = (centres[word], top - 2);
    let Some(head) = scene.graph.words()[word].head else {
        let _ = writeln!(
            svg,
            "<path d=\"M{end},{LINE} V{base}\" fill=\"none\" stroke=\"#999\"/>\
             <text x=\"{end}\" y=\"12\" fill=\"#555\" font-size=\"11\">{relation}</text>"
        );
        return;
    };
    // Arcs that leave a word on one side start beside each other.
    let start = match head < word {
        true => centres[head] + 5,
        false => centres[head] - 5,
    };
    let y = top - levels[word] * STEP;
    let middle = usize::midpoint(start, end);
    let _ = writeln!(
        svg,
        "<path d=\"M{start},{base} C{start},{y} {end},{y} {end},{base}\" fill=\"none\" stroke=\"#999\"/>\
         <circle cx=\"{end}\" cy=\"{base}\" r=\"2.5\" fill=\"#777\"/>\
         <text x=\"{middle}\" y=\"{}\" fill=\"#555\" font-size=\"11\">{relation}</text>",
        (base + 3 * y) / 4 - 2
    );
}

/// How high each word's arc must be to clear those under it; 0 for the root.
fn levels(scene: &Scene) -> Vec<usize> {
    let words = scene.graph.words();
    let mut arcs: Vec<(usize, usize, usize)> = (0..words.len())
        .filter_map(|word| {
            let head = words[word].head?;
            Some((word, word.min(head), word.max(head)))
        })
        .collect();
    arcs.sort_by_key(|&(word, left, right)| (right - left, word));
    let mut levels = vec![0; words.len()];
    // The highest arc so far over each gap between two words.
    let mut over = vec![0; words.len()];
    for (word, left, right) in arcs {
        let under = over[left..right].iter().max().copied().unwrap_or(0);
        levels[word] = under + 1;
        over[left..right].fill(under + 1);
    }
    levels
}

/// A page of its own with every sentence drawn and explained.
pub fn page(rule: &str, explained: &[Explanation]) -> String {
    let rule = escape(rule);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{rule}</title>\n\
         <style>body {{ font-family: sans-serif; margin: 2em }} .parse {{ overflow-x: auto }} pre {{ background: #f6f6f6; \
         padding: 1em; overflow-x: auto }}</style></head>\n<body>\n<h1>Rule {rule}</h1>\n"
    );
    for one in explained {
        let (sentence, steps) = (escape(&one.sentence), escape(&one.steps));
        let _ = writeln!(
            page,
            "<h2>{sentence}</h2>\n<div class=\"parse\">\n{}</div>\n<pre>{steps}</pre>",
            one.picture
        );
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        mention::Index,
        rules::{Lists, scene::tests::graph},
    };

    #[test]
    fn arcs_clear_those_under_them_and_marks_stand_below() {
        let (text, graph) = graph(&[
            ("R&D", "r&d", "NOUN", 4, "nsubj"),
            ("who", "who", "PRON", 3, "nsubj"),
            ("won", "win", "VERB", 1, "acl:relcl"),
            ("fled", "flee", "VERB", 0, "root"),
        ]);
        let (lists, index) = (Lists::default(), Index::default());
        let scene = Scene::new(&text, &graph, &lists, &[], &index, 0);
        assert_eq!(levels(&scene), [3, 1, 2, 0]);
        let mark = Mark {
            word: 3,
            label: "<escape>".into(),
            trigger: true,
        };
        let svg = draw(&scene, &[mark]);
        assert!(
            svg.contains(">R&amp;D</text>") && svg.contains("&lt;escape&gt;"),
            "{svg}"
        );
        assert_eq!(svg.matches("<path").count(), 4);
    }
}
