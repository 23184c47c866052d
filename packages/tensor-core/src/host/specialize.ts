/*
 * V8 optimizes a loop for the functions and arrays that it has seen in it. One loop that serves every op sees them all
 * and calls through a pointer for each element; a copy of the loop for each op sees one and is inlined (3–10 times as fast).
 */

// biome-ignore lint/suspicious/noExplicitAny: any loop can be copied; its own type is kept
type Loop = (...args: any[]) => void

let copies = 0

/**
 * A copy of a loop with type feedback of its own: a number tells its text from others, since V8 gives functions of one text one
 * feedback. The loop must refer to nothing but its arguments. Where the page forbids making functions from text
 * (Content-Security-Policy without 'unsafe-eval'), the loop itself: the same answer, slower.
 */
function freshCopy<F extends Loop>(loop: F): F {
  try {
    return new Function(`return ${loop} // ${copies++}`)() as F
  } catch (error) {
    if (error instanceof EvalError) return loop
    throw error
  }
}

/** Keeps one copy of `loop` for each function that it calls and each kind of arrays that it runs over. */
export function specialized<F extends Loop>(loop: F): (f: object, kind: string) => F {
  const copies = new WeakMap<object, Map<string, F>>()
  return (f, kind) => {
    let ofKind = copies.get(f)
    if (!ofKind) copies.set(f, (ofKind = new Map()))
    let copy = ofKind.get(kind)
    if (!copy) ofKind.set(kind, (copy = freshCopy(loop)))
    return copy
  }
}
