import { RESERVED_KEY_PREFIX } from '../catalogue/record-keys.ts'
import type { Embedding } from '../embedding/embedder.ts'
import { inspectImage } from '../images/inspect-image.ts'
import type { Image } from '../images/image.ts'

/** Key of the one record that is written and deleted again; searches pass over reserved keys. */
export const PROBE_KEY = `${RESERVED_KEY_PREFIX}doctor`
export const PROBE_TEXT = 'a red ball on a table'

/** A PNG of 64 × 64 pixels that shows what the text says. */
const PROBE_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAgMAAADXB5lNAAAADFBMVEWwIDDo5NzHb3bZrqxxGEMPAAAACXBIWXMAAAsTAAALEwEAmpwYAAAAlklEQVQ4y93Tuw2AMAwEUBNEkQEYIXswAgWfVIhRsgSj0LME+/CJHQInREUBV74qti9UX0Kfh86p8QSOSMVgaY2JYNogPaChPUMA68EE6D3oAM6DEmiJMzNUAjmDFTAMpUDG0AtohkIgYZgEUgYnoO6AQt6E53fA02E4GB8WBCuEJcMZ4FB4Sjg21AEKg5WC0mEtf/HnFraU9s0K/ItpAAAAAElFTkSuQmCC'
const LIMITS = { maxBytes: 1000, maxPixels: 4096 }

export async function probeImage (): Promise<Image> {
  return await inspectImage(Buffer.from(PROBE_PNG, 'base64'), LIMITS)
}

/** A query that costs no model call. */
export function axis (dimension: number): Embedding {
  const embedding = new Float32Array(dimension)
  embedding[0] = 1
  return embedding
}
