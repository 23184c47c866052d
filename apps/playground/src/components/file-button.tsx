interface FileButtonProps {
  readonly label: string
  /** What the browser's dialog offers. */
  readonly accept: string
  readonly name: string
  readonly onFile: (file: File) => void
}

/** A button that asks for a file. Choosing the same file again counts. */
export function FileButton({ label, accept, name, onFile }: FileButtonProps) {
  return (
    <label class="button file-button">
      <input
        type="file"
        class="unseen"
        name={name}
        accept={accept}
        onChange={(event) => {
          const input = event.currentTarget
          const file = input.files?.[0]
          if (file) onFile(file)
          input.value = ''
        }}
      />
      {label}
    </label>
  )
}
