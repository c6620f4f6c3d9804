import { byId, el } from './dom.js'

/**
 * @import { RegionInput } from '../graphql/types.generated.ts'
 * @import { Photo } from './photo.js'
 */

/** @type {Readonly<RegionInput>} */
const FIRST = { x: 0.15, y: 0.15, width: 0.7, height: 0.7 }
/** As a fraction of a side; the service wants 16 pixels. */
const SMALLEST = 0.05
const STEP = 0.05
/** @type {Readonly<Record<string, readonly [number, number]>>} */
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }

/**
 * Lets the visitor frame a part of a photo, by pointer or keys. `take` gets it, or undefined for the whole photo.
 * @param {Photo} photo
 * @param {(region: RegionInput | undefined) => unknown} take
 */
export function chooseRegion (photo, take) {
  let region = photo.region ?? FIRST
  const dialog = byId('region')
  const said = el('p', { role: 'status' })
  const grip = el('span', { className: 'grip' })
  const frame = el(
    'div',
    {
      className: 'frame',
      tabIndex: 0,
      role: 'application',
      'aria-label': 'Part to search by. Arrow keys move it, with Shift they change its size.'
    },
    grip
  )
  const stage = el('div', { className: 'framing' }, el('img', { src: photo.url, alt: 'Your photo', draggable: false }), frame)
  /** @param {RegionInput} next */
  const show = (next) => {
    region = next
    const { x, y, width, height } = next
    Object.assign(frame.style, { left: percent(x), top: percent(y), width: percent(width), height: percent(height) })
    said.textContent = `${percent(width)} by ${percent(height)} of the photo, ${percent(x)} from the left, ${percent(y)} from the top`
  }
  /** @param {RegionInput} [chosen] */
  const end = (chosen) => {
    dialog.close()
    take(chosen)
  }
  listenForKeys(frame, () => region, show)
  listenForDrags(stage, { frame, grip }, () => region, show)
  byId('region-body').replaceChildren(
    stage,
    said,
    el(
      'div',
      { className: 'choices' },
      el('button', { type: 'button', className: 'pill', textContent: 'Search this part', onclick: () => end(region) }),
      el('button', { type: 'button', className: 'plain', textContent: 'Whole photo', onclick: () => end() })
    )
  )
  show(region)
  dialog.showModal()
  frame.focus()
}

/**
 * @param {HTMLElement} frame
 * @param {() => RegionInput} current
 * @param {(next: RegionInput) => void} show
 */
function listenForKeys (frame, current, show) {
  frame.addEventListener('keydown', (event) => {
    const step = ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    const { x, y, width, height } = current()
    show(
      event.shiftKey
        ? resized({ x, y }, width + step[0], height + step[1])
        : moved({ width, height }, x + step[0], y + step[1])
    )
  })
}

/**
 * The frame is moved by its middle, sized by its grip, and drawn anew from anywhere else.
 * @param {HTMLElement} stage
 * @param {{ frame: HTMLElement, grip: HTMLElement }} parts
 * @param {() => RegionInput} current
 * @param {(next: RegionInput) => void} show
 */
function listenForDrags (stage, { frame, grip }, current, show) {
  stage.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    const start = pointOf(event, stage)
    const before = current()
    const isNew = event.target !== grip && event.target !== frame
    /** @param {PointerEvent} move */
    const follow = (move) => {
      const { x, y } = pointOf(move, stage)
      if (event.target === frame) show(moved(before, before.x + x - start.x, before.y + y - start.y))
      else if (isNew) show(between(start, { x, y }))
      else show(resized(before, x - before.x, y - before.y))
    }
    stage.setPointerCapture(event.pointerId)
    stage.addEventListener('pointermove', follow)
    stage.addEventListener('pointerup', () => stage.removeEventListener('pointermove', follow), { once: true })
    stage.addEventListener('pointercancel', () => stage.removeEventListener('pointermove', follow), { once: true })
  })
}

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} stage
 */
function pointOf ({ clientX, clientY }, stage) {
  const { left, top, width, height } = stage.getBoundingClientRect()
  return { x: within((clientX - left) / width, 0, 1), y: within((clientY - top) / height, 0, 1) }
}

/**
 * @param {Pick<RegionInput, 'width' | 'height'>} size
 * @param {number} x
 * @param {number} y
 */
function moved ({ width, height }, x, y) {
  return { x: within(x, 0, 1 - width), y: within(y, 0, 1 - height), width, height }
}

/**
 * @param {Pick<RegionInput, 'x' | 'y'>} corner
 * @param {number} width
 * @param {number} height
 */
function resized ({ x, y }, width, height) {
  return { x, y, width: within(width, SMALLEST, 1 - x), height: within(height, SMALLEST, 1 - y) }
}

/**
 * @param {{ x: number, y: number }} a
 * @param {{ x: number, y: number }} b
 */
function between (a, b) {
  const corner = { x: Math.min(a.x, b.x, 1 - SMALLEST), y: Math.min(a.y, b.y, 1 - SMALLEST) }
  return resized(corner, Math.abs(a.x - b.x), Math.abs(a.y - b.y))
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function within (value, min, max) {
  return Math.min(Math.max(value, min), max)
}

/** @param {number} fraction */
function percent (fraction) {
  return `${Math.round(fraction * 100)}%`
}
