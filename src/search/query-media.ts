import { rm, writeFile } from 'node:fs/promises'
import { ModalityUnsupportedError, PayloadTooLargeError } from '../errors.ts'
import type { Upload } from '../images/upload.ts'
import { temporaryPath } from '../shared/temporary-path.ts'
import { inspectMedia } from '../media/inspect-media.ts'
import { MEDIA_NAMES, READ_MEDIA } from '../media/media-names.ts'
import { MEDIA_KINDS, type MediaFile, type MediaKind, type MediaLimits } from '../media/media-file.ts'

/** Clips, documents and sounds to search by. */
export type MediaUploads = Readonly<Partial<Record<MediaKind, Upload | undefined>>>

export interface QueryMediaLimits extends MediaLimits {
  readonly model: string
  /** Why the model reads no file of that kind; undefined where it does. */
  readonly whyNot: (kind: MediaKind) => string | undefined
}

/** The files of a query, on disk until they are let go. */
export interface QueryMedia {
  readonly files: readonly MediaFile[]
  release (): Promise<void>
}

const NO_QUERY_MEDIA: QueryMedia = { files: [], release: async () => {} }

/**
 * Looks at the uploads and keeps them as files, which decoders want. Rejects with MODALITY_UNSUPPORTED or with what
 * `inspectMedia` finds; nothing is left then.
 */
export async function receiveMedia (uploads: MediaUploads, limits: QueryMediaLimits): Promise<QueryMedia> {
  const given = MEDIA_KINDS.flatMap((kind) => (uploads[kind] ? [{ kind, upload: uploads[kind] }] : []))
  if (given.length === 0) return NO_QUERY_MEDIA
  for (const { kind } of given) {
    const why = limits.whyNot(kind)
    if (why !== undefined) throw new ModalityUnsupportedError(limits.model, READ_MEDIA[kind], why)
  }
  const places: string[] = []
  const release = async () => {
    await Promise.all(places.map(async (place) => await rm(place, { force: true })))
  }
  try {
    const files: MediaFile[] = []
    for (const { kind, upload: { bytes } } of given) {
      if (bytes.length > limits.maxBytes) throw new PayloadTooLargeError(`The ${MEDIA_NAMES[kind]}`, limits.maxBytes)
      const place = await temporaryPath()
      places.push(place)
      await writeFile(place, bytes, { mode: 0o600 })
      files.push(await inspectMedia(place, kind, limits))
    }
    return { files, release }
  } catch (error) {
    await release()
    throw error
  }
}
