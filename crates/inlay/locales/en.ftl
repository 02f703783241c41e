# Everything a page of Inlay says, in English. Another language is another file beside this one.

# The language's own name, and how long a date is: `medium` or `short`.
language = English
date-style = medium

# Numbers. `money` has a sign of its own, `money-code` the ISO code of a currency without one.
money = { $symbol }{ $amount }
money-code = { $code } { $amount }
percent = { $number }%

# Ages.
age-now = just now
age-minutes = { $count } min ago
age-hours = { $count } h ago
age-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}

# Any block.
value-none = —
value-yes = yes
value-no = no
block-reload = Refresh
block-reload-failed = Could not be refreshed. Try again in a minute.
block-lost = This part did not arrive.
block-as-of = as of { $time }
block-stale = { $source } does not answer. These are the figures of { $time }.
block-renewing = being renewed
block-loading = Loading
block-uncomputed = could not be computed
block-currencies = Several currencies, not added up.
block-currencies-mixed = several currencies cannot be combined
absent-down = { $source } does not answer right now.
absent-down-hint = Nothing is wrong with this card. Try again in a minute.
absent-denied = { $source } did not let Inlay in.
absent-denied-hint = An administrator has to check the login it uses.
absent-failed = { $source } could not answer this question.
absent-failed-hint = An administrator finds the reason in Inlay's log.
alarm = Attention

# Gauge.
gauge-title = Credit limit
gauge-of = of { $max }
gauge-free = { $amount } available
gauge-reached = The limit is used up
gauge-over = Over the limit by { $amount }
gauge-zero = The limit is zero
gauge-zero-over = The limit is zero, { $amount } used
gauge-none = no limit
gauge-unknown = The amount used is not known
gauge-used = { $percent } used

# Table.
table-empty = Nothing here yet.
table-more = { $count ->
    [one] Show one more
   *[other] Show { $count } more
}
table-fewer = Show the first { $count }
table-total = { $count ->
    [one] Total, one row
   *[other] Total, { $count } rows
}
table-total-shown = Total of the { $count } shown
table-truncated = There are more than the { $number } rows shown here.
table-truncated-newest = Only the newest { $number } rows are shown here; there are older ones.

# Chart.
chart-by-month = By month
chart-by-quarter = By quarter
chart-by-year = By year
chart-quarter = Q{ $quarter } { $year }
chart-period = Period
chart-caption = { $from } – { $to }: { $total }
chart-largest = Largest: { $period }, { $amount }
chart-earlier = What lies before is not drawn.
chart-undated = { $count ->
    [one] One row has no date and is left out.
   *[other] { $count } rows have no date and are left out.
}

# Notice.
notice-info = Note:
notice-warning = Warning:
notice-alarm = Alarm:

# The portal's own tasks.
tasks-title = Open tasks
tasks-none = No open tasks.
tasks-overdue = Overdue
tasks-awaits-control = To be reviewed
tasks-until = until { $date }
tasks-more = There are more of them in Bitrix24.
tasks-not-granted = Bitrix24 does not show its tasks to Inlay.
tasks-not-granted-hint = An administrator has to give the application the permission “Tasks” (task) and install it again.
tasks-untold = Bitrix24 did not tell of the tasks.
tasks-untold-hint = Try again in a minute.

# The client's line.
client-label = Client
client-tax-id = Tax no. { $number }
client-matched = found by { $field }
client-chosen = chosen by hand
field-tax-number = tax number
field-phone = telephone
field-email = e-mail
field-other = “{ $name }”

# Where a field is filled in.
in-company-details = { $field } in the company's details
in-contact-details = { $field } in the contact's details
in-company = { $field } in the company
in-contact = { $field } in the contact
in-deal = { $field } in the deal
key-empty = { $field }: empty
key-wrong = { $field }: what stands there is not one
key-unknown = { $field }: { $key }
open-company = Open the company
open-contact = Open the contact

# States of a widget.
state-no-client = No client in this card yet
state-no-client-hint = Fill in the company or the contact and save the card. If it names one already, your Bitrix24 does not let you read it.
state-no-key = There is nothing to find the client by
state-no-key-hint = Fill in what is missing, then check again.
state-not-found = The accounting system does not know this client
state-not-found-hint = It was asked for what stands below. If that is right, the client appears here as soon as accounting has entered them.
state-several = { $count ->
    [one] Not sure which client this is
   *[other] { $count } clients fit this card
}
state-several-hint = Choose the one this card is about. Nothing is shown until then, so that nobody sees another client's figures.
state-several-nameless = Nothing is shown, so that nobody sees another client's figures. They cannot be told apart here: an administrator has to name the column that identifies a client.
state-unconfirmed = Is this the client?
state-unconfirmed-hint = It was found by a key that others may share. Nothing is shown before somebody confirms it.
state-no-access = No access
state-no-access-hint = Your Bitrix24 does not let you open this card.
state-down = The accounting system does not answer
state-down-hint = Nothing is wrong with this card. Try again in a minute.
state-portal-down = Bitrix24 does not answer
state-portal-down-hint = Try again in a minute.
state-session-ended = The session is over
state-session-ended-hint = Nothing is lost. Open it again, and if that does not help, reload the whole card.
state-not-finished = Inlay is not set up yet
state-not-finished-hint = An administrator opens Inlay in the list of applications and lets the installation run to its end.
state-plan-expired = The subscription has run out
state-plan-expired-hint = Bitrix24 gives this application nothing until it is paid again, or until the portal's plan includes applications. Nothing is lost: once an administrator has renewed it, the figures are back.
state-retry = Try again
state-check = Check again
state-open = Open again
note-payment-due = The paid time of this application is over. It works on for a few days: an administrator should renew it.

# Choosing the client.
choice-this = This one
choice-confirm = Yes, this is the client
choice-refused = Your Bitrix24 does not let you change this company. Ask whoever is responsible for it.
choice-failed = That did not work. Try again in a minute.
choice-undo = Choose anew

# Installation.
install-title = Installing Inlay
install-done = Inlay is installed
install-done-hint = The tabs are in the cards. This window closes by itself.
install-failed = Not everything could be set up
install-failed-hint = See the steps marked with ✗, then install again.
install-proved = Your account is an administrator of this portal
install-kept = The portal is kept, its tokens are sealed
install-bound = Tab “{ $title }” in { $place }
install-unbound = Old tab removed from { $place }
install-event = Told when { $event }
install-event-removed = Old handler of { $event } removed
install-robot = Robot “{ $robot }” for the stages of deals
install-robot-removed = Old robot { $robot } removed
robot-result = Verdict
robot-reason = Reason
robot-stopped = The condition for stopping holds.
robot-unjudged = The accounting system could not be asked.
robot-unknown = This robot is not set up any more.
install-reason = The portal says: { $reason }
install-good = done
install-bad = failed
install-again = Install again

# Places and events.
place-deal = deal cards
place-contact = contact cards
place-company = company cards
event-uninstall = the application is removed

# The application's own page.
app-title = Inlay
app-intro = Inlay shows your own accounting data inside the cards of the CRM.
app-where = Where to find it
app-where-hint = Open a card, then the tab.
app-tab = “{ $title }” in { $places }
app-none = No widget is set up yet.
app-status = Status
app-sources = Accounting systems
app-bindings = In the portal

# Ways in and out.
rule-label = Actions
rule-run = Do it
rule-close = Close
rule-open = Open
rule-busy = Working…
rule-again = This has been done already. Press again to do it once more.
rule-lost = No answer came. Press again to see what became of it: nothing is done twice.
rule-plan = This will be done in your name:
rule-plan-task = Task for { $whom }: { $text }
rule-plan-task-until = Task for { $whom }, due { $day }: { $text }
rule-plan-message = Message: { $text }
rule-plan-notify = Notification for { $whom }: { $text }
rule-plan-comment = Comment in the timeline: { $text }
rule-plan-workflow = Workflow no. { $id } is started
rule-plan-set = Field { $name } becomes { $value }
rule-plan-activity = To-do in the timeline: { $text }
rule-you = you
rule-user = employee no. { $id }
rule-done = Done
rule-done-task = The task is there.
rule-done-message = The message is sent.
rule-done-notify = The notification is sent.
rule-done-comment = The comment is in the timeline.
rule-done-workflow = The workflow is started.
rule-done-set = The fields are written.
rule-done-activity = The to-do is in the timeline.
rule-was-right = Nothing had to be changed.
rule-not-done = { $name }: not done
rule-name-task = Task
rule-name-message = Message
rule-name-notify = Notification
rule-name-comment = Comment
rule-name-workflow = Workflow
rule-name-set = Fields
rule-name-activity = To-do
rule-no-access = You may not read this card, or it is not there any more. Nothing was done.
rule-portal-down = Bitrix24 does not answer. Nothing was done; try again in a minute.
rule-no-client = The accounting system does not know whom this card is about, or knows several. Fill in the company’s details, or choose the client in the accounting tab.
rule-not-now = There is nothing to do here now.
rule-down = The accounting system does not answer. Nothing was done; try again in a minute.
rule-wrong = This button is not set up for this card. Tell your administrator.
rule-nothing = This card names nothing it could be done to.
rule-still = It is still being worked on. Press again in a minute to see what became of it: nothing is done twice.
rule-unavailable = Inlay is not ready. Press again in a minute: nothing is done twice.
rule-no-rights = Bitrix24 does not let you do this. Ask your administrator for the rights.
rule-refused = Bitrix24 refused it.
rule-later = Bitrix24 does not take it just now, and it is not kept for later. Press again in a few minutes.
rule-unknown = Bitrix24 did not say whether it was done. Press again in a minute: it is looked for first and not done twice.
rule-undecided = Nobody can tell whether it was done. Look whether it is there before you press again.

reentry-title = Opening…
reentry-hint = If nothing happens, open this page from inside Bitrix24.
refused-title = This page opens only from inside Bitrix24
refused-hint = Open it from the card or from the list of applications. If you came from there, reload the whole card; if that does not help, an administrator has to install the application again.
unavailable-title = Inlay is not ready right now
unavailable-hint = Try again in a minute.

# A preview without portal and accounting system.
sample-note = Sample data. Nothing here is real.
sample-client = Sample client { $number }
sample-text = Sample { $number }

# Usual columns of an accounting system.
column-address = Address
column-amount = Amount
column-balance = Balance
column-city = City
column-client = Client
column-code = Code
column-credit_limit = Credit limit
column-currency = Currency
column-date = Date
column-debt = Debt
column-deadline = Deadline
column-description = Description
column-due_date = Due
column-email = E-mail
column-full_name = Full name
column-id = ID
column-kind = Kind
column-manager = Manager
column-name = Name
column-number = No.
column-opened = Opened
column-overdue = Overdue
column-overdue_days = Days overdue
column-paid = Paid
column-phone = Phone
column-price = Price
column-product = Product
column-quantity = Quantity
column-responsible = Responsible
column-severity = Severity
column-status = Status
column-subject = Subject
column-sum = Sum
column-tax_id = Tax no.
column-total = Total
column-unpaid = Unpaid

# Usual words in badges.
badge-active = Active
badge-cancelled = Cancelled
badge-closed = Closed
badge-done = Done
badge-draft = Draft
badge-in_progress = In progress
badge-new = New
badge-open = Open
badge-overdue = Overdue
badge-paid = Paid
badge-partly_paid = Partly paid
badge-rejected = Rejected
badge-resolved = Resolved
badge-return = Return
badge-sale = Sale
badge-shipped = Shipped
badge-unpaid = Unpaid
badge-waiting = Waiting

# "Why don't I see it?": a card, step by step.
trace-of = { $card } of { $portal }
trace-record-deal = deal { $id }
trace-record-company = company { $id }
trace-record-contact = contact { $id }
trace-record-number = tax number { $id }
trace-ms = { $ms } ms
trace-as-shown = copies count, as in the card
trace-anew = sources asked now
trace-portal-administrator = Bitrix24 lets user { $user } (an administrator) read the card, { $time }
trace-portal-user = Bitrix24 lets user { $user } read the card, { $time }
trace-portal-no_access = Bitrix24 does not let this user read the card, or there is no such card, { $time }
trace-portal-session_ended = Bitrix24 no longer accepts the token, { $time }
trace-portal-not_finished = the application is not finished in Bitrix24, { $time }
trace-portal-plan_expired = Bitrix24 gives this application nothing: it is not paid, or the plan has no applications, { $time }
trace-portal-portal_down = Bitrix24 does not answer, { $time }
trace-portal-too_slow = Bitrix24 does not answer while anybody would wait, { $time }
trace-portal-nonsense = Bitrix24 answers what is not in its documents, { $time }
trace-nobody-linked = neither company nor contact that this user may see
trace-requisite = details { $id } of { $owner }
trace-requisite-chosen = details { $id } of { $owner }, chosen in the deal
trace-step = Step { $number }: { $field } ({ $key }) is { $parameter } of { $query }: { $verdict }
trace-step-empty = the card has no value there
trace-step-no_key = what stands there is no key
trace-step-nobody = the books know nobody by it
trace-step-forgotten = the books no longer know who was remembered
trace-step-client = the client
trace-step-chosen = the client, whom somebody chose
trace-step-unconfirmed = one, not confirmed yet
trace-step-several = several
trace-step-failed = the books did not answer
trace-step-not_reached = not needed
trace-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
trace-cut = cut at the limit
trace-new = read now
trace-copy = copy of { $age }
trace-renewing = older copy of { $age }, being renewed
trace-old = copy of { $age }, the source does not answer now
trace-stale = an older copy, the source does not answer now
trace-feeds = needed by the others
trace-reason = it says: { $reason }
trace-fault = cannot be computed: { $fault }
trace-client = Client, found by { $field }
trace-client-chosen = Client, found by { $field } and chosen
trace-candidates = Who could be meant
trace-widget = Widget { $id }
trace-bound = its tab is in the portal
trace-unbound = its tab is missing in the portal
trace-unread = no block was read: that needs one client
trace-block = Block { $number }, { $kind }: { $state }, { $time }
trace-block-shown = shown
trace-block-empty = nothing there
trace-block-in_part = shown in part
trace-block-absent = not shown
trace-block-hidden = hidden from this user
trace-block-not_due = not due
trace-block-no_scope = not granted
trace-hidden = hidden from everybody but { $audience }
trace-problem-timeout = did not answer in time
trace-problem-unreachable = cannot be reached
trace-problem-busy = all its places were taken
trace-problem-unavailable = left alone for the moment, because it failed before
trace-problem-rejected = refused the query
trace-problem-login_refused = does not accept the login
trace-problem-denied = denies access
trace-problem-too_large = the answer is larger than the limit
trace-problem-garbled = what it answers is no answer
trace-problem-nonsense = its answer cannot be understood
trace-problem-no_query = there is no such query
trace-problem-parameter = a parameter could not be filled
trace-verdict-client = The widget shows this client.
trace-verdict-part = The widget shows this client, but not every block has its data.
trace-verdict-part-remedy = See the marked blocks below: each says which source did not bring what it needs.
trace-verdict-fault = The widget shows this client, but not everything could be computed.
trace-verdict-fault-remedy = See the marked blocks below, and correct their expressions in the configuration.
trace-verdict-no_access = Bitrix24 does not let this user read the card, or there is no such card.
trace-verdict-no_access-remedy = Check the number, and the user's rights to it in the CRM. Inlay shows nothing that Bitrix24 does not show.
trace-verdict-session_ended = Bitrix24 no longer accepts the token.
trace-verdict-session_ended-remedy = Open the application again.
trace-verdict-not_finished = The installation is not finished in Bitrix24.
trace-verdict-not_finished-remedy = An administrator opens the application and lets the installation end.
trace-verdict-plan_expired = Bitrix24 gives this application nothing: it is not paid, or the plan has no applications.
trace-verdict-plan_expired-remedy = An administrator renews the subscription. Nothing is lost meanwhile.
trace-verdict-portal_down = Bitrix24 does not answer.
trace-verdict-portal_down-remedy = Try again in a minute.
trace-verdict-too_slow = Bitrix24 does not answer in time.
trace-verdict-too_slow-remedy = Try again in a minute.
trace-verdict-nonsense = Bitrix24 answers something Inlay does not understand.
trace-verdict-nonsense-remedy = Send this text to whoever looks after Inlay.
trace-verdict-no_widget = No widget is placed in this kind of card.
trace-verdict-no_widget-remedy = Add the place to the widget's "places" in the configuration, then install again.
trace-verdict-unbound = The widget's tab is missing in the portal.
trace-verdict-unbound-remedy = An administrator repairs it on the application's own page.
trace-verdict-hidden = All of it is hidden from this user.
trace-verdict-hidden-remedy = "visible_to" in the configuration says who may see it.
trace-verdict-no_client = The card names neither company nor contact.
trace-verdict-no_client-remedy = Fill one in. A company this user may not see counts as none.
trace-verdict-no_key = The client has no key to be found by.
trace-verdict-no_key-remedy = Fill in one of the fields named in the steps below.
trace-verdict-not_found = The books do not know this client.
trace-verdict-not_found-remedy = Compare the keys below with what stands in the accounting system.
trace-verdict-several = Several clients have this key: the reader has to choose one.
trace-verdict-several-remedy = Open the card's tab and choose. Until then nothing is shown.
trace-verdict-unconfirmed = One client was found by a weak key: a reader has to confirm it.
trace-verdict-unconfirmed-remedy = Open the card's tab and confirm. Until then nothing is shown.
trace-verdict-unavailable = The books do not answer, so the client could not be looked for.
trace-verdict-unavailable-remedy = See the step that failed below, and the source's state.

# Signs, for whoever does not see them.
tone-good = good
tone-unsure = attention
tone-bad = wrong
tone-quiet = note

# The application's own page: buttons, and what a user lacks.
app-buttons = Buttons
app-button = “{ $label }” in { $places }
app-in-tab = the tab “{ $title }”
menu-deal = the menu of deal cards
menu-contact = the menu of contact cards
menu-company = the menu of company cards
lack-widgets = Nothing is set up yet
lack-widgets-hint = Whoever looks after Inlay has to place a widget first.
lack-installation = The installation is not finished, so the tabs are not there yet
lack-installation-hint = Ask an administrator of your Bitrix24 to open this page.
lack-payment = The application's paid time is over
lack-payment-hint = Ask an administrator of your Bitrix24 to renew it.

# The same for an administrator: how it is.
app-installed = Installed in { $portal }
app-not-installed = The installation in { $portal } is not finished
app-not-installed-hint = Open the application again and let the installation run to its end.
app-payment-expired = The application's paid time is over
app-payment-expired-hint = Renew it in the Market. Until then Bitrix24 may stop answering at any time.
app-paid = { $count ->
    [one] Paid for one more day
   *[other] Paid for { $count } more days
}
app-plan-local = A local application: nothing to be paid
app-plan-free = A free application: nothing to be paid
app-plan-demo = The demo version of the application
app-plan-trial = The trial time of the application
app-plan-paid = The application is paid for
app-authorized = Works with the authorization of user { $user }, renewed { $age }, good until { $end }
app-healed = The authorization was lost; it is user { $user }'s now, by this visit
app-unauthorized = The authorization is lost: nothing happens while nobody looks
app-unauthorized-hint = Close this page and open it again as an administrator: that heals it.
app-bound = Tabs and events are as the configuration wants them
app-tab-missing = The tab “{ $title }” is missing in { $place }
app-tab-foreign = An old tab “{ $title }” is left in { $place }
app-tab-bound = Tab “{ $title }” in { $place }
app-tab-removed = Old tab “{ $title }” removed from { $place }
app-event-missing = Bitrix24 does not tell Inlay when { $event }
app-event-foreign = An old handler is left: { $event }
app-robot-missing = Missing: robot “{ $robot }”
app-robot-foreign = Left over: robot { $robot }
app-repair = Repair
app-repaired = Everything is in its place.
app-not-repaired = Bitrix24 refused some of it.
app-scopes = Rights of the application
app-scope = { $scope }: { $purpose }
app-scope-hint = Not granted. Add it to the application's rights in Bitrix24, then install again.
scope-cards = to read the cards
scope-places = to put tabs and buttons into them
scope-people = to know who works in which department
scope-tasks = to show and to make tasks
scope-messages = to send messages and notifications
scope-workflows = to start workflows and answer robots
app-source-good = { $source } answers in { $time } ms
app-source-bad = { $source }: { $reason }
app-source-was = It has been in trouble since: { $age }.
app-source-since = Left alone since: { $age }
app-source-login-hint = Check the login Inlay uses; after a change restart Inlay.

app-queue = Work in the background
app-queue-idle = Nothing waits
app-queue-counts = Waiting: { $waiting }, due now: { $due }, being done: { $running }
app-queue-late = The oldest has been due since: { $age }. Does a worker run?
app-queue-failed = { $count ->
    [one] One job failed and is not tried again by itself
   *[other] { $count } jobs failed and are not tried again by themselves
}
app-queue-failed-hint = The newest stand below. "inlay queue failed" lists all, "inlay queue retry" tries them again.

# Why don't I see it?
why-title = Why don't I see it?
why-intro = Name a card. Inlay goes the way it goes when the card's tab is opened, and tells each step. It sees what you may see.
why-kind = Card
why-deal = Deal
why-company = Company
why-contact = Contact
why-card = Number or address
why-hint = The number stands in the card's address: …/crm/deal/details/77/. You may also paste the whole address.
why-anew = Ask the accounting systems anew instead of using copies
why-ask = Find out
why-working = Looking…
why-failed = That did not work. Try again in a minute.
why-ended = The session is over. Close the page and open it again.
why-denied = No access: only an administrator may ask this.
why-no-card = This is neither a number nor the address of a card.
why-other-portal = This address is of another Bitrix24.
why-other-kind = Widgets stand in deals, companies and contacts; this is another kind of card.
why-copy = Copy as text
why-copied = Copied.
why-copy-by-hand = The browser does not allow it: the text is marked below, copy it with Ctrl+C.
why-copy-hint = The text holds no password and no token, but the client's name, keys and figures. Send it only to people who may see them.
why-plain = The trace as text
