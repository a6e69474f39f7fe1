//! Writes a drawing down as SVG: geometry as attributes, paint as classes, every text escaped.

use super::drawing::{BAND, BOLD, Drawing, DrawnArrow, DrawnBox, DrawnLane, Label};
use super::route::{Piece, Point, Route};
use super::shape::{Drawn, FACE, RING, RULE, lid};
use super::widths::Face;
use crate::flowchart::{Flowchart, Head, Line, Shape};
use std::fmt::{self, Write};

/// The families whose widths the table has: one of them is on nearly every machine.
const FAMILY: &str = "Arial, Helvetica, Liberation Sans, Arimo, sans-serif";
/// How far below the middle of a line its letters stand, in parts of their size.
const BASELINE: f64 = 0.35;
/// The length of an arrow's head, and half its width.
const HEAD: (f64, f64) = (9.0, 4.5);

pub(super) fn write(chart: &Flowchart, drawing: &Drawing, id: &str) -> String {
    let mut svg = String::with_capacity(2048 + drawing.boxes.len() * 600);
    // Nothing is written anywhere but into a `String`, which takes everything.
    let _ = whole(&mut svg, chart, drawing, &escaped(id));
    svg
}

fn whole(svg: &mut String, chart: &Flowchart, drawing: &Drawing, id: &str) -> fmt::Result {
    let (width, height) = (drawing.width, drawing.height);
    write!(
        svg,
        r#"<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-title" aria-describedby="{id}-desc" font-family="{FAMILY}" font-size="{}" text-anchor="middle">"#,
        FACE.size
    )?;
    let title = chart.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or("Flowchart");
    let description = chart.description.as_deref().filter(|description| !description.trim().is_empty());
    let description = description.map_or_else(|| made_up(chart), ToString::to_string);
    write!(svg, r#"<title id="{id}-title">{}</title>"#, escaped(title))?;
    write!(svg, r#"<desc id="{id}-desc">{}</desc>"#, escaped(&description))?;
    drawing.lanes.iter().try_for_each(|one| outline_of_lane(svg, one))?;
    let shown = || drawing.arrows.iter().filter(|arrow| arrow.line != Line::Invisible);
    shown().try_for_each(|one| arrow(svg, one))?;
    shown().filter_map(|one| one.label.as_ref()).try_for_each(|one| band(svg, one, "chart-band"))?;
    for lane in drawing.lanes.iter().filter(|lane| lane.is_crossed) {
        band(svg, &lane.title, "chart-band chart-lane-band")?;
    }
    write!(svg, r#"<g font-size="{}" font-weight="700">"#, BOLD.size)?;
    shown().filter_map(|one| one.label.as_ref()).try_for_each(|one| words(svg, one, &BOLD, "chart-label"))?;
    drawing.lanes.iter().try_for_each(|one| words(svg, &one.title, &BOLD, "chart-lane-title"))?;
    svg.push_str("</g>");
    drawing.boxes.iter().try_for_each(|one| one_box(svg, one))?;
    svg.push_str("</svg>");
    Ok(())
}

/// What a chart without `accDescr` is said to show.
fn made_up(chart: &Flowchart) -> String {
    let count = match chart.boxes.len() {
        1 => "1 box".to_string(),
        count => format!("{count} boxes"),
    };
    let beginning = (0..chart.boxes.len())
        .find(|at| !chart.arrows.iter().any(|arrow| arrow.to == *at && arrow.from != *at))
        .or((!chart.boxes.is_empty()).then_some(0));
    let Some(beginning) = beginning else { return "An empty flowchart.".to_string() };
    let words: String = chart.boxes[beginning].label.join(" ").chars().take(super::wrap::MOST).collect();
    format!("{count}; it begins with “{}”. The same stands beside it as a list of steps.", words.trim())
}

fn outline_of_lane(svg: &mut String, lane: &DrawnLane) -> fmt::Result {
    let (x, y) = (Tenths(lane.corner.x), Tenths(lane.corner.y));
    let (width, height) = (Tenths(lane.width), Tenths(lane.height));
    write!(svg, r#"<rect class="chart-lane" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>"#)
}

fn arrow(svg: &mut String, arrow: &DrawnArrow) -> fmt::Result {
    let scale = if arrow.line == Line::Thick { 1.25 } else { 1.0 };
    let (start, end) = (arrow.route.start, arrow.route.end());
    let (after_start, before_end) = (arrow.route.after_start(), arrow.route.before_end());
    let route = (arrow.route.clone())
        .with_start(towards(start, after_start, cut(arrow.tail) * scale))
        .with_end(towards(end, before_end, cut(arrow.head) * scale));
    let class = match arrow.line {
        Line::Dotted => "chart-arrow chart-dotted",
        Line::Thick => "chart-arrow chart-thick",
        Line::Solid | Line::Invisible => "chart-arrow",
    };
    write!(svg, r#"<path class="{class}" d=""#)?;
    line(svg, &route)?;
    svg.push_str("\"/>");
    head(svg, arrow.tail, start, after_start, scale)?;
    head(svg, arrow.head, end, before_end, scale)
}

/// So much of a line's end is its head.
fn cut(head: Head) -> f64 {
    match head {
        Head::None => 0.0,
        Head::Point => HEAD.0 - 1.0,
        Head::Dot => 2.0 * HEAD.1,
        Head::Cross => HEAD.1,
    }
}

fn line(svg: &mut String, route: &Route) -> fmt::Result {
    write!(svg, "M{}", At(route.start))?;
    for piece in &route.pieces {
        match piece {
            Piece::Line(end) => write!(svg, "L{}", At(*end))?,
            Piece::Curve(one, two, end) => write!(svg, "C{} {} {}", At(*one), At(*two), At(*end))?,
        }
    }
    Ok(())
}

/// The head at `tip` of a line that comes from `from`.
fn head(svg: &mut String, head: Head, tip: Point, from: Point, scale: f64) -> fmt::Result {
    let half = HEAD.1 * scale;
    let beside = |point: Point, by: f64| {
        let length = (from.x - tip.x).hypot(from.y - tip.y).max(1e-9);
        let (x, y) = ((from.x - tip.x) / length, (from.y - tip.y) / length);
        At(Point { x: point.x - y * by, y: point.y + x * by })
    };
    match head {
        Head::None => Ok(()),
        Head::Point => {
            let base = towards(tip, from, HEAD.0 * scale);
            write!(
                svg,
                r#"<path class="chart-head" d="M{}L{} {}Z"/>"#,
                At(tip),
                beside(base, half),
                beside(base, -half)
            )
        }
        Head::Dot => {
            let middle = towards(tip, from, half);
            let (x, y) = (Tenths(middle.x), Tenths(middle.y));
            write!(svg, r#"<circle class="chart-head" cx="{x}" cy="{y}" r="{}"/>"#, Tenths(half))
        }
        Head::Cross => {
            let (near, far) = (tip, towards(tip, from, 2.0 * half));
            write!(
                svg,
                r#"<path class="chart-cross" d="M{}L{}M{}L{}"/>"#,
                beside(near, half),
                beside(far, -half),
                beside(near, -half),
                beside(far, half)
            )
        }
    }
}

/// The point so far from `start` on the way to `end`.
fn towards(start: Point, end: Point, far: f64) -> Point {
    let length = (end.x - start.x).hypot(end.y - start.y).max(1e-9);
    Point { x: start.x + (end.x - start.x) * far / length, y: start.y + (end.y - start.y) * far / length }
}

fn band(svg: &mut String, label: &Label, class: &str) -> fmt::Result {
    let (width, height) = (label.text.width + 2.0 * BAND.0, label.text.height + 2.0 * BAND.1);
    let (x, y) = (Tenths(label.middle.x - width / 2.0), Tenths(label.middle.y - height / 2.0));
    let (width, height) = (Tenths(width), Tenths(height));
    write!(svg, r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>"#)
}

/// Every line of a text in an element of its own, around its middle.
fn words(svg: &mut String, label: &Label, face: &Face, class: &str) -> fmt::Result {
    let top = label.middle.y - label.text.height / 2.0;
    for (at, line) in label.text.lines.iter().enumerate() {
        let y = top + (at as f64 + 0.5) * face.line + face.size * BASELINE;
        let (x, y) = (Tenths(label.middle.x), Tenths(y));
        write!(svg, r#"<text class="{class}" x="{x}" y="{y}">{}</text>"#, escaped(&line.words))?;
    }
    Ok(())
}

fn one_box(svg: &mut String, one: &DrawnBox) -> fmt::Result {
    let DrawnBox { middle, outline } = one;
    let class = match outline.shape {
        Shape::Diamond => "chart-decision",
        Shape::Stadium | Shape::Circle | Shape::DoubleCircle => "chart-end",
        _ => "chart-box",
    };
    let (left, top) = (middle.x - outline.width / 2.0, middle.y - outline.height / 2.0);
    let (right, bottom) = (left + outline.width, top + outline.height);
    match outline.drawn() {
        Drawn::Rectangle(radius) => {
            let (x, y) = (Tenths(left), Tenths(top));
            let (width, height) = (Tenths(outline.width), Tenths(outline.height));
            write!(svg, r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}""#)?;
            if radius > 0.0 {
                write!(svg, r#" rx="{}""#, Tenths(radius))?;
            }
            svg.push_str("/>");
        }
        Drawn::Circle(radius) => {
            let (x, y) = (Tenths(middle.x), Tenths(middle.y));
            write!(svg, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{}"/>"#, Tenths(radius))?;
            if outline.shape == Shape::DoubleCircle {
                write!(
                    svg,
                    r#"<circle class="chart-rule" cx="{x}" cy="{y}" r="{}"/>"#,
                    Tenths(radius - RING)
                )?;
            }
        }
        Drawn::Polygon => {
            write!(svg, r#"<path class="{class}" d=""#)?;
            for (at, (x, y)) in outline.corners().into_iter().enumerate() {
                let corner = At(Point { x: middle.x + x, y: middle.y + y });
                write!(svg, "{}{corner}", if at == 0 { "M" } else { "L" })?;
            }
            svg.push_str("Z\"/>");
        }
        Drawn::Cylinder => {
            let (left, right, half) = (Tenths(left), Tenths(right), Tenths(outline.width / 2.0));
            let (lid_top, foot, lid) = (Tenths(top + lid()), Tenths(bottom - lid()), Tenths(lid()));
            write!(
                svg,
                r#"<path class="{class}" d="M{left} {lid_top}A{half} {lid} 0 0 1 {right} {lid_top}V{foot}A{half} {lid} 0 0 1 {left} {foot}Z"/>"#
            )?;
            write!(
                svg,
                r#"<path class="chart-rule" d="M{left} {lid_top}A{half} {lid} 0 0 0 {right} {lid_top}"/>"#
            )?;
        }
    }
    if outline.shape == Shape::Subroutine {
        let (one, other) = (Tenths(left + RULE), Tenths(right - RULE));
        let (top, bottom) = (Tenths(top), Tenths(bottom));
        write!(svg, r#"<path class="chart-rule" d="M{one} {top}V{bottom}M{other} {top}V{bottom}"/>"#)?;
    }
    let middle = Point { x: middle.x, y: middle.y + outline.text_down };
    words(svg, &Label { middle, text: outline.text.clone() }, &FACE, "chart-text")
}

/// A text for HTML: a control character is a space, as browsers have no sign for it.
fn escaped(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut html = String::with_capacity(clean.len());
    let _ = pulldown_cmark_escape::escape_html(&mut html, &clean);
    html
}

/// A number with one decimal at most.
struct Tenths(f64);

impl fmt::Display for Tenths {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i64;
        match (tenths / 10, (tenths % 10).abs()) {
            (whole, 0) => write!(out, "{whole}"),
            (0, rest) if tenths < 0 => write!(out, "-0.{rest}"),
            (whole, rest) => write!(out, "{whole}.{rest}"),
        }
    }
}

struct At(Point);

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", Tenths(self.0.x), Tenths(self.0.y))
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use crate::flowchart::{Arrow, Box, Lane};
    use crate::problem::Place;

    fn chart(words: &str) -> Flowchart {
        let place = || Place::file("content/chart.md");
        let one = |at: usize| Box {
            id: format!("b{at}"),
            label: vec![words.to_string()],
            shape: if at.is_multiple_of(3) { Shape::Diamond } else { Shape::Rectangle },
            lane: Some(0),
            link: None,
            place: place(),
        };
        let arrow = |from: usize| Arrow {
            from,
            to: (from + 1) % 30,
            label: vec![words.to_string()],
            line: Line::Dotted,
            tail: Head::Dot,
            head: Head::Cross,
            place: place(),
        };
        let lane = Lane { id: "l".to_string(), title: words.to_string(), parent: None, place: place() };
        Flowchart {
            boxes: (0..30).map(one).collect(),
            arrows: (0..30).map(arrow).collect(),
            lanes: vec![lane],
            ..Flowchart::default()
        }
    }

    #[test]
    fn every_text_is_escaped_and_nothing_runs_or_is_styled() {
        let words = "<script>alert(1)</script> \" onload='x' &amp; </title></svg>\u{1b}";
        let mut chart = chart(words);
        chart.title = Some(words.to_string());
        chart.description = Some(words.to_string());
        let svg = picture(&chart, "a\"><script>").svg;
        for harm in
            ["<script", "onload='", "style=", "<style", "foreignObject", "</title></", "&amp; ", "\u{1b}"]
        {
            assert!(!svg.contains(harm), "{harm}: {svg}");
        }
        assert!(svg.contains("&lt;script&gt;") && svg.contains("&amp;amp;"));
        let page = scraper::Html::parse_fragment(&svg);
        let elements = |name: &str| page.select(&scraper::Selector::parse(name).unwrap()).count();
        assert_eq!(
            (elements("svg"), elements("script"), elements("svg > title"), elements("svg > desc")),
            (1, 0, 1, 1)
        );
        assert!(elements("text.chart-text") >= 30 && elements("text.chart-label") >= 30, "{svg}");
    }

    #[test]
    fn the_picture_has_a_name_and_a_description_by_ids_of_its_own() {
        let mut chart = chart("Tell the Virtual School");
        let made_up = picture(&chart, "chart-2").svg;
        assert!(
            made_up
                .contains(r#" role="img" aria-labelledby="chart-2-title" aria-describedby="chart-2-desc""#)
        );
        assert!(made_up.contains(r#"<title id="chart-2-title">Flowchart</title>"#));
        assert!(made_up.contains(
            r#"<desc id="chart-2-desc">30 boxes; it begins with “Tell the Virtual School”. The same stands beside it as a list of steps.</desc>"#
        ));
        assert_eq!(made_up.matches(" id=").count(), 2);
        chart.title = Some("PEP cycle".to_string());
        chart.description = Some("From one meeting to the next.".to_string());
        let named = picture(&chart, "c").svg;
        assert!(named.contains(r#"<title id="c-title">PEP cycle</title>"#));
        assert!(named.contains(r#"<desc id="c-desc">From one meeting to the next.</desc>"#));
    }

    #[test]
    fn a_chart_of_thirty_boxes_is_under_forty_kilobytes_and_as_large_as_it_says() {
        let picture = picture(&chart("The designated teacher fills in part B and says by when"), "chart");
        assert!(picture.svg.len() < 40_000, "{} bytes", picture.svg.len());
        let (width, height) = (picture.width, picture.height);
        assert!(
            picture
                .svg
                .contains(&format!(r#"width="{width}" height="{height}" viewBox="0 0 {width} {height}""#))
        );
    }

    #[test]
    fn numbers_have_one_decimal_at_most() {
        let written = |number: f64| Tenths(number).to_string();
        assert_eq!(
            [written(1.0), written(1.26), written(-0.34), written(-0.04), written(-2.5), written(1e9)],
            ["1", "1.3", "-0.3", "0", "-2.5", "1000000000"]
        );
    }
}
