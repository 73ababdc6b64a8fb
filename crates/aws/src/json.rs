//! JSON by hand: reading checked inputs and writing answers. Inputs have passed [`validate`](super::validate), so a
//! member is absent or of its type; and code that isn't generic keeps the download small.

use serde_json::{Map, Value};

/// The input of an operation, or a structure inside it.
#[derive(Clone, Copy)]
pub struct Input<'a>(Option<&'a Map<String, Value>>);

impl<'a> Input<'a> {
    pub fn of(value: &'a Value) -> Input<'a> {
        Input(value.as_object())
    }

    pub fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name)
    }

    pub fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// A text that must be there: the check before made sure of it.
    pub fn required(self, name: &str) -> &'a str {
        self.text(name).unwrap_or_default()
    }

    pub fn number(self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// Absent is false.
    pub fn flag(self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A structure inside; an absent one has no members.
    pub fn inside(self, name: &str) -> Input<'a> {
        Input(self.get(name).and_then(Value::as_object))
    }

    /// The whole of it, to be kept.
    pub fn value(self) -> Value {
        self.0.map_or(Value::Null, |members| Value::Object(members.clone()))
    }

    pub fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// An absent list is empty.
    pub fn list(self, name: &str) -> impl ExactSizeIterator<Item = Input<'a>> + use<'a> {
        self.values(name).iter().map(Input::of)
    }

    pub fn texts(self, name: &str) -> Vec<&'a str> {
        self.values(name).iter().filter_map(Value::as_str).collect()
    }

    pub fn values(self, name: &str) -> &'a [Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// An object with its members in the order in which they are written.
#[derive(Default)]
pub struct Object(Map<String, Value>);

impl Object {
    pub fn new() -> Object {
        Object::default()
    }

    /// Adds a member; an absent one is left out, as AWS does.
    pub fn with(self, name: &str, value: impl Into<Member>) -> Object {
        self.put(name, value.into())
    }

    #[inline(never)]
    fn put(mut self, name: &str, Member(value): Member) -> Object {
        if let Some(value) = value {
            self.0.insert(name.into(), value);
        }
        self
    }

    pub fn value(self) -> Value {
        Value::Object(self.0)
    }
}

/// A member's value, or none.
pub struct Member(Option<Value>);

impl From<Value> for Member {
    fn from(value: Value) -> Member {
        Member(Some(value))
    }
}

impl From<Object> for Member {
    fn from(object: Object) -> Member {
        Member(Some(object.value()))
    }
}

impl From<&str> for Member {
    fn from(text: &str) -> Member {
        Member(Some(Value::String(text.into())))
    }
}

impl From<String> for Member {
    fn from(text: String) -> Member {
        Member(Some(Value::String(text)))
    }
}

impl From<bool> for Member {
    fn from(value: bool) -> Member {
        Member(Some(Value::Bool(value)))
    }
}

impl From<u64> for Member {
    fn from(number: u64) -> Member {
        Member(Some(Value::Number(number.into())))
    }
}

impl From<u32> for Member {
    fn from(number: u32) -> Member {
        Member::from(number as u64)
    }
}

impl From<u16> for Member {
    fn from(number: u16) -> Member {
        Member::from(number as u64)
    }
}

impl From<usize> for Member {
    fn from(number: usize) -> Member {
        Member::from(number as u64)
    }
}

impl From<i32> for Member {
    fn from(number: i32) -> Member {
        Member(Some(Value::Number(number.into())))
    }
}

impl From<Vec<Value>> for Member {
    fn from(items: Vec<Value>) -> Member {
        Member(Some(Value::Array(items)))
    }
}

impl From<Vec<String>> for Member {
    fn from(items: Vec<String>) -> Member {
        Member(Some(texts(items)))
    }
}

impl<T: Into<Member>> From<Option<T>> for Member {
    fn from(value: Option<T>) -> Member {
        value.map_or(Member(None), Into::into)
    }
}

/// A list of texts.
pub fn texts(items: Vec<String>) -> Value {
    Value::Array(items.into_iter().map(Value::String).collect())
}

/// `{"name": …, "value": …}`, as AWS writes pairs in many places.
pub fn pair(name: &str, value: &str) -> Value {
    Object::new().with("name", name).with("value", value).value()
}
