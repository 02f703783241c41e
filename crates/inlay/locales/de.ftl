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
install-reason = Das Portal sagt: { $reason }
install-missing = Noch nicht da: Installieren Sie noch einmal
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
app-portal = Portal
app-installed = Installiert
app-not-installed = Die Installation ist nicht abgeschlossen
app-not-installed-hint = Öffnen Sie die Anwendung noch einmal und lassen Sie die Installation zu Ende laufen.
app-sources = Buchhaltungen
app-source-good = antwortet in { $time } ms
app-source-bad = antwortet nicht: { $reason }
app-bindings = Im Portal

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
