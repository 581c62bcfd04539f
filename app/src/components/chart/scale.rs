//! The vertical axis that all charts share: from 0 in round steps, its unit told once.

use model::Bytes;

/// The height of the plot in pixels.
pub const HEIGHT: f64 = 236.0;
/// Room above the highest tick for the figure over a mark.
pub const TOP: f64 = 22.0;

/// A line of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub label: String,
    pub y: f64,
}

/// The vertical axis: from 0 in three to five round steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The unit of the figures: "GB".
    pub unit: &'static str,
    /// Bytes in one of the unit.
    one: f64,
    /// Bytes from one tick to the next.
    step: f64,
    steps: f64,
}

impl Scale {
    /// The axis that has room for that much.
    #[must_use]
    pub fn over(highest: u64) -> Self {
        let highest = highest.max(1_000) as f64;
        let (unit, one) = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)]
            .into_iter()
            .find(|(_, one)| highest >= *one)
            .unwrap_or(("KB", 1e3));
        let rough = highest / one / 4.0;
        let power = 10f64.powf(rough.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|r| rough <= r * power * 1.000_001).unwrap_or(10.0);
        let step = round * power * one;
        Self { unit, one, step, steps: (highest / step - 1e-6).ceil().max(1.0) }
    }

    /// Where that many bytes stand, in pixels from the top.
    #[must_use]
    pub fn y(&self, bytes: f64) -> f64 {
        TOP + (HEIGHT - TOP) * (1.0 - bytes / (self.step * self.steps))
    }

    /// The lines of the grid from the base up.
    #[must_use]
    pub fn ticks(&self) -> Vec<Tick> {
        let count = self.steps as u32;
        (0..=count)
            .map(|nth| {
                let bytes = f64::from(nth) * self.step;
                let figure = trimmed(bytes / self.one);
                let label = if nth == count { format!("{figure} {}", self.unit) } else { figure };
                Tick { label, y: self.y(bytes) }
            })
            .collect()
    }

    /// A figure in the unit of the axis: without decimals from 100 on, with two where one would say nothing.
    #[must_use]
    pub fn figure(&self, bytes: Bytes) -> String {
        match bytes.0 as f64 / self.one {
            value if value < 0.01 => "<0.01".to_owned(),
            value if value < 0.095 => format!("{value:.2}"),
            value if value < 99.95 => format!("{value:.1}"),
            value => format!("{value:.0}"),
        }
    }
}

/// A tick's number without needless zeros: 2, 2.5, 0.25.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
