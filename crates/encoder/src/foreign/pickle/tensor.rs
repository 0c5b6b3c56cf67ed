//! What the functions and ids of a state dictionary stand for: tensors as views of storages.

use std::rc::Rc;

use safetensors::Dtype;

use super::{Outcome, Value};

/// A run of numbers that tensors are views of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    pub key: Rc<str>,
    pub kind: Dtype,
}

/// A tensor as a view: where it begins in its storage, and size and step of each dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub storage: Storage,
    pub offset: i64,
    pub size: Vec<i64>,
    pub stride: Vec<i64>,
}

impl View {
    /// Numbers that the storage must have at least; `None` when sizes are negative or beyond counting.
    pub fn reach(&self) -> Option<usize> {
        if self.offset < 0
            || self.size.len() != self.stride.len()
            || self.size.iter().chain(&self.stride).any(|&n| n < 0)
        {
            return None;
        }
        let mut last = self.offset;
        for (&size, &stride) in self.size.iter().zip(&self.stride) {
            if size == 0 {
                return Some(0);
            }
            last = (size - 1)
                .checked_mul(stride)
                .and_then(|step| last.checked_add(step))?;
        }
        usize::try_from(last.checked_add(1)?).ok()
    }
}

/// What a function gives, as far as it matters here.
pub(super) fn call(function: &Value, arguments: &Value) -> Outcome<Value> {
    let (Value::Global(name), Value::Tuple(arguments, _)) = (function, arguments) else {
        return Ok(Value::Other);
    };
    Ok(match (&**name, arguments.as_slice()) {
        ("collections OrderedDict", _) => Value::Dict(Rc::default()),
        (
            "torch._utils _rebuild_tensor_v2" | "torch._utils _rebuild_tensor",
            [Value::Storage(storage), Value::Int(offset), size, stride, ..],
        ) => Value::Tensor(Rc::new(View {
            storage: storage.clone(),
            offset: *offset,
            size: numbers(size)?,
            stride: numbers(stride)?,
        })),
        ("torch._utils _rebuild_parameter", [tensor @ Value::Tensor(_), ..]) => tensor.clone(),
        ("torch._utils _rebuild_tensor_v2" | "torch._utils _rebuild_tensor", _) => {
            return Err("a tensor is not put together as it should be".into());
        }
        _ => Value::Other,
    })
}

fn numbers(value: &Value) -> Outcome<Vec<i64>> {
    let Value::Tuple(items, _) = value else {
        return Err("the size of a tensor is no tuple".into());
    };
    let number = |item: &Value| {
        if let Value::Int(number) = item {
            Some(*number)
        } else {
            None
        }
    };
    let numbers: Option<Vec<i64>> = items.iter().map(number).collect();
    numbers.ok_or_else(|| "the size of a tensor is no number".into())
}

/// The storage that an id outside the pickle means: `("storage", torch.FloatStorage, key, location, count)`.
pub(super) fn persistent(id: &Value) -> Outcome<Value> {
    let parts = if let Value::Tuple(parts, _) = id {
        parts.as_slice()
    } else {
        &[]
    };
    let [Value::Text(what), Value::Global(class), Value::Text(key), ..] = parts else {
        return Err("an id is no storage's".into());
    };
    let kind = match class.rsplit(' ').next().unwrap_or("") {
        _ if &**what != "storage" => return Err(format!("an id is of a {what}, not of a storage")),
        "FloatStorage" => Dtype::F32,
        "HalfStorage" => Dtype::F16,
        "BFloat16Storage" => Dtype::BF16,
        "DoubleStorage" => Dtype::F64,
        "LongStorage" => Dtype::I64,
        "IntStorage" => Dtype::I32,
        "ShortStorage" => Dtype::I16,
        "CharStorage" => Dtype::I8,
        "ByteStorage" => Dtype::U8,
        "BoolStorage" => Dtype::BOOL,
        other => return Err(format!("numbers of kind {other} are not supported")),
    };
    let key = key.clone();
    Ok(Value::Storage(Storage { key, kind }))
}
