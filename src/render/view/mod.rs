//! What each template receives: one plain struct a template, all of its fields
//! always. HTML is a safe [`Value`]; everything else is escaped where it is printed.

pub mod frame;
pub mod parts;
pub mod home;
pub mod article;
pub mod report;
pub mod entity;
pub mod entities;
pub mod mentions;
pub mod timeline;
pub mod event;
pub mod bibliography;
pub mod work;
pub mod names;
pub mod search;
pub mod parallel;
pub mod page;
pub mod cards;
pub mod cite;
pub mod desk;

use serde::Serialize;
use tera::Value;

/// A view: which template it is made for, and under which name.
pub trait View: Serialize {
    /// The template's file.
    const TEMPLATE: &'static str;
    /// What the template calls it.
    const NAME: &'static str;
}

/// A link: where it leads and what it says.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub href: String,
    pub label: Value,
}
