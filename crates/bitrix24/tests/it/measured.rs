//! What a recorder of metrics and a subscriber of spans get to see.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::{Call, Limiter, Plan};
use bitrix24_sim::Fault;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::simulated::Portal;

/// Sums of counters, numbers of samples, and last values, by name and labels.
#[derive(Clone, Debug, Default)]
struct Meter(Arc<Mutex<BTreeMap<String, f64>>>);

struct Reading {
    meter: Meter,
    name: String,
}

impl Meter {
    fn reading(&self, key: &Key) -> Arc<Reading> {
        let labels: Vec<_> = key.labels().map(|label| label.value().to_owned()).collect();
        Arc::new(Reading {
            meter: self.clone(),
            name: format!("{} {}", key.name(), labels.join(" "))
                .trim()
                .to_owned(),
        })
    }

    fn get(&self, name: &str) -> f64 {
        self.0
            .lock()
            .unwrap()
            .get(name)
            .copied()
            .unwrap_or_default()
    }
}

impl Reading {
    fn change(&self, change: impl FnOnce(f64) -> f64) {
        let mut readings = self.meter.0.lock().unwrap();
        let reading = readings.entry(self.name.clone()).or_default();
        *reading = change(*reading);
    }
}

impl CounterFn for Reading {
    fn increment(&self, value: u64) {
        self.change(|old| old + value as f64);
    }

    fn absolute(&self, value: u64) {
        self.change(|_| value as f64);
    }
}

impl GaugeFn for Reading {
    fn increment(&self, value: f64) {
        self.change(|old| old + value);
    }

    fn decrement(&self, value: f64) {
        self.change(|old| old - value);
    }

    fn set(&self, value: f64) {
        self.change(|_| value);
    }
}

impl HistogramFn for Reading {
    fn record(&self, _: f64) {
        self.change(|old| old + 1.0);
    }
}

impl Recorder for Meter {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.reading(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.reading(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.reading(key))
    }
}

#[tokio::test]
async fn calls_waits_refusals_operating_seconds_and_renewals_are_counted() {
    let meter = Meter::default();
    let _recording = metrics::set_default_local_recorder(&meter);
    let portal = Portal::start().await;
    portal
        .sim
        .knobs()
        .set_operating_cost(Some(Duration::from_secs(3)));
    let client = portal
        .client()
        .with_limiter(Limiter::in_memory(Plan::STANDARD));
    portal.sim.expire_tokens();
    let faults = portal.sim.faults();
    faults.next_of("crm.deal.list", 1, Fault::query_limit());
    let list = Call::new("CRM.deal.list").harmless();

    client.send::<Value>(&list).await.unwrap();
    faults.next_of("crm.deal.list", 1, Fault::html(502));
    client.send::<Value>(&list).await.unwrap();

    for (name, reading) in [
        // The expired token, and the full bucket.
        ("bitrix24_calls_total crm.deal.list refused", 2.0),
        ("bitrix24_calls_total crm.deal.list unknown", 1.0),
        ("bitrix24_calls_total crm.deal.list result", 2.0),
        ("bitrix24_call_seconds crm.deal.list", 5.0),
        ("bitrix24_wait_seconds limit", 5.0),
        ("bitrix24_wait_seconds repeat", 2.0),
        ("bitrix24_limited_total", 1.0),
        ("bitrix24_repeats_total limited", 1.0),
        ("bitrix24_repeats_total lost", 1.0),
        ("bitrix24_renewals_total renewed", 1.0),
    ] {
        assert_eq!(meter.get(name), reading, "{name} in {meter:?}");
    }
    assert!(meter.get("bitrix24_operating_seconds crm.deal.list") >= 3.0);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_call_is_a_span_that_says_what_it_took_and_no_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let portal = Portal::start().await;
    let (access, refresh) = portal.pair();
    let client = portal.client();
    portal.sim.expire_tokens();
    portal
        .sim
        .faults()
        .next_of("user.current", 1, Fault::query_limit());
    let call = Call::new("user.current").param("NAME", "s3cr3t");
    client.send::<Value>(&call).await.unwrap();

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = log
        .lines()
        .filter(|line| line.contains("bitrix24::"))
        .collect();
    let ours = ours.join("\n");
    for said in [
        r#"call.rest{call.method="user.current""#,
        "call.tries=3",
        "call.status=200",
        "call.renewal",
        "call.oauth{call.grant=\"refresh_token\"",
        "call.reason=\"limited\"",
    ] {
        assert!(ours.contains(said), "{said} in {ours}");
    }
    for secret in [
        access.expose(),
        refresh.expose(),
        "s3cr3t",
        "the-application-secret",
    ] {
        assert!(!ours.contains(secret), "{ours}");
    }
}
