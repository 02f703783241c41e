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
install-robot = Робот «{ $robot }» для стадий сделок
install-robot-removed = Старый робот { $robot } убран
robot-result = Решение
robot-reason = Причина
robot-stopped = Условие остановки выполнено.
robot-unjudged = Учётная система не ответила.
robot-unknown = Этот робот больше не настроен.
install-reason = Портал отвечает: { $reason }
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
app-sources = Учётные системы
app-bindings = На портале

rule-label = Действия
rule-run = Выполнить
rule-close = Закрыть
rule-open = Открыть
rule-busy = Выполняется…
rule-again = Это уже сделано. Нажмите ещё раз, чтобы повторить.
rule-lost = Ответ не пришёл. Нажмите ещё раз, чтобы узнать, что получилось: дважды ничего не будет сделано.
rule-plan = От вашего имени будет сделано:
rule-plan-task = Задача для { $whom }: { $text }
rule-plan-task-until = Задача для { $whom }, срок { $day }: { $text }
rule-plan-message = Сообщение: { $text }
rule-plan-notify = Уведомление для { $whom }: { $text }
rule-plan-comment = Комментарий в таймлайне: { $text }
rule-plan-workflow = Будет запущен бизнес-процесс № { $id }
rule-plan-set = Поле { $name } получит значение { $value }
rule-plan-activity = Дело в таймлайне: { $text }
rule-you = вас
rule-user = сотрудника № { $id }
rule-done = Готово
rule-done-task = Задача создана.
rule-done-message = Сообщение отправлено.
rule-done-notify = Уведомление отправлено.
rule-done-comment = Комментарий добавлен в таймлайн.
rule-done-workflow = Бизнес-процесс запущен.
rule-done-set = Поля записаны.
rule-done-activity = Дело добавлено в таймлайн.
rule-was-right = Менять ничего не пришлось.
rule-not-done = { $name }: не сделано
rule-name-task = Задача
rule-name-message = Сообщение
rule-name-notify = Уведомление
rule-name-comment = Комментарий
rule-name-workflow = Бизнес-процесс
rule-name-set = Поля
rule-name-activity = Дело
rule-no-access = У вас нет доступа к этой карточке, или её больше нет. Ничего не сделано.
rule-portal-down = Битрикс24 не отвечает. Ничего не сделано; попробуйте через минуту.
rule-no-client = Учётная система не знает, о ком эта карточка, или знает нескольких. Заполните реквизиты компании или выберите клиента на вкладке учёта.
rule-not-now = Сейчас здесь делать нечего.
rule-down = Учётная система не отвечает. Ничего не сделано; попробуйте через минуту.
rule-wrong = Эта кнопка не настроена для такой карточки. Сообщите администратору.
rule-nothing = В этой карточке не указано то, к чему это относится.
rule-still = Ещё выполняется. Нажмите через минуту ещё раз, чтобы узнать, что получилось: дважды ничего не будет сделано.
rule-unavailable = Inlay не готов. Нажмите через минуту ещё раз: дважды ничего не будет сделано.
rule-no-rights = Битрикс24 не разрешает вам это делать. Попросите права у администратора.
rule-refused = Битрикс24 отказал.
rule-later = Битрикс24 сейчас этого не принимает, и на потом это не откладывается. Нажмите ещё раз через несколько минут.
rule-unknown = Битрикс24 не сообщил, сделано ли это. Нажмите через минуту ещё раз: сначала будет проверено, дважды сделано не будет.
rule-undecided = Неизвестно, сделано ли это. Посмотрите, нет ли этого уже, прежде чем нажимать снова.

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

# «Почему я этого не вижу?»: карточка по шагам.
trace-of = { $card }, { $portal }
trace-record-deal = сделка { $id }
trace-record-company = компания { $id }
trace-record-contact = контакт { $id }
trace-record-number = ИНН { $id }
trace-ms = { $ms } мс
trace-as-shown = с копиями, как в карточке
trace-anew = источники опрошены сейчас
trace-portal-administrator = Битрикс24 даёт пользователю { $user } (администратор) прочитать карточку, { $time }
trace-portal-user = Битрикс24 даёт пользователю { $user } прочитать карточку, { $time }
trace-portal-no_access = Битрикс24 не даёт прочитать карточку, или её нет, { $time }
trace-portal-session_ended = Битрикс24 больше не принимает токен, { $time }
trace-portal-not_finished = установка приложения в Битрикс24 не закончена, { $time }
trace-portal-plan_expired = Битрикс24 не обслуживает приложение: оно не оплачено или не входит в тариф, { $time }
trace-portal-portal_down = Битрикс24 не отвечает, { $time }
trace-portal-too_slow = Битрикс24 не отвечает за разумное время, { $time }
trace-portal-nonsense = Битрикс24 отвечает не так, как описано в документации, { $time }
trace-nobody-linked = нет ни компании, ни контакта, доступных этому пользователю
trace-requisite = реквизиты { $id }, { $owner }
trace-requisite-chosen = реквизиты { $id }, { $owner }, выбраны в сделке
trace-step = Шаг { $number }: { $field } ({ $key }) как { $parameter } в { $query }: { $verdict }
trace-step-empty = в карточке поле пусто
trace-step-no_key = то, что там стоит, не годится для поиска
trace-step-nobody = в учёте такого нет
trace-step-forgotten = запомненного клиента в учёте больше нет
trace-step-client = клиент найден
trace-step-chosen = клиент, которого выбрали
trace-step-unconfirmed = один, ещё не подтверждён
trace-step-several = несколько
trace-step-failed = учёт не ответил
trace-step-not_reached = не понадобился
trace-rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[other] { $count } строк
}
trace-cut = обрезано по пределу
trace-new = прочитано сейчас
trace-copy = копия, { $age }
trace-renewing = старая копия, { $age }, обновляется
trace-old = копия, { $age }, источник сейчас не отвечает
trace-stale = старая копия, источник сейчас не отвечает
trace-feeds = нужен остальным
trace-reason = ответ источника: { $reason }
trace-fault = не вычисляется: { $fault }
trace-client = Клиент, найден по { $field }
trace-client-chosen = Клиент, найден по { $field } и выбран
trace-candidates = Кто может иметься в виду
trace-widget = Виджет { $id }
trace-bound = вкладка на портале есть
trace-unbound = вкладки на портале нет
trace-unread = блоки не читались: для этого нужен один клиент
trace-block = Блок { $number }, { $kind }: { $state }, { $time }
trace-block-shown = показан
trace-block-empty = записей нет
trace-block-in_part = показан частично
trace-block-absent = не показан
trace-block-hidden = скрыт от этого пользователя
trace-block-not_due = не требуется
trace-block-no_scope = нет разрешения
trace-hidden = скрыто от всех, кроме: { $audience }
trace-problem-timeout = не ответил вовремя
trace-problem-unreachable = недоступен
trace-problem-busy = все места заняты
trace-problem-unavailable = временно не опрашивается: до этого были сбои
trace-problem-rejected = отклонил запрос
trace-problem-login_refused = не принимает логин
trace-problem-denied = не даёт доступа
trace-problem-too_large = ответ больше предела
trace-problem-garbled = отвечает не тем
trace-problem-nonsense = ответ не удалось понять
trace-problem-no_query = такого запроса нет
trace-problem-parameter = не заполнен параметр
trace-verdict-client = Виджет показывает этого клиента.
trace-verdict-part = Виджет показывает этого клиента, но данные есть не во всех блоках.
trace-verdict-part-remedy = См. отмеченные блоки ниже: там сказано, какой источник не дал данных.
trace-verdict-fault = Виджет показывает этого клиента, но вычислить удалось не всё.
trace-verdict-fault-remedy = См. отмеченные блоки ниже и исправьте выражения в настройках.
trace-verdict-no_access = Битрикс24 не даёт этому пользователю прочитать карточку, или её нет.
trace-verdict-no_access-remedy = Проверьте номер и права пользователя в CRM. Inlay не показывает того, чего не показывает Битрикс24.
trace-verdict-session_ended = Битрикс24 больше не принимает токен.
trace-verdict-session_ended-remedy = Откройте приложение заново.
trace-verdict-not_finished = Установка в Битрикс24 не закончена.
trace-verdict-not_finished-remedy = Администратор открывает приложение и доводит установку до конца.
trace-verdict-plan_expired = Битрикс24 не обслуживает приложение: оно не оплачено или не входит в тариф.
trace-verdict-plan_expired-remedy = Администратор продлевает подписку. За это время ничего не пропадёт.
trace-verdict-portal_down = Битрикс24 не отвечает.
trace-verdict-portal_down-remedy = Повторите через минуту.
trace-verdict-too_slow = Битрикс24 не отвечает вовремя.
trace-verdict-too_slow-remedy = Повторите через минуту.
trace-verdict-nonsense = Битрикс24 отвечает то, чего Inlay не понимает.
trace-verdict-nonsense-remedy = Отправьте этот текст тому, кто обслуживает Inlay.
trace-verdict-no_widget = В карточках этого вида виджетов нет.
trace-verdict-no_widget-remedy = Добавьте место в «places» виджета в настройках и установите приложение ещё раз.
trace-verdict-unbound = Вкладки виджета на портале нет.
trace-verdict-unbound-remedy = Администратор восстановит её на странице приложения.
trace-verdict-hidden = Всё скрыто от этого пользователя.
trace-verdict-hidden-remedy = Кому это видно, сказано в «visible_to» в настройках.
trace-verdict-no_client = В карточке нет ни компании, ни контакта.
trace-verdict-no_client-remedy = Заполните одно из них. Компания, недоступная этому пользователю, не считается.
trace-verdict-no_key = Клиента не по чему искать.
trace-verdict-no_key-remedy = Заполните одно из полей, названных в шагах ниже.
trace-verdict-not_found = В учёте такого клиента нет.
trace-verdict-not_found-remedy = Сравните ключи ниже с тем, что стоит в учётной системе.
trace-verdict-several = По этому ключу нашлось несколько клиентов: нужно выбрать.
trace-verdict-several-remedy = Откройте вкладку в карточке и выберите. До этого ничего не показывается.
trace-verdict-unconfirmed = Клиент найден по слабому ключу: его нужно подтвердить.
trace-verdict-unconfirmed-remedy = Откройте вкладку в карточке и подтвердите. До этого ничего не показывается.
trace-verdict-unavailable = Учёт не отвечает, поэтому клиента не удалось найти.
trace-verdict-unavailable-remedy = См. шаг со сбоем ниже и состояние источника.

# Знаки, для тех, кто их не видит.
tone-good = хорошо
tone-unsure = внимание
tone-bad = ошибка
tone-quiet = к сведению

# Страница приложения: кнопки и чего не хватает.
app-buttons = Кнопки
app-button = «{ $label }»: { $places }
app-in-tab = вкладка «{ $title }»
menu-deal = меню карточек сделок
menu-contact = меню карточек контактов
menu-company = меню карточек компаний
lack-widgets = Пока ничего не настроено
lack-widgets-hint = Тому, кто обслуживает Inlay, нужно сначала разместить виджет.
lack-installation = Установка не завершена, поэтому вкладок ещё нет
lack-installation-hint = Попросите администратора Битрикс24 открыть эту страницу.
lack-payment = Оплаченный срок приложения истёк
lack-payment-hint = Попросите администратора Битрикс24 продлить его.

# То же для администратора: состояние.
app-installed = Установлено: { $portal }
app-not-installed = Установка не завершена: { $portal }
app-not-installed-hint = Откройте приложение ещё раз и дайте установке дойти до конца.
app-payment-expired = Оплаченный срок приложения истёк
app-payment-expired-hint = Продлите его в Маркете. До этого Битрикс24 может перестать отвечать в любой момент.
app-paid = { $count ->
    [one] Оплачено ещё на { $count } день
    [few] Оплачено ещё на { $count } дня
   *[other] Оплачено ещё на { $count } дней
}
app-plan-local = Локальное приложение: платить не за что
app-plan-free = Бесплатное приложение: платить не за что
app-plan-demo = Демоверсия приложения
app-plan-trial = Пробный период приложения
app-plan-paid = Приложение оплачено
app-authorized = Работает с авторизацией пользователя { $user }, обновлена: { $age }, годна до { $end }
app-healed = Авторизация была потеряна; теперь это авторизация пользователя { $user }
app-unauthorized = Авторизация потеряна: без открытой карточки ничего не происходит
app-unauthorized-hint = Закройте страницу и откройте снова как администратор: это её вернёт.
app-bound = Вкладки и события такие, как в настройках
app-tab-missing = Вкладки «{ $title }» нет: { $place }
app-tab-foreign = Осталась старая вкладка «{ $title }»: { $place }
app-tab-bound = Вкладка «{ $title }»: { $place }
app-tab-removed = Старая вкладка «{ $title }» убрана: { $place }
app-event-missing = Битрикс24 не сообщает Inlay, когда { $event }
app-event-foreign = Остался старый обработчик: { $event }
app-robot-missing = Нет робота «{ $robot }»
app-robot-foreign = Лишний робот { $robot }
app-repair = Исправить
app-repaired = Всё на своих местах.
app-not-repaired = Часть Битрикс24 отклонил.
app-scopes = Права приложения
app-scope = { $scope }: { $purpose }
app-scope-hint = Не выдано. Добавьте его в права приложения в Битрикс24 и установите приложение ещё раз.
scope-cards = читать карточки
scope-places = ставить в них вкладки и кнопки
scope-people = знать, кто в каком отделе работает
scope-tasks = показывать и создавать задачи
scope-messages = отправлять сообщения и уведомления
scope-workflows = запускать бизнес-процессы и отвечать роботам
app-source-good = { $source } отвечает за { $time } мс
app-source-bad = { $source }: { $reason }
app-source-was = До этого были сбои, начало: { $age }.
app-source-since = Не опрашивается, начало: { $age }
app-source-login-hint = Проверьте логин, с которым работает Inlay; после изменения перезапустите Inlay.

app-queue = Работа в фоне
app-queue-idle = Ничего не ждёт
app-queue-counts = Ждут: { $waiting }, из них пора: { $due }, выполняются: { $running }
app-queue-late = Самое старое ждёт, начало: { $age }. Работает ли обработчик?
app-queue-failed = { $count ->
    [one] { $count } задание не удалось и само не повторится
    [few] { $count } задания не удались и сами не повторятся
   *[other] { $count } заданий не удались и сами не повторятся
}
app-queue-failed-hint = Последние ниже. «inlay queue failed» покажет все, «inlay queue retry» повторит.

# Почему я этого не вижу?
why-title = Почему я этого не вижу?
why-intro = Назовите карточку. Inlay пройдёт тот же путь, что и при открытии вкладки, и расскажет о каждом шаге. Он видит то, что разрешено видеть вам.
why-kind = Карточка
why-deal = Сделка
why-company = Компания
why-contact = Контакт
why-card = Номер или адрес
why-hint = Номер стоит в адресе карточки: …/crm/deal/details/77/. Можно вставить и весь адрес.
why-anew = Опросить учётные системы заново, без копий
why-ask = Узнать
why-working = Ищу…
why-failed = Не получилось. Повторите через минуту.
why-ended = Сеанс окончен. Закройте страницу и откройте снова.
why-denied = Нет доступа: это может спросить только администратор.
why-no-card = Это не номер и не адрес карточки.
why-other-portal = Это адрес другого Битрикс24.
why-other-kind = Виджеты стоят в сделках, компаниях и контактах; это карточка другого вида.
why-copy = Скопировать текстом
why-copied = Скопировано.
why-copy-by-hand = Браузер этого не разрешает: текст выделен ниже, скопируйте его с Ctrl+C.
why-copy-hint = В тексте нет паролей и токенов, но есть название клиента, ключи и суммы. Отправляйте его только тем, кому их можно видеть.
why-plain = Трассировка текстом
