import { createHash } from 'node:crypto'
import type { Metadata, Sharp } from 'sharp'
import { ImageTooLargeError } from '../errors.ts'
import type { Image } from './image.ts'
import { jpegHeader } from './jpeg-size.ts'
import { decoded, openDecoder } from './open-decoder.ts'
import { pixelsOf } from './region.ts'

const MAX_PIXELS = 100_000_000
const QUALITY = 90
const SMALLEST_SIDE = 64
const PROBE_SIDE = 8
/**
 * Up to here a picture is decoded whole in half the time that making it smaller takes; from about three times as many
 * on it takes longer.
 */
const SMALL_PIXELS = 1_000_000

/**
 * Whether the bytes show the picture as it is meant: upright, and a single one. Decodes one that does, since a file
 * that is cut off still makes an embedding, a wrong one. Rejects with IMAGE_UNREADABLE, or IMAGE_TOO_LARGE where that
 * takes too long.
 */
export async function isPlain (image: Image): Promise<boolean> {
  return await decoded(async () => {
    const decoder = openDecoder(image)
    const { orientation = 1, pages = 1 } = await layoutOf(image, decoder)
    if (orientation !== 1 || pages !== 1) return false
    await probe(decoder, image).raw().toBuffer()
    return true
  })
}

/** What needs every row: the last pixel, or all of them small, which a JPEG can be decoded to. */
function probe (decoder: Sharp, { width, height }: Image): Sharp {
  return width * height > SMALL_PIXELS
    ? decoder.resize(PROBE_SIDE, PROBE_SIDE, { fit: 'fill' })
    : decoder.extract({ left: width - 1, top: height - 1, width: 1, height: 1 })
}

/** A JPEG's is read in this thread where its header is plain, which spares a switch to libvips and back. */
async function layoutOf ({ format, bytes }: Image, decoder: Sharp): Promise<Pick<Metadata, 'orientation' | 'pages'>> {
  return (format === 'jpeg' ? jpegHeader(bytes) : undefined) ?? (await decoder.metadata())
}

/**
 * The first frame, or its region, as a JPEG of at most `maxBytes`: turned upright, see-through parts on white, scaled
 * down as far as needed. Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function toJpeg (image: Image, { maxBytes }: { readonly maxBytes: number }): Promise<Image> {
  const pixels = image.width * image.height
  if (pixels > MAX_PIXELS) throw new ImageTooLargeError(pixels, MAX_PIXELS)
  let side = Math.max(image.width, image.height)
  let { data, info } = await encode(image, side)
  while (data.length > maxBytes && side > SMALLEST_SIDE) {
    // Bytes go with the area; a little less, since smaller pictures compress worse.
    side = Math.floor(side * Math.min(0.9, Math.sqrt(maxBytes / data.length) * 0.95))
    ;({ data, info } = await encode(image, side))
  }
  return {
    bytes: data,
    format: 'jpeg',
    width: info.width,
    height: info.height,
    hash: createHash('sha256').update(data).digest('hex')
  }
}

async function encode (
  image: Image,
  side: number
): Promise<{ data: Uint8Array; info: { width: number; height: number } }> {
  return await decoded(
    async () =>
      await openRegion(image)
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .jpeg({ quality: QUALITY })
        .toBuffer({ resolveWithObject: true })
  )
}

/** Cut out only where need be: libvips then decodes the whole at full size. */
function openRegion (image: Image): Sharp {
  const upright = openDecoder(image).autoOrient()
  return image.region ? upright.extract(pixelsOf(image, image.region)) : upright
}
