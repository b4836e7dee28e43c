"""Why the office cannot be reached, why signing in does not go on, and what an answer from afar can say."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase
from refundtui.i18n.words import N_

LINES: Final[dict[str, Phrase]] = {
    "address.not_secure": N_("An office beyond this machine is only reached over https."),
    "address.with_secret": N_("An address holds no name and no password."),
    "address.wrong": N_("That is no address of an office."),
    "decision.not_understood": N_("The office does not understand this decision; another version may."),
    "decision.not_yours": N_("The office does not let you decide this."),
    "decision.too_large": N_("This is more than an office takes at once: shorten the text."),
    "feed.restless": N_("The office does not let its cases be read to their end."),
    "feed.stale": N_("Something on the line answered with an old page."),
    "feed.unreadable": N_("The office sent a case that this version cannot read."),
    "issuer.not_understood": N_("Whoever vouches for you answered in a way nobody understands."),
    "issuer.other": N_("The address leads to another issuer than it names."),
    "issuer.silent": N_("Whoever vouches for you does not answer."),
    "lease.held": N_("Somebody else is working on this case."),
    "line.down": N_("Nobody answers there."),
    "line.foreign": N_("What answers there is not the office: a sign-in page or a proxy, perhaps."),
    "line.redirected": N_("Something on the line sends you elsewhere; nothing was sent there."),
    "line.slow": N_("The office takes too long to answer."),
    "line.too_much": N_("The answer is larger than any office's."),
    "line.torn": N_("The answer broke off on its way."),
    "line.untrusted": N_("The office's certificate is not trusted here."),
    "login.given_up": N_("Not signed in again; what waits for it is kept."),
    "login.another_person": N_(
        "Somebody else signed in: this desk stays yours, and nothing was changed. To change hands: “refundtui login”."
    ),
    "login.access_denied": N_("Signing in was refused on the other screen."),
    "login.expired_token": N_("The code has run out; try once more."),
    "login.file_open": N_("Others can read the file with the tokens: delete it and sign in again."),
    "login.never": N_("Nobody ever signed in here."),
    "login.refused": N_("Whoever vouches for you refuses to sign you in."),
    "office.fault": N_("The office made a mistake; it recorded nothing."),
    "office.sign_in_again": N_("For this amount the office wants a newer sign-in: “refundtui login”."),
    "office.login_required": N_(
        "You are signed out: “refundtui login” signs you in again; everything is kept."
    ),
    "office.not_allowed": N_("The office does not let you in any more."),
    "office.refused": N_("The office refuses to answer this."),
    "office.slow_down": N_("The office is asked too often, and wants to be left alone for a while."),
    "office.too_large": N_("The office does not take so much at once."),
    "office.unavailable": N_("The office cannot answer just now."),
    "office.upgrade_required": N_("The office speaks a newer version: install it; what you decided is kept."),
}
