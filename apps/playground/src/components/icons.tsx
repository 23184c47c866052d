/* Small drawings beside words; readers that speak skip them. */
import type { ComponentChildren } from 'preact'

const Icon = ({ children }: { readonly children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    {children}
  </svg>
)

export const BrushIcon = () => (
  <Icon>
    <path d="M16.8 3.2c-2.6 1-6.4 4.4-8.6 7.4l1.8 1.8c3-2.2 6-6 6.8-9.2ZM7 11.6c-2.2.2-3 1.6-3.2 3.4-.1.8-.4 1.4-1 1.8 2.6.6 6 .2 6.2-3.2" />
  </Icon>
)

export const EraserIcon = () => (
  <Icon>
    <path d="m8.4 16.4-4.6-4.6 8-8 5 5-7.6 7.6H6.6M8 7.8l4.8 4.8M12 16.4h5" />
  </Icon>
)

export const FillIcon = () => (
  <Icon>
    <path d="m8.6 3-1 1L14 10.400l-5.400 5.400-5.400-5.400L9.600 4M3.400 10.400h10.400M16.600 12.400c-1 1.600-1.500 2.400-1.500 3.200a1.500 1.500 0 0 0 3 0c0-.8-.5-1.600-1.500-3.200Z" />
  </Icon>
)

export const UndoIcon = () => (
  <Icon>
    <path d="M6.600 4 3 7.600l3.600 3.600M3.400 7.600h8.200a4.600 4.600 0 0 1 0 9.200H7" />
  </Icon>
)

export const Flame = () => (
  <svg class="flame" viewBox="0 0 24 24" aria-hidden="true">
    <path
      class="flame-body"
      d="M12.600 1.200c.7 4 6.600 6.600 6.600 12.600a7.200 7.200 0 0 1-14.400 0c0-3 1.500-4.800 3-6.300.2 2 1 3 2 3.500-.2-3.800.6-7.300 2.800-9.800Z"
    />
    <path
      class="flame-core"
      d="M12.100 12.600c.5 1.800 2.600 2.600 2.600 5a2.900 2.900 0 0 1-5.800 0c0-2.200 2-3 3.200-5Z"
    />
  </svg>
)
