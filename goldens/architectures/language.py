"""Networks of text, as Hugging Face's transformers names and computes them, in plain PyTorch."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class Conv1D(nn.Module):
    def __init__(self, outputs, inputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight).view(*x.shape[:-1], -1)


class GPT2Attention(nn.Module):
    def __init__(self, size, heads, positions):
        super().__init__()
        self.register_buffer("bias", torch.tril(torch.ones(positions, positions, dtype=torch.bool))[None, None])
        self.heads = heads
        self.c_attn = Conv1D(3 * size, size)
        self.c_proj = Conv1D(size, size)

    def forward(self, x):
        batch, time, size = x.shape
        q, k, v = (
            part.view(batch, time, self.heads, size // self.heads).permute(0, 2, 1, 3)
            for part in self.c_attn(x).split(size, dim=2)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(size // self.heads)
        scores = torch.where(self.bias[:, :, :time, :time], scores, torch.finfo(scores.dtype).min)
        y = scores.softmax(-1) @ v
        return self.c_proj(y.permute(0, 2, 1, 3).reshape(batch, time, size))


class GPT2MLP(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.c_fc = Conv1D(4 * size, size)
        self.c_proj = Conv1D(size, 4 * size)

    def forward(self, x):
        x = self.c_fc(x)
        x = 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return self.c_proj(x)


class GPT2Block(nn.Module):
    def __init__(self, size, heads, positions):
        super().__init__()
        self.ln_1 = nn.LayerNorm(size, eps=1e-5)
        self.attn = GPT2Attention(size, heads, positions)
        self.ln_2 = nn.LayerNorm(size, eps=1e-5)
        self.mlp = GPT2MLP(size)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2(nn.Module):
    """GPT2Model, and GPT2LMHeadModel's logits by the tied table of words."""

    def __init__(self, vocabulary, positions, size, layers, heads):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, size)
        self.wpe = nn.Embedding(positions, size)
        self.h = nn.ModuleList([GPT2Block(size, heads, positions) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(size, eps=1e-5)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return F.linear(self.ln_f(x), self.wte.weight)


class BertEmbeddings(nn.Module):
    def __init__(self, vocabulary, positions, size):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocabulary, size, padding_idx=0)
        self.position_embeddings = nn.Embedding(positions, size)
        self.token_type_embeddings = nn.Embedding(2, size)
        self.LayerNorm = nn.LayerNorm(size, eps=1e-12)

    def forward(self, tokens, types):
        x = self.word_embeddings(tokens) + self.token_type_embeddings(types)
        return self.LayerNorm(x + self.position_embeddings(torch.arange(tokens.shape[1])))


class BertSelfAttention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)

    def forward(self, x, mask):
        batch, time, size = x.shape
        q, k, v = (
            layer(x).view(batch, time, self.heads, size // self.heads).permute(0, 2, 1, 3)
            for layer in (self.query, self.key, self.value)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(size // self.heads) + mask
        y = scores.softmax(-1) @ v
        return y.permute(0, 2, 1, 3).reshape(batch, time, size)


class BertOutput(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.dense = nn.Linear(inputs, outputs)
        self.LayerNorm = nn.LayerNorm(outputs, eps=1e-12)

    def forward(self, y, x):
        return self.LayerNorm(self.dense(y) + x)


class BertAttention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.self = BertSelfAttention(size, heads)
        self.output = BertOutput(size, size)

    def forward(self, x, mask):
        return self.output(self.self(x, mask), x)


class BertDense(nn.Module):
    def __init__(self, inputs, outputs, activation):
        super().__init__()
        self.dense = nn.Linear(inputs, outputs)
        self.activation = activation

    def forward(self, x):
        return self.activation(self.dense(x))


class BertLayer(nn.Module):
    def __init__(self, size, heads, mlp_size):
        super().__init__()
        self.attention = BertAttention(size, heads)
        self.intermediate = BertDense(size, mlp_size, F.gelu)
        self.output = BertOutput(mlp_size, size)

    def forward(self, x, mask):
        x = self.attention(x, mask)
        return self.output(self.intermediate(x), x)


class BertEncoder(nn.Module):
    def __init__(self, layers, size, heads, mlp_size):
        super().__init__()
        self.layer = nn.ModuleList([BertLayer(size, heads, mlp_size) for _ in range(layers)])

    def forward(self, x, mask):
        for layer in self.layer:
            x = layer(x, mask)
        return x


class BertModel(nn.Module):
    def __init__(self, vocabulary, positions, size, layers, heads, mlp_size):
        super().__init__()
        self.embeddings = BertEmbeddings(vocabulary, positions, size)
        self.encoder = BertEncoder(layers, size, heads, mlp_size)
        self.pooler = BertDense(size, size, torch.tanh)

    def forward(self, tokens, attention_mask, types):
        mask = (1.0 - attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        words = self.encoder(self.embeddings(tokens, types), mask)
        return words, self.pooler(words[:, 0])


class BertForSequenceClassification(nn.Module):
    def __init__(self, classes, **config):
        super().__init__()
        self.bert = BertModel(**config)
        self.classifier = nn.Linear(config["size"], classes)

    def forward(self, tokens, attention_mask, types):
        return self.classifier(self.bert(tokens, attention_mask, types)[1])


class CharLSTM(nn.Module):
    """The names of PyTorch's word_language_model."""

    def __init__(self, vocabulary, size, layers):
        super().__init__()
        self.encoder = nn.Embedding(vocabulary, size)
        self.rnn = nn.LSTM(size, size, num_layers=layers, batch_first=True)
        self.decoder = nn.Linear(size, vocabulary)

    def forward(self, characters):
        return self.decoder(self.rnn(self.encoder(characters))[0])
