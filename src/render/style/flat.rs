//! What stands around other elements and changes nothing.

use std::collections::BTreeMap;

use citationberg::{
    Affixes, Choose, ChooseBranch, ChooseMatch, CslMacro, Formatting, Group,
    LayoutRenderingElement, Text, TextTarget, ToAffixes as _, ToFormatting as _,
};

use crate::render::style::questions::branch;
use crate::render::style::walk::each_list;

/// Takes away what stands around others and changes nothing: the answered question,
/// the group of one. hayagriva looks at everything once for each that stands around it.
pub(super) fn flatten(list: &mut Vec<LayoutRenderingElement>) {
    for element in std::mem::take(list) {
        match element {
            LayoutRenderingElement::Choose(mut choose) if is_open(&choose, ChooseMatch::All) => {
                flatten(&mut choose.if_.children);
                list.append(&mut choose.if_.children);
            }
            LayoutRenderingElement::Choose(choose)
                if is_open(&choose, ChooseMatch::Any) && choose.else_if.is_empty() =>
            {
                let mut children = choose.otherwise.map(|other| other.children).unwrap_or_default();
                flatten(&mut children);
                list.append(&mut children);
            }
            LayoutRenderingElement::Group(mut group) => {
                flatten(&mut group.children);
                if is_of_one(&group) {
                    list.append(&mut group.children);
                } else {
                    list.push(LayoutRenderingElement::Group(group));
                }
            }
            mut other => {
                if !matches!(other, LayoutRenderingElement::Names(_)) {
                    each_list(&mut other, &mut flatten);
                }
                list.push(other);
            }
        }
    }
}

/// Macros of one element, by name. They are called no more.
pub(super) fn macros_of_one(macros: &mut [CslMacro]) -> BTreeMap<String, LayoutRenderingElement> {
    loop {
        let of_one = |part: &CslMacro| match &*part.children {
            [one] if counts_as_macro(one) => Some((part.name.clone(), one.clone())),
            _ => None,
        };
        let ones = macros.iter().filter_map(of_one).collect();
        let before = macros.to_vec();
        for part in &mut *macros {
            call(&mut part.children, &ones);
            flatten(&mut part.children);
        }
        if before == macros {
            return ones;
        }
    }
}

/// Whether an element, where it sets something, keeps the group that it stands in as
/// its macro would: a word of the style alone does not.
fn counts_as_macro(element: &LayoutRenderingElement) -> bool {
    match element {
        LayoutRenderingElement::Text(text) => {
            matches!(text.target, TextTarget::Variable { .. } | TextTarget::Macro { .. })
        }
        LayoutRenderingElement::Number(_)
        | LayoutRenderingElement::Date(_)
        | LayoutRenderingElement::Names(_) => true,
        LayoutRenderingElement::Label(_)
        | LayoutRenderingElement::Group(_)
        | LayoutRenderingElement::Choose(_) => false,
    }
}

/// Puts macros of one element where they are called.
pub(super) fn call(
    list: &mut [LayoutRenderingElement],
    ones: &BTreeMap<String, LayoutRenderingElement>,
) {
    for element in list {
        if let LayoutRenderingElement::Text(text) = element
            && let TextTarget::Macro { name } = &text.target
            && let Some(one) = ones.get(name)
            // The call itself changes nothing.
            && *text == Text::with_target(text.target.clone())
        {
            *element = one.clone();
        }
        // Of what may stand for names the first that sets anything is taken.
        if !matches!(element, LayoutRenderingElement::Names(_)) {
            each_list(element, &mut |inner| call(inner, ones));
        }
    }
}

/// Whether a group holds one element and does nothing to it.
fn is_of_one(group: &Group) -> bool {
    // A question hands on the delimiter of the group.
    let is_one =
        matches!(&*group.children, [one] if !matches!(one, LayoutRenderingElement::Choose(_)));
    is_one
        && group.to_formatting() == Formatting::default()
        && group.to_affixes() == Affixes::default()
        && group.display.is_none()
}

/// Whether the first branch has no condition: with `All` every work takes it, with
/// `Any` none.
fn is_open(choose: &Choose, wanted: ChooseMatch) -> bool {
    let ChooseBranch { children, match_, .. } = &choose.if_;
    let open = ChooseBranch { children: children.clone(), ..branch(wanted) };
    *match_ == wanted && open == choose.if_
}
