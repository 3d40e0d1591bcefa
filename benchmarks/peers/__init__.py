"""The hand-down model written for other simulation libraries, to measure them beside the two engines.

Every module has the function ``run(spans, directives, weeks, seed)``, which builds the model anew, runs one
replication and returns ``seconds`` (construction included), ``deliveries`` (directives done, summed over the
units), ``mean_delay`` (weeks from issue until done) and ``mean_substance`` (share of the issued substance
when done). The last two are means over deliveries, by which the peers are seen to do the same work.
"""
