"""What can be wrong with files: books, settings, packs, imports."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase, counted
from refundtui.i18n.words import N_, NN_

_BOOKS: Final[dict[str, Phrase]] = {
    "book.unusable": N_("This file cannot be used."),
    "book.comes_again": N_("The cases come again from the office: nothing is lost."),
    "book.corrupt": N_("{book} is torn; it was set aside unchanged as {kept_as}."),
    "book.corrupt+saved": counted(
        "saved",
        NN_(
            "{book} is torn; it was set aside unchanged as {kept_as}; {saved} entry could still be read and is kept.",
            "{book} is torn; it was set aside unchanged as {kept_as}; {saved} entries could still be read and are kept.",
        ),
    ),
    "book.foreign": N_("{book} was another kind of file; it was set aside unchanged as {kept_as}."),
    "book.key_recovered": N_("The key was lost and has been brought back from its second copy."),
    "book.lost_key": N_("{book} has lost its key; it was set aside unchanged as {kept_as}."),
    "book.newer": N_("A newer version of this program wrote this file. Use that version."),
    "book.no_cipher": N_("Encryption is not available here, and data is only ever kept encrypted."),
    "book.not_written": N_("The disk did not take it: full, gone or read-only. Nothing was stored."),
    "book.read_only": N_("Another window is working with these files; here you can only look."),
    "book.wrong_key": N_("{book} does not open with its key; it was set aside unchanged as {kept_as}."),
    "office.busy": N_("The office is busy, or its disk is full."),
    "office.file_foreign": N_("The office's file belongs to another program."),
    "office.file_newer": N_("A newer version of this program wrote the office's file."),
    "office.file_torn": N_("The office's file is damaged: bring back a copy of it."),
    "office.unreachable": N_("The office's database cannot be reached."),
    "config.kind_wrong": N_("The setting “{name}” must be {wanted}."),
    "config.name_unknown": N_("There is no setting “{name}”. There are: {names}."),
    "config.profile_unknown": N_("There is no profile “{value}”."),
    "config.torn": N_("The settings cannot be read: {why}."),
    "config.unreadable": N_("The settings file cannot be opened: {why}."),
}

_IMPORTS: Final[dict[str, Phrase]] = {
    "import.heading": N_("The first line must name the columns {columns}; it reads “{found}”."),
    "import.no_json": N_("The file is no readable JSON document: {why}."),
    "import.no_users": N_("The document must hold “users” and “orders”, each by its id."),
    "import.torn": N_("The file is torn after line {line}: {why}."),
    "credit_note.partly_matched": N_("credit note that matches its invoice only in part"),
    "credit_note.quantity_not_negative": N_("credit note without a negative quantity"),
    "credit_note.unmatched": N_("credit note whose sale was not found"),
    "credit_note.without_customer": N_("credit note without a customer"),
    "date.unreadable": N_("date that cannot be read"),
    "entry.incomplete": N_("incomplete entry"),
    "invoice.bad_debt": N_("bad debt, not a sale"),
    "line.columns": N_("wrong number of columns"),
    "line.too_long": N_("line longer than any order's"),
    "line.unreadable": N_("line that cannot be read"),
    "line.without_number": N_("line without an invoice number"),
    "order.without_lines": N_("order without lines"),
    "order_line.without_customer": N_("sale without a customer"),
    "payment.differs_from_lines": N_("payment differs from the lines"),
    "payment.kind_unknown": N_("unknown kind of payment"),
    "payment.method_not_held": N_("payment method the customer does not hold"),
    "price.below_a_penny": N_("price below a penny, rounded"),
    "price.negative": N_("negative price"),
    "price.not_positive": N_("price not above zero"),
    "price.unreadable": N_("price that cannot be read"),
    "price.zero": N_("price of zero"),
    "price.zero_without_customer": N_("price of zero and no customer"),
    "quantity.not_positive": N_("quantity not above zero"),
    "quantity.unreadable": N_("quantity that cannot be read"),
}

DOCUMENTS: Final[dict[str, Phrase]] = {**_BOOKS, **_IMPORTS}
