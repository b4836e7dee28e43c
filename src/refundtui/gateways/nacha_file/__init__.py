"""How does a refund reach an account at a bank in the United States? As a credit in a NACHA file, 94 columns a line.

* `drawing_up.draw_up` makes the bytes from a stored `NachaFile`, after `objections.objections` found nothing against
  it. They are stored with their hash before they are handed in, and whatever is handed in again is those bytes: a bank
  tells files apart by origin, creation time and modifier (`NachaFile.name`) and refuses the same one twice.
* `individual_id` gives each leg the fifteen characters that come back with every answer.
* `returns.read_returns` says what came back and why. What was never booked was refused; what was, came back: a return
  looks the same for both. `sepa_file.statements.read_statements` reads what the bank booked (camt.054), with
  `individual_id.is_ours`.

Credits to consumers' accounts alone, so entries are PPD (prearranged payment and deposit): the class for a credit to a
person, whoever asked for it and however. A refund to a company would be CCD, and is refused here. Same-day entries are
not asked for.

**Connecting.** An account of kind `nacha_file` in `gateways.toml` (`settings`) names who pays and from where, and no
secret; `bank.NachaBank` is that account as `office.bank_files` asks it, beside those that are paid from by SEPA files. A
payee is a routing number and an account's own (`domain.us_account`), told with the order or agreed on by two people.

An acknowledgement has no form of its own in the NACHA rules, every bank writes another: none is read here, and a leg
stays pending until it is booked or comes back. BAI2 statements are not read either; camt.054 is to be ordered, and read
before the returns of its day: a return that is read before its booking counts as a refusal, and two people look into the
leg once the booking comes. Nothing is sent again by itself.

A merchant needs: an agreement as an originator with its bank (its company identification, the bank's routing number),
returns as files, and itemised notices of what was booked. **To be tried once by hand with the bank**: that it takes our
file as it is (line ends, blocks of ten); what it answers to the same bytes a second time; when a refused entry comes
back, and when one that was paid; whether it holds a prenotification against accounts that are new to it.

**What the counterpart of the tests (mock-bank) cannot check**: which characters a bank takes beyond ASCII's, returns
after sixty days, notifications of change, dishonoured returns, and an originator's own limits.
"""
