"""An organisation as a pandas DataFrame or a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx
import numpy as np
import pandas
import pyarrow as pa

if TYPE_CHECKING:
    from models.organisation import Organisation


def to_frame(organisation: Organisation) -> pandas.DataFrame:
    """See `Organisation.to_frame`."""
    has_superior = organisation.superior >= 0
    superior = organisation.ids.take(pa.array(organisation.superior, mask=~has_superior))
    columns: dict[str, Any] = {
        "unit": organisation.ids.to_pandas(),
        "superior": superior.to_pandas(),
        "level": np.array(organisation.levels, dtype=object)[organisation.level],
    }
    if organisation.names is not None:
        columns["name"] = organisation.names.to_pandas()
    columns["headcount"] = organisation.headcount
    columns["authority"] = organisation.authority
    columns["responsibility"] = organisation.responsibility
    if organisation.members is not None:
        columns["members"] = organisation.members
    return pandas.DataFrame(columns)


def to_networkx(organisation: Organisation) -> networkx.DiGraph[str]:
    """See `Organisation.to_networkx`."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    frame = to_frame(organisation)
    ids = frame.pop("unit").tolist()
    superiors = frame.pop("superior").tolist()
    for unit, attributes in zip(ids, frame.to_dict("records"), strict=True):
        graph.add_node(
            unit, **{str(name): value for name, value in attributes.items() if not pandas.isna(value)}
        )
    graph.add_edges_from(zip(superiors[1:], ids[1:], strict=True), line="command")
    for kind, pairs in organisation.lines.items():
        for one, other in pairs.tolist():
            _add_line(graph, ids[one], ids[other], kind)
            if kind != "grid":
                _add_line(graph, ids[other], ids[one], kind)
    return graph


def _add_line(graph: networkx.DiGraph[str], one: str, other: str, kind: str) -> None:
    """Two units can be peers and in a consortium as well: one edge names both."""
    kinds = graph.edges[one, other]["line"].split("+") if graph.has_edge(one, other) else []
    graph.add_edge(one, other, line="+".join([*kinds, kind]))
