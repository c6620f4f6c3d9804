import { byId } from './dom.js'

/**
 * Calls `onFile` for a photo dropped anywhere, pasted, chosen or taken.
 * @param {(file: File) => unknown} onFile
 */
export function listenForPhotos (onFile) {
  listenForDrops(onFile)
  document.addEventListener('paste', (event) => {
    const file = imageIn(event.clipboardData?.files)
    if (!file) return
    event.preventDefault()
    onFile(file)
  })
  listenForChoice('file', ['choose', 'choose-too'], onFile)
  listenForChoice('camera', ['shoot'], onFile)
}

/**
 * @param {'file' | 'camera'} id of the input
 * @param {('choose' | 'choose-too' | 'shoot')[]} buttons that open it
 * @param {(file: File) => unknown} onFile
 */
function listenForChoice (id, buttons, onFile) {
  const input = byId(id)
  for (const button of buttons) byId(button).addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    // Else choosing the same file again would not count as a change.
    if (file) onFile(file)
    input.value = ''
  })
}

/** @param {(file: File) => unknown} onFile */
function listenForDrops (onFile) {
  const zone = byId('dropzone')
  /** @param {DragEvent} event */
  const carriesFile = ({ dataTransfer }) => dataTransfer?.types.includes('Files')
  document.addEventListener('dragenter', (event) => {
    if (carriesFile(event)) zone.hidden = false
  })
  document.addEventListener('dragover', (event) => {
    if (carriesFile(event)) event.preventDefault()
  })
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) zone.hidden = true
  })
  document.addEventListener('drop', (event) => {
    zone.hidden = true
    if (!carriesFile(event)) return
    event.preventDefault()
    const [...files] = event.dataTransfer?.files ?? []
    const file = imageIn(files) ?? files[0]
    if (file) onFile(file)
  })
}

/** @param {Iterable<File> | undefined} files */
function imageIn (files) {
  return [...files ?? []].find(({ type }) => type.startsWith('image/'))
}
