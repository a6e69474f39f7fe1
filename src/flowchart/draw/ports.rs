//! Where on the side of a box each arrow begins or ends: straight across from where it comes, side by side with others.

use super::layout::{Graph, Placed};
use super::shape::Outline;

/// Two arrows on one side of a box stand so far apart, where there is room; on a slanted side farther.
const APART: f64 = 16.0;
const APART_ON_SLANT: f64 = 34.0;

/// Of each arrow: where it begins and where it ends, across.
pub(super) fn ports(graph: &Graph, placed: &Placed, outlines: &[Outline]) -> Vec<(f64, f64)> {
    // Per box and side: which end of which arrow, and where it comes from.
    let mut sides: Vec<[Vec<(usize, End, f64)>; 2]> =
        graph.boxes.iter().map(|_| [Vec::new(), Vec::new()]).collect();
    for (at, (arrow, way)) in graph.arrows.iter().zip(&placed.arrows).enumerate() {
        if arrow.from == arrow.to {
            continue;
        }
        let (from, to) = (placed.boxes[arrow.from], placed.boxes[arrow.to]);
        let is_onward = from.along <= to.along;
        let beyond_from = way.points.first().map_or(to.across, |point| point.across);
        let beyond_to = way.points.last().map_or(from.across, |point| point.across);
        sides[arrow.from][usize::from(is_onward)].push((at, End::From, beyond_from));
        sides[arrow.to][usize::from(!is_onward)].push((at, End::To, beyond_to));
    }
    let mut ports = vec![(0.0, 0.0); graph.arrows.len()];
    for (((sides, spot), node), outline) in
        sides.iter_mut().zip(&placed.boxes).zip(&graph.boxes).zip(outlines)
    {
        let room = outline.side(node.size.across);
        for side in sides {
            side.sort_by(|one, other| one.2.total_cmp(&other.2).then(one.0.cmp(&other.0)));
            let wanted: Vec<f64> = side.iter().map(|(.., across)| across - spot.across).collect();
            let apart = match outline.is_pointed() {
                true if side.len() == 1 => vec![0.0],
                true => spread(&wanted, room, APART_ON_SLANT),
                false => spread(&wanted, room, APART),
            };
            for ((arrow, end, _), across) in side.iter().zip(apart) {
                match end {
                    End::From => ports[*arrow].0 = spot.across + across,
                    End::To => ports[*arrow].1 = spot.across + across,
                }
            }
        }
    }
    ports
}

#[derive(Clone, Copy)]
enum End {
    From,
    To,
}

/// The places nearest to the wanted ones, which are in order, within `room` to either side and `apart` from one another, or
/// nearer where all would not fit.
fn spread(wanted: &[f64], room: f64, apart: f64) -> Vec<f64> {
    let gaps = wanted.len().saturating_sub(1).max(1) as f64;
    let apart = apart.min(2.0 * room / gaps);
    let mut places = Vec::with_capacity(wanted.len());
    let mut least = -room;
    for wanted in wanted {
        let place = wanted.clamp(-room, room).max(least);
        places.push(place);
        least = place + apart;
    }
    let mut most = room;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - apart;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_stand_apart_in_order_and_on_the_side() {
        assert_eq!(spread(&[0.0], 50.0, 16.0), [0.0]);
        assert_eq!(spread(&[300.0], 50.0, 16.0), [50.0]);
        assert_eq!(spread(&[0.0, 0.0, 0.0], 50.0, 16.0), [0.0, 16.0, 32.0]);
        assert_eq!(spread(&[300.0, 300.0], 50.0, 16.0), [34.0, 50.0]);
        assert_eq!(spread(&[0.0; 5], 20.0, 16.0), [-20.0, -10.0, 0.0, 10.0, 20.0]);
    }
}
