#!/usr/bin/env python3
"""Asks PyTorch every question of cases/ and writes its answers: generate.py [table…]. See README.md."""
import importlib
import json
import pathlib
import sys
import warnings

import torch

from cases import TABLES
from questions import HEAD, case

HERE = pathlib.Path(__file__).parent
TORCH = '1.13.1'  # Debian's python3-torch; torch.__version__ itself says 1.13.0a0


def build(name):
    table = importlib.import_module(f'cases.{name}')
    head = {'torch': TORCH, **HEAD, **getattr(table, 'HEAD', {})}
    if hasattr(table, 'cases'):
        return head, table.cases()
    return head, [case(row, table, head['rtol'] == 0) for row in table.ROWS]


def write(name):
    head, cases = build(name)
    seen, lines = {}, []
    for item in cases:
        seen[item['name']] = n = seen.get(item['name'], 0) + 1
        if n > 1:  # the same shapes, other values
            item['name'] += f' #{n}'
        lines.append(json.dumps(item, ensure_ascii=False, separators=(',', ':'), allow_nan=False))
    text = json.dumps(head)[:-1] + ', "cases": [\n' + ',\n'.join(lines) + '\n]}\n'
    (HERE / f'{name}.json').write_text(text, encoding='utf-8')
    print(f'{name}.json: {len(lines)} cases, {len(text.encode()) // 1024} KiB')


if __name__ == '__main__':
    warnings.simplefilter('ignore')
    torch.set_num_threads(1)
    for name in sys.argv[1:] or TABLES:
        write(name)
