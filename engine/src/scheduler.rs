//! Due schedules become queued runs, once, whatever number of processes look.

use model::schedule::{Cadence, TimeOfDay};
use model::time::HOUR_MS;
use model::{Act, Job, JobKind, Millis, Mode, Operator, Permission, Schedule, ScheduleId, Trigger};

use crate::calendar::{UnknownZone, next_dates};
use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::runs::NewRun;
use crate::store::{StoreError, runs, schedules};

/// How many dates a schedule shows.
const SHOWN: usize = 3;

/// What a person wishes of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSchedule {
    pub job: Job,
    pub cadence: Cadence,
    pub time: TimeOfDay,
    /// A name of the IANA time-zone database.
    pub zone: String,
    pub enabled: bool,
}

impl Engine {
    /// The schedule of a job with its next dates.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn schedule(&self, kind: JobKind) -> Result<Option<Schedule>, EngineError> {
        let Some(mut schedule) = schedules::lookup(self.db(), self.site(), kind).await? else { return Ok(None) };
        if let (true, Some(&first)) = (schedule.enabled, schedule.next.first()) {
            let later = next_dates(schedule.cadence, schedule.time, &schedule.zone, first, SHOWN - 1);
            schedule.next.extend(later.unwrap_or_default());
        }
        Ok(Some(schedule))
    }

    /// Sets or pauses the schedule of a job.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::UnknownZone`], [`ActError::Store`].
    pub async fn set_schedule(&self, by: &Operator, wish: NewSchedule) -> Result<Schedule, ActError> {
        Self::allow(by, Permission::Configure)?;
        let now = self.now();
        let next = next_dates(wish.cadence, wish.time, &wish.zone, now, SHOWN)
            .map_err(|UnknownZone(_)| ActError::UnknownZone)?;
        let mut schedule = Schedule {
            id: ScheduleId(0),
            job: wish.job,
            cadence: wish.cadence,
            time: wish.time,
            zone: wish.zone,
            enabled: wish.enabled,
            next: if wish.enabled { next } else { Vec::new() },
            damaged: false,
        };
        let act = if wish.enabled { Act::SetSchedule } else { Act::PauseSchedule };
        let activity = Activity::new(self.site(), now, by, act, schedule.job.kind().as_str()).seeing(&schedule);
        schedule.id = schedules::put(self.db(), self.site(), &schedule, &activity).await?;
        Ok(schedule)
    }

    /// Queues a run for every schedule whose date has come. A date that passed while nobody looked
    /// fires once. By a schedule that cannot be read nothing begins; it is read again after an
    /// hour.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fire_schedules(&self) -> Result<(), StoreError> {
        let now = self.now();
        self.bring_forward(now).await?;
        for due in schedules::due(self.db(), now).await? {
            let Some(&date) = due.schedule.next.first() else { continue };
            if due.schedule.damaged {
                // It may be mended, by whoever sets it anew or by the release that wrote it.
                schedules::move_on(self.db(), due.schedule.id, date, Some(now.plus_ms(HOUR_MS))).await?;
                continue;
            }
            let run = NewRun {
                site: due.site,
                job: due.schedule.job.clone(),
                mode: Mode::Apply,
                trigger: Trigger::Schedule,
                fired: Some((due.schedule.id, date)),
                created_at: now,
                // Not now: by a clock that is ahead, that would be to come when it is set right.
                due_at: date,
            };
            match runs::insert(self.db(), &run, None).await {
                Ok(id) => tracing::info!(run.id = %id, job = %run.job.kind(), "A schedule queued a run."),
                Err(error) if error.is_duplicate() => {
                    tracing::info!(job = %run.job.kind(), "The job is already at work; this date is left out.");
                }
                Err(error) => return Err(error),
            }
            let schedule = &due.schedule;
            let next = next_dates(schedule.cadence, schedule.time, &schedule.zone, now, 1);
            let next = next.ok().and_then(|dates| dates.first().copied());
            schedules::move_on(self.db(), schedule.id, date, next).await?;
        }
        Ok(())
    }

    /// Plans again what is planned for later than its rhythm says: that was done by a clock that
    /// was ahead.
    async fn bring_forward(&self, now: Millis) -> Result<(), StoreError> {
        for planned in schedules::planned_after(self.db(), now).await? {
            let schedule = &planned.schedule;
            let Some(&date) = schedule.next.first() else { continue };
            let next = next_dates(schedule.cadence, schedule.time, &schedule.zone, now, 1);
            let next = next.ok().and_then(|dates| dates.first().copied());
            if !schedule.damaged && next.is_some_and(|next| next < date) {
                schedules::move_on(self.db(), schedule.id, date, next).await?;
            }
        }
        Ok(())
    }
}
