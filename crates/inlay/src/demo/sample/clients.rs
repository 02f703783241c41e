//! Who buys, and how.

use chrono::NaiveDate;

use super::Size;
use super::database::{amount, quoted};
use super::dice::Dice;
use super::sales::Sale;

/// Rows the busiest client has in a large ledger.
const BUSIEST: usize = 2_000;

/// Rows a client has, about, who is only there to make a ledger large.
const USUAL: usize = 240;

/// One client, before anything was sold.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) tax_id: String,
    pub(super) currency: &'static str,
    limit: Limit,
    /// Rows in `sales`, whatever their kind.
    pub(super) sales: usize,
    /// One row in so many is a return.
    pub(super) returns_one_in: i64,
    /// Days until a sale is due; none: it is paid at once.
    pub(super) terms: i64,
    /// The last so many sales that are due are not paid.
    pub(super) late: usize,
    /// The least and the most a sale comes to, in cents.
    pub(super) amounts: (i64, i64),
    /// Complaints that are open, and that were settled.
    pub(super) complaints: (usize, usize),
    manager: &'static str,
}

/// How the credit limit stands to what is owed.
#[derive(Clone, Copy, Debug)]
enum Limit {
    NotSet,
    /// Nothing on credit.
    Zero,
    /// So many hundredths of the debt, and something besides.
    Above(i64),
    /// So many hundredths of the debt: it is exceeded.
    Below(i64),
}

impl Profile {
    /// The row of `clients`, as the books stand today after these sales.
    pub(super) fn row(&self, sales: &[Sale], today: NaiveDate) -> String {
        let debt: i64 = sales.iter().map(Sale::unpaid).sum();
        let late = || {
            sales
                .iter()
                .filter(|sale| sale.unpaid() > 0 && sale.due_date < today)
        };
        let overdue: i64 = late().map(Sale::unpaid).sum();
        let days = late()
            .map(|sale| (today - sale.due_date).num_days())
            .max()
            .unwrap_or(0);
        [
            self.id.to_string(),
            quoted(&self.name),
            quoted(&self.tax_id),
            quoted(self.currency),
            self.limit.of(debt).map_or("null".to_owned(), amount),
            amount(debt),
            amount(overdue),
            days.to_string(),
            quoted(self.manager),
            quoted(&format!("+7 495 555-01-{:02}", self.id % 100)),
        ]
        .join(", ")
    }
}

impl Limit {
    /// In cents; somebody once agreed on it, so it is a round number.
    fn of(self, debt: i64) -> Option<i64> {
        const ROUND: i64 = 5_000_000;
        match self {
            Self::NotSet => None,
            Self::Zero => Some(0),
            Self::Above(hundredths) => Some((debt * hundredths / 100 / ROUND + 2) * ROUND),
            Self::Below(hundredths) => Some(debt * hundredths / 100 / 100_000 * 100_000),
        }
    }
}

/// The clients of a ledger of this size.
pub(super) fn profiles(size: Size) -> Vec<Profile> {
    let mut profiles = known();
    let Size::Large { sales } = size else {
        return profiles;
    };
    for profile in profiles.iter_mut().filter(|profile| profile.id == 8) {
        profile.sales = BUSIEST;
    }
    let known: usize = profiles.iter().map(|profile| profile.sales).sum();
    let rest = sales.saturating_sub(known);
    let many = rest.div_ceil(USUAL);
    for position in 0..many {
        let share = rest / many + usize::from(position < rest % many);
        profiles.push(made_up(position, share));
    }
    profiles
}

/// One of the many that only make the ledger large.
fn made_up(position: usize, sales: usize) -> Profile {
    const FIRST: [&str; 8] = [
        "Nord",
        "Восток",
        "Silver",
        "Волга",
        "Alpine",
        "Урал",
        "Harbour",
        "Рассвет",
    ];
    const SECOND: [&str; 6] = ["Metall", "Trade", "Снаб", "Supply", "Строй", "Foods"];
    let id = i64::try_from(position).unwrap_or(0) + 101;
    let mut dice = Dice::new(id.unsigned_abs());
    let first = dice.pick(&FIRST).copied().unwrap_or_default();
    let second = dice.pick(&SECOND).copied().unwrap_or_default();
    Profile {
        name: format!("{first}-{second} {id}"),
        tax_id: tax_id(990_000_000 + id.unsigned_abs()),
        sales,
        ..profile(id, "", "", Limit::Above(150))
    }
}

/// A ten-digit INN: nine digits and the check digit that belongs to them.
fn tax_id(nine: u64) -> String {
    const WEIGHTS: [u64; 9] = [8, 6, 4, 9, 5, 3, 10, 4, 2];
    let (mut rest, mut sum) = (nine, 0);
    for weight in WEIGHTS {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    format!("{nine:09}{}", sum % 11 % 10)
}

/// A client with nothing special about it.
fn profile(id: i64, name: &str, tax_id: &str, limit: Limit) -> Profile {
    Profile {
        id,
        name: name.to_owned(),
        tax_id: tax_id.to_owned(),
        currency: "RUB",
        limit,
        sales: 60,
        returns_one_in: 25,
        terms: 30,
        late: 0,
        amounts: (900_000, 28_000_000),
        complaints: (0, 1),
        manager: "A. Weber",
    }
}

/// The twelve of the demonstration. Nobody here is "Вектор-Сервис" of the portal: that company is
/// not in the books, and its card says so.
fn known() -> Vec<Profile> {
    vec![
        Profile {
            sales: 84,
            late: 1,
            complaints: (2, 1),
            ..profile(1, "Northwind Trading", "7701234507", Limit::Above(400))
        },
        Profile {
            sales: 72,
            late: 4,
            complaints: (1, 2),
            manager: "И. Соколова",
            ..profile(2, "Альфа-Строй", "7712345671", Limit::Above(110))
        },
        Profile {
            currency: "EUR",
            sales: 48,
            amounts: (80_000, 1_900_000),
            manager: "K. Lindqvist",
            ..profile(3, "Müller & Söhne GmbH", "5023456712", Limit::NotSet)
        },
        Profile {
            sales: 66,
            terms: 45,
            late: 1,
            ..profile(4, "Blue Harbor Logistics", "7823456722", Limit::Below(80))
        },
        Profile {
            sales: 40,
            terms: 0,
            manager: "И. Соколова",
            ..profile(5, "ТехноМир", "5401234566", Limit::Zero)
        },
        Profile {
            amounts: (350_000, 6_500_000),
            complaints: (1, 0),
            ..profile(6, "O'Brien Foods", "6162345673", Limit::Above(200))
        },
        Profile {
            sales: 54,
            ..profile(7, "Baltic Timber", "3903456784", Limit::Above(180))
        },
        Profile {
            sales: 190,
            returns_one_in: 9,
            terms: 45,
            amounts: (400_000, 61_000_000),
            complaints: (2, 5),
            manager: "И. Соколова",
            ..profile(8, "Завод «Прогресс»", "6674567894", Limit::Above(140))
        },
        Profile {
            sales: 58,
            returns_one_in: 14,
            complaints: (4, 3),
            manager: "K. Lindqvist",
            ..profile(9, "Fresh Fields Market", "7725678903", Limit::Above(160))
        },
        Profile {
            sales: 5,
            complaints: (0, 0),
            ..profile(10, "Sakura Instruments", "7816789015", Limit::Above(200))
        },
        Profile {
            sales: 44,
            ..profile(12, "Redwood Packaging", "2638901232", Limit::Above(220))
        },
        Profile {
            sales: 36,
            terms: 14,
            complaints: (0, 0),
            manager: "K. Lindqvist",
            ..profile(13, "Lakeside Ceramics", "7704567800", Limit::Above(170))
        },
    ]
}
