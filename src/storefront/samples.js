import { byId, el } from './dom.js'
import { nameOf, photoOf } from './card.js'

/** @import { Product } from '../graphql/types.generated.ts' */

const SAMPLES = 5

/**
 * Photos of the shop to try a search by photo with. Only those of this site: others may not be fetched.
 * @param {readonly Product[]} products
 * @param {(file: File) => unknown} onFile
 */
export function renderSamples (products, onFile) {
  if (byId('samples').childElementCount > 0) return
  const own = products.filter(({ images: [first] }) => first?.startsWith('/')).slice(0, SAMPLES)
  byId('samples').hidden = own.length === 0
  if (own.length === 0) return
  byId('samples').replaceChildren(
    el('span', { textContent: 'Try a photo:' }),
    ...own.map((product) =>
      el(
        'button',
        {
          type: 'button',
          'aria-label': `Search with the photo of ${nameOf(product)}`,
          onclick: async () => onFile(await fileOf(product.images[0] ?? ''))
        },
        photoOf(product)
      )
    )
  )
}

/**
 * The picture of an address as if it had been picked; one that is gone is told like a file that is none.
 * @param {string} url
 */
async function fileOf (url) {
  const response = await fetch(url).catch(() => undefined)
  const blob = response?.ok ? await response.blob() : new Blob()
  return new File([blob], url.slice(url.lastIndexOf('/') + 1), { type: blob.type })
}
