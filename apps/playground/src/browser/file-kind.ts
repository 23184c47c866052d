export type FileKind = 'image' | 'checkpoint' | 'unknown'

const CHECKPOINT = /\.(pt|pth|ckpt|bin|safetensors|npz|npy)$/i
const IMAGE = /\.(png|jpe?g|webp|gif|avif|bmp|svg|ico)$/i

/** What a file most likely is, by its name and type. Its content decides later, when it is read. */
export function kindOf({ name, type }: { readonly name: string; readonly type: string }): FileKind {
  if (CHECKPOINT.test(name)) return 'checkpoint'
  return type.startsWith('image/') || IMAGE.test(name) ? 'image' : 'unknown'
}
