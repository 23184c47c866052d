import { CheckpointError } from './errors'

const SAVE_STATE = 'save the weights alone: torch.save(model.state_dict(), path)'

const SKIP = "Pass { foreign: 'skip' } to read what is beside it"

/** What to do about a name that a pickle asked for and did not get. */
function adviceFor(name: string): string {
  if (/^__torch__|^torch\.jit/.test(name))
    return `This is a TorchScript archive; in Python: model = torch.jit.load(path), then ${SAVE_STATE}`
  if (/^(module$|__main__|torch\.nn\.|torchvision\.)/.test(name))
    return `This looks like a whole pickled model (torch.save(model, path)), which needs its Python code; in Python, ${SAVE_STATE}`
  if (/quant|_rebuild_q|\.Q\w+Storage$/i.test(name))
    return 'Quantized tensors are not read: dequantize() them before saving'
  if (/sparse/.test(name)) return 'Sparse tensors are not read: to_dense() them before saving'
  if (/_rebuild_|_load_from_bytes/.test(name)) return 'Save plain CPU tensors: {name: tensor.cpu() for …}'
  if (name.startsWith('numpy'))
    return `${SKIP}; before saving, turn NumPy values into tensors or Python numbers: torch.from_numpy(a), float(x)`
  return `${SKIP}; or, if you trust where the file comes from, load it in Python and ${SAVE_STATE}`
}

/** The error with advice at its end, where a pickle asked for something that is not data. */
export function withAdvice(error: unknown): unknown {
  if (!(error instanceof CheckpointError)) return error
  const asked = (error.cause as { asked?: unknown } | undefined)?.asked
  return typeof asked === 'string'
    ? new CheckpointError(`${error.message}. ${adviceFor(asked)}`, { cause: error.cause })
    : error
}
