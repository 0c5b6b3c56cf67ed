//! The state dictionaries that PyTorch saves (`pytorch_model.bin`), read without Python.
//!
//! In: the bytes of a pickle. Out: tensors by name, as places in storages. The idea: a pickle is a program for a small
//! stack machine. This one knows the few instructions and the few functions that rebuild tensors, and makes of everything
//! else a value that means nothing; so no file can make it do anything. Formats: a zip file with the pickle and a file a
//! storage (PyTorch 1.6 and later), or pickles and storages one after the other (before).

mod tensor;

use std::{cell::RefCell, rc::Rc};

use rustc_hash::FxHashMap;

pub use tensor::{Storage, View};
use tensor::{call, persistent};

/// What went wrong, without the file.
pub type Outcome<T> = Result<T, String>;

/// Tuples in tuples beyond this are no tensor.
const DEEPEST: usize = 8;

/// A tensor under its name.
type Entry = (Rc<str>, View);

#[derive(Debug, Clone)]
enum Value {
    Mark,
    Int(i64),
    Text(Rc<str>),
    /// Module and name of a Python function or class.
    Global(Rc<str>),
    Tuple(Rc<Vec<Value>>, usize),
    /// Of a list only the strings are kept, of a dictionary the tensors under strings.
    List(Rc<RefCell<Vec<Rc<str>>>>),
    Dict(Rc<RefCell<Vec<Entry>>>),
    Storage(Storage),
    Tensor(Rc<View>),
    /// Anything else.
    Other,
}

/// The one object of a pickle.
pub struct Object(Value);

impl Object {
    /// The tensors of a dictionary.
    pub fn tensors(&self) -> Option<Vec<Entry>> {
        match &self.0 {
            Value::Dict(entries) => Some(entries.borrow().clone()),
            _ => None,
        }
    }

    /// The strings of a list.
    pub fn strings(&self) -> Option<Vec<Rc<str>>> {
        match &self.0 {
            Value::List(strings) => Some(strings.borrow().clone()),
            _ => None,
        }
    }
}

/// Reads the pickle that the bytes open with; gives its object and how many bytes it took.
pub fn load(bytes: &[u8]) -> Outcome<(Object, usize)> {
    let mut machine = Machine {
        bytes,
        at: 0,
        stack: Vec::new(),
        memo: FxHashMap::default(),
    };
    while machine.step()? {}
    let object = Object(machine.pop()?);
    Ok((object, machine.at))
}

struct Machine<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Value>,
    memo: FxHashMap<u32, Value>,
}

impl<'a> Machine<'a> {
    /// Runs one instruction; false at the end of the pickle.
    fn step(&mut self) -> Outcome<bool> {
        let start = self.at;
        match self.take(1)?[0] {
            b'.' => return Ok(false),
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            b'(' => self.stack.push(Value::Mark),
            b'0' => drop(self.pop()?),
            b'1' => drop(self.marked()?),
            b'2' => self.stack.push(self.top()?.clone()),
            b'N' | 0x88 | 0x89 => self.stack.push(Value::Other),
            b'G' => {
                self.take(8)?;
                self.stack.push(Value::Other);
            }
            b'F' => {
                self.line()?;
                self.stack.push(Value::Other);
            }
            b'J' => {
                let number = self.number(4)?;
                self.stack.push(Value::Int(i64::from(number as u32 as i32)));
            }
            b'K' => self.int(1)?,
            b'M' => self.int(2)?,
            b'I' | b'L' => {
                let number = self.line()?.trim_end_matches('L').parse();
                self.stack.push(number.map_or(Value::Other, Value::Int));
            }
            0x8a => {
                let length = self.number(1)?;
                self.long(length)?;
            }
            0x8b => {
                let length = self.number(4)?;
                self.long(length)?;
            }
            b'X' | b'T' => self.text(4)?,
            0x8c | b'U' => self.text(1)?,
            0x8d => self.text(8)?,
            b'B' => self.skip(4)?,
            b'C' => self.skip(1)?,
            0x8e => self.skip(8)?,
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.stack.push(Value::Global(format!("{module} {name}").into()));
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let global = match (module, name) {
                    (Value::Text(module), Value::Text(name)) => {
                        Value::Global(format!("{module} {name}").into())
                    }
                    _ => Value::Other,
                };
                self.stack.push(global);
            }
            b')' => self.tuple(Vec::new())?,
            0x85..=0x87 => {
                let count = usize::from(self.bytes[start] - 0x84);
                let from = self.stack.len().checked_sub(count).ok_or("the stack is empty")?;
                let items = self.stack.split_off(from);
                self.tuple(items)?;
            }
            b't' => {
                let items = self.marked()?;
                self.tuple(items)?;
            }
            b'}' => self.stack.push(Value::Dict(Rc::default())),
            b']' => self.stack.push(Value::List(Rc::default())),
            b'l' => {
                let items = self.marked()?;
                self.stack.push(Value::List(Rc::default()));
                self.append(items)?;
            }
            b'd' => {
                let items = self.marked()?;
                self.stack.push(Value::Dict(Rc::default()));
                self.set(items)?;
            }
            b'a' => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            b'e' => {
                let items = self.marked()?;
                self.append(items)?;
            }
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set(vec![key, value])?;
            }
            b'u' => {
                let items = self.marked()?;
                self.set(items)?;
            }
            // The attributes of an object.
            b'b' => drop(self.pop()?),
            b'R' | 0x81 => {
                let (arguments, function) = (self.pop()?, self.pop()?);
                self.stack.push(call(&function, &arguments)?);
            }
            b'Q' => {
                let id = self.pop()?;
                self.stack.push(persistent(&id)?);
            }
            b'q' => {
                let key = self.number(1)?;
                self.remember(key as u32)?;
            }
            b'r' => {
                let key = self.number(4)?;
                self.remember(key as u32)?;
            }
            0x94 => {
                let key = self.memo.len() as u32;
                self.remember(key)?;
            }
            b'p' => {
                let key = self.line()?.parse().map_err(|_| "a key is no number")?;
                self.remember(key)?;
            }
            b'h' => {
                let key = self.number(1)?;
                self.recall(key as u32)?;
            }
            b'j' => {
                let key = self.number(4)?;
                self.recall(key as u32)?;
            }
            b'g' => {
                let key = self.line()?.parse().map_err(|_| "a key is no number")?;
                self.recall(key)?;
            }
            other => return Err(format!("unknown instruction {other:#04x} at byte {start}")),
        }
        Ok(true)
    }

    fn take(&mut self, count: usize) -> Outcome<&'a [u8]> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..count));
        let taken = taken.ok_or_else(|| format!("it ends at byte {}", self.bytes.len()))?;
        self.at += count;
        Ok(taken)
    }

    /// An unsigned number of up to eight bytes, the lowest first.
    fn number(&mut self, count: usize) -> Outcome<u64> {
        let bytes = self.take(count)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn int(&mut self, count: usize) -> Outcome<()> {
        let number = self.number(count)?;
        self.stack.push(Value::Int(number as i64));
        Ok(())
    }

    /// A signed number of any length; what needs more than eight bytes is of no use here.
    fn long(&mut self, length: u64) -> Outcome<()> {
        let bytes = self.take(length as usize)?;
        let sign = if bytes.last().is_some_and(|&byte| byte > 127) {
            0xff
        } else {
            0
        };
        self.stack.push(if bytes.len() > 8 {
            Value::Other
        } else {
            let mut eight = [sign; 8];
            eight[..bytes.len()].copy_from_slice(bytes);
            Value::Int(i64::from_le_bytes(eight))
        });
        Ok(())
    }

    fn text(&mut self, width: usize) -> Outcome<()> {
        let length = self.number(width)?;
        let bytes = self.take(usize::try_from(length).map_err(|_| "a text is too long")?)?;
        self.stack
            .push(Value::Text(String::from_utf8_lossy(bytes).into()));
        Ok(())
    }

    fn skip(&mut self, width: usize) -> Outcome<()> {
        let length = self.number(width)?;
        self.take(usize::try_from(length).map_err(|_| "a text is too long")?)?;
        self.stack.push(Value::Other);
        Ok(())
    }

    /// The rest of a line.
    fn line(&mut self) -> Outcome<&'a str> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .ok_or("a line has no end")?;
        self.at += length + 1;
        std::str::from_utf8(&rest[..length]).map_err(|_| "a line is not UTF-8".into())
    }

    fn top(&self) -> Outcome<&Value> {
        self.stack.last().ok_or_else(|| "the stack is empty".into())
    }

    fn pop(&mut self) -> Outcome<Value> {
        self.stack.pop().ok_or_else(|| "the stack is empty".into())
    }

    /// Takes everything above the last mark, and the mark.
    fn marked(&mut self) -> Outcome<Vec<Value>> {
        let mark = self.stack.iter().rposition(|value| matches!(value, Value::Mark));
        let items = self.stack.split_off(mark.ok_or("there is no mark")? + 1);
        self.stack.pop();
        Ok(items)
    }

    fn tuple(&mut self, items: Vec<Value>) -> Outcome<()> {
        let below = |item: &Value| {
            if let Value::Tuple(_, depth) = item {
                *depth
            } else {
                0
            }
        };
        let depth = 1 + items.iter().map(below).max().unwrap_or(0);
        if depth > DEEPEST {
            return Err("tuples are nested too deeply".into());
        }
        self.stack.push(Value::Tuple(Rc::new(items), depth));
        Ok(())
    }

    fn append(&mut self, items: Vec<Value>) -> Outcome<()> {
        if let Value::List(list) = self.top()? {
            let strings = items.into_iter().filter_map(|item| match item {
                Value::Text(text) => Some(text),
                _ => None,
            });
            list.borrow_mut().extend(strings);
        }
        Ok(())
    }

    /// Keys and values by turns.
    fn set(&mut self, items: Vec<Value>) -> Outcome<()> {
        if let Value::Dict(dict) = self.top()? {
            let entries = items.chunks_exact(2).filter_map(|pair| match pair {
                [Value::Text(name), Value::Tensor(view)] => Some((name.clone(), View::clone(view))),
                _ => None,
            });
            dict.borrow_mut().extend(entries);
        }
        Ok(())
    }

    fn remember(&mut self, key: u32) -> Outcome<()> {
        let value = self.top()?.clone();
        self.memo.insert(key, value);
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Outcome<()> {
        let value = self.memo.get(&key).cloned();
        self.stack
            .push(value.ok_or_else(|| format!("nothing was put under key {key}"))?);
        Ok(())
    }
}
