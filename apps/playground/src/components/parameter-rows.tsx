import type { ParameterTable } from '@torchlet/inspection'

/** The parameters with their shapes and sizes, and how many numbers they are together. */
export function ParameterRows({ table: { rows, totals } }: { readonly table: ParameterTable }) {
  return (
    <table class="parameters">
      <caption class="unseen">Parameters of the network</caption>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Shape</th>
          <th scope="col" class="number">
            Numbers
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, shape, parameters }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{shape.join(' × ')}</td>
            <td class="number">{parameters.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{rows.length} parameters</th>
          <td>{totals.bytes.toLocaleString('en')} bytes</td>
          <td class="number" data-testid="total">
            {totals.parameters.toLocaleString('en')}
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
