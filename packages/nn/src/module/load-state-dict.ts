import { checkOptions } from '@torchlet/tensor-core/fused'
import { CheckpointError, copy_, reshape, Tensor, to } from '@torchlet/tensor-core/ops'
import { type Buffer, inRoleOf, type Parameter } from '../parameter'
import { typeName } from './members'
import { type AnyModule, isModule } from './module'
import { ownState, type StateDict } from './state-dict'

export interface LoadOptions {
  /** Whether missing and unexpected keys are errors. Default true. */
  strict?: boolean
  /** Puts the given tensors in the place of the module's own instead of copying their values. Default false. */
  assign?: boolean
}

export interface LoadResult {
  readonly missingKeys: string[]
  readonly unexpectedKeys: string[]
}

/** One tensor to be written, once it is known that all of them fit. */
interface Write {
  readonly module: AnyModule
  readonly name: string
  readonly target: Parameter | Buffer
  readonly source: Tensor
}

interface Plan {
  readonly writes: Write[]
  readonly missing: string[]
  readonly expected: Set<string>
  /** What stands before the keys of each module, in order. */
  readonly prefixes: string[]
  readonly problems: string[]
}

export function loadStateDict(module: AnyModule, state: StateDict, options: LoadOptions): LoadResult {
  checkOptions(options, ['strict', 'assign'], 'loadStateDict')
  const { strict = true, assign = false } = options
  checkDictLike(state)
  // Pre-hooks may rename keys: they work on a copy.
  const copy = { ...state }
  const plan: Plan = { writes: [], missing: [], expected: new Set(), prefixes: [], problems: [] }
  planModule(module, '', copy, plan)
  // As PyTorch finds them: those of the outermost module first.
  const place = (key: string): number => plan.prefixes.findLastIndex((prefix) => key.startsWith(prefix))
  const unexpected = Object.keys(copy)
    .filter((key) => !plan.expected.has(key))
    .sort((a, b) => place(a) - place(b))
  throwProblems(module, plan, strict ? unexpected : [], strict)
  // Everything is brought to its place's device before anything is written: what cannot be moved fails here.
  const moved = plan.writes.map(({ source, target }) => (assign ? source : to(source, target.device)))
  plan.writes.forEach((write, i) => {
    if (assign) write.module.setMember(write.name, inRoleOf(write.target, write.source))
    else copy_(write.target, moved[i]!)
  })
  return { missingKeys: plan.missing, unexpectedKeys: unexpected }
}

/** Throws for what is no object of tensors by name; a promise of one is what the forgotten `await load(…)` gives. */
function checkDictLike(state: unknown): void {
  const isDict =
    typeof state === 'object' &&
    state !== null &&
    !(state instanceof Tensor || isModule(state) || Array.isArray(state) || Symbol.iterator in state || 'then' in state)
  if (isDict) return
  const hint =
    state instanceof Promise ? ' Await it first.' : state instanceof Map ? ' Object.fromEntries makes it one.' : ''
  throw new TypeError(`Expected state_dict to be dict-like, got ${typeName(state)}.${hint}`)
}

function planModule(module: AnyModule, prefix: string, state: StateDict, plan: Plan): void {
  plan.prefixes.push(prefix)
  for (const hook of module.hookLists().load.snapshot()) hook(module, state, prefix)
  for (const [name, target] of ownState(module)) {
    const key = prefix + name
    plan.expected.add(key)
    if (!Object.hasOwn(state, key)) plan.missing.push(key)
    else planTensor(module, name, key, target, state[key], plan)
  }
  for (const [name, child] of module.members()) if (isModule(child)) planModule(child, `${prefix}${name}.`, state, plan)
}

function planTensor(
  module: AnyModule,
  name: string,
  key: string,
  target: Parameter | Buffer,
  source: unknown,
  plan: Plan,
): void {
  if (!(source instanceof Tensor)) {
    plan.problems.push(
      `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${typeName(source)}`,
    )
    return
  }
  // Checkpoints older than 0-d tensors hold them as vectors of one.
  const fitted = target.ndim === 0 && source.ndim === 1 && source.numel() === 1 ? reshape(source, []) : source
  if (String(fitted.shape) !== String(target.shape)) {
    plan.problems.push(
      `size mismatch for ${key}: copying a param with shape ${source.shape} from checkpoint, the shape in current model is ${target.shape}.`,
    )
    return
  }
  plan.writes.push({ module, name, target, source: fitted })
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(', ')

function throwProblems(
  module: AnyModule,
  { missing, problems }: Plan,
  unexpected: readonly string[],
  strict: boolean,
): void {
  const all: string[] = []
  if (strict && missing.length > 0) all.push(`Missing key(s) in state_dict: ${quoted(missing)}. `)
  if (unexpected.length > 0) all.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `)
  all.push(...problems)
  if (all.length > 0)
    throw new CheckpointError(`Error(s) in loading state_dict for ${module.constructor.name}:\n\t${all.join('\n\t')}`)
}
