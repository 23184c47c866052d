/** Says, while files hover over the page, what may be dropped. */
export function DropOverlay() {
  return (
    <div class="drop-overlay" aria-hidden="true">
      <p>
        Drop a picture, or a checkpoint
        <small>.pt · .pth · .safetensors</small>
      </p>
    </div>
  )
}
