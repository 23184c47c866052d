import { DEVICE_NAMES } from '../model/devices'
import type { Devices } from '../state/use-devices'

interface DeviceChoiceProps {
  readonly devices: Devices
  readonly onChoose: (name: (typeof DEVICE_NAMES)[number]) => void
}

/** Where the text is that says why a device is not to be had. */
export const reasonId = (name: string): string => `why-not-${name}`

/** On which device the network runs. Those that are not to be had here say why. */
export function DeviceChoice({ devices: { chosen, opening, missing }, onChoose }: DeviceChoiceProps) {
  return (
    <fieldset class="device-choice" aria-busy={opening !== undefined}>
      <legend class="unseen">The network runs on</legend>
      <span class="eyebrow" aria-hidden="true">
        Runs on
      </span>
      <span class="segments">
        {DEVICE_NAMES.map((name) => {
          const reason = missing[name]
          return (
            <label key={name} title={reason && `${name} is not available here: ${reason}`}>
              <input
                type="radio"
                name="device"
                value={name}
                checked={(opening ?? chosen) === name}
                disabled={reason !== undefined}
                aria-describedby={reason && reasonId(name)}
                onChange={() => onChoose(name)}
              />
              <span>{name}</span>
            </label>
          )
        })}
      </span>
    </fieldset>
  )
}
