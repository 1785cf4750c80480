//! What a client knows of the provider's clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::TimeDelta;
use customer_http::{Clock, NoAuthorization, ProviderFailure, Sleep, TokioClock};

use crate::support::{Act, Server, answer, builder, client, options, read, write};

/// The second of `DATE`.
const SECOND: u64 = 784_111_777;
const DATE: &str = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

/// Runs as time does, and shows another time of day.
#[derive(Debug, Clone)]
struct Shifted {
    start: Instant,
    time_at_start: SystemTime,
}

impl Shifted {
    fn at(second: u64) -> Self {
        Self {
            start: TokioClock.now(),
            time_at_start: UNIX_EPOCH + Duration::from_secs(second),
        }
    }
}

impl Clock for Shifted {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn system_time(&self) -> SystemTime {
        self.time_at_start + (TokioClock.now() - self.start)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        TokioClock.sleep(duration)
    }
}

#[tokio::test]
async fn the_date_of_responses_gives_the_offset_of_the_providers_clock() {
    let server = Server::start(|_| Act::Answer(answer(200, DATE, "{}"))).await;
    // Ours is an hour ahead.
    let clock = Shifted::at(SECOND + 3600);
    let client = client(&server.url, options().clock(clock.clone()));
    assert_eq!(client.clock_offset(), None);
    client.send(write()).await.unwrap();
    let elapsed = TimeDelta::from_std(TokioClock.now() - clock.start).unwrap();

    let offset = client.clock_offset().unwrap();
    let hour = TimeDelta::hours(-1);
    assert!(
        offset.earliest <= hour && hour - elapsed <= offset.earliest,
        "{offset:?}"
    );
    let second = TimeDelta::seconds(1);
    assert!(hour + second - elapsed <= offset.latest, "{offset:?}");
    assert!(offset.latest <= hour + second + elapsed, "{offset:?}");
    // What is known is known to all clients of one set-up.
    let other = client.with_authorization(NoAuthorization);
    assert_eq!(other.clock_offset(), Some(offset));
}

#[tokio::test]
async fn failures_and_cached_responses_do_not_change_the_clock_offset() {
    for bytes in [
        answer(404, DATE, "{}"),
        answer(200, DATE, r#"{"success":false}"#),
        answer(200, &format!("{DATE}age: 30\r\n"), "{}"),
        answer(200, "date: soon\r\n", "{}"),
        answer(200, "", "{}"),
    ] {
        let server = Server::start(move |_| Act::Answer(bytes.clone())).await;
        let client = builder(&server.url)
            .options(options())
            .error_decoder(|response| {
                (response.body() == r#"{"success":false}"#).then(ProviderFailure::new)
            })
            .build()
            .unwrap();
        let _ = client.send(read()).await;
        assert_eq!(client.clock_offset(), None);
    }
}

#[tokio::test]
async fn a_change_of_the_clock_is_noticed() {
    const LATER: &str = "date: Sun, 06 Nov 1994 09:49:37 GMT\r\n";
    let server = Server::start(|number| {
        Act::Answer(answer(200, if number == 0 { DATE } else { LATER }, "{}"))
    })
    .await;
    let client = client(&server.url, options().clock(Shifted::at(SECOND)));
    client.send(read()).await.unwrap();
    assert!(client.clock_offset().unwrap().latest < TimeDelta::minutes(30));
    client.send(read()).await.unwrap();
    assert!(client.clock_offset().unwrap().earliest > TimeDelta::minutes(30));
}
