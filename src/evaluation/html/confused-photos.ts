import type { ProductImageLoader } from '../../catalogue/photos/load-image.ts'
import { toThumbnail } from '../../images/thumbnail.ts'
import type { AttributeFigures } from '../tagging.ts'
import type { Photos } from './confusions.ts'

const SIDE = 200

/** Small pictures of the first `count` examples of each mistake. Rejects as the loader does. */
export async function readConfusedPhotos (
  figures: readonly AttributeFigures[],
  count: number,
  loader: Pick<ProductImageLoader, 'load'>
): Promise<Photos> {
  const references = figures.flatMap(({ confusions }) =>
    confusions.flatMap(({ examples }) => examples.slice(0, count).map(({ image }) => image))
  )
  const photos = new Map<string, string>()
  for (const reference of new Set(references)) {
    photos.set(reference, await toThumbnail(await loader.load(reference), SIDE))
  }
  return photos
}
