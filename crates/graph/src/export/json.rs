//! JSON: one object a line, or indented for a person.

use std::io::{self, Write};

use triplewire_facts::Facts;

use super::Writer;

/// One object a document and line.
pub struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Writer for Lines<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, facts)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// One indented object; an array when there are several documents.
pub struct Indented<W> {
    out: W,
    written: usize,
    /// The first object, until it is known whether it is the only one.
    first: Vec<u8>,
}

impl<W: Write> Indented<W> {
    pub fn new(out: W) -> Self {
        Self {
            out,
            written: 0,
            first: Vec::new(),
        }
    }
}

impl<W: Write> Writer for Indented<W> {
    fn write(&mut self, facts: &Facts) -> io::Result<()> {
        self.written += 1;
        match self.written {
            1 => return Ok(serde_json::to_writer_pretty(&mut self.first, facts)?),
            2 => {
                self.out.write_all(b"[\n")?;
                self.out.write_all(&self.first)?;
                self.first = Vec::new();
            }
            _ => {}
        }
        self.out.write_all(b",\n")?;
        serde_json::to_writer_pretty(&mut self.out, facts)?;
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        match self.written {
            0 => self.out.write_all(b"[]\n")?,
            1 => {
                self.out.write_all(&self.first)?;
                self.out.write_all(b"\n")?;
            }
            _ => self.out.write_all(b"\n]\n")?,
        }
        self.out.flush()
    }
}
