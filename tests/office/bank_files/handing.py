"""Cases that were paid by bank transfer, and somebody of finance who takes files to a bank and fetches its answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import end_to_end_id
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.order import TenderKind
from refundtui.gateways.sepa_file.bank import SepaBank
from refundtui.gateways.sepa_file.bank_file import Debtor
from refundtui.office.bank_files import bank as bank_files, gathering, handing_over, listening, whose
from refundtui.office.bank_files.gathering import Gathered
from refundtui.office.bank_files.listening import TakenIn
from refundtui.office.bank_files.rows import BankFile
from refundtui.office.payments import rows
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.ports import Routes
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, until_quiet
from tests.office.payments.working import approved, told
from tests.support.bank import ACME, ELSEWHERE, Bank
from tests.support.offices import a_case, a_shirt_order

FINANCE = "farid"
_MESSAGES = ("pain.002", "camt.054", "camt.053", "pacs.004")


@dataclass
class Desk:
    """Everything through the office's own doors; `debtor` is whose account at the bank is paid from."""

    office: OfficeStore
    hands: Hands
    debtor: str = ACME
    most: int = 500
    _numbers: list[str] = field(default_factory=list)

    @property
    def account(self) -> bank_files.Bank:
        return SepaBank("bank", Debtor("Lindenhof GmbH", self.debtor), zone_name="UTC", most=self.most)

    @property
    def banks(self) -> bank_files.Banks:
        return {"bank": self.account}

    def approved(self, iban: str = ELSEWHERE, *, name: str = "Mara Lind", shirts: int = 2) -> Case:
        """A case whose order was paid from that account, with 39.90 EUR of it approved."""
        number = f"B-{len(self._numbers) + 1}"
        self._numbers.append(number)
        order = a_shirt_order(number, shirts=shirts)
        payment = replace(order.payments[0], kind=TenderKind.BANK, label="", payer_name=name, payer_iban=iban)
        return approved(self.office, a_case(order=replace(order, payments=(payment,))))

    def worker(self) -> Worker:
        """Of the usual kind: it makes legs, and never touches one that waits for a file."""
        return Worker(
            self.office.database,
            {},
            Routes(frozenset({"bank"}), {("", "bank"): "bank", ("", "bank_transfer"): "bank"}),
            self.office.library,
            self.hands.now,
            lambda: 0.5,
            "w1",
        )

    def made(self) -> Gathered:
        until_quiet(self.worker().step, Did.NOTHING)
        return gathering.make(
            self.office.database, self.account, FINANCE, self.office.library(), self.hands.now()
        )

    def file(self) -> BankFile:
        gathered = self.made()
        assert gathered.file is not None, gathered
        return gathered.file

    def exported(self, file: BankFile) -> bytes:
        return handing_over.export(
            self.office.database, file.message_id, FINANCE, self.office.library(), self.hands.now()
        ).body

    def sent(self, file: BankFile) -> BankFile:
        return handing_over.sent(
            self.office.database,
            self.banks,
            file.message_id,
            FINANCE,
            self.office.library(),
            self.hands.now(),
        )

    def handed_in(self, bank: Bank, file: BankFile) -> int:
        """Exported, given to the bank, and said to be: the status the bank answers with."""
        status = bank.handed_in(self.exported(file))
        self.sent(file)
        return status

    def read(self, body: bytes) -> TakenIn:
        return listening.read(
            self.office.database, self.banks, body, FINANCE, self.office.library(), self.hands.now()
        )

    def reads_all(self, bank: Bank, *kinds: str) -> list[TakenIn]:
        """Every message of ours that the bank sent; those about other accounts of it are nobody's here."""
        done = []
        for kind in kinds or _MESSAGES:
            for body in bank.messages(kind):
                try:
                    done.append(self.read(body))
                except whose.NotOurs:
                    assert self.debtor.encode() not in body
        return done

    def left_one_out(self, bank: Bank) -> BankFile:
        """Three transfers, a day later, and a statement of the bank's that lacks the last of them."""
        bank.behaves("ACME", "statement-gap")
        for _ in range(3):
            self.approved()
        file = self.file()
        self.handed_in(bank, file)
        bank.days_pass(1)
        self.hands.later(days=1)
        self.reads_all(bank)
        return file

    def payout(self, case: Case) -> Payout:
        (payout,) = told(self.office, case).payouts
        return payout

    def states(self, *cases: Case) -> list[LegState]:
        return [self.payout(case).state for case in cases]

    def name_of(self, case: Case) -> str:
        """The end-to-end id of a case's leg."""
        with self.office.database.reading() as connection:
            (kept,) = rows.of_case(connection, case.id)
        return end_to_end_id(kept.leg.id, kept.leg.attempt)

    def history(self, case: Case) -> list[str]:
        with self.office.database.reading() as connection:
            (kept,) = rows.of_case(connection, case.id)
            return [event.kind for _, event in rows.history(connection, kept.leg.id)]
