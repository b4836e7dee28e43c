"""`refundtui case views`, and what `case list` was asked for: the filter line and views of the desk in plain lines."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import ZONE, Exit, Stopped, complain, say, say_json, say_table, speech
from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from refundtui.casework.filter_fields import Surroundings
    from refundtui.casework.filtering import Mistake
    from refundtui.casework.saved_views import View


def asked_for(asked: Namespace, ports: Ports) -> QueueFilter:
    """View, filter line and the single options, the later ones more exactly."""
    base = _read(named_view(asked.view, ports).filter, ports, QueueFilter()) if asked.view else QueueFilter()
    line = " ".join((asked.filter or "", *getattr(asked, "line", ())))
    wanted = _read(clean_line(line).strip(), ports, base)
    if asked.search:
        wanted = replace(wanted, text=f"{wanted.text} {clean_line(asked.search)}".strip())
        wanted = wanted if wanted.snoozed else wanted.as_usual(ports.clock.now())
    if asked.brand:
        wanted = replace(wanted, brand=clean_line(asked.brand))
    return replace(wanted, sort=Sort(asked.sort)) if asked.sort else wanted


def read_line(text: str, ports: Ports) -> QueueFilter:
    """A filter line; with a mistake in it nothing is done."""
    return _read(clean_line(text), ports, QueueFilter())


def _read(text: str, ports: Ports, base: QueueFilter) -> QueueFilter:
    from refundtui.casework.filtering import read_filter

    read = read_filter(text, _around(ports), base)
    if read.mistakes:
        raise Stopped(Exit.USAGE, *(_told(text, mistake) for mistake in read.mistakes))
    return read.wanted


def _around(ports: Ports) -> Surroundings:
    from refundtui.casework.filter_fields import Surroundings

    return Surroundings(
        ports.clock.now(), ports.actor.id, tuple(ports.rulebooks.brands()), ZoneInfo(ZONE), ports.names
    )


def _told(text: str, mistake: Mistake) -> str:
    place = t("At {place} of “{line}”:", place=mistake.start + 1, line=text)
    nearest = t("Is “{word}” meant?", word=mistake.nearest) if mistake.nearest else ""
    return " ".join(part for part in (place, speech().finding(mistake.why), nearest) if part)


def named_view(name: str, ports: Ports) -> View:
    """A view by its name; an unknown one is told with the nearest."""
    from refundtui.casework.saved_views import view_named, views

    view = view_named(clean_line(name), ports)
    if view is None:
        known = [one.name or one.id for one in views(ports)]
        near = get_close_matches(name.casefold(), known, 1, 0.5)
        raise Stopped(
            Exit.USAGE,
            t("There is no view “{name}”.", name=name),
            t("Is “{word}” meant?", word=near[0]) if near else t("“refundtui case views” shows them."),
        )
    return view


def said(view: View) -> str:
    return view.name or speech().name("view", view.id)


def run_views(asked: Namespace) -> int:
    """Every view with its filter and how many cases it has; or keep one, or forget one."""
    from refundtui.casework.reading import count
    from refundtui.casework.saved_views import drop_view, save_view, views

    with desk_ports(asked) as ports:
        if asked.save:
            line = clean_line(asked.filter or "")
            _read(line, ports, QueueFilter())
            if save_view(asked.save, line, ports) is None:
                raise Stopped(Exit.USAGE, t("This name cannot be taken."), t("Nothing was changed."))
            say(t("The view is kept: {name}", name=clean_line(asked.save)))
            return Exit.DONE
        if asked.drop:
            view = named_view(asked.drop, ports)
            if not drop_view(view.id, ports):
                complain(t("This view comes with the desk; it stays."))
                return Exit.REFUSED
            say(t("The view is forgotten: {name}", name=said(view)))
            return Exit.DONE
        counted = [(view, count(_read(view.filter, ports, QueueFilter()), ports)) for view in views(ports)]
    if asked.json:
        say_json([
            {"id": view.id, "name": said(view), "filter": view.filter, "own": view.is_own, "cases": number}
            for view, number in counted
        ])  # fmt: skip
    else:
        rows = ((view.name or view.id, str(number), said(view), view.filter) for view, number in counted)
        say_table((t("View"), t("Cases"), t("Shows"), t("Filter")), rows)
    return Exit.DONE
