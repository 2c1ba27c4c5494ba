//! Questions that have one answer for all works of which the same is known.

use citationberg::{Choose, ChooseBranch, ChooseMatch, LayoutRenderingElement};

use crate::render::style::Known;
use crate::render::style::walk::each_list;

/// Answers what is asked of works.
pub(super) fn cut(elements: &mut [LayoutRenderingElement], known: &Known<'_>) {
    for element in elements {
        if let LayoutRenderingElement::Choose(choose) = element {
            answer(choose, known);
        }
        each_list(element, &mut |inner| cut(inner, known));
    }
}

/// Leaves the branches that such works can come to.
fn answer(choose: &mut Choose, known: &Known<'_>) {
    let first = std::mem::replace(&mut choose.if_, branch(ChooseMatch::Any));
    let others = std::mem::take(&mut choose.else_if);
    let mut left = Vec::new();
    for mut one in std::iter::once(first).chain(others) {
        match is_taken(&one, known) {
            Some(false) => {}
            Some(true) => {
                left.push(ChooseBranch { children: one.children, ..branch(ChooseMatch::All) });
                choose.otherwise = None;
                break;
            }
            None => {
                one.type_ = None;
                if let Some(variables) = &mut one.variable {
                    variables.retain(|variable| known.has(*variable).is_none());
                }
                one.variable = one.variable.filter(|variables| !variables.is_empty());
                left.push(one);
            }
        }
    }
    let mut left = left.into_iter();
    if let Some(first) = left.next() {
        choose.if_ = first;
    }
    choose.else_if = left.collect();
}

/// A branch without a condition: taken where all of none must hold, and not where
/// any of none must.
pub(super) fn branch(match_: ChooseMatch) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_,
        children: Vec::new(),
    }
}

/// Whether such works take a branch; `None` where what is known does not say.
fn is_taken(branch: &ChooseBranch, known: &Known<'_>) -> Option<bool> {
    let types = branch.type_.as_deref().unwrap_or_default();
    let variables = branch.variable.as_deref().unwrap_or_default();
    let of_type = types.iter().map(|one| Some(*one == known.kind));
    let of_fields = variables.iter().map(|variable| known.has(*variable));
    let numeric = branch.is_numeric.iter().flatten();
    let of_numbers = numeric.map(|variable| known.lack(*variable).then_some(false));
    // No date that the bibliography hands over is uncertain, and no entry has a locator.
    let dates = branch.is_uncertain_date.iter().flatten().map(|_| Some(false));
    let locators = branch.locator.iter().flatten().map(|_| Some(false));
    let answers: Vec<Option<bool>> =
        of_type.chain(of_fields).chain(of_numbers).chain(dates).chain(locators).collect();
    let (some_hold, some_fail) = (answers.contains(&Some(true)), answers.contains(&Some(false)));
    let all_are_known =
        !answers.contains(&None) && branch.disambiguate.is_none() && branch.position.is_none();
    match branch.match_ {
        ChooseMatch::All if some_fail => Some(false),
        ChooseMatch::Any if some_hold => Some(true),
        ChooseMatch::None if some_hold => Some(false),
        ChooseMatch::All | ChooseMatch::None => all_are_known.then_some(true),
        ChooseMatch::Any => all_are_known.then_some(false),
    }
}
