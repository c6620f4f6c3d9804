import { byId } from './dom.js'

/** Calls `onFile` for a photo dropped anywhere, pasted, chosen or taken. */
export function listenForPhotos (onFile) {
  listenForDrops(onFile)
  document.addEventListener('paste', (event) => {
    const file = imageIn(event.clipboardData?.files)
    if (!file) return
    event.preventDefault()
    onFile(file)
  })
  for (const [input, buttons] of [['file', ['choose', 'choose-too']], ['camera', ['shoot']]]) {
    for (const button of buttons) byId(button).addEventListener('click', () => byId(input).click())
    byId(input).addEventListener('change', ({ target }) => {
      const [file] = target.files
      // Else choosing the same file again would not count as a change.
      if (file) onFile(file)
      target.value = ''
    })
  }
}

function listenForDrops (onFile) {
  const zone = byId('dropzone')
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
    const { files } = event.dataTransfer
    if (files.length > 0) onFile(imageIn(files) ?? files[0])
  })
}

function imageIn (files) {
  return [...files ?? []].find(({ type }) => type.startsWith('image/'))
}
