//! Promise 1, from end to end: unique words in every question of the plan for school age, through mistakes, saves, a wrong code, a
//! crash and sending, stand in no file, no line of the log, no header and no address.

#[test]
fn todo() {}
