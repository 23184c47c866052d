import type { MemoryStats } from '@torchlet/tensor-core/ops'
import { DEVICE_NAMES, DEVICES, type DeviceName } from '../model/devices'
import type { CompareState } from '../state/use-comparison'
import type { Devices } from '../state/use-devices'
import type { Timed } from '../state/use-look'
import { ComparisonTable } from './comparison-table'
import { reasonId } from './device-choice'

interface DevicesSectionProps {
  readonly devices: Devices
  readonly seen: Timed | undefined
  readonly comparing: CompareState
  readonly onCompare: () => void
}

interface DeviceCardProps {
  readonly name: DeviceName
  /** Whether the network runs there. */
  readonly isOn: boolean
  /** Why it is not to be had here, where it is not. */
  readonly reason: string | undefined
  /** How long a pass takes there, where that was tried. */
  readonly milliseconds: number | undefined
  /** What it holds, where the garbage collector does not see to it. */
  readonly held: MemoryStats | undefined
}

/** What a device is, or why it is not to be had. */
function DeviceCard({ name, isOn, reason, milliseconds, held }: DeviceCardProps) {
  return (
    <div class={isOn ? 'current' : reason && 'missing'} data-device={name}>
      <dt>{name}</dt>
      <dd id={reasonId(name)}>{reason === undefined ? DEVICES[name].what : `not available here: ${reason}`}</dd>
      {milliseconds !== undefined && <dd class="number">{milliseconds.toFixed(2)} ms a pass</dd>}
      {held && (
        <dd class="number" data-testid="held">
          {held.storages} tensors there, {held.bytes.toLocaleString('en')} bytes
        </dd>
      )}
    </div>
  )
}

/** The devices there are, and how far their numbers are apart. */
export function DevicesSection({ devices, seen, comparing, onCompare }: DevicesSectionProps) {
  const { comparison, isCurrent, isRunning } = comparing
  const isAlone = DEVICE_NAMES.every((name) => name === 'cpu' || devices.missing[name] !== undefined)
  const again = comparison ? 'Compare again' : 'Compare devices'
  return (
    <section class="devices" aria-labelledby="devices-title">
      <div class="devices-head">
        <h2 id="devices-title">The same on every device</h2>
        <button type="button" class="button" disabled={!seen || isRunning || isAlone} onClick={onCompare}>
          {isRunning ? 'Comparing …' : again}
        </button>
      </div>
      <dl class="fine">
        {DEVICE_NAMES.map((name) => {
          const isOn = seen?.device.name === name
          const compared = comparison?.milliseconds[comparison.devices.indexOf(name)]
          return (
            <DeviceCard
              key={name}
              name={name}
              isOn={isOn}
              reason={devices.missing[name]}
              milliseconds={isOn ? seen.typicalMilliseconds : compared}
              held={isOn ? seen.held : undefined}
            />
          )
        })}
      </dl>
      {comparison ? (
        <ComparisonTable comparison={comparison} isCurrent={isCurrent} />
      ) : (
        <p class="fine">
          Each device computes the network on this picture, and every layer’s numbers are held against those of cpu.
          Only the last digits of float32 should differ: each device adds in its own order.
        </p>
      )}
    </section>
  )
}
