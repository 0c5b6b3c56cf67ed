//! The one integration test binary: a module a topic. The tests run the built program, or the library, with the model of
//! `models/en-small`.

mod book;
mod browser;
mod checkpoint;
mod cli;
mod columns;
mod coref;
mod endpoint;
mod events;
mod exports;
mod facts;
mod golden;
mod graph;
mod import;
mod invariance;
mod kill;
mod ontology;
mod pages;
mod properties;
mod regression;
mod rules;
mod screen;
mod story;
mod support;
mod text;
mod times;
