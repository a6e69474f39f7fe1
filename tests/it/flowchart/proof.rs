//! For any chart: its steps say what it says, and its pages have its paths, no fewer and no more.
//!
//! What a path is: from the start, a box, the words of a way on from it, the box that it leads to, and so on. The ways of a
//! chart are worked out here anew, from the arrows alone.
//!
//! Two proofs. The first needs no bound: every box stands at one place of one page, and the moves between places (to the next
//! box of the page, or by an answer to the first box of another) are the ways of the chart, one for one, with the same words. So the
//! two are the same graph, and any path of one is a path of the other. The second reads the pages as a reader does,
//! knowing only words and links, and compares all paths of up to so many boxes.

use super::chart::{chart, plain_box};
use crate::numbers::Dice;
use fingerpost::flowchart::walk::Page;
use fingerpost::flowchart::{Arrow, Flowchart, Head, Lane, Line, Shape, Walk, check, steps, walk};
use fingerpost::problem::Place;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// From, to, the words, the number of the arrow.
type Way = (usize, usize, Option<String>, usize);

/// The ways of a chart, sorted.
fn ways(chart: &Flowchart) -> Vec<Way> {
    let mut ways = Vec::new();
    for (number, arrow) in chart.arrows.iter().enumerate() {
        let count = chart.boxes.len();
        if arrow.line == Line::Invisible || arrow.from >= count || arrow.to >= count {
            continue;
        }
        let label = arrow.label.join(" ").trim().to_string();
        let label = (!label.is_empty()).then_some(label);
        let leads_back = arrow.tail != Head::None;
        if arrow.head != Head::None || !leads_back {
            ways.push((arrow.from, arrow.to, label.clone(), number));
        }
        if leads_back && (arrow.from != arrow.to || arrow.head == Head::None) {
            ways.push((arrow.to, arrow.from, label, number));
        }
    }
    ways.sort();
    ways
}

/// What each box reaches, itself too.
fn reach(count: usize, ways: &[Way]) -> Vec<BTreeSet<usize>> {
    let mut targets = vec![Vec::new(); count];
    for (from, to, ..) in ways {
        targets[*from].push(*to);
    }
    let from = |start: usize| {
        let (mut seen, mut waiting) = (BTreeSet::from([start]), vec![start]);
        while let Some(at) = waiting.pop() {
            waiting.extend(targets[at].iter().copied().filter(|to| seen.insert(*to)));
        }
        seen
    };
    (0..count).map(from).collect()
}

/// Whether a reader can follow the chart: by the rules, each in its plainest form.
fn can_be_followed(chart: &Flowchart) -> bool {
    let (count, ways) = (chart.boxes.len(), ways(chart));
    let reach = reach(count, &ways);
    let out = |id: usize| ways.iter().filter(move |way| way.0 == id);
    let is_end = |id: usize| out(id).next().is_none();
    let has_start = reach.iter().any(|reached| reached.len() == count);
    let all_end = reach.iter().all(|reached| reached.iter().any(|id| is_end(*id)));
    let answers_differ = |id: usize| {
        let many = out(id).count();
        let said =
            out(id).filter_map(|way| way.2.as_ref().map(|words| words.to_lowercase().replace('.', "")));
        many < 2 || said.collect::<BTreeSet<String>>().len() == many
    };
    let asks = |id: usize| chart.boxes[id].shape != Shape::Diamond || out(id).count() > 1;
    let has_heads = |arrow: &Arrow| {
        arrow.line == Line::Invisible
            || arrow.from >= count
            || arrow.to >= count
            || (arrow.tail, arrow.head) != (Head::None, Head::None)
    };
    has_start
        && all_end
        && (0..count).all(|id| answers_differ(id) && asks(id))
        && chart.arrows.iter().all(has_heads)
}

/// Steps and chart say the same.
fn steps_are_the_chart(chart: &Flowchart) {
    let steps = steps(chart);
    let mut boxes: Vec<usize> = steps.iter().map(|step| step.box_id).collect();
    assert!(steps.iter().map(|step| step.number).eq(1..=boxes.len()));
    let of = |number: usize| steps[number - 1].box_id;
    let told = steps.iter().flat_map(|step| {
        step.ways.iter().map(|way| (step.box_id, of(way.step), way.label.clone(), way.arrow))
    });
    let mut told: Vec<Way> = told.collect();
    told.sort();
    let ways = ways(chart);
    assert_eq!(told, ways, "every arrow once");
    let reach = reach(chart.boxes.len(), &ways);
    for step in &steps {
        assert_eq!(step.end, step.ways.is_empty());
        for way in &step.ways {
            assert_eq!(way.next, way.step == step.number + 1);
            let is_loop = reach[of(way.step)].contains(&step.box_id);
            assert!(way.step > step.number || is_loop, "only a loop leads up the list");
        }
    }
    boxes.sort_unstable();
    assert!(boxes.into_iter().eq(0..chart.boxes.len()), "every box once");
}

/// The first proof: pages and chart are one graph.
fn pages_are_the_chart(chart: &Flowchart, walk: &Walk) {
    let mut boxes = Vec::new();
    let mut moves: Vec<Way> = Vec::new();
    for page in &walk.pages {
        boxes.extend(page.steps.iter().map(|step| step.box_id));
        for pair in page.steps.windows(2) {
            let [way] = &pair[0].ways[..] else { panic!("a page runs on where there is nothing to answer") };
            moves.push((pair[0].box_id, pair[1].box_id, way.label.clone(), way.arrow));
        }
        let last = page.steps.last().expect("a page has a step").box_id;
        for answer in &page.answers {
            let target = walk.pages[answer.page].steps[0].box_id;
            moves.push((last, target, answer.label.clone(), answer.arrow));
        }
    }
    moves.sort();
    let ways = ways(chart);
    assert_eq!(moves, ways, "every way is a move and every move a way");
    let start = walk.pages[0].steps[0].box_id;
    assert_eq!(reach(chart.boxes.len(), &ways)[start].len(), chart.boxes.len(), "the first page starts");
    boxes.sort_unstable();
    assert!(boxes.into_iter().eq(0..chart.boxes.len()), "every box is on one page");
}

/// What a page says of itself is so.
fn pages_are_well_made(chart: &Flowchart, walk: &Walk) {
    let ways = ways(chart);
    let mut addresses = BTreeSet::new();
    for (id, page) in walk.pages.iter().enumerate() {
        let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!page.address.is_empty() && page.address.chars().all(is_safe), "{}", page.address);
        assert!(page.address.starts_with(|c: char| c != '-') && page.address.len() < 60);
        assert!(addresses.insert(&page.address), "{} is given twice", page.address);
        let last = page.steps.last().expect("a page has a step");
        assert_eq!(page.question.as_ref(), (page.answers.len() > 1).then_some(&last.text));
        assert_eq!(page.end, !ways.iter().any(|way| way.0 == last.box_id));
        let from = (0..walk.pages.len()).filter(|other| {
            *other != id && walk.pages[*other].answers.iter().any(|answer| answer.page == id)
        });
        assert!(from.eq(page.from.iter().copied()));
        for answer in &page.answers {
            assert_eq!(answer.back, answer.page <= id);
            assert!(page.question.is_none() || answer.label.is_some(), "an answer has words");
        }
        // No page begins where the one before could have gone on.
        let into: Vec<&Way> = ways.iter().filter(|way| way.1 == page.steps[0].box_id).collect();
        let runs_on = into.len() == 1 && ways.iter().filter(|way| way.0 == into[0].0).count() == 1;
        assert!(id == 0 || !runs_on, "a page that could stand on another");
    }
}

/// Every path of up to so many boxes, as the words that are read along it.
fn paths_of_chart(chart: &Flowchart, start: usize, longest: usize) -> BTreeSet<Vec<String>> {
    let ways = ways(chart);
    let mut paths = BTreeSet::new();
    let mut waiting = vec![(start, vec![chart.boxes[start].label.join(" ")], 1)];
    while let Some((at, path, length)) = waiting.pop() {
        if length < longest {
            for (_, to, label, _) in ways.iter().filter(|way| way.0 == at) {
                let mut path = path.clone();
                path.extend([label.clone().unwrap_or_default(), chart.boxes[*to].label.join(" ")]);
                waiting.push((*to, path, length + 1));
            }
        }
        paths.insert(path);
    }
    paths
}

/// Reads a page from its top, then takes every answer.
fn read(walk: &Walk, page: &Page, mut path: Vec<String>, longest: usize, paths: &mut BTreeSet<Vec<String>>) {
    let mut label = None;
    for step in &page.steps {
        if path.len().div_ceil(2) >= longest {
            return;
        }
        path.extend(label);
        path.push(step.text.clone());
        paths.insert(path.clone());
        label = step.ways.first().map(|way| way.label.clone().unwrap_or_default());
    }
    if path.len().div_ceil(2) >= longest {
        return;
    }
    for answer in &page.answers {
        let mut path = path.clone();
        path.push(answer.label.clone().unwrap_or_default());
        read(walk, &walk.pages[answer.page], path, longest, paths);
    }
}

/// The second proof: what readers meet, up to so many boxes.
fn readers_meet_the_paths(chart: &Flowchart, walk: &Walk, longest: usize) {
    let mut met = BTreeSet::new();
    read(walk, &walk.pages[0], Vec::new(), longest, &mut met);
    assert_eq!(met, paths_of_chart(chart, walk.pages[0].steps[0].box_id, longest));
}

/// The walk-through of a chart that must have one, held against the chart by all of the above.
pub(crate) fn proved(chart: &Flowchart) -> Walk {
    let walk = walk(chart).unwrap_or_else(|reasons| panic!("{reasons:?}\n{chart:#?}"));
    steps_are_the_chart(chart);
    pages_are_the_chart(chart, &walk);
    pages_are_well_made(chart, &walk);
    readers_meet_the_paths(chart, &walk, 7);
    walk
}

fn place() -> Place {
    Place::file("content/a.md")
}

fn arrow(from: usize, to: usize) -> Arrow {
    let (line, tail, head) = (Line::Solid, Head::None, Head::Point);
    Arrow { from, to, label: Vec::new(), line, tail, head, place: place() }
}

/// A chart that can be followed: every box but the first has an arrow from one before it, and only boxes that also lead on lead back.
fn sound(dice: &mut Dice, count: usize) -> Flowchart {
    let mut arrows: Vec<Arrow> = (1..count)
        .map(|to| {
            let from = if dice.often(60) { to - 1 } else { dice.roll(to) };
            arrow(from, to)
        })
        .collect();
    for _ in 0..dice.roll(count + 1) {
        let (one, other) = (dice.roll(count), dice.roll(count));
        let (from, to) = (one.min(other), one.max(other));
        if from < to && dice.often(50) {
            arrows.push(arrow(from, to));
        } else if arrows.iter().any(|arrow| arrow.from == to && arrow.to > to && arrow.from < arrow.to) {
            arrows.push(arrow(to, from));
        }
    }
    let leads_on = |id: usize, arrows: &[Arrow]| arrows.iter().any(|arrow| arrow.from == id && arrow.to > id);
    let turned: Vec<bool> =
        arrows.iter().map(|arrow| leads_on(arrow.to, &arrows) && dice.often(10)).collect();
    for (number, arrow) in arrows.iter_mut().enumerate() {
        if turned[number] {
            arrow.tail = Head::Point;
        } else if dice.often(10) {
            (arrow.from, arrow.to) = (arrow.to, arrow.from);
            (arrow.tail, arrow.head) = (Head::Dot, Head::None);
        }
        if dice.often(20) {
            arrow.label = vec![format!("after {number}")];
        }
        arrow.line = [Line::Solid, Line::Dotted, Line::Thick][dice.roll(3)];
    }
    for _ in 0..dice.roll(3) {
        let invisible = Arrow { line: Line::Invisible, ..arrow(dice.roll(count), dice.roll(count)) };
        arrows.push(invisible);
    }
    let mut chart = Flowchart { arrows, ..Flowchart::default() };
    for id in 0..count {
        let each = plain_box(&format!("{}{id}", ["Box ", "box-", "B_"][dice.roll(3)]), None, place());
        chart.boxes.push(each);
    }
    let ways = ways(&chart);
    for id in 0..count {
        let out: Vec<&Way> = ways.iter().filter(|way| way.0 == id).collect();
        for way in out.iter().filter(|_| out.len() > 1) {
            chart.arrows[way.3].label = vec![format!("answer"), format!("{}", way.3)];
        }
        let shape = [Shape::Rectangle, Shape::Stadium, Shape::Hexagon, Shape::Diamond][dice.roll(4)];
        if shape != Shape::Diamond || out.len() > 1 {
            chart.boxes[id].shape = shape;
        }
    }
    chart
}

/// One thing changed, which may or may not do harm.
fn mutated(mut chart: Flowchart, dice: &mut Dice) -> Flowchart {
    let (boxes, arrows) = (chart.boxes.len(), chart.arrows.len().max(1));
    let (from, to, number) = (dice.roll(boxes), dice.roll(boxes), dice.roll(arrows));
    let is_new = chart.arrows.is_empty() || dice.often(20);
    let Some(chosen) = chart.arrows.get_mut(number).filter(|_| !is_new) else {
        chart.arrows.push(arrow(from, to));
        return chart;
    };
    match dice.roll(7) {
        0 => drop(chart.arrows.remove(number)),
        1 => chosen.label = Vec::new(),
        2 => chosen.label = vec![["Yes", "yes.", "no"][dice.roll(3)].to_string()],
        3 => chosen.head = Head::None,
        4 => chosen.to = from,
        5 => chart.boxes[from].shape = Shape::Diamond,
        _ => chart.boxes.push(plain_box("more", None, place())),
    }
    chart
}

/// Any value at all: arrows to boxes that do not exist, lanes around themselves, one id for many boxes.
fn any_chart(dice: &mut Dice, count: usize) -> Flowchart {
    let heads = [Head::None, Head::Point, Head::Dot, Head::Cross];
    let lines = [Line::Solid, Line::Dotted, Line::Thick, Line::Invisible];
    let labels = ["", " ", "yes", "Yes.", "no", "later"];
    let ids = ["A", "a", "a-2", "é", "", "-", "../x", "<b>", "con"];
    let mut chart = Flowchart::default();
    for _ in 0..count {
        let lane = dice.often(50).then(|| dice.roll(6));
        let mut each = plain_box(ids[dice.roll(ids.len())], lane, place());
        each.shape = [Shape::Rectangle, Shape::Diamond, Shape::Circle][dice.roll(3)];
        each.label = (0..dice.roll(3)).map(|_| labels[dice.roll(6)].to_string()).collect();
        chart.boxes.push(each);
    }
    for _ in 0..dice.roll(2 * count + 2) {
        let mut any = arrow(dice.roll(count + 2), dice.roll(count + 2));
        any.label = vec![labels[dice.roll(6)].to_string()];
        any.line = lines[dice.roll(4)];
        (any.tail, any.head) = (heads[dice.roll(4)], heads[dice.roll(4)]);
        chart.arrows.push(any);
    }
    for _ in 0..dice.roll(5) {
        let parent = dice.often(70).then(|| dice.roll(6));
        chart.lanes.push(Lane { id: "l".into(), title: "Lane".into(), parent, place: place() });
    }
    chart
}

/// A walk-through where there should be one, and a problem for every chart that has none.
fn is_judged_right(chart: &Flowchart) -> bool {
    let can_be_followed = can_be_followed(chart);
    match walk(chart) {
        Ok(walk) => {
            assert!(can_be_followed, "a walk-through of a chart that can't be followed: {chart:#?}");
            pages_are_the_chart(chart, &walk);
            pages_are_well_made(chart, &walk);
        }
        Err(reasons) => {
            assert!(!can_be_followed, "{reasons:?} of a chart that can be followed: {chart:#?}");
            let told = check(chart, &place());
            let also = ["flowchart-large", "flowchart-no-title"];
            let told = told.iter().filter(|problem| !also.contains(&problem.name));
            assert!(!reasons.is_empty() && told.count() == reasons.len(), "every reason is told once");
        }
    }
    can_be_followed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_path_of_a_chart_is_a_path_of_its_pages(seed: u64, count in 1_usize..25) {
        proved(&sound(&mut Dice::new(seed), count));
    }

    #[test]
    fn any_value_is_judged_without_a_panic(seed: u64, count in 0_usize..12) {
        let chart = any_chart(&mut Dice::new(seed), count);
        steps_are_the_chart(&chart);
        is_judged_right(&chart);
    }
}

#[test]
fn a_chart_is_refused_if_and_only_if_it_breaks_a_rule() {
    let (mut right, mut wrong) = (0, 0);
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let count = 1 + dice.roll(9);
        let sound = sound(&mut dice, count);
        let chart = mutated(sound, &mut dice);
        steps_are_the_chart(&chart);
        *(if is_judged_right(&chart) { &mut right } else { &mut wrong }) += 1;
    }
    assert!(
        right > 300 && wrong > 300,
        "{right} can be followed, {wrong} can't: the mutations try too little"
    );
}

#[test]
fn the_largest_charts_are_walked_through() {
    for seed in 0..6 {
        let chart = sound(&mut Dice::new(seed), 200);
        let walk = walk(&chart).expect("a walk-through");
        steps_are_the_chart(&chart);
        pages_are_the_chart(&chart, &walk);
        pages_are_well_made(&chart, &walk);
        let any = any_chart(&mut Dice::new(seed), 200);
        steps_are_the_chart(&any);
        is_judged_right(&any);
    }
}

#[test]
fn a_chain_of_any_length_does_not_fill_the_stack() {
    let mut chart =
        Flowchart { arrows: (1..50_000).map(|to| arrow(to - 1, to)).collect(), ..Flowchart::default() };
    chart.boxes = (0..50_000).map(|id| plain_box(&format!("b{id}"), None, place())).collect();
    assert_eq!(walk(&chart).expect("a walk-through").pages.len(), 1);
    assert_eq!(steps(&chart).len(), 50_000);
}

#[test]
fn charts_as_they_are_drawn_have_the_paths_of_their_pages() {
    let cycle = "a[Set the date]\na --> b\nb --> q\nq{Is it good?}\nq -- no --> f\nf --> b\nq -- yes --> r\nr --> n\nn{Still in care?}\nn -- yes --> a\nn -- no --> z";
    let diamond = "q -- 1 --> a\nq -- 2 --> b\na --> c\nb --> c\nc --> d\nd -- 1 --> e\nd -- 2 --> q\nd -- 3 --> d\nd -- 4 --> e";
    let tangled =
        "a -- 1 --> b\na -- 2 --> c\nb -- 3 --> c\nc -- 4 --> b\nb -- 5 --> d\nc -- 6 --> d\nd --> e";
    for (text, pages) in [(cycle, 5), (diamond, 6), (tangled, 4), ("a", 1)] {
        assert_eq!(proved(&chart(text)).pages.len(), pages, "{text}");
    }
}
