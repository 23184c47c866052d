"""Checkpoints that real PyTorch writes of the networks in examples/architectures, and the logits that it computes.

Run with a Python that has torch and torchvision (1.13.1 and 0.14.1 wrote the committed files): python3 generate.py
Writes <name>.safetensors, expected.json and shapes.json beside this script, the same bytes each time. The networks are
torchvision's own, narrow; those that torchvision has not are in language.py and unet.py.

python3 generate.py --state resnet18 FILE writes the state_dict of the real size to FILE and prints the logits, for the
test that runs it.
"""

import json
import math
import sys
from pathlib import Path

import torch
from torch import nn
from torchvision import models

import language
import unet

HERE = Path(__file__).parent
SEED = 0


def narrow_resnet(block, layers, width):
    """torchvision's ResNet has a width of 64: its own parts again, made for fewer channels."""
    net = models.ResNet(block, layers)
    net.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
    net.bn1 = nn.BatchNorm2d(width)
    net.inplanes = width
    for i in range(4):
        setattr(net, f"layer{i + 1}", net._make_layer(block, width << i, layers[i], stride=2 if i else 1))
    net.fc = nn.Linear((width << 3) * block.expansion, 10)
    return net


def narrow_vgg11(width):
    """torchvision's VGG, with narrow convolutions and two hidden layers of 16."""
    stages = [1, "M", 2, "M", 4, 4, "M", 8, 8, "M", 8, 8, "M"]
    net = models.VGG(models.vgg.make_layers([x if x == "M" else x * width for x in stages]), num_classes=10)
    for i, (inputs, outputs) in {0: (8 * width * 49, 16), 3: (16, 16), 6: (16, 10)}.items():
        net.classifier[i] = nn.Linear(inputs, outputs)
    return net


def narrow_squeezenet(width):
    """torchvision's SqueezeNet 1.1, its own parts again, made for fewer channels."""
    fire = models.squeezenet.Fire
    net = models.SqueezeNet("1_1", num_classes=10)
    net.features[0] = nn.Conv2d(3, 4 * width, 3, stride=2)
    inputs = 4 * width
    for i, n in {3: 1, 4: 1, 6: 2, 7: 2, 9: 3, 10: 3, 11: 4, 12: 4}.items():
        net.features[i] = fire(inputs, n * width, 4 * n * width, 4 * n * width)
        inputs = 8 * n * width
    net.classifier[1] = nn.Conv2d(inputs, 10, 1)
    return net


def randomise(net, inputs):
    """Weights, biases and statistics such that each number counts and activations stay near 1."""
    for name, tensor in net.named_parameters():
        if tensor.ndim > 1:
            tensor.normal_(0, math.sqrt(2 / (tensor.numel() / tensor.shape[0])))
        elif name.endswith("weight"):
            tensor.uniform_(0.5, 2.5)
        else:
            tensor.normal_(0, 0.1)
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
    # One pass in training makes the running statistics, of noise.
    net.train()(*[torch.randn(8, *x.shape[1:]) if x.is_floating_point() else x for x in inputs])
    for norm in norms:
        # Channels that hardly vary would be blown up, and with them the rounding of all layers before.
        norm.running_var.clamp_(1)
    return net.eval()


def image(*shape):
    """A picture by a formula that the tests have too."""
    values = (torch.arange(math.prod(shape)) * 7919) % 1009
    return (values.to(torch.float64) / 504 - 1).float().reshape(shape)


def tokens(vocabulary, *shape):
    return torch.randint(vocabulary, shape)


def sentences():
    """Two sentences of 12 and 7 words; which words count; where the second part of each begins."""
    words = tokens(50, 2, 12)
    counts = torch.arange(12) < torch.tensor([[12], [7]])
    return [words * counts, counts.long(), (torch.arange(12) >= torch.tensor([[5], [4]])).long()]


BASIC, BOTTLENECK = models.resnet.BasicBlock, models.resnet.Bottleneck

# name: (the network, its inputs)
CASES = {
    "resnet18": lambda: (narrow_resnet(BASIC, [2, 2, 2, 2], 4), [image(2, 3, 64, 64)]),
    "resnet50": lambda: (narrow_resnet(BOTTLENECK, [3, 4, 6, 3], 4), [image(2, 3, 64, 64)]),
    "mobilenet_v2": lambda: (
        models.MobileNetV2(num_classes=10, width_mult=0.1, round_nearest=4),
        [image(2, 3, 64, 64)],
    ),
    "vgg11": lambda: (narrow_vgg11(2), [image(2, 3, 64, 64)]),
    "squeezenet1_1": lambda: (narrow_squeezenet(2), [image(2, 3, 66, 70)]),
    "vit_b_16": lambda: (models.VisionTransformer(32, 8, 3, 4, 24, 48, num_classes=10), [image(2, 3, 32, 32)]),
    "unet": lambda: (unet.UNet(3, 2, width=2), [image(1, 3, 38, 45)]),
    "unet_bilinear": lambda: (unet.UNet(3, 2, width=2, bilinear=True), [image(1, 3, 38, 45)]),
    "bert": lambda: (
        language.BertForSequenceClassification(
            5, vocabulary=50, positions=16, size=24, layers=3, heads=4, mlp_size=48
        ),
        sentences(),
    ),
    "gpt2": lambda: (language.GPT2(vocabulary=50, positions=16, size=24, layers=3, heads=4), [tokens(50, 2, 12)]),
    "char_lstm": lambda: (language.CharLSTM(vocabulary=50, size=24, layers=2), [tokens(50, 2, 12)]),
}


BASE = {"size": 768, "layers": 12, "heads": 12}
REAL = {
    **{
        name: getattr(models, name)
        for name in ("resnet18", "resnet50", "mobilenet_v2", "vgg11", "squeezenet1_1", "vit_b_16")
    },
    "bert": lambda: language.BertForSequenceClassification(2, vocabulary=30522, positions=512, mlp_size=3072, **BASE),
    "gpt2": lambda: language.GPT2(vocabulary=50257, positions=1024, **BASE),
}


def safetensors(state):
    """The bytes of a .safetensors file: the header's length, the header, the numbers."""
    names = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}
    header, chunks, end = {}, [], 0
    for key, tensor in state.items():
        chunks.append(tensor.contiguous().numpy().tobytes())
        start, end = end, end + len(chunks[-1])
        header[key] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(chunks)


def describe(tensor):
    """Shape and numbers; float32 in nine digits, which name it."""
    values = [float(f"{value:.9g}") if tensor.is_floating_point() else value for value in tensor.flatten().tolist()]
    return {"shape": list(tensor.shape), "values": values}


def answer(name, net, inputs):
    """What the tests read. Pictures are given by their shape alone, the rest by its numbers."""
    given = [{"shape": list(x.shape)} if x.is_floating_point() else describe(x) for x in inputs]
    return {"name": name, "inputs": given, "logits": describe(net(*inputs))}


@torch.no_grad()
def case(name):
    torch.manual_seed(SEED)
    net, inputs = CASES[name]()
    randomise(net, inputs)
    (HERE / f"{name}.safetensors").write_bytes(safetensors(net.state_dict()))
    return answer(name, net, inputs)


def shapes():
    """What the checkpoints of the real sizes hold: each tensor's shape by its key, a line for each network."""
    rows = (
        json.dumps(name) + ": " + json.dumps({key: list(x.shape) for key, x in make().state_dict().items()})
        for name, make in REAL.items()
    )
    return "{\n" + ",\n".join(rows) + "\n}\n"


@torch.no_grad()
def full_size(name, file):
    """The real network with random weights: its state_dict in a file of torch.save, its logits printed."""
    torch.manual_seed(SEED)
    inputs = [image(1, 3, 224, 224)]
    net = randomise(REAL[name](), inputs)
    torch.save(net.state_dict(), file)
    print(json.dumps(answer(name, net, inputs)))


def main():
    if sys.argv[1:2] == ["--state"]:
        return full_size(*sys.argv[2:4])
    rows = ",\n".join(json.dumps(case(name)) for name in CASES)
    head = json.dumps({"torch": "1.13.1", "torchvision": "0.14.1", "seed": SEED, "atol": 5e-5})[:-1]
    (HERE / "shapes.json").write_text(shapes())
    (HERE / "expected.json").write_text(f'{head}, "cases": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
