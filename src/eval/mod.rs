//! Gold files and predictions become the field's own scores.
