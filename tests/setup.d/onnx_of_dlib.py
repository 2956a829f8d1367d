#!/usr/bin/env python3
"""Makes an ONNX model of dlib's face network from the weights of npm's @vladmandic/face-api.

    onnx_of_dlib.py PACKAGE_FOLDER OUT.onnx

The weights are those of dlib's dlib_face_recognition_resnet_model_v1, most of them quantised to bytes for a browser. Knows their
names and the network's shape; writes the few fields of ONNX (opset 9) that it needs by hand, so that the file has the
same bytes everywhere: its SHA-256 is pinned in biometrics/models/dlib-128.ini, whatever version of a library is there.
"""

import array
import json
import os
import struct
import sys

FLOAT = 1  # ONNX: TensorProto.DataType
ATTRIBUTE_INT, ATTRIBUTE_INTS = 2, 7  # AttributeProto.AttributeType
SIDE, COLOURS, SIZE_OUT = 150, 3, 128
# (name, goes to half the size): dlib's order, from the input on.
BLOCKS = [("conv32_1", False), ("conv32_2", False), ("conv32_3", False),
          ("conv64_down", True), ("conv64_1", False), ("conv64_2", False), ("conv64_3", False),
          ("conv128_down", True), ("conv128_1", False), ("conv128_2", False),
          ("conv256_down", True), ("conv256_1", False), ("conv256_2", False), ("conv256_down_out", True)]


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, value):
    """A field of a protocol buffer: an int, or bytes, or a text."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def value_info(name, shape):
    dimensions = b"".join(field(1, field(1, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, dimensions)))


class Graph:
    """Nodes and tensors as they are added; each node's output has the node's name."""

    def __init__(self):
        self.nodes = []
        self.tensors = []

    def tensor(self, name, shape, floats):
        self.tensors.append(b"".join(field(1, side) for side in shape) + field(2, FLOAT) + field(8, name) +
                            field(9, little(floats).tobytes()))
        return name

    def node(self, name, kind, inputs, **attributes):
        body = b"".join(field(1, i) for i in inputs) + field(2, name) + field(3, name) + field(4, kind)
        for key, value in sorted(attributes.items()):
            if isinstance(value, int):
                body += field(5, field(1, key) + field(3, value) + field(20, ATTRIBUTE_INT))
            else:
                body += field(5, field(1, key) + b"".join(field(8, i) for i in value) + field(20, ATTRIBUTE_INTS))
        self.nodes.append(body)
        return name

    def model(self, shape_in, name_out, shape_out):
        graph = b"".join(field(1, n) for n in self.nodes) + field(2, "dlib_128")
        graph += b"".join(field(5, t) for t in self.tensors)
        graph += field(11, value_info("input", shape_in)) + field(12, value_info(name_out, shape_out))
        return field(1, 4) + field(7, graph) + field(8, field(1, "") + field(2, 9))  # IR version 4, opset 9


class Weights:
    """The package's tensors by name: shape and numbers. Most are bytes q that stand for q * scale + min."""

    def __init__(self, folder):
        stem = os.path.join(folder, "model", "face_recognition_model")
        with open(stem + "-weights_manifest.json", encoding="utf-8") as file:
            listed = [w for group in json.load(file) for w in group["weights"]]
        with open(stem + ".bin", "rb") as file:
            data = file.read()
        self.found = {}
        at = 0
        for w in listed:
            size = width(w)
            for side in w["shape"]:
                size *= side
            self.found[w["name"]] = (w["shape"], numbers(w, data[at:at + size]))
            at += size
        if at != len(data):
            sys.exit("onnx_of_dlib: weights and their names do not fit together")

    def shape(self, name):
        return self.found[name][0]

    def values(self, name):
        return self.found[name][1]


def width(w):
    """Bytes of one number."""
    return 1 if "quantization" in w else 4


def numbers(w, data):
    if "quantization" in w:
        table = [q * w["quantization"]["scale"] + w["quantization"]["min"] for q in range(256)]
        return [table[q] for q in data]
    return little(array.array("f", data))


def little(floats):
    """The files' order of bytes is the little end first."""
    if sys.byteorder == "big":
        floats.byteswap()
    return floats


def convolution(graph, weights, name, source, **attributes):
    """dlib's affine layer behind the convolution is folded into its filters and bias, and rounded once."""
    height, width_, count_in, count_out = weights.shape(name + "/conv/filters")
    values = weights.values(name + "/conv/filters")
    factors = weights.values(name + "/scale/weights")
    filters = array.array("f")
    for o in range(count_out):  # rows, columns, inputs, outputs become outputs, inputs, rows, columns
        of_one = values[o::count_out]
        for i in range(count_in):
            filters.extend(v * factors[o] for v in of_one[i::count_in])
    bias = array.array("f", (b * f + more for b, f, more in zip(
        weights.values(name + "/conv/bias"), factors, weights.values(name + "/scale/biases"))))
    inputs = [source, graph.tensor(name + ".filters", [count_out, count_in, height, width_], filters),
              graph.tensor(name + ".bias", [count_out], bias)]
    return graph.node(name, "Conv", inputs, kernel_shape=[height, width_], **attributes), count_out


def block(graph, weights, name, source, halves, side, channels):
    """Two convolutions beside the source itself, or beside its halves with silent channels added."""
    strides = [2, 2] if halves else [1, 1]
    pads = [0, 0, 0, 0] if halves else [1, 1, 1, 1]
    out, count = convolution(graph, weights, name + "/conv1", source, strides=strides, pads=pads)
    out = graph.node(name + "/relu1", "Relu", [out])
    out, count = convolution(graph, weights, name + "/conv2", out, strides=[1, 1], pads=[1, 1, 1, 1])
    if halves:
        made, side = (side - 3) // 2 + 1, side // 2
        source = graph.node(name + "/pool", "AveragePool", [source], kernel_shape=[2, 2], strides=[2, 2])
        if count > channels:
            source = graph.node(name + "/silent", "Pad", [source], pads=[0, 0, 0, 0, 0, count - channels, 0, 0])
        if side > made:
            out = graph.node(name + "/edge", "Pad", [out], pads=[0, 0, 0, 0, 0, 0, side - made, side - made])
    out = graph.node(name + "/sum", "Add", [source, out])
    return graph.node(name + "/relu", "Relu", [out]), side, count


def network(weights):
    graph = Graph()
    out, channels = convolution(graph, weights, "conv32_down", "input", strides=[2, 2], pads=[0, 0, 0, 0])
    out = graph.node("relu", "Relu", [out])
    out = graph.node("pool", "MaxPool", [out], kernel_shape=[3, 3], strides=[2, 2])
    side = ((SIDE - 7) // 2 + 1 - 3) // 2 + 1
    for name, halves in BLOCKS:
        out, side, channels = block(graph, weights, name, out, halves, side, channels)
    out = graph.node("mean", "GlobalAveragePool", [out])
    out = graph.node("flat", "Flatten", [out], axis=1)
    # OpenCV 4.6 reads a Gemm with a transposed second input and a bias only.
    last = array.array("f")
    for o in range(SIZE_OUT):
        last.extend(weights.values("fc")[o::SIZE_OUT])
    inputs = [out, graph.tensor("fc.weights", [SIZE_OUT, channels], last),
              graph.tensor("fc.bias", [SIZE_OUT], array.array("f", [0.0] * SIZE_OUT))]
    graph.node("output", "Gemm", inputs, transB=1)
    return graph.model([1, COLOURS, SIDE, SIDE], "output", [1, SIZE_OUT])


def main():
    if len(sys.argv) != 3 or struct.calcsize("f") != 4:
        sys.exit("usage: onnx_of_dlib.py PACKAGE_FOLDER OUT.onnx")
    made = network(Weights(sys.argv[1]))
    with open(sys.argv[2], "wb") as file:
        file.write(made)


if __name__ == "__main__":
    main()
