import { RequestError } from './api.js'

/** @import { RegionInput } from '../graphql/types.generated.ts' */

const MAX_SIDE = 1600
const MAX_BYTES = 2_000_000
const SENT_AS_IS = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/**
 * A photo, clip or PDF to search with; `url` shows it on this page. `field` is the argument it goes by. `handle` stands
 * for it once it was searched by: a link carries it, so that `blob` is absent where such a link was followed.
 * @typedef {object} Photo
 * @property {string} id
 * @property {string} name
 * @property {string} url
 * @property {Blob} [blob]
 * @property {'videoUpload' | 'documentUpload'} [field]
 * @property {RegionInput} [region] part to search by
 * @property {string} [handle]
 */

/** @type {Record<string, 'clip' | 'document'>} */
const NOUNS = { videoUpload: 'clip', documentUpload: 'document' }

let count = 0

/**
 * What a shopper calls it.
 * @param {Photo | null} photo
 */
export function nounOf (photo) {
  return NOUNS[photo?.field ?? ''] ?? 'photo'
}

/**
 * The argument that a file goes by, other than a photo's.
 * @param {string} type
 */
function fieldOf (type) {
  if (type.startsWith('video/')) return 'videoUpload'
  return type === 'application/pdf' ? 'documentUpload' : undefined
}

/**
 * A picked file as a photo to search with, made small enough to travel. Rejects with HEIC or UNSUPPORTED_MEDIA_TYPE.
 * @param {File} file
 * @returns {Promise<Photo>}
 */
export async function preparePhoto (file) {
  const field = fieldOf(file.type)
  count += 1
  const id = `${Date.now()}-${count}`
  if (field) return { id, blob: file, name: file.name, url: 'icon.svg', field }
  const isHeic = /^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name)
  if (!file.type.startsWith('image/') && !isHeic) throw new RequestError('UNSUPPORTED_MEDIA_TYPE')
  const blob = await shrink(file, isHeic)
  return {
    id,
    blob,
    name: blob === file ? file.name || 'photo' : 'photo.jpg',
    url: URL.createObjectURL(blob)
  }
}

/**
 * The photo of a link, which this tab has no pixels of.
 * @param {string | null} handle
 * @returns {Photo | null}
 */
export function photoOfLink (handle) {
  return handle ? { id: handle, name: 'photo', url: 'icon.svg', handle } : null
}

/**
 * The same photo to search by another part of it, or by all.
 * @param {Photo} photo
 * @param {RegionInput | undefined} region
 * @returns {Photo}
 */
export function withRegion ({ handle, region: before, ...photo }, region) {
  count += 1
  return { ...photo, id: `${Date.now()}-${count}`, ...(region && { region }) }
}

/**
 * @param {File} file
 * @param {boolean} isHeic
 * @returns {Promise<Blob>}
 */
async function shrink (file, isHeic) {
  const bitmap = await decode(file)
  if (!bitmap) {
    if (isHeic) throw new RequestError('HEIC')
    // The service reads formats that this browser may not, and says what is wrong with the others.
    return file
  }
  const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height))
  if (scale === 1 && file.size <= MAX_BYTES && SENT_AS_IS.has(file.type)) return file
  return draw(bitmap, scale)
}

/** @param {File} file */
function decode (file) {
  return window.createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} scale
 * @returns {Promise<Blob>}
 */
function draw (bitmap, scale) {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  // JPEG has no transparency; what was clear becomes paper, not ink.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new RequestError('IMAGE_UNREADABLE'))), 'image/jpeg', 0.88)
  )
}
