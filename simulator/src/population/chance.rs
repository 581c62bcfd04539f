//! Chance that is the same for the same seed.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// What a stream of chance is for; streams do not influence each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Servers = 1,
    Wave,
    Person,
    Statuses,
    Members,
    Relations,
    Moderation,
    Orphans,
}

/// The chance of the `index`th thing of a stream, which can be had without those before it.
pub(crate) fn chance(seed: u64, stream: Stream, index: u64) -> SmallRng {
    // Neighbouring numbers must give streams that have nothing in common, so they are spread by the golden ratio first.
    let spread = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ ((stream as u64) << 56);
    SmallRng::seed_from_u64(spread.wrapping_add(index.wrapping_mul(0xD1B5_4A32_D192_ED03)))
}

/// One of several, each as likely as the others.
pub(crate) fn one_of<T: Copy>(chance: &mut impl Rng, things: &[T]) -> T {
    things[chance.random_range(0..things.len())]
}
