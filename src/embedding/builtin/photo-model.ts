import { colorEvidence } from '../../images/color/evidence.ts'
import type { Image } from '../../images/image.ts'
import { preparePhoto } from '../../images/prepared-photo.ts'
import type { Embedding } from '../embedder.ts'
import { colorPart } from './color-part.ts'
import { ConceptEmbeddings } from './concept-embeddings.ts'
import { IMAGE_SIDE, ImageEncoder, mapWithin } from './image-encoder.ts'
import { compose } from './layout.ts'
import type { ModelFiles } from './model-files.ts'
import type { Model } from './worker-messages.ts'

/** Reads photos: decodes them, and the image encoder and what the head makes of its readings. */
export class PhotoModel implements Model {
  readonly #encoder: ImageEncoder
  readonly #bank: ConceptEmbeddings

  private constructor (encoder: ImageEncoder, bank: ConceptEmbeddings) {
    this.#encoder = encoder
    this.#bank = bank
  }

  static async open ({ modelsDir, threads, head }: ModelFiles): Promise<PhotoModel> {
    return new PhotoModel(await ImageEncoder.open(modelsDir, threads), new ConceptEmbeddings(head))
  }

  /** Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE, as the other does. */
  async embed (image: Image): Promise<Embedding> {
    const { padded, filled, within } = await preparePhoto(image, IMAGE_SIDE)
    const { features, logits, activationMap } = await this.#encoder.encode(padded)
    const components = this.#bank.components(features)
    const evidence = colorEvidence(filled, IMAGE_SIDE, mapWithin(activationMap, within))
    return compose({
      semantic: this.#bank.ofPhoto(logits, components),
      color: colorPart(this.#bank.colors(evidence, components)),
      visual: this.#bank.visual(components)
    })
  }

  /** Probability of each label of the head, in their order. */
  async labelProbabilities (image: Image): Promise<Float32Array> {
    const { padded } = await preparePhoto(image, IMAGE_SIDE)
    const { features } = await this.#encoder.encode(padded)
    return this.#bank.labelProbabilities(this.#bank.components(features))
  }

  async close (): Promise<void> {
    await this.#encoder.close()
  }
}
