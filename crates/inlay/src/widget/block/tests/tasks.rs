use chrono::{DateTime, TimeDelta};

use super::{block, now, words};
use crate::config::block::{Block, BlockKind, TaskList};
use crate::widget::block::{Data, render};
use crate::widget::card::{OpenTasks, Task};
use crate::words::Language;

pub(super) fn tasks() -> Block {
    block(BlockKind::Tasks(TaskList { first: 2 }))
}

pub(super) fn task(id: u64, title: &str, deadline: Option<&str>) -> Task {
    Task {
        id,
        title: title.to_owned(),
        responsible: Some("Martin Keller".to_owned()),
        deadline: deadline.map(|text| DateTime::parse_from_rfc3339(text).unwrap()),
        awaits_control: false,
        link: format!("https://acme.bitrix24.com/company/personal/user/5/tasks/task/view/{id}/"),
    }
}

pub(super) fn told(tasks: OpenTasks) -> Data {
    let mut data = Data::new(Language::ENGLISH, now());
    data.tasks = tasks;
    data.card_read_at = now() - TimeDelta::seconds(30);
    data
}

#[test]
fn a_task_leads_to_the_portal_and_says_in_a_word_that_it_is_late() {
    let tasks_ = vec![
        task(8, "Call about the debt", Some("2026-11-24T18:00:00+03:00")),
        task(9, "Send the act", Some("2026-11-25T12:00:00+03:00")),
        task(10, "Someday", None),
    ];
    let data = told(OpenTasks::Told {
        tasks: tasks_,
        more: false,
    });
    insta::assert_snapshot!(render(&tasks(), &data), @r#"
    <section class="block tasks">
    <h2>Open tasks</h2>

    <ul class="entries">
    <li><p class="says"><a href="https://acme.bitrix24.com/company/personal/user/5/tasks/task/view/8/" target="_blank" rel="noopener"><bdi>Call about the debt</bdi></a><span class="badge alarm">Overdue</span></p><p class="detail"><span class="when">until Nov 24, 2026</span><bdi>Martin Keller</bdi></p></li>
    <li><p class="says"><a href="https://acme.bitrix24.com/company/personal/user/5/tasks/task/view/9/" target="_blank" rel="noopener"><bdi>Send the act</bdi></a></p><p class="detail"><span class="when">until Nov 25, 2026</span><bdi>Martin Keller</bdi></p></li>
    </ul>
    <ul class="entries more">
    <li><p class="says"><a href="https://acme.bitrix24.com/company/personal/user/5/tasks/task/view/10/" target="_blank" rel="noopener"><bdi>Someday</bdi></a></p><p class="detail"><bdi>Martin Keller</bdi></p></li>
    </ul>
    <details class="more"><summary><span class="open">Show one more</span><span class="close">Show the first 2</span></summary></details>
    <footer>
    <p>Bitrix24 · as of <time datetime="2026-11-24T15:26:10Z" title="just now">15:26 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
}

#[test]
fn a_task_that_waits_for_a_review_is_not_late() {
    let mut done = task(8, "Call", Some("2026-11-01T12:00:00+03:00"));
    done.awaits_control = true;
    let data = told(OpenTasks::Told {
        tasks: vec![done],
        more: true,
    });
    let said = words(&render(&tasks(), &data));
    assert!(said.contains("Call To be reviewed"), "{said}");
    assert!(!said.contains("Overdue"), "{said}");
    assert!(
        said.contains("There are more of them in Bitrix24."),
        "{said}"
    );
}

#[test]
fn without_tasks_without_the_scope_and_without_an_answer_it_says_so() {
    let none = OpenTasks::Told {
        tasks: Vec::new(),
        more: false,
    };
    let said = |tasks_| words(&render(&tasks(), &told(tasks_)));
    assert!(said(none).starts_with("Open tasks No open tasks. Bitrix24"));
    let denied = said(OpenTasks::NotGranted);
    assert!(
        denied.contains("An administrator has to give the application the permission"),
        "{denied}"
    );
    let untold = said(OpenTasks::Untold);
    assert!(untold.contains("Bitrix24 did not tell"), "{untold}");
}
