//! A table, its columns, and objects in which nothing is empty.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

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
    pub(super) rows: Box<dyn Iterator<Item = Object<'e>> + 'e>,
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

/// A JSON object that takes nothing empty. Its fields stand in the order in which
/// they were set; none is set twice.
#[derive(Debug, Default)]
pub(super) struct Object<'e>(Vec<(&'static str, Field<'e>)>);

/// A value of an object.
#[derive(Debug)]
pub(super) enum Field<'e> {
    Nothing,
    Text(Cow<'e, str>),
    Number(u64),
    Flag(bool),
    List(Vec<Self>),
    Object(Object<'e>),
}

impl<'e> Object<'e> {
    /// A value, unless it is empty.
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<Field<'e>>) {
        let value = value.into();
        let is_empty = match &value {
            Field::Nothing => true,
            Field::Text(text) => text.trim().is_empty(),
            Field::List(list) => list.is_empty(),
            Field::Object(object) => object.0.is_empty(),
            Field::Flag(_) | Field::Number(_) => false,
        };
        if !is_empty {
            self.0.push((name, value));
        }
    }

    /// A value in both languages.
    pub(super) fn set_both<V: Into<Field<'e>>>(
        &mut self,
        name: &'static str,
        of: impl Fn(Lang) -> Option<V>,
    ) {
        let mut both = Self::default();
        for lang in Lang::ALL {
            both.set(lang.code(), of(lang));
        }
        self.set(name, both);
    }

    /// A field of the versions of a record, in both languages.
    pub(super) fn set_versions<'v, T, V: Into<Field<'e>>>(
        &mut self,
        name: &'static str,
        versions: &'v Both<Option<T>>,
        field: impl Fn(&'v T) -> V,
    ) {
        self.set_both(name, |lang| versions.get(lang).as_ref().map(&field));
    }

    /// A date: as EDTF, with its first and last day, and as it was written
    /// where that is another calendar.
    pub(super) fn set_date(&mut self, name: &'static str, date: Option<&'e Date>) {
        self.set(name, date.map(date_object));
    }

    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&Field<'e>> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The values, in their order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Field<'e>> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Text(text) => to.serialize_str(text),
            Self::Number(number) => to.serialize_u64(*number),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::List(list) => list.serialize(to),
            Self::Object(object) => object.serialize(to),
        }
    }
}

impl<'e> From<&'e str> for Field<'e> {
    fn from(text: &'e str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Field<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<usize> for Field<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u32> for Field<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Field<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'e> From<Object<'e>> for Field<'e> {
    fn from(object: Object<'e>) -> Self {
        Self::Object(object)
    }
}

impl<'e, V: Into<Self>> From<Vec<V>> for Field<'e> {
    fn from(list: Vec<V>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<'e, V: Into<Self>> From<Option<V>> for Field<'e> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A date as a JSON object.
pub(super) fn date_object(date: &Date) -> Object<'_> {
    let mut object = Object::default();
    object.set("edtf", when::edtf(date));
    object.set("earliest", date.earliest().map(when::iso));
    object.set("latest", date.latest().map(when::iso));
    if date.calendar == Calendar::SolarHijri {
        object.set("written", date.written.as_str());
    }
    object
}
