//! Whom a name is mentioned with, drawn (SVG): the name in the middle, the
//! others to its sides, a line the thicker the more paragraphs name both.
//!
//! The list beside it says the same in words, so the drawing is hidden from
//! whoever listens to the page, and its links cannot be reached with the keyboard.

use std::fmt::Write as _;

use crate::model::RecordId;
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::render::view::parts;

/// At most so many others are drawn.
const OTHERS: usize = 12;
/// With fewer there is nothing to see.
const FEWEST: usize = 3;
/// At most so many lines between the others.
const BETWEEN: usize = 14;
/// At most so many characters of a name.
const NAME: usize = 30;

/// Width of the drawing and distance of its rows, in CSS pixels at full width.
const WIDTH: f64 = 720.0;
const ROW: f64 = 44.0;
/// Distance of the columns from the sides, which the names need.
const SIDE: f64 = 230.0;

/// A name on the drawing.
struct Node {
    entity: usize,
    x: f64,
    y: f64,
    /// Paragraphs shared with the name in the middle.
    count: usize,
}

/// The drawing for an entity; empty where it is mentioned with too few.
pub fn drawing(leaf: &Leaf, entity: usize) -> String {
    let gathered = &leaf.press.gathered;
    let mut company = gathered.company(leaf.press.edition, entity, leaf.lang);
    company.retain(|(other, _)| leaf.title(RecordId::Entity(*other)).is_some());
    company.truncate(OTHERS);
    if company.len() < FEWEST {
        return String::new();
    }
    let rows = company.len().div_ceil(2);
    let height = float(rows + 1) * ROW;
    let middle = Node { entity, x: WIDTH / 2.0, y: height / 2.0, count: 0 };
    let nodes: Vec<Node> = company
        .iter()
        .enumerate()
        .map(|(n, (other, count))| Node {
            entity: *other,
            x: if n % 2 == 0 { WIDTH - SIDE } else { SIDE },
            y: float(n / 2 + 1) * ROW,
            count: *count,
        })
        .collect();
    let most = nodes.iter().map(|node| node.count).max().unwrap_or(1);
    let mut out = format!(
        "<svg class=\"network\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">\n"
    );
    between(&mut out, leaf, &nodes, &middle);
    for node in &nodes {
        let width = 1.0 + 5.0 * float(node.count) / float(most);
        let _ = writeln!(
            out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke-width=\"{width:.1}\"/>",
            middle.x, middle.y, node.x, node.y
        );
    }
    // Anchors of texts are physical: a name stands outside its column in either script.
    out.push_str("<g direction=\"ltr\">\n");
    for node in &nodes {
        let radius = 4.0 + 6.0 * (float(node.count) / float(most)).sqrt();
        name(&mut out, leaf, node, radius, &middle);
    }
    name(&mut out, leaf, &middle, 12.0, &middle);
    out.push_str("</g>\n</svg>\n");
    out
}

/// Lines between the others, those that share most paragraphs.
fn between(out: &mut String, leaf: &Leaf, nodes: &[Node], middle: &Node) {
    let mut pairs: Vec<(usize, &Node, &Node)> = Vec::new();
    for (n, one) in nodes.iter().enumerate() {
        for other in &nodes[n + 1..] {
            let shared =
                leaf.press.gathered.shared(leaf.press.edition, one.entity, other.entity, leaf.lang);
            if shared > 1 {
                pairs.push((shared, one, other));
            }
        }
    }
    pairs.sort_by_key(|(shared, one, other)| (usize::MAX - shared, one.entity, other.entity));
    for (_, one, other) in pairs.into_iter().take(BETWEEN) {
        // Bent towards the middle, so that a line along a column shows.
        let x = f64::midpoint(f64::midpoint(one.x, other.x), middle.x);
        let y = f64::midpoint(one.y, other.y);
        let _ = writeln!(
            out,
            "<path class=\"between\" d=\"M{} {}Q{x:.0} {y:.0} {} {}\"/>",
            one.x, one.y, other.x, other.y
        );
    }
}

fn name(out: &mut String, leaf: &Leaf, node: &Node, radius: f64, middle: &Node) {
    let record = RecordId::Entity(node.entity);
    let (Some((_, title)), Some(link)) = (leaf.title(record), leaf.link(record)) else { return };
    let title = parts::cut(title, NAME);
    let gap = radius + 7.0;
    let (anchor, x, y) = if node.x < middle.x {
        ("end", node.x - gap, node.y)
    } else if node.x > middle.x {
        ("start", node.x + gap, node.y)
    } else {
        ("middle", node.x, node.y + gap + 9.0)
    };
    let circle = format!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius:.1}\"/>", node.x, node.y);
    let text = format!(
        "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"{anchor}\" dominant-baseline=\"central\">{}</text>",
        bidi::escaped(&title)
    );
    let _ = if node.entity == middle.entity {
        writeln!(out, "<g class=\"middle\">{circle}{text}</g>")
    } else {
        let href = bidi::escaped(&link.href);
        writeln!(out, "<a href=\"{href}\" tabindex=\"-1\">{circle}{text}</a>")
    };
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred at most")]
fn float(n: usize) -> f64 {
    n as f64
}
