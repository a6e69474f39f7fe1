//! A flowchart as a picture: an SVG at its natural size, which the theme's style sheet paints.
//!
//! Text is measured by a table and wrapped, boxes are drawn around it, `dugong` says which box stands beside which,
//! the rows are set apart, lines are drawn through them, and all of it is written down with classes alone.

use super::Flowchart;

mod drawing;
mod lanes;
mod layout;
mod ports;
mod route;
mod shape;
mod stack;
mod svg;
#[cfg(test)]
mod tests;
mod widths;
mod wrap;

/// A picture of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The element `<svg>`, for a page of HTML: with a name and a description, without styles and scripts.
    pub svg: String,
    /// In px: as large as it is meant to be shown, and never smaller.
    pub width: u32,
    /// In px.
    pub height: u32,
}

/// Draws a chart. `id` stands before every id in the SVG: one that no other chart of the page has.
///
/// The same chart is drawn with the same bytes. Every chart can be drawn, whatever it holds.
pub fn picture(chart: &Flowchart, id: &str) -> Picture {
    let drawing = drawing::draw(chart);
    let svg = svg::write(chart, &drawing, id);
    Picture { svg, width: drawing.width as u32, height: drawing.height as u32 }
}
