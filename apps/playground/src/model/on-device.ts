/* Tensors and networks on devices whose memory nobody collects. */
import { Network } from '@torchlet/examples/network'
import { cpu, type Device, type Tensor, tidy, toCpu } from '@torchlet/tensor-core/ops'

/** A network on the device that it runs on. */
export interface Placed {
  readonly network: Network
  readonly device: Device
  /** Gives back the memory that the network takes there. */
  dispose(): void
}

/**
 * The network for a device: itself on cpu, elsewhere a copy that was moved. The original stays on cpu, where its weights are shown,
 * loaded, and the measure for the other devices.
 */
export function placed(network: Network, device: Device): Placed {
  if (device === cpu) return { network, device, dispose() {} }
  const copy = new Network().eval()
  copy.loadStateDict(network.stateDict())
  // Of what moving makes, the parameters stay.
  const moved = tidy(() => [...copy.to(device).parameters()])
  return {
    network: copy,
    device,
    dispose() {
      for (const parameter of moved) parameter.dispose()
    },
  }
}

/** x's values on cpu; x is disposed. */
export async function fetched(x: Tensor): Promise<Tensor> {
  const here = await toCpu(x).catch((error) => {
    x.dispose()
    throw error
  })
  if (here !== x) x.dispose()
  return here
}
