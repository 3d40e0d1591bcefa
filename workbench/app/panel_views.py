"""The panels as views of the comparer: the trainer mode, an organisation of one's own, and what can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.organisation import Organisation
from workbench.app.comparer import Comparer
from workbench.app.further_views import View
from workbench.text import Label

# What figures, reports and tables need is loaded when a panel is opened: most visitors open none, and each has a kernel.
if TYPE_CHECKING:
    from workbench.app.takeaway import TakeAway
    from workbench.app.trainer import Trainer
    from workbench.app.upload_panel import UploadPanel
    from workbench.asked import Asked

UPLOADED = Label("上传的机构", "uploaded organisation")
RECORDED = Label("记录中的机构", "organisation of the record")


def asked_of(comparer: Comparer) -> Asked | None:
    """Return what is on the screen, with the runs behind it; None while there is no answer."""
    from workbench.asked import Asked

    runs, state = comparer.runs, comparer.state
    if runs is None:
        return None
    return Asked(
        organisation=runs.organisation,
        scenarios=runs.scenarios,
        seed=runs.seed,
        weeks=runs.weeks,
        replications=runs.replications,
        # an answer may still be that of the state before
        baseline=state.baseline if state.baseline in runs.names else runs.names[0],
        lang=state.lang,
        finished=runs,
    )


def restore(comparer: Comparer, asked: Asked) -> None:
    """Go to the state that a record asked for; undo leads back."""
    organisation = known(comparer, asked.organisation)
    comparer.change(
        comparer.state.changed(
            organisation=organisation,
            scenarios=asked.scenarios,
            origins=asked.scenarios,
            baseline=asked.baseline,
            seed=asked.seed,
            weeks=asked.weeks,
        )
    )


def known(comparer: Comparer, organisation: Organisation) -> Organisation:
    """Return the same organisation among those to choose from; one that is not there yet is added."""
    digest = organisation.digest()
    for choice in comparer.organisations.values():
        if choice.organisation.digest() == digest:
            return choice.organisation
    add(comparer, "recorded", RECORDED, organisation, choose=False)
    return organisation


def add(comparer: Comparer, kind: str, label: Label, organisation: Organisation, *, choose: bool) -> None:
    """Add an organisation to those to choose from, beside earlier ones of its kind: undoing may lead back to those."""
    number = 1 + sum(name.partition("-")[0] == kind for name in comparer.organisations)
    if number > 1:
        kind, label = f"{kind}-{number}", Label(*(f"{text} {number}" for text in label))
    comparer.offer(kind, label, organisation, choose=choose)


def take_away(comparer: Comparer) -> TakeAway:
    """Return the panel of files, which looks at the comparer when a button is pressed."""
    from workbench.app.takeaway import TakeAway

    panel = TakeAway(asked_of(comparer), comparer.state.lang, source=lambda: asked_of(comparer))

    def renew(_: Comparer) -> None:
        # while answers sharpen there are many of them: what the panel shows can wait for the last
        if comparer.answer is not None and (comparer.answer.finished or not comparer.answers.running):
            panel.asked = asked_of(comparer)

    comparer.on_answer(renew)
    comparer.on_state(renew)  # another baseline or language needs no other answer
    panel.observe(lambda change: restore(comparer, change["new"]), "restored")
    return panel


def upload(comparer: Comparer) -> UploadPanel:
    """Return the upload with its map; an organisation that is chosen there joins those of the page."""
    from workbench.app.upload_panel import UploadPanel

    panel = UploadPanel(comparer.state.lang)

    def use(change: Any) -> None:
        if change["new"] is not None:
            add(comparer, "uploaded", UPLOADED, change["new"], choose=True)

    panel.upload.observe(use, "organisation")
    return panel


def trainer(comparer: Comparer) -> Trainer:
    """Return the trainer mode, in large type where the page is."""
    from workbench.app.trainer import Trainer

    panel = Trainer(comparer.state.lang, large=comparer.state.projector)
    comparer.on_state(lambda _: panel.set_trait("large", comparer.state.projector))
    return panel


PANELS = [
    View("trainer", Label("先猜再看", "Guess first"), trainer),
    View("upload", Label("自有机构", "Own data"), upload),
    View("take-away", Label("带走", "Take away"), take_away),
]
