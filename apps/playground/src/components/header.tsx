import { Flame } from './icons'

/** The name, and what this is. */
export function Header() {
  return (
    <header class="masthead">
      <Flame />
      <h1>torchlet</h1>
      <p>Draw a piece of clothing, and see what every layer of a PyTorch network makes of it.</p>
    </header>
  )
}
