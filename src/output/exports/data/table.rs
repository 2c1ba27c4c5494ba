//! A table, its columns, and objects in which nothing is empty.

use serde_json::{Map, Value, json};

use crate::model::Both;
use crate::model::date::{Calendar, Date};
use crate::output::exports::when;
use crate::text::Lang;

/// A table of one kind of record.
pub(super) struct Table<'e> {
    /// Its files' name.
    pub(super) name: &'static str,
    /// What it holds, for people.
    pub(super) title: &'static str,
    /// The column that tells its rows apart, if one does.
    pub(super) key: Option<&'static str>,
    pub(super) columns: &'static [Column],
    /// Made one after the other, since all at once would fill the memory.
    pub(super) rows: Box<dyn Iterator<Item = Value> + 'e>,
}

/// A column of the CSV.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Where its value stands in the JSON object.
    pub(super) path: &'static [&'static str],
    /// Its type, as Table Schema names types.
    pub(super) kind: &'static str,
}

impl Table<'_> {
    /// The columns as Table Schema describes them.
    pub(super) fn schema(&self) -> Value {
        let columns = self.columns.iter();
        let fields: Vec<Value> = columns.map(|c| json!({"name": c.name, "type": c.kind})).collect();
        match self.key {
            Some(key) => json!({"fields": fields, "primaryKey": [key]}),
            None => json!({"fields": fields}),
        }
    }
}

/// A column of text.
pub(super) const fn text(name: &'static str, path: &'static [&'static str]) -> Column {
    Column { name, path, kind: "string" }
}

/// A column of whole numbers.
pub(super) const fn number(name: &'static str, path: &'static [&'static str]) -> Column {
    Column { name, path, kind: "integer" }
}

/// A JSON object that takes nothing empty.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// A value, unless it is empty.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !is_empty {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// A value in both languages.
    pub(super) fn set_both<V: Into<Value>>(&mut self, name: &str, of: impl Fn(Lang) -> Option<V>) {
        let mut both = Self::default();
        for lang in Lang::ALL {
            both.set(lang.code(), of(lang).map_or(Value::Null, Into::into));
        }
        self.set(name, both);
    }

    /// A field of the versions of a record, in both languages.
    pub(super) fn set_versions<'v, T, V: Into<Value>>(
        &mut self,
        name: &str,
        versions: &'v Both<Option<T>>,
        field: impl Fn(&'v T) -> V,
    ) {
        self.set_both(name, |lang| versions.get(lang).as_ref().map(&field));
    }

    /// A date: as EDTF, with its first and last day, and as it was written
    /// where that is another calendar.
    pub(super) fn set_date(&mut self, name: &str, date: Option<&Date>) {
        if let Some(date) = date {
            self.set(name, date_object(date));
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// A date as a JSON object.
pub(super) fn date_object(date: &Date) -> Object {
    let mut object = Object::default();
    object.set("edtf", when::edtf(date));
    object.set("earliest", date.earliest().map(when::iso));
    object.set("latest", date.latest().map(when::iso));
    if date.calendar == Calendar::SolarHijri {
        object.set("written", date.written.as_str());
    }
    object
}
