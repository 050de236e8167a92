//! The lock: one deploy at a time. It runs out unless its holder gives signs of life.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::pin;
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::{Either, select};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::report::Told;
use super::store::{Store, Wrote};
use super::{Failure, failure};
use crate::diag::code;
use crate::t;

const KEY: &str = ".fanzha/lock";
/// Written to learn what time it is in the store.
const CLOCK: &str = ".fanzha/clock";
/// How long somebody else has to show up, where a store cannot decide between two.
const PAUSE: Duration = Duration::from_secs(2);

/// What lies under the key: nothing that tells who works where.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    token: String,
    since: Timestamp,
    seconds: u64,
    renewed: Timestamp,
}

/// The right to change a store, for as long as it is renewed.
pub struct Lease<'s> {
    store: &'s Store<'s>,
    token: String,
    since: Timestamp,
    length: Duration,
    tag: RefCell<Option<String>>,
    // Two clocks: one of them may stand still while the machine sleeps, the other may be set.
    renewed: Cell<(Instant, SystemTime)>,
}

/// A text of 32 letters that nobody else has.
pub fn chance() -> String {
    // The standard library seeds these from the system's source of chance.
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half() ^ u64::from(std::process::id()))
}

/// What is known of the lock that somebody else holds.
enum Other {
    Gone,
    Alive { age: u64, left: u64 },
    Dead { age: u64, tag: Option<String>, bytes: Vec<u8> },
}

impl<'s> Lease<'s> {
    /// Takes the lock, waiting so many seconds for another deploy to end.
    pub async fn take(
        store: &'s Store<'s>,
        seconds: u64,
        wait: u64,
        tell: &dyn Fn(Told<'_>),
    ) -> Result<Lease<'s>, Failure> {
        let lease = Lease {
            store,
            token: chance(),
            since: Timestamp::now(),
            length: Duration::from_secs(seconds),
            tag: RefCell::new(None),
            renewed: Cell::new((Instant::now(), SystemTime::now())),
        };
        if !store.can().write_with_if_not_exists {
            tell(Told::WeakLock);
        }
        let begun = Instant::now();
        loop {
            if lease.take_free().await? {
                return Ok(lease);
            }
            match lease.look().await? {
                Other::Gone => {}
                Other::Dead { age, tag, bytes } => {
                    if lease.take_dead(tag.as_deref(), &bytes).await? {
                        tell(Told::TookOver { seconds: age });
                        return Ok(lease);
                    }
                }
                Other::Alive { age, left } => {
                    if begun.elapsed().as_secs() >= wait {
                        return Err(busy(store, age, left));
                    }
                    tell(Told::Waiting);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    fn note(&self) -> Vec<u8> {
        let note = Note {
            token: self.token.clone(),
            since: self.since,
            seconds: self.length.as_secs(),
            renewed: Timestamp::now(),
        };
        serde_json::to_vec(&note).unwrap_or_default()
    }

    /// Takes a lock that nobody holds.
    async fn take_free(&self) -> Result<bool, Failure> {
        let decides = self.store.can().write_with_if_not_exists;
        if !decides && self.store.get(KEY).await?.is_some() {
            return Ok(false);
        }
        self.signed();
        match self.store.put_new(KEY, self.note()).await? {
            Wrote::Done(tag) => *self.tag.borrow_mut() = tag,
            // A try whose answer was lost may have been ours.
            Wrote::Beaten => return self.is_ours().await,
        }
        if decides {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
        self.is_ours().await
    }

    /// Takes the lock of somebody who gave no sign for too long.
    async fn take_dead(&self, tag: Option<&str>, bytes: &[u8]) -> Result<bool, Failure> {
        self.signed();
        if let (Some(tag), true) = (tag, self.store.can().write_with_if_match) {
            return match self.store.put_over(KEY, self.note(), Some(tag)).await? {
                Wrote::Done(tag) => {
                    *self.tag.borrow_mut() = tag;
                    Ok(true)
                }
                Wrote::Beaten => self.is_ours().await,
            };
        }
        // Several may be about to do this: the last one to write stays, and the others see it after a while.
        if self.store.get(KEY).await?.is_some_and(|now| now == bytes) {
            self.store.delete(vec![KEY.to_owned()]).await?;
        }
        if self.store.put_new(KEY, self.note()).await? == Wrote::Beaten {
            return Ok(false);
        }
        tokio::time::sleep(PAUSE).await;
        self.is_ours().await
    }

    async fn is_ours(&self) -> Result<bool, Failure> {
        let Some((bytes, tag)) = self.store.get_tagged(KEY).await? else { return Ok(false) };
        let ours = serde_json::from_slice::<Note>(&bytes).is_ok_and(|note| note.token == self.token);
        if ours {
            *self.tag.borrow_mut() = tag;
        }
        Ok(ours)
    }

    /// Looks at the lock of somebody else, by the store's clock where it has one.
    async fn look(&self) -> Result<Other, Failure> {
        let Some((bytes, tag)) = self.store.get_tagged(KEY).await? else { return Ok(Other::Gone) };
        // Somebody may be about to write it: what cannot be read counts by its age alone.
        let note = serde_json::from_slice::<Note>(&bytes).ok();
        let length = note.as_ref().map_or(self.length.as_secs(), |note| note.seconds);
        self.store.put_own(CLOCK, chance().into_bytes()).await?;
        let by_store = self.store.seconds_between(KEY, CLOCK).await?;
        let by_note = note.map(|note| Timestamp::now().as_second() - note.renewed.as_second());
        let age = by_store.or(by_note).unwrap_or_default().max(0).unsigned_abs();
        Ok(if age > length { Other::Dead { age, tag, bytes } } else { Other::Alive { age, left: length - age + 1 } })
    }

    fn signed(&self) {
        self.renewed.set((Instant::now(), SystemTime::now()));
    }

    /// Whether the lock is certainly still ours.
    pub fn check(&self) -> Result<(), Failure> {
        let (instant, time) = self.renewed.get();
        let age = instant.elapsed().max(time.elapsed().unwrap_or_default());
        if age < self.length { Ok(()) } else { Err(self.lost()) }
    }

    fn lost(&self) -> Failure {
        let shown = &self.store.shown;
        let failed = failure(
            code::DEPLOY_LOCKED,
            t!(
                "{shown} 的锁失效了，可能被另一个发布接管；已停下",
                "the lock of {shown} ran out and another deploy may have taken it; this one stopped"
            ),
        );
        Box::new(failed.help(t!("等另一个发布结束后再运行一次", "run it again when the other one is done")))
    }

    /// Does work while the lock is held; it ends early if the lock is lost.
    pub async fn during<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        match select(pin!(work), pin!(self.keep())).await {
            Either::Left((done, _)) => done,
            Either::Right((lost, _)) => Err(lost),
        }
    }

    /// Renews the lock for ever; gives the reason why that was not possible.
    async fn keep(&self) -> Failure {
        loop {
            tokio::time::sleep(self.length / 4).await;
            if let Err(failed) = self.renew().await {
                return failed;
            }
        }
    }

    async fn renew(&self) -> Result<(), Failure> {
        self.check()?;
        let conditional = self.store.can().write_with_if_match;
        if !conditional && !self.is_ours().await? {
            return Err(self.lost());
        }
        let (instant, time) = (Instant::now(), SystemTime::now());
        let tag = self.tag.borrow().clone();
        match self.store.put_over(KEY, self.note(), tag.as_deref()).await? {
            Wrote::Done(tag) => *self.tag.borrow_mut() = tag,
            Wrote::Beaten if self.is_ours().await? => {}
            Wrote::Beaten => return Err(self.lost()),
        }
        self.renewed.set((instant, time));
        Ok(())
    }

    /// Gives the lock back. If that fails it runs out by itself.
    pub async fn give_back(&self) {
        if self.check().is_ok() && self.is_ours().await.unwrap_or(false) {
            let _runs_out = self.store.delete(vec![KEY.to_owned()]).await.is_err();
        }
    }
}

fn busy(store: &Store<'_>, age: u64, left: u64) -> Failure {
    let shown = &store.shown;
    let failed = failure(
        code::DEPLOY_LOCKED,
        t!(
            "另一个发布正在更新 {shown}（{age} 秒前还有动静），这一次没有做任何事",
            "another deploy is changing {shown} (its last sign was {age} s ago); nothing was done"
        ),
    );
    Box::new(failed.help(t!(
        "等它结束再运行，或加 --wait 600 排队；如果它已被强行终止，锁在 {left} 秒后失效",
        "run it again later, or wait with --wait 600; if it was killed, its lock runs out in {left} s"
    )))
}

#[cfg(test)]
mod tests {
    use super::chance;

    #[test]
    fn tokens_differ() {
        assert_eq!(chance().len(), 32);
        assert_ne!(chance(), chance());
    }
}
