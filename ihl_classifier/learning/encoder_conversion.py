"""Converts the sentence encoder all-MiniLM-L6-v2 (Apache-2.0) to a quantised ONNX file: done once, not at run time.

    python -m ihl_classifier.learning.encoder_conversion FOLDER-OF-THE-MODEL models/encoder

FOLDER holds `model.safetensors`, `config.json` and `tokenizer.json` of the official release, whose hash is checked.
The graph is built here node by node, for exporting the original through a tracer gave other vectors. Needs the extra
`convert` (onnx, safetensors). A forward pass in NumPy, written apart from the graph, is what the file is compared with.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from ihl_classifier.schema.error import IhlError

SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` of the official release sentence-transformers/all-MiniLM-L6-v2."""
OPSET = 17
LEAST_COSINE = 0.985
PARITY_TEXTS = (
    "Gunmen abducted six villagers near the river and demanded a ransom.",
    "A shell struck the maternity ward of the hospital.",
    "The parties met in the capital and signed a ceasefire.",
    "Des hommes armés ont brûlé les greniers du village.",
    "The court acquitted him of all charges.",
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the configuration says of the network."""

    layers: int
    heads: int
    width: int
    epsilon: float


def convert(source: Path, target: Path) -> float:
    """Write the quantised encoder, its tokenizer and its manifest to `target`; return the least cosine to the original.

    Raises:
        IhlError: the source is not the official release, or the quantised vectors differ too much.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    data = (source / "model.safetensors").read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        raise IhlError(
            "encoder_source",
            f"model.safetensors has the hash {found[:12]}...",
            str(source),
            "take the official release",
        )
    weights = _weights(source / "model.safetensors")
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    shape = Shape(
        config["num_hidden_layers"], config["num_attention_heads"], config["hidden_size"], config["layer_norm_eps"]
    )
    target.mkdir(parents=True, exist_ok=True)
    whole = target / "whole.onnx"
    whole.write_bytes(_graph(weights, shape).SerializeToString())
    quantize_dynamic(whole, target / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    whole.unlink()
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
    return _manifest(target, weights, shape)


def _manifest(target: Path, weights: dict[str, Floats], shape: Shape) -> float:
    from ihl_classifier.learning.encoder import Encoder, tokenizer_of

    tokenizer = tokenizer_of(target)
    reference = [_forward(np.array(tokenizer.encode(text).ids), weights, shape) for text in PARITY_TEXTS]
    hashes = {
        name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in ("encoder.onnx", "tokenizer.json")
    }
    manifest: dict[str, Any] = {
        "name": "all-MiniLM-L6-v2", "licence": "Apache-2.0", "source_sha256": SOURCE_SHA256, "width": shape.width,
        "quantisation": "dynamic int8, per channel", "files": hashes,
        "parity": [
            {"text": text, "vector": [round(float(value), 5) for value in vector]}
            for text, vector in zip(PARITY_TEXTS, reference, strict=True)
        ],
    }  # fmt: skip
    (target / "manifest.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    ours = Encoder.load(target).encode(PARITY_TEXTS)
    least = min(float(a @ b) for a, b in zip(ours, reference, strict=True))
    if least < LEAST_COSINE:
        raise IhlError("encoder_parity", f"a quantised vector has cosine {least:.4f} to the original", str(target))
    return least


def _weights(path: Path) -> dict[str, Floats]:
    from safetensors.numpy import load_file

    return {name: value.astype(np.float32) for name, value in load_file(path).items() if "position_ids" not in name}


def _forward(ids: NDArray[np.int64], weights: dict[str, Floats], shape: Shape) -> Floats:
    """Return the unit vector of one text's token ids, by plain NumPy (BERT: Devlin et al. 2019; mean pooling)."""
    from scipy.special import erf, softmax

    def linear(name: str, x: Any) -> Any:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normal(name: str, x: Any) -> Any:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        scaled = (x - mean) / np.sqrt(variance + shape.epsilon)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    size = shape.width // shape.heads
    x: Any = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = normal("embeddings.LayerNorm", x + weights["embeddings.token_type_embeddings.weight"][0])
    for number in range(shape.layers):
        at = f"encoder.layer.{number}"
        parts = (linear(f"{at}.attention.self.{part}", x) for part in ("query", "key", "value"))
        query, key, value = (part.reshape(len(ids), shape.heads, size).transpose(1, 0, 2) for part in parts)
        mixed = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(size), axis=-1) @ value
        joined = mixed.transpose(1, 0, 2).reshape(len(ids), shape.width)
        x = normal(f"{at}.attention.output.LayerNorm", x + linear(f"{at}.attention.output.dense", joined))
        inner = linear(f"{at}.intermediate.dense", x)
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = normal(f"{at}.output.LayerNorm", x + linear(f"{at}.output.dense", inner))
    pooled = x.mean(axis=0)
    unit: Floats = (pooled / np.linalg.norm(pooled)).astype(np.float32)
    return unit


def _graph(weights: dict[str, Floats], shape: Shape) -> Any:
    from onnx import TensorProto, checker, helper

    made = _Nodes(weights)
    size = shape.width // shape.heads
    x = made.add("Gather", made.weight("embeddings.word_embeddings.weight"), "ids")
    length = made.add("Gather", made.add("Shape", "ids"), made.whole([1]), axis=0)
    places = made.add("Slice", made.weight("embeddings.position_embeddings.weight"), made.whole([0]), length)
    x = made.add(
        "Add", made.add("Add", x, places), made.constant(weights["embeddings.token_type_embeddings.weight"][0])
    )
    x = made.normal("embeddings.LayerNorm", x, shape.epsilon)
    kept = made.add("Cast", "mask", to=TensorProto.FLOAT)
    apart = made.add("Sub", made.constant(1.0), made.add("Unsqueeze", kept, made.whole([1, 2])))
    hidden = made.add("Mul", apart, made.constant(-1e9))
    heads, whole = made.whole([0, 0, shape.heads, size]), made.whole([0, 0, shape.width])
    for number in range(shape.layers):
        at = f"encoder.layer.{number}"
        query, key, value = (
            made.add("Reshape", made.linear(f"{at}.attention.self.{part}", x), heads)
            for part in ("query", "key", "value")
        )
        query, value = (made.add("Transpose", part, perm=[0, 2, 1, 3]) for part in (query, value))
        key = made.add("Transpose", key, perm=[0, 2, 3, 1])
        scores = made.add("Div", made.add("MatMul", query, key), made.constant(float(np.sqrt(size))))
        share = made.add("Softmax", made.add("Add", scores, hidden), axis=-1)
        joined = made.add("Transpose", made.add("MatMul", share, value), perm=[0, 2, 1, 3])
        out = made.linear(f"{at}.attention.output.dense", made.add("Reshape", joined, whole))
        x = made.normal(f"{at}.attention.output.LayerNorm", made.add("Add", x, out), shape.epsilon)
        inner = made.linear(f"{at}.intermediate.dense", x)
        bent = made.add("Erf", made.add("Div", inner, made.constant(float(np.sqrt(2)))))
        inner = made.add("Mul", made.add("Mul", inner, made.constant(0.5)), made.add("Add", bent, made.constant(1.0)))
        x = made.normal(
            f"{at}.output.LayerNorm", made.add("Add", x, made.linear(f"{at}.output.dense", inner)), shape.epsilon
        )
    weighed = made.add(
        "ReduceSum", made.add("Mul", x, made.add("Unsqueeze", kept, made.whole([2]))), made.whole([1]), keepdims=0
    )
    pooled = made.add("Div", weighed, made.add("ReduceSum", kept, made.whole([1]), keepdims=1))
    length_of = made.add("ReduceL2", pooled, axes=[1], keepdims=1)
    made.nodes.append(helper.make_node("Div", [pooled, length_of], ["vectors"]))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.width])]
    graph = helper.make_graph(made.nodes, "encoder", inputs, outputs, made.tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    checker.check_model(model)
    return model


class _Nodes:
    """Nodes and tensors of a graph being built; each result has a name of its own."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._weights = weights

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Return the name of the result of a new node."""
        from onnx import helper

        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value: Any) -> str:
        """Return the name of a new tensor of floats."""
        return self._tensor(np.asarray(value, dtype=np.float32))

    def whole(self, values: list[int]) -> str:
        """Return the name of a new tensor of whole numbers."""
        return self._tensor(np.asarray(values, dtype=np.int64))

    def weight(self, name: str, *, turned: bool = False) -> str:
        """Return the name of a tensor of the model's weights."""
        return self._tensor(self._weights[name].T.copy() if turned else self._weights[name])

    def linear(self, name: str, x: str) -> str:
        """Return a dense layer."""
        return self.add(
            "Add", self.add("MatMul", x, self.weight(f"{name}.weight", turned=True)), self.weight(f"{name}.bias")
        )

    def normal(self, name: str, x: str, epsilon: float) -> str:
        """Return a layer normalisation."""
        parts = (self.weight(f"{name}.{part}") for part in ("weight", "bias"))
        return self.add("LayerNormalization", x, *parts, epsilon=epsilon, axis=-1)

    def _tensor(self, value: Any) -> str:
        from onnx import numpy_helper

        name = f"t{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(value, name))
        return name


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
def main(source: Path, target: Path) -> None:
    """Convert the encoder in SOURCE to a quantised ONNX file in TARGET."""
    least = convert(source, target)
    click.echo(f"{target}: least cosine to the original {least:.4f}")


if __name__ == "__main__":
    main()
