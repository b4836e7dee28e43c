"""A sound pack, and what operators really write into one: each slip with its line and its sentence."""

from __future__ import annotations

from typing import Final

from refundtui.letters.templates import languages_with

PACK: Final = """\
kind = "policy"
id = "harbour"
version = "2026-01"
brand = "harbour"
title = "Harbour Books returns"
currency = "EUR"
valid_from = 2026-01-01
valid_until = 2026-12-31
timezone = "Europe/Dublin"
countries = ["IE", "GB"]

[facts]
consumer = true

[switches]
tender_order = "card_first"

[manners]
signature = "Harbour Books"
fallback_languages = ["en"]

[[manners.limits]]
role = "agent"
amount = "100.00"

[[windows]]
id = "change-of-mind"
clause = "2.1"
families = ["remorse"]
days = 30

[[rules]]
id = "signed-copies"
clause = "2.4"
action = "reject"
priority = 10
when = { family = "remorse", personalised = true }

[[rules]]
id = "photos"
clause = "3.1"
action = { do = "require_evidence", name = "photo", count = 2 }
when = { reason = { in = ["damaged_transit", "defective"] } }

[[fees]]
id = "restocking"
clause = "2.6"
code = "restocking"
percent = "15%"
when = { family = "remorse", return.act = "return" }

[[grades]]
id = "worn"
clause = "2.7"
grade = "C"
percent = "20%"

[[orders]]
id = "A"
ordered_on = 2026-03-02
delivered_on = 2026-03-05
payments = [{ id = "card", captured = "40.00" }]
lines = [{ id = "atlas", units = 2, gross = "40.00", tax = "7.48", rate = "23%" }]

[[golden]]
name = "One atlas of two"
order = "A"
reason = "changed_mind"
asked_on = 2026-03-20
facts = { personalised = false }
request = [{ take = "units", line = "atlas", units = 1 }]
expect = { verdict = "eligible", total = "17.56" }
"""
ALLOWED_TOO: Final = """\
[[rules]]
id = "signed-too"
clause = "2.5"
action = "allow"
priority = 10
when = { family = "remorse", personalised = true }

[[rules]]
id = "photos"
"""
SECOND_GRADE: Final = (
    '[[grades]]\nid = "worn-2"\nclause = "2.8"\ngrade = "C"\npercent = "30%"\n\n[[orders]]\nid = "A"\n'
)
LONGER: Final = (
    '[[rules]]\nid = "summer"\nclause = "2.2"\naction = { do = "set_window", days = 60 }\n\n'
    '[[rules]]\nid = "winter"\nclause = "2.3"\naction = { do = "set_window", days = 90 }\n\n[[rules]]\nid = "photos"\n'
)
ROUND: Final = 'id = "A"\nlike = "B"\n\n[[orders]]\nid = "B"\nlike = "A"\n'
REASONS: Final = (
    "not_received, late, partial_delivery, missing_part, damaged_transit, defective, not_as_described, wrong_item, "
    "quality_low, size_small, size_large, colour_style, changed_mind, ordered_wrong, cheaper_elsewhere, expired, "
    "overcharged, price_error, duplicate_charge, refund_missing, return_refused, cancelled_not_stopped, "
    "no_longer_needed, unauthorised, service_poor, worn_out, goodwill, other"
)

# What stood there, what was written instead, and the line and sentence it gets.
SLIPS: Final = {
    "a typo in a key": ("days = 30", "dayz = 30", 30, "There is no “dayz” here. Did you mean “days”?"),
    "a typo in a table": (
        "[[windows]]",
        "[[windoes]]",
        26,
        "There is no “windoes” here. Did you mean “windows”?",
    ),
    "a key left out": ('clause = "2.1"\n', "", 26, "“clause” is missing."),
    "a unit behind a number": ("days = 30", 'days = "30 days"', 30, "This must be a whole number."),
    "a bare unit": (
        "days = 30",
        "days = 30 days",
        30,
        'Put the text in straight quotation marks: days = "30 days"',
    ),
    "half a day": ("days = 30", "days = 30.5", 30, "This must be a whole number."),
    "days below nothing": ("days = 30", "days = -30", 30, "This must be a whole number, 0 or more."),
    "more days than a calendar has": (
        "days = 30",
        "days = 99999999999",
        30,
        "99999999999 is too large here; 36525 is the most.",
    ),
    "an unknown fact": (
        "personalised = true",
        "personalized = true",
        37,
        "There is no fact “personalized”. Did you mean “personalised”?",
    ),
    "an unknown reason": (
        '"changed_mind"',
        '"change_of_mind"',
        68,
        f"“change_of_mind” is not possible here; possible: {REASONS}. Did you mean “changed_mind”?",
    ),
    "a day before its month": (
        "valid_from = 2026-01-01",
        "valid_from = 01-07-2026",
        7,
        "01-07-2026 is not a day; write year, month and day like 2026-11-20.",
    ),
    "a day that does not exist": (
        "valid_from = 2026-01-01",
        "valid_from = 2026-02-30",
        7,
        "2026-02-30 is not a day; write year, month and day like 2026-11-20.",
    ),
    "a day in quotation marks": (
        "valid_from = 2026-01-01",
        'valid_from = "2026-01-01"',
        7,
        "This must be a day like 2026-11-20, without quotation marks.",
    ),
    "a moment for a day": (
        "valid_from = 2026-01-01",
        "valid_from = 2026-01-01T00:00:00",
        7,
        "This must be a day like 2026-11-20, without quotation marks.",
    ),
    "an end before its beginning": (
        "valid_until = 2026-12-31",
        "valid_until = 2025-12-31",
        8,
        "It ends on 2025-12-31, before it begins on 2026-01-01.",
    ),
    "more than all of it": (
        'percent = "15%"',
        'percent = "110%"',
        49,
        "“110%” is more than the whole; 100% is the most.",
    ),
    "a fraction for a percentage": (
        'percent = "15%"',
        "percent = 0.15",
        49,
        'Write percentages in quotation marks like "12.5%"; found 0.15.',
    ),
    "a percentage without its sign": (
        'percent = "15%"',
        'percent = "15"',
        49,
        'Write percentages in quotation marks like "12.5%"; found 15.',
    ),
    "three decimals of a cent": (
        '"100.00"',
        '"100.000"',
        24,
        "“100.000” has more decimals than EUR knows (2).",
    ),
    "one decimal of two": (
        '"100.00"',
        '"100.5"',
        24,
        "“100.5” has not all the decimals of EUR; write “100.50” if that is what you mean.",
    ),
    "a comma in an amount": (
        '"100.00"',
        '"1.000,00"',
        24,
        '“1.000,00” is not an amount; write it like "5.00".',
    ),
    "an amount as a number": (
        '"100.00"',
        "100.00",
        24,
        'Write amounts in quotation marks with all decimals, like "5.00"; found 100.0.',
    ),
    "an amount with its currency": (
        '"100.00"',
        '"EUR 100.00"',
        24,
        '“EUR 100.00” is not an amount; write it like "5.00".',
    ),
    "a fee below nothing": (
        'percent = "15%"',
        'amount = "-5.00"',
        49,
        "“-5.00” is less than nothing; write the amount without a minus sign.",
    ),
    "an id used twice": (
        'id = "photos"',
        'id = "signed-copies"',
        40,
        "The id “signed-copies” is used twice; it stands on line 33 already.",
    ),
    "a key set twice": (
        "days = 30",
        "days = 30\ndays = 14",
        31,
        "“days” stands here twice; keep one of them.",
    ),
    "a clash of priorities": (
        '[[rules]]\nid = "photos"\n',
        ALLOWED_TOO,
        39,
        (
            "“signed-too” allows what “signed-copies” rejects, and both have priority 10; "
            "give “signed-too” a higher one or leave it out."
        ),
    ),
    "two windows for the same": (
        '[[rules]]\nid = "photos"\n',
        LONGER,
        39,
        "“summer” can never decide anything: “winter” always comes first.",
    ),
    "a second deduction for one grade": (
        '[[orders]]\nid = "A"\n',
        SECOND_GRADE,
        58,
        "“worn-2” can never decide anything: “worn” always comes first.",
    ),
    "a language nobody wrote letters in": (
        '["en"]',
        '["tlh"]',
        20,
        f"No letters are written in “tlh”; possible: {', '.join(languages_with('denial'))}.",
    ),
    "a country by its name": (
        '["IE", "GB"]',
        '["Ireland"]',
        10,
        'Write a country as its two capital letters, like "DE"; found “Ireland”.',
    ),
    "UK for GB": (
        '["IE", "GB"]',
        '["UK"]',
        10,
        'Write a country as its two capital letters, like "DE"; found “UK”. Did you mean “GB”?',
    ),
    "a colon as in YAML": (
        "days = 30",
        "days: 30",
        30,
        "“days” is followed by a colon; write an equals sign: days = …",
    ),
    "True as in Python": (
        "consumer = true",
        "consumer = True",
        13,
        "Write true, in small letters and without quotation marks; found True.",
    ),
    "a word without quotation marks": (
        'action = "reject"',
        "action = reject",
        35,
        'Put the text in straight quotation marks: action = "reject"',
    ),
    "the same inside a condition": (
        'family = "remorse", pers',
        "family = remorse, pers",
        37,
        'Put the text in straight quotation marks: family = "remorse"',
    ),
    "curly quotation marks": (
        '"Harbour Books returns"',
        "“Harbour Books returns”",
        5,
        'Put the text in straight quotation marks: title = "Harbour Books returns"',
    ),
    "an open quotation mark": (
        '"Harbour Books returns"',
        '"Harbour Books returns',
        5,
        "A quotation mark is opened here and not closed on the same line.",
    ),
    "an open bracket": ('["remorse"]', '["remorse"', 29, "A bracket is opened here and never closed."),
    "a heading with one bracket less": (
        "[[grades]]",
        "[[grades]",
        52,
        "Write this heading as [grades] or [[grades]], with as many brackets behind as before.",
    ),
    "a single heading for many": (
        "[[windows]]",
        "[windows]",
        26,
        "Write this heading with double brackets, [[windows]]: there can be several.",
    ),
    "a word for a list": ('["IE", "GB"]', '"IE"', 10, "This must be a list in square brackets."),
    "text for true or false": (
        "consumer = true",
        'consumer = "true"',
        13,
        "This must be true or false.",
    ),
    "an unknown currency": (
        'currency = "EUR"',
        'currency = "EURO"',
        6,
        "“EURO” is not a currency a refund can be paid in: no such code in ISO 4217. Did you mean “EUR”?",
    ),
    "an unknown time zone": (
        '"Europe/Dublin"',
        '"Dublin"',
        9,
        "There is no time zone “Dublin”. Did you mean “Europe/Dublin”?",
    ),
    "a law that does not exist": (
        'clause = "2.6"',
        'clause = "2.6; EU-CRD-14-9"',
        47,
        "There is no law “EU-CRD-14-9” here that a clause could rest on. Did you mean “EU-CRD-14-4”?",
    ),
    "an order like itself": (
        'id = "A"\n',
        ROUND,
        60,
        "The example order “A” is like itself in the end: A → B → A.",
    ),
    "an example of no order": (
        'order = "A"',
        'order = "B"',
        67,
        "There is no example order “B”.",
    ),
    "an example of no line": (
        'line = "atlas"',
        'line = "atlass"',
        71,
        "The example order has no line “atlass”. Did you mean “atlas”?",
    ),
    "a sign for a comparison": (
        "personalised = true",
        'days_since_order = { ">" = 14 }',
        37,
        (
            "There is no comparison “>”; possible: "
            "is, is_not, in, not_in, at_most, at_least, below, above, has, lacks."
        ),
    ),
    "a condition that nothing meets": (
        "personalised = true",
        "photos = { above = 3, below = 2 }",
        37,
        "“signed-copies” can never hold: photos would have to be two things at once.",
    ),
    "brackets in brackets by the thousand": (
        '["remorse"]',
        "[" * 3000 + "]" * 3000,
        1,
        "Brackets stand in brackets too deeply to be read; no pack needs that.",
    ),
}
