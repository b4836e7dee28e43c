from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.case import Case
from refundtui.domain.money import money
from refundtui.domain.order import LineKind
from refundtui.domain.request import LineAmount, Units
from refundtui.office.imports.online_retail import read_online_retail
from refundtui.office.imports.report import Found, ImportReport, NotImportableError, SoldOrder
from refundtui.office.imports.retail_lines import COLUMNS

EXTRACT = Path(__file__).parent / "data" / "online_retail_extract.csv"


def taken_in(path: Path) -> tuple[list[Found], ImportReport]:
    report = ImportReport(path.name)
    return list(read_online_retail(path, brand="gifts", report=report)), report


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / "lines.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


def line(
    invoice: str,
    sku: str = "22423",
    units: int = 1,
    price: str = "12.75",
    customer: str = "17850",
    day: int = 1,
) -> str:
    return f"{invoice},{sku},CAKESTAND,{units},2010-12-{day:02} 10:00:00,{price},{customer},United Kingdom"


def orders(found: list[Found]) -> dict[str, SoldOrder]:
    return {entry.order.id: entry for entry in found if isinstance(entry, SoldOrder)}


def cases(found: list[Found]) -> dict[str, Case]:
    return {entry.reference: entry for entry in found if isinstance(entry, Case)}


def test_every_line_is_in_an_order_a_case_or_refused_with_a_reason() -> None:
    found, report = taken_in(EXTRACT)
    with EXTRACT.open(encoding="utf-8") as lines:
        assert report.read == sum(1 for _ in csv.reader(lines)) - 1
    assert report.unaccounted == 0
    assert report.in_orders == sum(len(sold.order.lines) for sold in orders(found).values())
    assert (report.orders, report.cases) == (len(orders(found)), len(cases(found)))
    assert dict(report.refusals) == {
        "price.zero_without_customer": 1,
        "quantity.not_positive": 1,
        "credit_note.without_customer": 20,
        "invoice.bad_debt": 2,
    }


def test_an_invoice_is_an_order_with_its_lines_in_file_order() -> None:
    order = orders(taken_in(EXTRACT)[0])["536365"].order
    assert [line.sku for line in order.lines][:3] == ["85123A", "71053", "84406B"]
    assert order.lines[0].gross == money("15.30", "GBP")
    assert order.total == money("139.12", "GBP")
    assert order.country == "GB"


def test_an_invoice_in_two_pieces_is_one_order() -> None:
    found, _ = taken_in(EXTRACT)
    assert len(orders(found)["542806"].order.lines) == 39


def test_a_price_below_a_penny_is_multiplied_first_and_reported(tmp_path: Path) -> None:
    found, report = taken_in(a_file(tmp_path, line("1", price="0.001"), line("1", units=12, price="0.125")))
    assert [line.gross.minor for line in orders(found)["1"].order.lines] == [0, 150]
    assert report.remarks["price.below_a_penny"] == 2
    assert report.examples["price.below_a_penny"][0].line == 2


def test_postage_and_manual_lines_are_no_goods(tmp_path: Path) -> None:
    found, _ = taken_in(a_file(tmp_path, line("1", "POST", 3, "18.00"), line("1", "M"), line("1", "22423")))
    kinds = [(line.kind, line.units) for line in orders(found)["1"].order.lines]
    assert kinds == [(LineKind.SHIPPING, 0), (LineKind.FEE, 0), (LineKind.GOODS, 1)]


def test_a_credit_note_becomes_a_case_on_the_line_it_credits() -> None:
    case = cases(taken_in(EXTRACT)[0])["RF-C555262"]
    assert case.order_ref == "554084"
    assert [(type(item), getattr(item, "units", 0)) for item in case.request.items] == [(Units, 3)]
    assert case.claimed == money("14.85", "GBP")


def test_a_later_case_sees_the_earlier_credit_notes(tmp_path: Path) -> None:
    path = a_file(tmp_path, line("1", units=3), line("C2", units=-2, day=2), line("C3", units=-1, day=3))
    first, second = cases(taken_in(path)[0]).values()
    assert first.order is not None
    assert first.order.earlier == ()
    assert second.order is not None
    assert [(past.id, past.parts[0].units, past.parts[0].gross) for past in second.order.earlier] == [
        ("C2", 2, money("25.50", "GBP"))
    ]


def test_more_units_than_are_left_find_no_line(tmp_path: Path) -> None:
    path = a_file(tmp_path, line("1", units=3), line("C2", units=-2, day=2), line("C3", units=-2, day=3))
    case = cases(taken_in(path)[0])["RF-C3"]
    assert case.order is None
    assert case.claimed == money("25.50", "GBP")
    assert "2 × 22423" in case.notes[0].text


def test_another_price_or_another_customer_is_another_purchase(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        line("1"),
        line("C2", units=-1, price="10.00", day=2),
        line("C3", units=-1, customer="9", day=3),
    )
    found, report = taken_in(path)
    assert [case.order for case in cases(found).values()] == [None, None]
    assert report.unmatched == 2


def test_the_order_that_takes_most_of_the_credit_wins_and_the_rest_stays_in_the_note(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        line("1", "A", 2, "5.00"),
        line("2", "B", 2, "1.00"),
        line("C3", "A", -2, "5.00", day=2),
        line("C3", "B", -1, "1.00", day=2),
    )
    found, report = taken_in(path)
    case = cases(found)["RF-C3"]
    assert case.order_ref == "1"
    assert case.claimed == money("11.00", "GBP")
    assert case.fact("credited_elsewhere") == money("1.00", "GBP")
    assert report.remarks["credit_note.partly_matched"] == 1


def test_one_line_that_takes_all_is_preferred_to_two(tmp_path: Path) -> None:
    path = a_file(tmp_path, line("1", units=2), line("1", units=5), line("C2", units=-5, day=2))
    case = cases(taken_in(path)[0])["RF-C2"]
    assert case.request.items == (Units("2", 5),)


def test_credited_postage_is_money_without_units(tmp_path: Path) -> None:
    path = a_file(tmp_path, line("1", "POST", 1, "18.00"), line("C2", "POST", -1, "18.00", day=2))
    case = cases(taken_in(path)[0])["RF-C2"]
    assert case.request.items == (LineAmount("1", money("18.00", "GBP")),)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("1,A,T,2", "line.columns"),
        (line("1", price="12,75").replace("12,75", "twelve"), "price.unreadable"),
        (line("1", price="0.0001"), "price.unreadable"),
        (line("1").replace(",1,2010", ",one,2010"), "quantity.unreadable"),
        (line("1", day=31).replace("2010-12-31", "2010-13-31"), "date.unreadable"),
        (line(""), "line.without_number"),
        (line("1", price="-3.00"), "price.negative"),
        (line("C1", units=1), "credit_note.quantity_not_negative"),
    ],
    ids=["columns", "price", "too fine", "quantity", "date", "number", "negative", "positive credit"],
)
def test_a_bad_line_is_refused_and_the_rest_is_read(tmp_path: Path, bad: str, code: str) -> None:
    found, report = taken_in(a_file(tmp_path, bad, line("9")))
    assert dict(report.refusals) == {code: 1}
    assert report.examples[code][0].line == 2
    assert list(orders(found)) == ["9"]
    assert report.unaccounted == 0


def test_hostile_text_comes_in_harmless(tmp_path: Path) -> None:
    nasty = line("1").replace("CAKESTAND", "CAKE\x1b]52;c;aGk=\x07\u202eSTAND")
    (title,) = [line.title for line in orders(taken_in(a_file(tmp_path, nasty))[0])["1"].order.lines]
    assert title == "CAKESTAND"


def test_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "lines.csv.gz"
    packed.write_bytes(gzip.compress(EXTRACT.read_bytes()))
    assert taken_in(packed)[0] == taken_in(EXTRACT)[0]


def test_a_torn_file_is_said_to_be_torn(tmp_path: Path) -> None:
    torn = tmp_path / "lines.csv.gz"
    torn.write_bytes(gzip.compress(EXTRACT.read_bytes())[:2000])
    with pytest.raises(NotImportableError, match=r"import\.torn"):
        taken_in(torn)


def test_another_kind_of_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(NotImportableError, match=r"import\.heading"):
        taken_in(other)


def test_a_line_longer_than_any_orders_is_refused_alone(tmp_path: Path) -> None:
    long = line("2").replace("CAKESTAND", "x" * 150_000)
    longer = line("3").replace("CAKESTAND", '"' + "x" * 1_200_000)
    found, report = taken_in(a_file(tmp_path, line("1"), long, longer, line("4")))
    assert sorted(orders(found)) == ["1", "2", "4"]
    assert report.refusals == {"line.too_long": 1}
    assert report.examples["line.too_long"][0].line == 4
    assert report.unaccounted == 0


def test_a_field_that_never_ends_is_one_refused_line_and_what_follows_is_read(tmp_path: Path) -> None:
    never = line("2").replace("CAKESTAND", '"CAKE\n' + "y" * 900_000 + "\n" + "y" * 900_000)
    found, report = taken_in(a_file(tmp_path, line("1"), never, line("4")))
    assert "1" in orders(found)
    assert report.refusals["line.too_long"] == 1
    assert report.unaccounted == 0


def test_a_line_end_of_old_machines_inside_a_field_is_refused_alone(tmp_path: Path) -> None:
    found, report = taken_in(a_file(tmp_path, line("1"), line("2").replace("STAND", "\rSTAND"), line("3")))
    assert {"1", "3"} <= set(orders(found))
    assert report.unaccounted == 0


def test_reading_twice_gives_the_same_cases() -> None:
    assert [case.id for case in cases(taken_in(EXTRACT)[0]).values()] == [
        case.id for case in cases(taken_in(EXTRACT)[0]).values()
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from(["22423", "85123A"]),
            st.integers(-4, 4),
            st.sampled_from(["", "7"]),
        ),
        max_size=20,
    )
)
def test_whatever_the_lines_nothing_is_dropped_and_no_line_is_credited_twice(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, str, int, str]]
) -> None:
    lines = [
        line(f"{'C' if units < 0 else ''}{number}", sku, units, "2.50", customer)
        for number, sku, units, customer in drawn
    ]
    found, report = taken_in(a_file(tmp_path_factory.mktemp("lines"), *lines))
    assert report.unaccounted == 0
    assert report.read == len(lines)
    credited: dict[tuple[str, str], int] = {}
    for case in cases(found).values():
        for item in case.request.items:
            assert isinstance(item, Units)
            at = (case.order_ref, item.line_id)
            credited[at] = credited.get(at, 0) + item.units
    for (order_id, line_id), units in credited.items():
        bought = orders(found)[order_id].order.line(line_id)
        assert bought is not None
        assert units <= bought.units
