import { barOf, type Comparison, LEAST, MOST, scientific } from '../model/comparison'

interface ComparisonTableProps {
  readonly comparison: Comparison
  readonly isCurrent: boolean
}

/** A row a layer, a column a device: how far it is at most from cpu there. */
export function ComparisonTable({ comparison, isCurrent }: ComparisonTableProps) {
  const { devices, layers, verdicts } = comparison
  const [measure, ...others] = devices
  return (
    <div class={isCurrent ? 'comparison' : 'comparison outdated'} data-testid="comparison">
      <div role="status">
        {verdicts.map((verdict) => (
          <p key={verdict}>{verdict}</p>
        ))}
        {!isCurrent && <p class="fine">This was for the picture and the weights before.</p>}
      </div>
      <table>
        <caption class="fine">
          Largest difference from {measure}.
          <span class="scale">
            {' '}
            The bars run from {scientific(LEAST)} to {scientific(MOST)}, each factor of ten as long as the others.
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {others.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, most }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {others.map((device, k) => (
                <td key={device}>
                  <span class="difference" aria-hidden="true">
                    <span class="difference-fill" style={{ transform: `scaleX(${barOf(most[k]!)})` }} />
                  </span>
                  <span class="number">{scientific(most[k]!)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
