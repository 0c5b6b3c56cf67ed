//! Reliability diagrams as SVG: how often entities of a score are right, against the score. Bars on the diagonal are
//! honest; below it the model is too sure. The strip at the foot shows how many entities have the score.

use std::fmt::Write;

use super::calibration::{BINS, Reliability};

/// Sizes in pixels: a panel's plot, the strip below it, and the room around both.
const SIDE: f64 = 240.0;
const STRIP: f64 = 40.0;
const LEFT: f64 = 48.0;
const TOP: f64 = 34.0;
const PANEL: f64 = LEFT + SIDE + 16.0;
const HEIGHT: f64 = TOP + SIDE + STRIP + 62.0;

/// Colours that can be read on white and on black; the picture has no ground of its own.
const STYLE: &str = "text{font:12px sans-serif;fill:#57606a}.name{font-weight:bold}.bar{fill:#0969da;fill-opacity:.65}\
    .line{stroke:#57606a;fill:none}.ideal{stroke-dasharray:4 4}\
    @media(prefers-color-scheme:dark){text{fill:#b1bac4}.line{stroke:#b1bac4}.bar{fill:#58a6ff}}";

/// One panel a set, side by side.
pub fn svg(sets: &[Reliability]) -> String {
    let width = PANEL * sets.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\">\n<title>Reliability of entity scores</title>\n<style>{STYLE}</style>\n"
    );
    for (at, set) in sets.iter().enumerate() {
        panel(&mut out, set, at as f64 * PANEL + LEFT);
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, set: &Reliability, left: f64) {
    let (foot, bar) = (TOP + SIDE, SIDE / BINS as f64);
    let error = set.error() * 100.0;
    text(out, left, TOP - 18.0, "start\" class=\"name", &set.name);
    text(
        out,
        left,
        TOP - 4.0,
        "start",
        &format!("calibration error {error:.2} %"),
    );
    let most = set.bins.iter().map(|bin| bin.entities).max().unwrap_or(0).max(1) as f64;
    for (at, bin) in set.bins.iter().enumerate().filter(|(_, bin)| bin.entities > 0) {
        let x = left + at as f64 * bar;
        let height = bin.accuracy() * SIDE;
        rectangle(out, x, foot - height, bar, height);
        let height = bin.entities as f64 / most * STRIP;
        rectangle(out, x, foot + 22.0 + STRIP - height, bar, height);
    }
    let right = left + SIDE;
    shape(
        out,
        "line",
        &format!(
            "M{left} {TOP}V{foot}H{right}M{left} {}H{right}",
            foot + 22.0 + STRIP
        ),
    );
    shape(out, "line ideal", &format!("M{left} {foot}L{right} {TOP}"));
    for tick in 0..=4 {
        let share = f64::from(tick) / 4.0;
        text(
            out,
            left - 6.0,
            foot - share * SIDE + 4.0,
            "end",
            &share.to_string(),
        );
        text(
            out,
            left + share * SIDE,
            foot + 15.0,
            "middle",
            &share.to_string(),
        );
    }
    let below = foot + 22.0 + STRIP + 16.0;
    text(
        out,
        left + SIDE / 2.0,
        below,
        "middle",
        "score; above: share that is right, below: entities",
    );
}

fn rectangle(out: &mut String, x: f64, y: f64, width: f64, height: f64) {
    let _ = writeln!(
        out,
        "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
        x + 0.5,
        width - 1.0
    );
}

fn shape(out: &mut String, class: &str, path: &str) {
    let _ = writeln!(out, "<path class=\"{class}\" d=\"{path}\"/>");
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::{super::calibration::Judged, *};

    #[test]
    fn every_bin_with_entities_has_two_bars() {
        let one = |score| Judged {
            score,
            right: true,
            odd: false,
        };
        let set = Reliability::of("a <b> & c", &[one(0.1), one(0.95), one(0.97)]);
        let drawn = svg(&[set.clone(), set]);
        assert_eq!(drawn.matches("<rect").count(), 8);
        assert!(drawn.contains("a &lt;b> &amp; c") && drawn.ends_with("</svg>\n"));
        assert!(drawn.contains("calibration error 32."));
    }
}
