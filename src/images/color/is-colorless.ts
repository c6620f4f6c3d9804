/** By which channels of a grey pixel may differ: WebP and resizing turn R = G = B into about that. */
const SPREAD = 4
/** Of the pixels, which may be stray. */
const STRAY = 0.002

/** Whether a photo of RGB bytes shows no color anywhere: one taken or turned black and white, whatever is on it. */
export function isColorless (pixels: Uint8Array): boolean {
  const most = (pixels.length / 3) * STRAY
  let colored = 0
  for (let i = 0; i < pixels.length; i += 3) {
    const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!]
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > SPREAD && ++colored > most) return false
  }
  return true
}
