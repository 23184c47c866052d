import { cpu } from '@torchlet/tensor-core/ops'
import { useCallback, useState } from 'preact/hooks'
import { kindOf } from './browser/file-kind'
import { AnswerPanel } from './components/answer-panel'
import { CheckpointPanel } from './components/checkpoint-panel'
import { Colophon } from './components/colophon'
import { DevicesSection } from './components/devices-section'
import { DropOverlay } from './components/drop-overlay'
import { Header } from './components/header'
import { LayersSection } from './components/layers-section'
import { Notice, type NoticeText } from './components/notice'
import { PicturePanel } from './components/picture-panel'
import type { DeviceName } from './model/devices'
import { useCheckpoint } from './state/use-checkpoint'
import { useComparison } from './state/use-comparison'
import { useDevices } from './state/use-devices'
import { useDroppedFiles } from './state/use-dropped-files'
import { useImageFile } from './state/use-image-file'
import { useLook } from './state/use-look'
import { usePicture } from './state/use-picture'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const wasGivenUp = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'

/** The page: the picture, the answer, the network, and what happens in between. */
export function App() {
  const [notice, setNotice] = useState<NoticeText>()
  const fail = useCallback((title: string, error: unknown) => {
    if (!wasGivenUp(error)) setNotice({ kind: 'error', title, text: messageOf(error) })
  }, [])

  const failToStart = useCallback(
    (error: unknown) => fail('The embedded checkpoint could not be loaded', error),
    [fail],
  )
  const checkpoint = useCheckpoint(failToStart)
  const [history, change] = usePicture()
  const image = useImageFile(change)
  const { network, origin } = checkpoint
  const devices = useDevices(origin !== undefined)
  const { choose, giveUp, openAll, renewOthers } = devices
  const seen = useLook(network, origin, history.picture, devices.device, (error, broken) => {
    fail(`${broken.name} failed${broken === cpu ? '' : '; cpu takes over'}`, error)
    if (broken !== cpu) giveUp(broken)
  })
  const comparing = useComparison(network, origin, history.picture, openAll)
  const { compare } = comparing
  const chooseDevice = useCallback(
    (name: DeviceName) => void choose(name).catch((error) => fail(`${name} is not available here`, error)),
    [choose, fail],
  )
  const compareAll = useCallback(async () => {
    try {
      await compare()
    } catch (error) {
      fail('The devices could not be compared', error)
      renewOthers()
    }
  }, [compare, renewOthers, fail])

  const { loadFile, loadEmbedded } = checkpoint
  const openCheckpoint = useCallback(
    async (file: File) => {
      try {
        const { name, tensors, bytes } = await loadFile(file)
        const text = `${name}: ${tensors} tensors, ${bytes.toLocaleString('en')} bytes, are in the network now.`
        setNotice({ kind: 'success', title: 'Checkpoint loaded', text })
      } catch (error) {
        fail(`${file.name} was not loaded; the network keeps its weights`, error)
      }
    },
    [loadFile, fail],
  )
  const goBack = useCallback(async () => {
    try {
      await loadEmbedded()
      setNotice(undefined)
    } catch (error) {
      fail('The embedded checkpoint could not be loaded', error)
    }
  }, [loadEmbedded, fail])

  const { open } = image
  const openImage = useCallback(
    async (file: File) => {
      try {
        await open(file)
        setNotice(undefined)
      } catch (error) {
        fail(`${file.name} is no picture; the one on show stays`, error)
      }
    },
    [open, fail],
  )
  const take = useCallback(
    (files: readonly File[]) => {
      // What is neither by its name is read as a checkpoint: torchlet tells those by their content, and says what it found.
      for (const file of files) void (kindOf(file) === 'image' ? openImage(file) : openCheckpoint(file))
    },
    [openImage, openCheckpoint],
  )
  const isOver = useDroppedFiles(take)

  return (
    <>
      <Header />
      <main>
        <div class="hero">
          <PicturePanel history={history} change={change} image={image} onImage={openImage} />
          <AnswerPanel seen={seen} devices={devices} onDevice={chooseDevice} />
          <CheckpointPanel checkpoint={checkpoint} onFile={openCheckpoint} onEmbedded={goBack} />
        </div>
        <LayersSection network={network} origin={origin} seen={seen} />
        <DevicesSection devices={devices} seen={seen} comparing={comparing} onCompare={compareAll} />
      </main>
      <Colophon />
      {notice && <Notice notice={notice} onClose={() => setNotice(undefined)} />}
      {isOver && <DropOverlay />}
    </>
  )
}
