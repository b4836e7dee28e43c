"""How does a refund reach a bank account? As a SEPA credit transfer in a file that a bank takes, and answers in files.

**Connecting.** A merchant's bank is reached over EBICS, SFTP or its portal; which of them is the operator's. An account
of kind `sepa_file` in `gateways.toml` (`settings`) names whose account it is and when the bank closes, and no secret;
`bank.SepaBank` is that account as `office.bank_files` asks it. This package only draws up what is handed in and reads
what comes back:

* `drawing_up.draw_up` makes the bytes of a pain.001.001.09 from a stored `BankFile`, after `objections.objections`
  found nothing against it. The office stores the bytes with their hash *before* they are handed in; whatever is
  handed in again is those bytes. The bank keeps a file's message id and refuses it a second time: that is what
  protects from paying twice, so it is never made anew.
* `answers.read_answer` (pain.002), `statements.read_statements` (camt.053, camt.054) and `returns.read_returns`
  (pacs.004) say what the bank said, one `Heard` per end-to-end id; `answers.told_to` gives what holds for a whole
  file to each of its legs. A leg counts as paid once it is *booked*; an
  acceptance is a promise. `reconciling.reconciled` holds a day's statement against what was handed in.
* `banking_days` says on which day a file is carried out, and from when on silence is worth a look.

A merchant needs: the account the refunds are paid from (name, IBAN, BIC where the bank asks for it), an agreement for
credit transfers by file in pain.001.001.09, and status reports and statements switched on. Where the bank books a
file as one sum, itemised statements are to be ordered; without them `statements.itemised` knows the legs paid only
where the sum is theirs to the cent.

**To be tried once by hand with the bank, before the first real file:** that it takes our file as it is (a debtor's
bank without BIC is `NOTPROVIDED`; the purpose is REFU; creation times are in UTC); what it answers to the same bytes
a second time (it must refuse them; whether as DUPL, AM05, DU01 or not at all differs by bank); in which messages and
after how long it answers; whether a batch is itemised in its statements; that a return carries our end-to-end id; its
hour of cut-off; and what its check of the payee's name does to a batch that was handed in.

**What the counterpart of the tests (mock-bank) cannot check**: the character set (it took `€`), verification of the
payee, a bank's own profile of the standard, signatures and EBICS, and that an end-to-end id is never used in two
files: banks pay that twice, so the office keeps it from happening.
"""
