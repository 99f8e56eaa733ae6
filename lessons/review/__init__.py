"""Review: what was missed comes back, spaced over days, until it is remembered.

::

    events + lessons --deck()--> cards --choose()--> a sitting --commit--> `reviewed` events --> the next deck

Nothing is stored but these events: a card's next day is worked out by replaying its answers through the scheduler of
``fsrs`` (FSRS-6, https://github.com/open-spaced-repetition/py-fsrs).
"""
