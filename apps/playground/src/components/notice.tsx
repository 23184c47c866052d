import { useEffect } from 'preact/hooks'

export interface NoticeText {
  readonly kind: 'error' | 'success'
  readonly title: string
  readonly text: string
}

interface NoticeProps {
  readonly notice: NoticeText
  readonly onClose: () => void
}

/** What came of a file, over the foot of the page: errors whole and as they were written. Escape closes it. */
export function Notice({ notice: { kind, title, text }, onClose }: NoticeProps) {
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose()
    }
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <div class="notice-head">
        <strong>{title}</strong>
        <button type="button" class="close" aria-label="Close this message" onClick={onClose}>
          ×
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long messages scroll, by keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}
