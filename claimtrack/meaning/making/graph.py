"""An encoder as an ONNX graph: from the vectors of a text's tokens to one vector of length 1."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from onnxruntime.quantization import QuantType, quantize_dynamic

from claimtrack.meaning.making.weights import HEADS, Numbers, Weights

WIDTH: Final = 384
#: Operators that onnxruntime adds to the standard's: attention, and sums that are normalised, in one step.
FUSED: Final = "com.microsoft"
STANDARD: Final = 17
_VERSION: Final = 8
_TINY: Final = 1e-12


class _Graph:
    """Nodes and the numbers that they use, each named by what it makes."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.numbers: list[Any] = []

    def constant(self, name: str, values: Any) -> str:
        self.numbers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(
        self, kind: str, inputs: list[str], name: str, *, domain: str = "", outputs: int = 1, **options: Any
    ) -> list[str]:
        made = [name, *(f"{name}.{place}" for place in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, made, name=name, domain=domain, **options))
        return made

    def product(self, given: str, name: str, weights: tuple[Numbers, Numbers]) -> tuple[str, str]:
        """The product with the factors, and the name of the constants that are still to be added."""
        [made] = self.node("MatMul", [given, self.constant(f"{name}.factors", weights[0])], name)
        return made, self.constant(f"{name}.constants", weights[1])

    def sum_normalised(self, product: tuple[str, str], other: str, name: str, norm: tuple[Numbers, Numbers]) -> str:
        scales, shifts = self.constant(f"{name}.scales", norm[0]), self.constant(f"{name}.shifts", norm[1])
        inputs = [product[0], other, scales, shifts, product[1]]
        return self.node("SkipLayerNormalization", inputs, name, domain=FUSED, epsilon=_TINY)[0]


def write(weights: Weights, path: Path, *, narrow: bool) -> None:
    """Write the graph with its products in eight bits, or `narrow`ly in seven, which older processors add up rightly.

    Inputs: `words`, float32 [texts, tokens, WIDTH]; `mask`, int32 [texts, tokens], 0 behind the end of a text. Output:
    `vector`, float32 [texts, WIDTH].
    """
    exact = path.with_suffix(".exact.onnx")
    save(_model(weights), exact)
    quantize_dynamic(
        exact,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=narrow,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    exact.unlink()


def _model(weights: Weights) -> Any:
    graph = _Graph()
    state = _first(graph, weights)
    for place, layer in enumerate(weights.layers):
        name = f"layer{place}"
        attended = _attended(graph, state, name, layer.attended)
        gathered = graph.product(attended, f"{name}.gathered", layer.gathered)
        state = graph.sum_normalised(gathered, state, f"{name}.middle", layer.gathered_norm)
        widened = graph.product(state, f"{name}.widened", layer.widened)
        [bent] = graph.node("BiasGelu", [*widened], f"{name}.bent", domain=FUSED)
        narrowed = graph.product(bent, f"{name}.narrowed", layer.narrowed)
        state = graph.sum_normalised(narrowed, state, f"{name}.end", layer.norm)
    _pooled(graph, state)
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "tokens", WIDTH]),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "tokens"]),
            ],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", WIDTH])],
            graph.numbers,
        ),
        opset_imports=[helper.make_opsetid("", STANDARD), helper.make_opsetid(FUSED, 1)],
        ir_version=_VERSION,
    )


def _first(graph: _Graph, weights: Weights) -> str:
    """Words with their places, normalised."""
    [shape] = graph.node("Shape", ["words"], "tokens", start=1, end=2)
    zero = graph.constant("zero", np.zeros(1, np.int64))
    [places] = graph.node("Slice", [graph.constant("all_places", weights.places), zero, shape, zero], "places")
    [placed] = graph.node("Add", ["words", places], "placed")
    scales, shifts = graph.constant("first.scales", weights.norm[0]), graph.constant("first.shifts", weights.norm[1])
    return graph.node("LayerNormalization", [placed, scales, shifts], "first", epsilon=_TINY)[0]


def _attended(graph: _Graph, state: str, name: str, weights: tuple[Numbers, Numbers]) -> str:
    made, constants = graph.product(state, f"{name}.all", weights)
    parts = graph.node("Split", [made], f"{name}.parts", outputs=3, axis=2)
    inputs = [*parts, constants, "mask"]
    return graph.node("MultiHeadAttention", inputs, f"{name}.attended", domain=FUSED, num_heads=HEADS)[0]


def _pooled(graph: _Graph, state: str) -> None:
    """The mean over a text's tokens, brought to length 1: a sum will do."""
    [counted] = graph.node("Cast", ["mask"], "counted", to=TensorProto.FLOAT)
    [row] = graph.node("Unsqueeze", [counted, graph.constant("one", np.ones(1, np.int64))], "row")
    [summed] = graph.node("MatMul", [row, state], "summed")
    [flat] = graph.node("Squeeze", [summed, "one"], "flat")
    graph.node("LpNormalization", [flat], "vector", axis=1, p=2)
