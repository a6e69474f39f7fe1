//! What is refused in a chart, word for word.

use super::parse::told;

/// What is told of these statements, which begin on the second line.
fn of(statements: &str) -> String {
    told(&format!("flowchart TD\n{statements}\n"))
}
fn cases() -> Vec<(&'static str, Vec<&'static str>)> { vec![("an_arrow_that_is_none", vec!["A -> B","A —> B","A → B","A -- B","A -- yes -- B","A --|yes|--> B","A --oB","A --> x--> C","A <-- B","A <--o B","A <- B","A -->","--> B","A -->\nB","A -- --> B","A -->|| B","A -->|yes B","A -->|a (b)| B","A -- a -->|b| B","A -- box--> B","A -- say \"no\" --> B","A -- \"no --> B","A -..x B","A e1@--> B"]),
("words_that_can_not_be_read", vec!["A[ask (SW)] --> B","A[\"say \"yes\" now\"] --> B","A[\"open] --> B\nC","A[\"open] --> B\nC[\"x\"]","A[]","A[x","A{x]","A [x]","A[ \"x\" ]","A[\"`**b**`\"]","A[#quott;]","A[#7;]","A[#zzz;]"]),
("words_that_show_as_they_are", vec!["A[<b>x</b>]","A[x &amp; y]","A[x\\ny]","A[fa:fa-car x]","A[\"<script>alert(1)</script>\"]"]),
("a_box_that_is_none", vec!["A(-x-)","A[|p:q|x]","A@{ shape: diam, label: \"x\" } --> B","A --> end","end[Done]","end --> A","class --> B","default","A B","A: words","A&B","A &B","A & ","& B","A, B --> C","\"words\" --> B","*","A[one]\nA[two]"]),
("statements_that_are_none", vec!["A %% c","title A chart","subgrph x","accTitle The chart\nA","accTitle:\nA","accDescr {\nA","accTitle: a\naccTitle: b\nA","flowchart LR\nA","%%{init\nA","%%"]),
("what_is_passed_over", vec!["direction LR\nA","style A fill:#f9f\nA","A:::x","%%{init: {}}%%\nA","A\nclick A \"x.md\" \"tip\" _blank"]),
("a_subgraph_that_is_none", vec!["subgraph\nA\nend","subgraph a\nB","subgraph (SW)\nA\nend","subgraph a b [c]\nA\nend","subgraph a [b\nA\nend","subgraph s\nA\nend\nB --> s","subgraph s\nA\nend\nsubgraph s\nB\nend","subgraph x\na --> b\nend\nsubgraph y\nb[Two]\nend","end\nA"]),
("a_click_that_leads_nowhere", vec!["click A \"x.md\"\nB","A\nclick A callback","A\nclick A call go()","A\nclick A \"javascript:alert(1)\"","A\nclick A \"https://x.example/\"","A\nclick A \"/x.md\"","A\nclick A \"x.html\"","A\nclick A x.md","A\nclick A \"\u{202e}","A\nclick","A\nclick A \"x.md\"\nclick A \"y.md\"","start\nclick strat \"x.md\""]),
]}

#[test]
fn zz_show() {
    for (name, cases) in cases() {
        for case in cases { println!("@@{name}@@{case}@@{}@@", of(case).trim_end()); }
    }
    for chart in ["","A --> B","flowchrt TD\nA","hello\nA-->B","sequenceDiagram\nA->>B: x","flowchart TD A --> B","flowchart td\nA","graph >\nA","flowchart-elk TD\nA","---\nx\nflowchart TD\nA","---\ntitle: x\n---\nflowchart TD\nA"] {
        println!("@@heads@@{chart}@@{}@@", told(chart).trim_end());
    }
}
