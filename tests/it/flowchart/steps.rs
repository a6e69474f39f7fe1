//! A chart as a list of steps: in which order, and that it says what the picture says.

use super::chart::chart;
use fingerpost::flowchart::{Step, steps};

/// A step a line: its number, who, what, `?` for a decision, then where it leads, `+` for simply the next one.
fn listed(text: &str) -> String {
    steps(&chart(text)).iter().map(|step| line(step) + "\n").collect()
}

fn line(step: &Step) -> String {
    let role: String = step.role.iter().map(|title| format!("{title}: ")).collect();
    let question = if step.decision { "?" } else { "" };
    let end = if step.end { " end" } else { "" };
    let way = |way: &fingerpost::flowchart::Way| {
        let label = way.label.as_ref().map_or_else(String::new, |label| format!(" {label}"));
        format!(",{label} {}{}", way.step, if way.next { "+" } else { "" })
    };
    let ways: String = step.ways.iter().map(way).collect();
    format!("{} {role}{}{question}{ways}{end}", step.number, step.text)
}

#[test]
fn a_branch_is_read_to_its_end_before_the_next_one_begins() {
    assert_eq!(
        listed("q{Well?}\nq -- yes --> a\nq -- no --> b\na --> c\nb --> d"),
        "1 Well??, yes 2+, no 4\n2 a, 3+\n3 c end\n4 b, 5+\n5 d end\n"
    );
}

#[test]
fn where_branches_meet_comes_after_all_of_them() {
    let text = "q{Well?}\nm[Meet]\nq -- yes --> a\nq -- no --> b\nq -- not yet --> m\na --> m\nb --> m";
    assert_eq!(listed(text), "1 Well??, yes 2+, no 3, not yet 4\n2 a, 4\n3 b, 4+\n4 Meet end\n");
}

#[test]
fn the_order_of_the_arrows_counts_and_not_that_of_the_boxes() {
    assert_eq!(
        listed("z\nb\na\ns --> a\na -- first --> z\na -- second --> b"),
        "1 s, 2+\n2 a?, first 3+, second 4\n3 z end\n4 b end\n"
    );
}

#[test]
fn a_loop_leads_back_up_the_list() {
    assert_eq!(
        listed("a --> check\ncheck{Right?}\ncheck -- no --> mend\nmend --> check\ncheck -- yes --> done"),
        "1 a, 2+\n2 Right??, no 3+, yes 4\n3 mend, 2\n4 done end\n"
    );
}

#[test]
fn a_chart_that_begins_with_a_loop_starts_at_its_start() {
    // Nothing is without an arrow that leads to it: the first box of the text, or the one drawn as a start.
    let text = "b --> c\nc -- again --> a\nc -- over --> d\na --> b";
    assert_eq!(listed(text), "1 b, 2+\n2 c?, again 3+, over 4\n3 a, 1\n4 d end\n");
    let text = format!("{text}\na([New term])");
    assert_eq!(listed(&text), "1 New term, 2+\n2 b, 3+\n3 c?, again 1, over 4+\n4 d end\n");
    // Of two that are drawn so, the first of the text.
    assert!(listed(&format!("{text}\nc([Over?])")).starts_with("1 Over?"));
}

#[test]
fn a_way_into_a_loop_from_two_sides_follows_the_text() {
    assert_eq!(
        listed("a -- one --> b\na -- two --> c\nb -- on --> c\nc -- back --> b\nc -- out --> d"),
        "1 a?, one 2+, two 3\n2 b, on 3+\n3 c?, back 2, out 4+\n4 d end\n"
    );
}

#[test]
fn lanes_say_who_does_it_the_outermost_first() {
    let text = "subgraph s [School]\nsubgraph dt [Designated teacher]\na[Fill in<br>section B]\nend\nb\nend\na --> b\nb --> c";
    assert_eq!(
        listed(text),
        "1 School: Designated teacher: Fill in section B, 2+\n2 School: b, 3+\n3 c end\n"
    );
}

#[test]
fn arrows_with_two_heads_lead_both_ways_and_lines_without_lead_on() {
    assert_eq!(listed("a <--> b\nb --- c\nc --x d"), "1 a, 2+\n2 b, 1, 3+\n3 c, 4+\n4 d end\n");
    // An invisible line only moves boxes: both stand alone.
    assert_eq!(listed("a ~~~ b"), "1 a end\n2 b end\n");
    // Drawn to itself with two heads, an arrow is still one way.
    assert_eq!(listed("a <--> a\na --> b"), "1 a, 1, 2+\n2 b end\n");
}

#[test]
fn an_arrow_with_its_head_at_its_beginning_leads_there() {
    let mut drawn = chart("a --> b");
    let arrow = &mut drawn.arrows[0];
    std::mem::swap(&mut arrow.tail, &mut arrow.head);
    let order: Vec<usize> = steps(&drawn).iter().map(|step| step.box_id).collect();
    assert_eq!(order, [1, 0]);
}

#[test]
fn a_decision_is_what_is_drawn_as_one_or_has_several_answers() {
    // Arrows without words, from a box that is not drawn as a decision, ask nothing.
    let decisions = |text: &str| steps(&chart(text))[0].decision;
    assert!(
        decisions("a{Well?}\na --> b\na --> c")
            && decisions("a{Well?}")
            && decisions("a -- yes --> b\na --> c")
    );
    assert!(!decisions("a --> b\na --> c") && !decisions("a -- after a week --> b") && !decisions("a"));
}

#[test]
fn a_box_with_blank_words_says_its_id() {
    assert_eq!(listed("a[ ]"), "1 a end\n");
}

#[test]
fn several_starts_follow_each_other() {
    assert_eq!(
        listed("alone\na --> b\nc --> b\nx --> y\ny --> x"),
        "1 a, 3\n2 c, 3+\n3 b end\n4 x, 5+\n5 y, 4\n6 alone end\n"
    );
}
