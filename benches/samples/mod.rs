//! What the benches run on.

pub const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/en-small");

/// The articles of this project.
pub const SAMPLES: [&str; 4] = [
    include_str!("../../samples/harbor-city.txt"),
    include_str!("../../samples/lakeside-talks.txt"),
    include_str!("../../samples/noisy-wire.txt"),
    include_str!("../../samples/river-province.txt"),
];
