"""Answers that come at once and sharpen: replication after replication in background threads, kept for each scenario.

Replication r of a scenario meets the same luck whenever it is run, so what is known of one scenario stays true when
another one changes: only what is new is run. A new question stops what runs within a quarter of simulated time.
"""

from __future__ import annotations

import os
import sys
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import NamedTuple, cast

from simulation.case import Case, make_case
from simulation.ensemble import collect, core_count
from simulation.record import no_record
from simulation.replication import Outcome, run_compiled, run_periods
from simulation.review import Review
from simulation.runs import Runs
from simulation.scenario import Scenario
from simulation.setting import WEEKS_PER_QUARTER
from workbench.app.precision import MOST, first_sure, looks, relative_half_width
from workbench.app.replications import Known, Question, Reviewed, Stopped, Watched, key_of

# A thread that comes back from the compiled engine waits for the interpreter: at Python's own 5 ms, several times a
# replication, longer than the engine works.
SWITCH_SECONDS = 0.0005
KEPT = 24  # scenarios whose replications are kept


BACKGROUND = 10  # niceness


class Answer(NamedTuple):
    """What is known so far.

    ``reached`` is the half width of the headline's interval as a share of its mean, the widest of all scenarios; NaN with a
    single replication. ``finished``: no more will come.
    """

    question: Question
    runs: Runs
    reached: float
    finished: bool


class Answers:
    """A desk that is asked questions and shows answers, sharper and sharper.

    Parameters
    ----------
    show : callable
        Called with an :class:`Answer`, from a background thread or from :meth:`ask`, never two at once.
    fail : callable
        Called with the exception where a question cannot be answered.
    progress : callable, optional
        Called from a background thread with the share of a first answer that is done, while there is none yet.
    threads : int, optional
        By default as many as there are cores.
    most : int
        Replications after which it stops whatever was reached.
    """

    def __init__(
        self,
        show: Callable[[Answer], None],
        fail: Callable[[Exception], None],
        *,
        progress: Callable[[float], None] | None = None,
        threads: int | None = None,
        most: int = MOST,
    ) -> None:
        self._show, self._fail, self._progress = show, fail, progress
        self._most, self._looks = most, looks(most)
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._question: Question | None = None
        self._asked: list[Known] = []
        self._foreseen: list[Known] = []
        self._generation = 0
        self._running, self._closed = False, False
        self._shown = (0, 0)
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._showing = threading.Lock()
        self._count = threads or core_count()
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS))
        self._threads: list[threading.Thread] = []
        self._beside = ThreadPoolExecutor(self._count, thread_name_prefix="blocks")

    def ask(self, question: Question) -> None:
        """Ask; what runs for an earlier question is stopped, what is known already is shown at once."""
        with self._wake:
            self._generation += 1
            self._question = question
            self._asked = [self._remember(scenario, question) for scenario in question.scenarios]
            self._foreseen = []
            self._running = True
            self._start_threads()
            self._wake.notify_all()
        self._tell()

    def foresee(self, scenarios: Sequence[Scenario]) -> None:
        """Run the first replications of scenarios that may be asked for next; the next question ends this."""
        with self._wake:
            if self._question is None:
                return
            self._foreseen = [self._remember(scenario, self._question) for scenario in scenarios]
            self._wake.notify_all()

    def _forget(self, unanswerable: Known) -> None:
        """Foresee it no more."""
        with self._lock:
            self._foreseen = [known for known in self._foreseen if known is not unanswerable]

    def stop(self) -> None:
        """Stop; the answer that is shown stays."""
        with self._wake:
            self._generation += 1
            self._running, self._foreseen = False, []

    def close(self) -> None:
        """Stop for good and let the threads end."""
        with self._wake:
            self._generation += 1
            self._running, self._foreseen, self._closed = False, [], True
            self._wake.notify_all()
        self._beside.shutdown(wait=False)

    @property
    def running(self) -> bool:
        """Whether an answer is being sharpened."""
        return self._running

    def _remember(self, scenario: Scenario, question: Question) -> Known:
        for known in self._asked:  # what was asked before is mostly asked again, and a key takes a while
            if known.is_for(scenario, question):
                return known
        key = key_of(scenario, question)
        if key not in self._known:
            self._known[key] = Known(question.organisation, scenario, question.seed, question.weeks)
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._known[key]

    def _start_threads(self) -> None:
        while len(self._threads) < self._count:
            name = f"answers-{len(self._threads)}"
            self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
            self._threads[-1].start()

    def _work(self) -> None:
        """Take one replication after the other, as long as there is one to do."""
        step_back()
        while True:
            with self._wake:
                while not self._closed and (job := self._next_job()) is None:
                    self._wake.wait()
                if self._closed:
                    return
                assert job is not None  # or it would wait on
                known, replication = job
                known.underway.add(replication)
                generation = self._generation
            try:
                self._do(known, replication)
            except Stopped:
                pass
            except Exception as error:
                self._forget(known)
                if known in self._asked:
                    self._give_up(generation, error)
            finally:
                with self._wake:
                    known.underway.discard(replication)
                    self._wake.notify_all()
            self._tell()

    def _next_job(self) -> tuple[Known, int] | None:
        wanted = [(known.next_missing(), place) for place, known in enumerate(self._asked)]
        replication, place = min(wanted, default=(0, 0))
        # Nothing beside the very first one: it would take the machine from what everybody waits for.
        if replication > 0 and any(known.waited_for for known in self._asked):
            return None
        if replication > 0 or not self._running:
            for known in self._foreseen:
                if known.next_missing() == 0:
                    return known, 0
        return (self._asked[place], replication) if self._running and replication < self._most else None

    def _is_wanted(self, known: Known) -> bool:
        """Say whether more of a scenario is asked for, or foreseen."""
        return (self._running and known in self._asked) or known in self._foreseen

    def _do(self, known: Known, replication: int) -> None:
        with known.making:
            if known.case is None:
                known.case = make_case(known.organisation, known.scenario, known.weeks, as_units=False)
        outcome = self._run(known, known.case, replication)
        with self._lock:
            known.add(replication, outcome)

    def _run(self, known: Known, case: Case, replication: int) -> Outcome:
        review = case.review(known.seed, replication)
        if review is None:
            return run_compiled(case, known.seed, replication, ledger=False)
        quarters, numbers = max(known.weeks / WEEKS_PER_QUARTER, 1.0), count()

        def begin() -> None:
            if replication == 0:
                known.begun = next(numbers) / quarters
                self._tell_progress()

        watched = Watched(review, lambda: not self._is_wanted(known), begin)
        # Everybody waits for the very first one, and the other threads have nothing to do meanwhile.
        alone = replication == 0 and known in self._asked
        in_turn = self._beside.map if alone else watched.in_turn
        sums = run_periods(case, known.seed, replication, no_record(), watched, in_turn)
        kept = cast(Review, Reviewed(list(review.indicators), list(review.moves), list(review.weeks)))
        return Outcome(sums, len(case.agenda(known.seed, replication).issued), kept)

    def _tell(self) -> None:
        """Show what is known now, if it is worth a look and nobody is showing already."""
        while self._news() and self._showing.acquire(blocking=False):
            generation = self._generation
            try:
                found = self._answer(generation)
                if found is not None:
                    self._show(found)
            except Exception as error:
                self._give_up(generation, error)
            finally:
                self._showing.release()

    def _tell_progress(self) -> None:
        """Tell how far the first answer is, as long as there is none."""
        asked = self._asked
        if self._progress is not None and not all(known.outcomes for known in asked):
            done = [1.0 if known.outcomes else known.begun for known in asked]
            self._progress(sum(done) / len(done))

    def _news(self) -> bool:
        """Say whether more is known than was shown."""
        with self._lock:
            shown = self._shown[1] if self._shown[0] == self._generation else 0
            return self._running and self._ready() > shown

    def _ready(self) -> int:
        """Return the last look that all scenarios have enough replications for; 0 before the first."""
        known = min(len(known.outcomes) for known in self._asked)
        return self._looks[place - 1] if (place := bisect_right(self._looks, known)) else 0

    def _answer(self, generation: int) -> Answer | None:
        with self._lock:
            question = self._question
            if generation != self._generation or question is None:
                return None
            ready = self._ready()
            rows = [[known.outcomes[r] for known in self._asked] for r in range(ready)]
            self._shown = (generation, ready)
        runs = self._collect(question, rows)
        sure = first_sure(runs, question.precision)
        if sure is not None and sure < ready:  # more was known than is needed: the answer is the same as ever
            runs = self._collect(question, rows[:sure])
        finished = sure is not None or ready >= self._most
        with self._lock:
            if generation != self._generation:
                return None
            if finished:
                self._running = False
        return Answer(question, runs, relative_half_width(runs), finished)

    def _collect(self, question: Question, rows: list[list[Outcome]]) -> Runs:
        """Return finished replications as `simulate` does."""
        return collect(
            question.organisation, question.scenarios, rows, question.seed, question.weeks, "compiled"
        )

    def _give_up(self, generation: int, error: Exception) -> None:
        with self._lock:
            if generation != self._generation or not self._running:
                return
            self._running = False
        self._fail(error)


def step_back() -> None:
    """Let this thread leave the cores to what a hand waits for: the kernel's own thread, the server, the browser.

    Only Linux knows priorities of threads.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(os.getpriority(os.PRIO_PROCESS, thread), BACKGROUND))
