# Всё, что говорят страницы Inlay, по-русски.

language = Русский
date-style = short

money = { $amount } { $symbol }
money-code = { $amount } { $code }
percent = { $number } %

age-now = только что
age-minutes = { $count } мин назад
age-hours = { $count } ч назад
age-days = { $count ->
    [1] вчера
    [one] { $count } день назад
    [few] { $count } дня назад
   *[other] { $count } дней назад
}

value-none = —
value-yes = да
value-no = нет
block-reload = Обновить
block-reload-failed = Обновить не удалось. Попробуйте через минуту.
block-lost = Эта часть не загрузилась.
block-as-of = на { $time }
block-stale = { $source } не отвечает. Это данные на { $time }.
block-renewing = обновляется
block-loading = Загружается
block-uncomputed = не удалось вычислить
block-currencies = Разные валюты, не складываются.
block-currencies-mixed = разные валюты нельзя сложить
absent-down = { $source } сейчас не отвечает.
absent-down-hint = С карточкой всё в порядке. Попробуйте через минуту.
absent-denied = { $source } не пускает Inlay.
absent-denied-hint = Администратору нужно проверить учётную запись.
absent-failed = { $source } не может ответить на этот запрос.
absent-failed-hint = Причина записана в журнале Inlay, её увидит администратор.
alarm = Внимание

gauge-title = Кредитный лимит
gauge-of = из { $max }
gauge-free = Доступно { $amount }
gauge-reached = Лимит исчерпан
gauge-over = Лимит превышен на { $amount }
gauge-zero = Лимит равен нулю
gauge-zero-over = Лимит равен нулю, использовано { $amount }
gauge-none = без лимита
gauge-unknown = Неизвестно, сколько использовано
gauge-used = использовано { $percent }

table-empty = Здесь пока ничего нет.
table-more = { $count ->
    [one] Показать ещё { $count } строку
    [few] Показать ещё { $count } строки
   *[other] Показать ещё { $count } строк
}
table-fewer = Показать первые { $count }
table-total = { $count ->
    [one] Итого, { $count } строка
    [few] Итого, { $count } строки
   *[other] Итого, { $count } строк
}
table-total-shown = { $count ->
    [one] Итого по показанной { $count } строке
   *[other] Итого по показанным { $count } строкам
}
table-truncated = Показаны не все строки, а только { $number }.
table-truncated-newest = Показаны только последние { $number }, есть и более ранние.

chart-by-month = По месяцам
chart-by-quarter = По кварталам
chart-by-year = По годам
chart-quarter = { $quarter } кв. { $year }
chart-period = Период
chart-caption = { $from } – { $to }: { $total }
chart-largest = Больше всего: { $period }, { $amount }
chart-earlier = То, что было раньше, не показано.
chart-undated = { $count ->
    [one] { $count } строка без даты не учтена.
    [few] { $count } строки без даты не учтены.
   *[other] { $count } строк без даты не учтены.
}

notice-info = К сведению:
notice-warning = Внимание:
notice-alarm = Тревога:

tasks-title = Открытые задачи
tasks-none = Открытых задач нет.
tasks-overdue = Просрочена
tasks-awaits-control = Ждёт контроля
tasks-until = до { $date }
tasks-more = В Битрикс24 есть и другие.
tasks-not-granted = Битрикс24 не показывает Inlay свои задачи.
tasks-not-granted-hint = Администратору нужно дать приложению право «Задачи» (task) и установить его заново.
tasks-untold = Битрикс24 не рассказал о задачах.
tasks-untold-hint = Попробуйте через минуту.

client-label = Клиент
client-tax-id = ИНН { $number }
client-matched = найден по: { $field }
client-chosen = выбран вручную
field-tax-number = ИНН
field-phone = телефон
field-email = e-mail
field-other = «{ $name }»

in-company-details = { $field } в реквизитах компании
in-contact-details = { $field } в реквизитах контакта
in-company = { $field } в компании
in-contact = { $field } в контакте
in-deal = { $field } в сделке
key-empty = { $field }: пусто
key-wrong = { $field }: там записано что-то другое
key-unknown = { $field }: { $key }
open-company = Открыть компанию
open-contact = Открыть контакт

state-no-client = В карточке ещё нет клиента
state-no-client-hint = Укажите компанию или контакт и сохраните карточку. Если они уже указаны, значит, Битрикс24 не разрешает вам их видеть.
state-no-key = Клиента не по чему искать
state-no-key-hint = Заполните недостающее и проверьте снова.
state-not-found = Учётная система не знает этого клиента
state-not-found-hint = Искали по тому, что указано ниже. Если всё верно, клиент появится здесь, как только бухгалтерия его заведёт.
state-several = { $count ->
    [one] Непонятно, какой это клиент
    [few] К этой карточке подходят { $count } клиента
   *[other] К этой карточке подходят { $count } клиентов
}
state-several-hint = Выберите того, о ком эта карточка. До этого ничего не показано, чтобы никто не увидел чужих данных.
state-several-nameless = Ничего не показано, чтобы никто не увидел чужих данных. Различить их здесь нельзя: администратор должен назвать столбец, который определяет клиента.
state-unconfirmed = Это тот клиент?
state-unconfirmed-hint = Он найден по признаку, который может быть не только у него. Пока никто не подтвердил, ничего не показано.
state-no-access = Нет доступа
state-no-access-hint = Битрикс24 не разрешает вам открыть эту карточку.
state-down = Учётная система не отвечает
state-down-hint = С карточкой всё в порядке. Попробуйте через минуту.
state-portal-down = Битрикс24 не отвечает
state-portal-down-hint = Попробуйте через минуту.
state-session-ended = Сеанс закончился
state-session-ended-hint = Ничего не потеряно. Откройте снова, а если не поможет, обновите всю карточку.
state-not-finished = Inlay ещё не настроен
state-not-finished-hint = Администратору нужно открыть Inlay в списке приложений и дождаться конца установки.
state-plan-expired = Подписка закончилась
state-plan-expired-hint = Битрикс24 ничего не отдаёт приложению, пока оно не оплачено или пока тариф портала не включает приложения. Ничего не потеряно: администратор продлит подписку, и данные вернутся.
state-retry = Повторить
state-check = Проверить снова
state-open = Открыть снова
note-payment-due = Оплаченное время приложения закончилось. Несколько дней оно ещё работает: попросите администратора продлить.

choice-this = Это он
choice-confirm = Да, это он
choice-refused = Ваш Битрикс24 не позволяет изменять эту компанию. Обратитесь к ответственному за неё.
choice-failed = Не получилось. Попробуйте через минуту.
choice-undo = Выбрать заново

install-title = Установка Inlay
install-done = Inlay установлен
install-done-hint = Вкладки уже в карточках. Это окно закроется само.
install-failed = Не всё удалось настроить
install-failed-hint = Посмотрите шаги с отметкой ✗ и установите ещё раз.
install-proved = Вы администратор этого портала
install-kept = Портал сохранён, его токены зашифрованы
install-bound = Вкладка «{ $title }»: { $place }
install-unbound = Старая вкладка убрана: { $place }
install-event = Узнаем, когда { $event }
install-event-removed = Старый обработчик события { $event } убран
install-reason = Портал отвечает: { $reason }
install-missing = Пока нет: установите ещё раз
install-good = готово
install-bad = не удалось
install-again = Установить ещё раз

place-deal = карточки сделок
place-contact = карточки контактов
place-company = карточки компаний
event-uninstall = приложение удалят

app-title = Inlay
app-intro = Inlay показывает данные вашего учёта прямо в карточках CRM.
app-where = Где искать
app-where-hint = Откройте карточку, затем вкладку.
app-tab = «{ $title }»: { $places }
app-none = Виджетов пока нет.
app-status = Состояние
app-portal = Портал
app-installed = Установлено
app-not-installed = Установка не завершена
app-not-installed-hint = Откройте приложение ещё раз и дождитесь конца установки.
app-sources = Учётные системы
app-source-good = отвечает за { $time } мс
app-source-bad = не отвечает: { $reason }
app-bindings = На портале

reentry-title = Открывается…
reentry-hint = Если ничего не происходит, откройте страницу из Битрикс24.
refused-title = Эта страница открывается только из Битрикс24
refused-hint = Откройте её из карточки или из списка приложений. Если вы пришли оттуда, обновите всю карточку; если не поможет, администратору нужно установить приложение ещё раз.
unavailable-title = Inlay сейчас не готов
unavailable-hint = Попробуйте через минуту.

sample-note = Это образец. Настоящих данных здесь нет.
sample-client = Клиент-образец { $number }
sample-text = Образец { $number }

column-address = Адрес
column-amount = Сумма
column-balance = Остаток
column-city = Город
column-client = Клиент
column-code = Код
column-credit_limit = Кредитный лимит
column-currency = Валюта
column-date = Дата
column-debt = Долг
column-deadline = Срок
column-description = Описание
column-due_date = Оплатить до
column-email = E-mail
column-full_name = Полное название
column-id = ID
column-kind = Вид
column-manager = Менеджер
column-name = Название
column-number = Номер
column-opened = Открыта
column-overdue = Просрочено
column-overdue_days = Дней просрочки
column-paid = Оплачено
column-phone = Телефон
column-price = Цена
column-product = Товар
column-quantity = Количество
column-responsible = Ответственный
column-severity = Важность
column-status = Статус
column-subject = Тема
column-sum = Сумма
column-tax_id = ИНН
column-total = Сумма
column-unpaid = Не оплачено

badge-active = Действует
badge-cancelled = Отменён
badge-closed = Закрыто
badge-done = Выполнено
badge-draft = Черновик
badge-in_progress = В работе
badge-new = Новое
badge-open = Открыто
badge-overdue = Просрочено
badge-paid = Оплачено
badge-partly_paid = Оплачено частично
badge-rejected = Отклонено
badge-resolved = Решено
badge-return = Возврат
badge-sale = Продажа
badge-shipped = Отгружено
badge-unpaid = Не оплачено
badge-waiting = Ожидает
