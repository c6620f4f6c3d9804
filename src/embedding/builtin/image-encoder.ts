import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Region } from '../../images/image.ts'
import { sessionOptions } from './session-options.ts'

/** Side of the square that EfficientNet-Lite2 was trained with. */
export const IMAGE_SIDE = 260
export const FEATURE_SIZE = 1280

export interface ImageReading {
  /** 1,280 values after pooling, not normalised. */
  readonly features: Float32Array
  /** 1,000 values, one for each class of ImageNet, before the softmax. */
  readonly logits: Float32Array
  /** Class activation map: where what it tells from other photos is, 9 × 9 values, row by row. */
  readonly activationMap: Float32Array
}

/** The part of an activation map that lies within a region, at the size of the map. */
export function mapWithin (map: Float32Array, { x, y, width, height }: Region): Float32Array {
  const side = Math.sqrt(map.length)
  const place = (from: number, share: number, at: number) =>
    Math.min(side - 1, Math.floor((from + (share * (at + 0.5)) / side) * side))
  return map.map((_, i) => map[place(y, height, Math.floor(i / side)) * side + place(x, width, i % side)]!)
}

/** EfficientNet-Lite2 with its ImageNet weights. */
export class ImageEncoder {
  readonly #session: InferenceSession

  private constructor (session: InferenceSession) {
    this.#session = session
  }

  static async open (modelsDir: string, threads: number): Promise<ImageEncoder> {
    return new ImageEncoder(
      await InferenceSession.create(join(modelsDir, 'image-encoder.onnx'), sessionOptions(threads))
    )
  }

  /** Reads `IMAGE_SIDE` × `IMAGE_SIDE` RGB bytes. */
  async encode (pixels: Uint8Array): Promise<ImageReading> {
    const { features, logits, activationMap } = await this.#session.run({
      pixels: new Tensor('float32', planes(pixels), [1, 3, IMAGE_SIDE, IMAGE_SIDE])
    })
    return {
      features: features!.data as Float32Array,
      logits: logits!.data as Float32Array,
      activationMap: activationMap!.data as Float32Array
    }
  }

  async close (): Promise<void> {
    await this.#session.release()
  }
}

/** Bytes interleaved as RGBRGB to one plane for each channel, scaled as in training. */
function planes (pixels: Uint8Array): Float32Array {
  const area = pixels.length / 3
  const values = new Float32Array(pixels.length)
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) values[channel * area + i] = (pixels[i * 3 + channel]! - 127) / 128
  }
  return values
}
