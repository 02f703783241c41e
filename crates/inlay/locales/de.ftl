# Alles, was die Seiten von Inlay sagen, auf Deutsch.

language = Deutsch
date-style = short

money = { $amount } { $symbol }
money-code = { $amount } { $code }
percent = { $number } %

age-now = gerade eben
age-minutes = vor { $count } Min.
age-hours = vor { $count } Std.
age-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}

value-none = —
value-yes = ja
value-no = nein
block-reload = Aktualisieren
block-reload-failed = Konnte nicht aktualisiert werden. Versuchen Sie es in einer Minute noch einmal.
block-lost = Dieser Teil ist nicht angekommen.
block-as-of = Stand { $time }
block-stale = { $source } antwortet nicht. Das sind die Zahlen von { $time }.
block-renewing = wird aktualisiert
block-loading = Wird geladen
block-uncomputed = konnte nicht berechnet werden
block-currencies = Mehrere Währungen, nicht zusammengezählt.
block-currencies-mixed = verschiedene Währungen lassen sich nicht zusammenrechnen
absent-down = { $source } antwortet gerade nicht.
absent-down-hint = Mit dieser Karte ist alles in Ordnung. Versuchen Sie es in einer Minute noch einmal.
absent-denied = { $source } lässt Inlay nicht hinein.
absent-denied-hint = Ein Administrator muss die Anmeldung prüfen.
absent-failed = { $source } konnte diese Frage nicht beantworten.
absent-failed-hint = Den Grund findet ein Administrator im Protokoll von Inlay.
alarm = Achtung

gauge-title = Kreditlimit
gauge-of = von { $max }
gauge-free = { $amount } verfügbar
gauge-reached = Das Limit ist ausgeschöpft
gauge-over = Limit um { $amount } überschritten
gauge-zero = Das Limit ist null
gauge-zero-over = Das Limit ist null, { $amount } in Anspruch genommen
gauge-none = kein Limit
gauge-unknown = Wie viel in Anspruch genommen ist, ist nicht bekannt
gauge-used = { $percent } genutzt

table-empty = Hier steht noch nichts.
table-more = { $count ->
    [one] Noch eine Zeile zeigen
   *[other] Noch { $count } Zeilen zeigen
}
table-fewer = Nur die ersten { $count } zeigen
table-total = { $count ->
    [one] Summe, eine Zeile
   *[other] Summe, { $count } Zeilen
}
table-total-shown = Summe der { $count } gezeigten
table-truncated = Es gibt mehr als die { $number } Zeilen, die hier stehen.
table-truncated-newest = Hier stehen nur die neuesten { $number }; es gibt ältere.

chart-by-month = Nach Monaten
chart-by-quarter = Nach Quartalen
chart-by-year = Nach Jahren
chart-quarter = Q{ $quarter } { $year }
chart-period = Zeitraum
chart-caption = { $from } – { $to }: { $total }
chart-largest = Am meisten: { $period }, { $amount }
chart-earlier = Was davor liegt, ist nicht gezeichnet.
chart-undated = { $count ->
    [one] Eine Zeile hat kein Datum und fehlt hier.
   *[other] { $count } Zeilen haben kein Datum und fehlen hier.
}

client-label = Kunde
client-tax-id = Steuernr. { $number }
client-matched = gefunden über { $field }
client-chosen = von Hand gewählt
field-tax-number = Steuernummer
field-phone = Telefon
field-email = E-Mail
field-other = „{ $name }“

in-company-details = { $field } in den Stammdaten des Unternehmens
in-contact-details = { $field } in den Stammdaten des Kontakts
in-company = { $field } im Unternehmen
in-contact = { $field } im Kontakt
in-deal = { $field } im Auftrag
key-empty = { $field }: leer
key-wrong = { $field }: dort steht etwas anderes
key-unknown = { $field }: { $key }
open-company = Unternehmen öffnen
open-contact = Kontakt öffnen

state-no-client = In dieser Karte steht noch kein Kunde
state-no-client-hint = Tragen Sie das Unternehmen oder den Kontakt ein und speichern Sie die Karte. Steht schon einer darin, lässt Bitrix24 Sie ihn nicht lesen.
state-no-key = Der Kunde ist so nicht zu finden
state-no-key-hint = Tragen Sie ein, was fehlt, und prüfen Sie dann noch einmal.
state-not-found = Die Buchhaltung kennt diesen Kunden nicht
state-not-found-hint = Gesucht wurde nach dem, was unten steht. Stimmt das, erscheint der Kunde hier, sobald die Buchhaltung ihn angelegt hat.
state-several = { $count ->
    [one] Welcher Kunde ist es?
   *[other] { $count } Kunden passen zu dieser Karte
}
state-several-hint = Wählen Sie den, um den es in dieser Karte geht. Vorher wird nichts gezeigt, damit niemand fremde Zahlen sieht.
state-several-nameless = Es wird nichts gezeigt, damit niemand fremde Zahlen sieht. Hier lassen sie sich nicht unterscheiden: Ein Administrator muss die Spalte nennen, die einen Kunden bestimmt.
state-unconfirmed = Ist das der Kunde?
state-unconfirmed-hint = Gefunden wurde er über etwas, das auch andere haben können. Bis jemand es bestätigt, wird nichts gezeigt.
state-no-access = Kein Zugriff
state-no-access-hint = Ihr Bitrix24 lässt Sie diese Karte nicht öffnen.
state-down = Die Buchhaltung antwortet nicht
state-down-hint = Mit dieser Karte ist alles in Ordnung. Versuchen Sie es in einer Minute noch einmal.
state-portal-down = Bitrix24 antwortet nicht
state-portal-down-hint = Versuchen Sie es in einer Minute noch einmal.
state-session-ended = Die Sitzung ist abgelaufen
state-session-ended-hint = Es ist nichts verloren. Öffnen Sie sie noch einmal; hilft das nicht, laden Sie die ganze Karte neu.
state-not-finished = Inlay ist noch nicht eingerichtet
state-not-finished-hint = Ein Administrator öffnet Inlay in der Liste der Anwendungen und lässt die Installation zu Ende laufen.
state-plan-expired = Das Abonnement ist abgelaufen
state-plan-expired-hint = Bitrix24 gibt dieser Anwendung nichts heraus, bis sie wieder bezahlt ist oder der Tarif des Portals Anwendungen enthält. Es ist nichts verloren: Sobald ein Administrator verlängert hat, sind die Zahlen wieder da.
state-retry = Noch einmal
state-check = Noch einmal prüfen
state-open = Noch einmal öffnen
note-payment-due = Die bezahlte Zeit dieser Anwendung ist vorbei. Ein paar Tage läuft sie noch: Ein Administrator sollte verlängern.

choice-this = Dieser
choice-confirm = Ja, das ist der Kunde
choice-refused = Ihr Bitrix24 lässt Sie dieses Unternehmen nicht ändern. Fragen Sie, wer dafür zuständig ist.
choice-failed = Das hat nicht geklappt. Versuchen Sie es in einer Minute noch einmal.
choice-undo = Neu wählen

install-title = Inlay wird installiert
install-done = Inlay ist installiert
install-done-hint = Die Registerkarten sind in den Karten. Dieses Fenster schließt sich von selbst.
install-failed = Nicht alles konnte eingerichtet werden
install-failed-hint = Sehen Sie die Schritte mit ✗ an und installieren Sie noch einmal.
install-proved = Sie sind Administrator dieses Portals
install-kept = Das Portal ist gespeichert, seine Token sind verschlüsselt
install-bound = Registerkarte „{ $title }“ in { $place }
install-unbound = Alte Registerkarte aus { $place } entfernt
install-event = Wir erfahren, wenn { $event }
install-event-removed = Alte Adresse für { $event } entfernt
install-robot = Roboter „{ $robot }“ für die Phasen von Aufträgen
install-robot-removed = Alter Roboter { $robot } entfernt
robot-result = Urteil
robot-reason = Grund
robot-stopped = Die Bedingung zum Anhalten ist erfüllt.
robot-unjudged = Die Buchhaltung konnte nicht gefragt werden.
robot-unknown = Dieser Roboter ist nicht mehr eingerichtet.
install-reason = Das Portal sagt: { $reason }
install-good = erledigt
install-bad = fehlgeschlagen
install-again = Noch einmal installieren

place-deal = Auftragskarten
place-contact = Kontaktkarten
place-company = Unternehmenskarten
event-uninstall = die Anwendung entfernt wird

app-title = Inlay
app-intro = Inlay zeigt die Zahlen Ihrer Buchhaltung in den Karten des CRM.
app-where = Wo Sie es finden
app-where-hint = Öffnen Sie eine Karte, dann die Registerkarte.
app-tab = „{ $title }“ in { $places }
app-none = Noch ist kein Widget eingerichtet.
app-status = Zustand
app-sources = Buchhaltungen
app-bindings = Im Portal

rule-label = Aktionen
rule-run = Ausführen
rule-close = Schließen
rule-open = Öffnen
rule-busy = Wird ausgeführt…
rule-again = Das ist bereits geschehen. Drücken Sie noch einmal, um es zu wiederholen.
rule-lost = Es kam keine Antwort. Drücken Sie noch einmal, um zu sehen, was daraus wurde: Nichts geschieht doppelt.
rule-plan = Das geschieht in Ihrem Namen:
rule-plan-task = Aufgabe für { $whom }: { $text }
rule-plan-task-until = Aufgabe für { $whom }, fällig am { $day }: { $text }
rule-plan-message = Nachricht: { $text }
rule-plan-notify = Benachrichtigung für { $whom }: { $text }
rule-plan-comment = Kommentar in der Timeline: { $text }
rule-plan-workflow = Workflow Nr. { $id } wird gestartet
rule-plan-set = Feld { $name } wird { $value }
rule-plan-activity = To-do in der Timeline: { $text }
rule-you = Sie
rule-user = Mitarbeiter Nr. { $id }
rule-done = Erledigt
rule-done-task = Die Aufgabe ist angelegt.
rule-done-message = Die Nachricht ist gesendet.
rule-done-notify = Die Benachrichtigung ist gesendet.
rule-done-comment = Der Kommentar steht in der Timeline.
rule-done-workflow = Der Workflow ist gestartet.
rule-done-set = Die Felder sind geschrieben.
rule-done-activity = Das To-do steht in der Timeline.
rule-was-right = Es war nichts zu ändern.
rule-not-done = { $name }: nicht erledigt
rule-name-task = Aufgabe
rule-name-message = Nachricht
rule-name-notify = Benachrichtigung
rule-name-comment = Kommentar
rule-name-workflow = Workflow
rule-name-set = Felder
rule-name-activity = To-do
rule-no-access = Sie dürfen diese Karte nicht lesen, oder es gibt sie nicht mehr. Es wurde nichts getan.
rule-portal-down = Bitrix24 antwortet nicht. Es wurde nichts getan; versuchen Sie es in einer Minute noch einmal.
rule-no-client = Die Buchhaltung weiß nicht, um wen es in dieser Karte geht, oder kennt mehrere. Füllen Sie die Angaben der Firma aus, oder wählen Sie den Kunden auf der Registerkarte der Buchhaltung.
rule-not-now = Hier ist gerade nichts zu tun.
rule-down = Die Buchhaltung antwortet nicht. Es wurde nichts getan; versuchen Sie es in einer Minute noch einmal.
rule-wrong = Diese Schaltfläche ist für diese Karte nicht eingerichtet. Sagen Sie es Ihrem Administrator.
rule-nothing = Diese Karte nennt nichts, womit es geschehen könnte.
rule-still = Daran wird noch gearbeitet. Drücken Sie in einer Minute noch einmal, um zu sehen, was daraus wurde: Nichts geschieht doppelt.
rule-unavailable = Inlay ist nicht bereit. Drücken Sie in einer Minute noch einmal: Nichts geschieht doppelt.
rule-no-rights = Bitrix24 erlaubt Ihnen das nicht. Bitten Sie Ihren Administrator um die Rechte.
rule-refused = Bitrix24 hat es abgelehnt.
rule-later = Bitrix24 nimmt es gerade nicht an, und es wird nicht für später aufgehoben. Drücken Sie in ein paar Minuten noch einmal.
rule-unknown = Bitrix24 hat nicht gesagt, ob es geschehen ist. Drücken Sie in einer Minute noch einmal: Zuerst wird nachgesehen, doppelt geschieht es nicht.
rule-undecided = Niemand kann sagen, ob es geschehen ist. Sehen Sie nach, bevor Sie noch einmal drücken.

reentry-title = Wird geöffnet …
reentry-hint = Wenn nichts geschieht, öffnen Sie diese Seite in Bitrix24.
refused-title = Diese Seite öffnet sich nur in Bitrix24
refused-hint = Öffnen Sie sie aus der Karte oder aus der Liste der Anwendungen. Wenn Sie von dort kommen, laden Sie die ganze Karte neu; hilft das nicht, muss ein Administrator die Anwendung noch einmal installieren.
unavailable-title = Inlay ist gerade nicht bereit
unavailable-hint = Versuchen Sie es in einer Minute noch einmal.

sample-note = Musterdaten. Nichts davon ist echt.
sample-client = Musterkunde { $number }
sample-text = Muster { $number }

column-address = Adresse
column-amount = Betrag
column-balance = Saldo
column-city = Ort
column-client = Kunde
column-code = Code
column-credit_limit = Kreditlimit
column-currency = Währung
column-date = Datum
column-debt = Offen
column-deadline = Frist
column-description = Beschreibung
column-due_date = Fällig
column-email = E-Mail
column-full_name = Voller Name
column-id = ID
column-kind = Art
column-manager = Betreuer
column-name = Name
column-number = Nr.
column-opened = Eröffnet
column-overdue = Überfällig
column-overdue_days = Tage überfällig
column-paid = Bezahlt
column-phone = Telefon
column-price = Preis
column-product = Produkt
column-quantity = Menge
column-responsible = Zuständig
column-severity = Dringlichkeit
column-status = Status
column-subject = Betreff
column-sum = Summe
column-tax_id = Steuernr.
column-total = Summe
column-unpaid = Unbezahlt

badge-active = Aktiv
badge-cancelled = Storniert
badge-closed = Geschlossen
badge-done = Erledigt
badge-draft = Entwurf
badge-in_progress = In Arbeit
badge-new = Neu
badge-open = Offen
badge-overdue = Überfällig
badge-paid = Bezahlt
badge-partly_paid = Teilweise bezahlt
badge-rejected = Abgelehnt
badge-resolved = Gelöst
badge-return = Rückgabe
badge-sale = Verkauf
badge-shipped = Versandt
badge-unpaid = Unbezahlt
badge-waiting = Wartet

# „Warum sehe ich es nicht?“: eine Karte, Schritt für Schritt.
trace-of = { $card }, { $portal }
trace-record-deal = Auftrag { $id }
trace-record-company = Unternehmen { $id }
trace-record-contact = Kontakt { $id }
trace-record-number = Steuernummer { $id }
trace-ms = { $ms } ms
trace-as-shown = mit Kopien, wie in der Karte
trace-anew = Quellen jetzt befragt
trace-portal-administrator = Bitrix24 lässt Benutzer { $user } (Administrator) die Karte lesen, { $time }
trace-portal-user = Bitrix24 lässt Benutzer { $user } die Karte lesen, { $time }
trace-portal-no_access = Bitrix24 lässt diesen Benutzer die Karte nicht lesen, oder es gibt sie nicht, { $time }
trace-portal-not_finished = Bitrix24 sagt, dass die Installation nicht beendet ist, { $time }
trace-portal-plan_expired = Bitrix24 gibt der Anwendung nichts, bis sie bezahlt ist, { $time }
trace-portal-session_ended = Bitrix24 nimmt das Token nicht mehr an, { $time }
trace-portal-portal_down = Bitrix24 antwortet nicht, { $time }
trace-portal-too_slow = Bitrix24 antwortet nicht, solange jemand warten würde, { $time }
trace-portal-nonsense = Bitrix24 antwortet anders als dokumentiert, { $time }
trace-nobody-linked = weder Unternehmen noch Kontakt, die dieser Benutzer sehen darf
trace-requisite = Details { $id }, { $owner }
trace-requisite-chosen = Details { $id }, { $owner }, im Auftrag gewählt
trace-step = Schritt { $number }: { $field } ({ $key }) ist { $parameter } von { $query }: { $verdict }
trace-step-empty = die Karte hat dort keinen Wert
trace-step-no_key = was dort steht, ist kein Schlüssel
trace-step-nobody = die Buchhaltung kennt niemanden damit
trace-step-forgotten = die Buchhaltung kennt den Gemerkten nicht mehr
trace-step-client = der Kunde
trace-step-chosen = der Kunde, den jemand gewählt hat
trace-step-unconfirmed = einer, noch nicht bestätigt
trace-step-several = mehrere
trace-step-failed = die Buchhaltung hat nicht geantwortet
trace-step-not_reached = nicht gebraucht
trace-rows = { $count ->
    [one] 1 Zeile
   *[other] { $count } Zeilen
}
trace-cut = an der Grenze abgeschnitten
trace-new = jetzt gelesen
trace-copy = Kopie, { $age }
trace-renewing = ältere Kopie, { $age }, wird erneuert
trace-old = Kopie, { $age }, die Quelle antwortet jetzt nicht
trace-stale = eine ältere Kopie, die Quelle antwortet jetzt nicht
trace-feeds = von den anderen gebraucht
trace-reason = sie sagt: { $reason }
trace-fault = nicht zu berechnen: { $fault }
trace-client = Kunde, gefunden über { $field }
trace-client-chosen = Kunde, gefunden über { $field } und gewählt
trace-candidates = Wer gemeint sein könnte
trace-widget = Widget { $id }
trace-bound = seine Registerkarte ist im Portal
trace-unbound = seine Registerkarte fehlt im Portal
trace-unread = kein Block wurde gelesen: dafür braucht es einen Kunden
trace-block = Block { $number }, { $kind }: { $state }, { $time }
trace-block-shown = gezeigt
trace-block-empty = nichts vorhanden
trace-block-in_part = zum Teil gezeigt
trace-block-absent = nicht gezeigt
trace-block-hidden = vor diesem Benutzer verborgen
trace-problem-timeout = antwortet nicht rechtzeitig
trace-problem-unreachable = nicht erreichbar
trace-problem-busy = alle Plätze waren besetzt
trace-problem-unavailable = wird gerade nicht befragt, weil es vorher Fehler gab
trace-problem-rejected = hat die Abfrage abgelehnt
trace-problem-login_refused = nimmt die Anmeldung nicht an
trace-problem-denied = verweigert den Zugriff
trace-problem-too_large = die Antwort ist größer als die Grenze
trace-problem-garbled = was kommt, ist keine Antwort
trace-problem-nonsense = die Antwort ist nicht zu verstehen
trace-problem-no_query = es gibt keine solche Abfrage
trace-problem-parameter = ein Parameter konnte nicht gefüllt werden
trace-verdict-client = Das Widget zeigt diesen Kunden.
trace-verdict-part = Das Widget zeigt diesen Kunden, aber nicht jeder Block hat seine Daten.
trace-verdict-part-remedy = Siehe die markierten Blöcke: dort steht, welche Quelle nichts gebracht hat.
trace-verdict-fault = Das Widget zeigt diesen Kunden, aber nicht alles war zu berechnen.
trace-verdict-fault-remedy = Siehe die markierten Blöcke, und berichtigen Sie die Ausdrücke in der Konfiguration.
trace-verdict-no_access = Bitrix24 lässt diesen Benutzer die Karte nicht lesen, oder es gibt sie nicht.
trace-verdict-no_access-remedy = Prüfen Sie die Nummer und die Rechte im CRM. Inlay zeigt nichts, was Bitrix24 nicht zeigt.
trace-verdict-not_finished = Die Installation ist nicht beendet.
trace-verdict-not_finished-remedy = Öffnen Sie die Anwendung als Administrator und lassen Sie die Installation zu Ende laufen.
trace-verdict-plan_expired = Bitrix24 gibt der Anwendung nichts, bis sie bezahlt ist.
trace-verdict-plan_expired-remedy = Verlängern Sie den Tarif oder die Anwendung in Bitrix24.
trace-verdict-session_ended = Bitrix24 nimmt das Token nicht mehr an.
trace-verdict-session_ended-remedy = Öffnen Sie die Anwendung noch einmal.
trace-verdict-portal_down = Bitrix24 antwortet nicht.
trace-verdict-portal_down-remedy = Versuchen Sie es in einer Minute noch einmal.
trace-verdict-too_slow = Bitrix24 antwortet nicht rechtzeitig.
trace-verdict-too_slow-remedy = Versuchen Sie es in einer Minute noch einmal.
trace-verdict-nonsense = Bitrix24 antwortet etwas, das Inlay nicht versteht.
trace-verdict-nonsense-remedy = Schicken Sie diesen Text an den Betreuer von Inlay.
trace-verdict-no_widget = In Karten dieser Art steht kein Widget.
trace-verdict-no_widget-remedy = Ergänzen Sie „places“ des Widgets in der Konfiguration und installieren Sie erneut.
trace-verdict-unbound = Die Registerkarte des Widgets fehlt im Portal.
trace-verdict-unbound-remedy = Ein Administrator stellt sie auf der Seite der Anwendung wieder her.
trace-verdict-hidden = Was das Widget zeigt, ist vor diesem Benutzer verborgen.
trace-verdict-hidden-remedy = „visible_to“ in der Konfiguration sagt, wer es sehen darf.
trace-verdict-no_client = Die Karte nennt weder Unternehmen noch Kontakt.
trace-verdict-no_client-remedy = Tragen Sie eines ein. Ein Unternehmen, das der Benutzer nicht sehen darf, zählt nicht.
trace-verdict-no_key = Der Kunde hat keinen Schlüssel, über den er zu finden wäre.
trace-verdict-no_key-remedy = Füllen Sie eines der Felder aus, die in den Schritten stehen.
trace-verdict-not_found = Die Buchhaltung kennt diesen Kunden nicht.
trace-verdict-not_found-remedy = Vergleichen Sie die Schlüssel mit dem, was in der Buchhaltung steht.
trace-verdict-several = Mehrere Kunden haben diesen Schlüssel: der Leser muss wählen.
trace-verdict-several-remedy = Öffnen Sie die Registerkarte und wählen Sie. Bis dahin wird nichts gezeigt.
trace-verdict-unconfirmed = Ein Kunde wurde über einen schwachen Schlüssel gefunden: ein Leser muss ihn bestätigen.
trace-verdict-unconfirmed-remedy = Öffnen Sie die Registerkarte und bestätigen Sie. Bis dahin wird nichts gezeigt.
trace-verdict-unavailable = Die Buchhaltung antwortet nicht, also konnte der Kunde nicht gesucht werden.
trace-verdict-unavailable-remedy = Siehe den Schritt mit dem Fehler und den Zustand der Quelle.

# Zeichen, für alle, die sie nicht sehen.
tone-good = gut
tone-unsure = Achtung
tone-bad = falsch
tone-quiet = Hinweis

# Die Seite der Anwendung: Schaltflächen, und was einem Benutzer fehlt.
app-buttons = Schaltflächen
app-button = „{ $label }“: { $places }
app-in-tab = die Registerkarte „{ $title }“
menu-deal = das Menü der Aufträge
menu-contact = das Menü der Kontakte
menu-company = das Menü der Unternehmen
lack-widgets = Noch ist nichts eingerichtet
lack-widgets-hint = Der Betreuer von Inlay muss zuerst ein Widget platzieren.
lack-installation = Die Installation ist nicht beendet, deshalb fehlen die Registerkarten noch
lack-installation-hint = Bitten Sie einen Administrator Ihres Bitrix24, diese Seite zu öffnen.
lack-payment = Die bezahlte Zeit der Anwendung ist abgelaufen
lack-payment-hint = Bitten Sie einen Administrator Ihres Bitrix24, sie zu verlängern.

# Dasselbe für einen Administrator: wie es steht.
app-installed = Installiert in { $portal }
app-not-installed = Die Installation in { $portal } ist nicht beendet
app-not-installed-hint = Öffnen Sie die Anwendung noch einmal und lassen Sie die Installation zu Ende laufen.
app-payment-expired = Die bezahlte Zeit der Anwendung ist abgelaufen
app-payment-expired-hint = Verlängern Sie sie im Market. Bis dahin kann Bitrix24 jederzeit aufhören zu antworten.
app-paid = { $count ->
    [one] Für einen weiteren Tag bezahlt
   *[other] Für { $count } weitere Tage bezahlt
}
app-plan-local = Eine lokale Anwendung: nichts zu bezahlen
app-plan-free = Eine kostenlose Anwendung: nichts zu bezahlen
app-plan-demo = Die Demoversion der Anwendung
app-plan-trial = Die Probezeit der Anwendung
app-plan-paid = Die Anwendung ist bezahlt
app-authorized = Arbeitet mit der Berechtigung von Benutzer { $user }, erneuert: { $age }, gültig bis { $end }
app-healed = Die Berechtigung war verloren; jetzt ist es die von Benutzer { $user }
app-unauthorized = Die Berechtigung ist verloren: solange niemand hinsieht, geschieht nichts
app-unauthorized-hint = Schließen Sie die Seite und öffnen Sie sie als Administrator wieder: das heilt sie.
app-bound = Registerkarten und Ereignisse sind, wie die Konfiguration sie will
app-tab-missing = Die Registerkarte „{ $title }“ fehlt: { $place }
app-tab-foreign = Eine alte Registerkarte „{ $title }“ ist übrig: { $place }
app-tab-bound = Registerkarte „{ $title }“: { $place }
app-tab-removed = Alte Registerkarte „{ $title }“ entfernt: { $place }
app-event-missing = Bitrix24 sagt Inlay nicht, wenn { $event }
app-event-foreign = Ein alter Empfänger ist übrig: { $event }
app-repair = Reparieren
app-repaired = Alles ist an seinem Platz.
app-not-repaired = Einiges hat Bitrix24 abgelehnt.
app-scopes = Rechte der Anwendung
app-scope = { $scope }: { $purpose }
app-scope-hint = Nicht gewährt. Ergänzen Sie es in Bitrix24 bei den Rechten der Anwendung und installieren Sie erneut.
scope-cards = um die Karten zu lesen
scope-places = um Registerkarten und Schaltflächen hineinzustellen
scope-people = um zu wissen, wer zu welcher Abteilung gehört
scope-tasks = für Aufgaben
scope-messages = um Nachrichten und Benachrichtigungen zu senden
scope-workflows = um Workflows zu starten und Robotern zu antworten
app-source-good = { $source } antwortet in { $time } ms
app-source-bad = { $source }: { $reason }
app-source-was = Vorher gab es Fehler, Beginn: { $age }.
app-source-since = Wird nicht befragt, Beginn: { $age }
app-source-login-hint = Prüfen Sie die Anmeldung, mit der Inlay arbeitet; starten Sie Inlay nach einer Änderung neu.

app-queue = Arbeit im Hintergrund
app-queue-idle = Nichts wartet
app-queue-counts = Es warten: { $waiting }, davon fällig: { $due }, in Arbeit: { $running }
app-queue-late = Das älteste ist fällig, Beginn: { $age }. Läuft ein Worker?
app-queue-failed = { $count ->
    [one] Ein Auftrag ist gescheitert und wird nicht von selbst wiederholt
   *[other] { $count } Aufträge sind gescheitert und werden nicht von selbst wiederholt
}
app-queue-failed-hint = Die neuesten stehen unten. „inlay queue failed“ zeigt alle, „inlay queue retry“ versucht sie noch einmal.

# Warum sehe ich es nicht?
why-title = Warum sehe ich es nicht?
why-intro = Nennen Sie eine Karte. Inlay geht denselben Weg wie beim Öffnen der Registerkarte und erzählt jeden Schritt. Es sieht, was Sie sehen dürfen.
why-kind = Karte
why-deal = Auftrag
why-company = Unternehmen
why-contact = Kontakt
why-card = Nummer oder Adresse
why-hint = Die Nummer steht in der Adresse der Karte: …/crm/deal/details/77/. Sie können auch die ganze Adresse einfügen.
why-anew = Die Buchhaltung jetzt befragen, statt Kopien zu nehmen
why-ask = Nachsehen
why-working = Ich sehe nach…
why-failed = Das hat nicht geklappt. Versuchen Sie es in einer Minute noch einmal.
why-ended = Die Sitzung ist vorbei. Schließen Sie die Seite und öffnen Sie sie wieder.
why-denied = Kein Zugriff: das darf nur ein Administrator fragen.
why-no-card = Das ist weder eine Nummer noch die Adresse einer Karte.
why-other-portal = Diese Adresse gehört zu einem anderen Bitrix24.
why-other-kind = Widgets stehen in Aufträgen, Unternehmen und Kontakten; das ist eine andere Art von Karte.
why-copy = Als Text kopieren
why-copied = Kopiert.
why-copy-by-hand = Der Browser erlaubt es nicht: der Text ist unten markiert, kopieren Sie ihn mit Strg+C.
why-copy-hint = Der Text enthält kein Kennwort und kein Token, aber Name, Schlüssel und Beträge des Kunden. Schicken Sie ihn nur an Leute, die das sehen dürfen.
why-plain = Der Ablauf als Text

# Blöcke, Roboter.
trace-hidden = nur für { $audience }
trace-block-no_scope = nicht gewährt
trace-block-not_due = nicht fällig
app-robot-missing = Es fehlt: Roboter „{ $robot }“
app-robot-foreign = Übrig geblieben: Roboter { $robot }
notice-info = Hinweis:
notice-warning = Warnung:
notice-alarm = Alarm:
tasks-title = Offene Aufgaben
tasks-none = Keine offenen Aufgaben.
tasks-overdue = Überfällig
tasks-awaits-control = Zu prüfen
tasks-until = bis { $date }
tasks-more = In Bitrix24 gibt es noch mehr davon.
tasks-not-granted = Bitrix24 zeigt Inlay seine Aufgaben nicht.
tasks-not-granted-hint = Ein Administrator muss der Anwendung das Recht „Aufgaben“ (task) geben und sie erneut installieren.
tasks-untold = Bitrix24 hat von den Aufgaben nichts gesagt.
tasks-untold-hint = Versuchen Sie es in einer Minute noch einmal.
